"""What the pages of a class share."""

from collections.abc import Sequence

from django.db.models import Q
from django.forms import Form
from django.http import Http404
from django.shortcuts import get_object_or_404

from agencies.enums import Role
from agencies.models import User
from agencies.requests import MemberRequest
from enrollment.enums import EnrollmentState
from enrollment.models import Enrollment
from enrollment.queries.placements import placement_minutes_of
from training.models import CourseRun


def run_of_class(request: MemberRequest, pk: int) -> CourseRun:
    """A run of one's centre, or one that one teaches."""
    own = Q(center__in=request.user.agencies_as(Role.STAFF, Role.HEAD)) | Q(
        trainers__user=request.user, trainers__is_active=True
    )
    runs = CourseRun.objects.filter(own).select_related("course", "curriculum", "rule_set").distinct()
    return get_object_or_404(runs, pk=pk)


def staffs(user: User, run: CourseRun) -> bool:
    """Whether the account works at the run's centre: who is staff elsewhere and only teaches here does not."""
    return run.center_id in user.agencies_as(Role.STAFF, Role.HEAD)


def heads(user: User, run: CourseRun) -> bool:
    """Whether the account is the head of the run's centre."""
    return run.center_id in user.agencies_as(Role.HEAD)


def refuse_unless(may: bool) -> None:
    """An act that is not the account's does not exist for it."""
    if not may:
        raise Http404


def all_valid(forms: Sequence[Form]) -> bool:
    """Every form is checked, so that the page shows all faults at once."""
    return not [form for form in forms if not form.is_valid()]


def seat_in_firms(request: MemberRequest, pk: int) -> Enrollment:
    """A seat of a class that the account teaches or runs, whose run sends people to firms."""
    rows = Enrollment.objects.select_related("graduate", "run__course", "run__curriculum", "run__rule_set")
    seat = get_object_or_404(rows.exclude(state__in=[EnrollmentState.ENROLLED]), pk=pk)
    run_of_class(request, seat.run_id)
    if not placement_minutes_of(seat.run):
        raise Http404
    return seat
