"""Reads about the published lists of a run's people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Max, QuerySet

from enrollment.models import Enrollment, SelectionEntry, SelectionList
from training.models import CourseRun


def selected_now(run: CourseRun) -> list[Enrollment]:
    """Who holds a seat, by seat number."""
    return list(run.enrollments.seated().select_related("graduate__school").order_by("seat_number"))


def changed_since(latest: SelectionList) -> bool:
    """Whether somebody else holds one of the seats, or another seat is held, than the list says."""
    said = set(latest.entries.values_list("seat_number", "graduate"))
    now = latest.run.enrollments.seated().values_list("seat_number", "graduate")
    return said != set(now)


def with_stale_list(runs: QuerySet[CourseRun]) -> list[CourseRun]:
    """Runs with people whose list was never published, or not as it is now; four queries whatever their number."""
    found = list(runs)
    lists = SelectionList.objects.filter(run__in=found).order_by().values_list("run")
    latest = lists.annotate(newest=Max("pk")).values("newest")
    entries = SelectionEntry.objects.filter(selection__in=latest)
    seats = Enrollment.objects.seated().filter(run__in=found)
    said = _by_run(entries.values_list("selection__run", "seat_number", "graduate"))
    now = _by_run(seats.values_list("run", "seat_number", "graduate"))
    return [run for run in found if now[run.pk] and now[run.pk] != said[run.pk]]


def _by_run(rows: Iterable[tuple[Any, ...]]) -> defaultdict[int, set[object]]:
    found: defaultdict[int, set[object]] = defaultdict(set)
    for run, *what in rows:
        found[run].add(tuple(what))
    return found
