"""What waits about people: imports, consents, requests about their data."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import ngettext

from agencies.models import User
from agencies.permissions import is_center_staff
from enrollment.enums import ConsentKind, EnrollmentState, ErasureState, ImportState, RightState, ScanState
from enrollment.models import (
    Enrollment,
    Erasure,
    Graduate,
    ImportBatch,
    RetentionNotice,
    RightsRequest,
    ScanPage,
)
from enrollment.queries.consents import lacking
from program.waiting.item import Waiting


def of_imports(user: User) -> Waiting:
    imports = ImportBatch.objects.visible_to(user).filter(state=ImportState.READY).count()
    return Waiting(
        imports,
        ngettext("%(n)s import waits to be confirmed", "%(n)s imports wait to be confirmed", imports)
        % {"n": imports},
        reverse("imports"),
    )


def of_consents(user: User, today: date) -> Iterator[Waiting]:
    """Signed forms that came back; then who lacks a consent: of counsellors everybody, of centres who has a seat."""
    pages = ScanPage.objects.visible_to(user).filter(state__in=[ScanState.READ, ScanState.UNREAD]).count()
    words = ngettext(
        "%(n)s signed form waits to be looked at", "%(n)s signed forms wait to be looked at", pages
    )
    yield Waiting(pages, words % {"n": pages}, reverse("consent_scans"))
    people, query = Graduate.objects.visible_to(user), ""
    if is_center_staff(user):
        held = Enrollment.objects.filter(state__in=[EnrollmentState.ENROLLED, EnrollmentState.TRAINING])
        people, query = people.filter(pk__in=held.values("graduate")), "?seated=on"
    missing = lacking(people, ConsentKind, today).count()
    words = ngettext("%(n)s person lacks a consent", "%(n)s people lack a consent", missing)
    yield Waiting(missing, words % {"n": missing}, reverse("lacking_consents") + query)


def of_rights(user: User, today: date) -> Iterator[Waiting]:
    """Requests about rights and erasures that wait for this account, and whose data is about to go."""
    asked = RightsRequest.objects.visible_to(user).filter(state=RightState.RECEIVED)
    overdue = asked.filter(due_on__lt=today).count()
    words = ngettext(
        "%(n)s request about data rights is overdue", "%(n)s requests about data rights are overdue", overdue
    )
    yield Waiting(overdue, words % {"n": overdue}, f"{reverse('rights')}?overdue=over")
    waiting = asked.filter(due_on__gte=today).count()
    words = ngettext(
        "%(n)s request about data rights waits for an answer",
        "%(n)s requests about data rights wait for an answer",
        waiting,
    )
    yield Waiting(waiting, words % {"n": waiting}, f"{reverse('rights')}?state=received")
    proposed = (
        Erasure.objects.visible_to(user).filter(state=ErasureState.PROPOSED).exclude(asked_by=user).count()
    )
    words = ngettext(
        "%(n)s erasure waits for a second person", "%(n)s erasures wait for a second person", proposed
    )
    yield Waiting(proposed, words % {"n": proposed}, f"{reverse('erasures')}?state=proposed")
    over = RetentionNotice.objects.filter(graduate__in=Graduate.objects.visible_to(user)).count()
    words = ngettext(
        "The data of %(n)s person will be erased by the schedule",
        "The data of %(n)s people will be erased by the schedule",
        over,
    )
    yield Waiting(over, words % {"n": over}, reverse("announced_erasures"))
