"""Reads about the published lists of a run's people."""

from __future__ import annotations

from enrollment.models import Enrollment, SelectionList
from training.models import CourseRun


def selected_now(run: CourseRun) -> list[Enrollment]:
    """Who holds a seat, by seat number."""
    return list(run.enrollments.seated().select_related("graduate__school").order_by("seat_number"))


def changed_since(latest: SelectionList) -> bool:
    """Whether somebody else holds one of the seats, or another seat is held, than the list says."""
    said = set(latest.entries.values_list("seat_number", "graduate"))
    now = latest.run.enrollments.seated().values_list("seat_number", "graduate")
    return said != set(now)
