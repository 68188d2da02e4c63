"""What waits about training in firms, and the results that nobody has confirmed."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import ngettext

from agencies.enums import Role
from agencies.models import User
from agencies.permissions import is_center_staff
from enrollment.enums import EnrollmentState
from enrollment.models import Enrollment
from enrollment.queries.placements import (
    inspector_to_tell,
    not_returned,
    unconfirmed,
    unvisited,
    without_report,
)
from program.waiting.item import Waiting
from training.enums import RunState


def of_placements(user: User, today: date) -> Iterator[Waiting]:
    """Of trainers and staff: visits (clause 33), and days of which the mentor has not said that they were so."""
    page = reverse("placements")
    visits = unvisited(user).count()
    words = ngettext(
        "%(n)s trainee is in a firm that nobody has visited",
        "%(n)s trainees are in firms that nobody has visited",
        visits,
    )
    yield Waiting(visits, words % {"n": visits}, f"{page}?due=visit")
    waiting = unconfirmed(user).count()
    words = ngettext(
        "%(n)s trainee's hours in a firm wait for the mentor's word",
        "%(n)s trainees' hours in firms wait for the mentor's word",
        waiting,
    )
    yield Waiting(waiting, words % {"n": waiting}, f"{page}?due=confirm")
    if is_center_staff(user):
        yield from _of_staff(user, today, page)


def _of_staff(user: User, today: date, page: str) -> Iterator[Waiting]:
    """Reports (34), who should be back (31), the inspector, results to confirm."""
    reports = without_report(user, today).count()
    words = ngettext("%(n)s report of a firm is due", "%(n)s reports of firms are due", reports)
    yield Waiting(reports, words % {"n": reports}, f"{page}?due=report")
    away = not_returned(user, today).count()
    words = ngettext(
        "%(n)s trainee is to be back from a firm", "%(n)s trainees are to be back from firms", away
    )
    yield Waiting(away, words % {"n": away}, f"{page}?due=return")
    young = inspector_to_tell(user, today).count()
    words = ngettext(
        "The labour inspector is to be told of %(n)s trainee under 18",
        "The labour inspector is to be told of %(n)s trainees under 18",
        young,
    )
    yield Waiting(young, words % {"n": young}, f"{page}?due=inspector")
    open_seats = Enrollment.objects.filter(
        state=EnrollmentState.TRAINING,
        run__state=RunState.FINISHED,
        run__center__in=user.agencies_as(Role.STAFF, Role.HEAD),
    ).count()
    words = ngettext("%(n)s result waits to be confirmed", "%(n)s results wait to be confirmed", open_seats)
    yield Waiting(open_seats, words % {"n": open_seats}, f"{reverse('runs')}?state=finished")
