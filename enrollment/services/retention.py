"""The schedule: what is over is announced, then erased; unconfirmed files and old sightings go too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core import audit
from core.refusals import Refused
from core.states import advance
from enrollment.enums import ErasureReason, ImportState
from enrollment.erased_list import append_erased
from enrollment.models import (
    DataCopy,
    Erasure,
    Graduate,
    ImportBatch,
    RetentionHold,
    RetentionNotice,
    Sighting,
)
from enrollment.name_index import forget_letters
from enrollment.queries.retention import Due, due_among, due_people
from enrollment.services.erasure import KeptLonger, StillNeeded, erase_by_rule
from enrollment.states import IMPORT_STATES

SIGHTINGS_AT_ONCE = 10_000
LETTERS_KEPT = timedelta(days=1)  # after an erasure the index of names is written anew each time, so long


class HoldInThePast(Refused):
    sentence = _("The day until which the data is kept has passed.")
    remedy = _("Name a day to come.")


def keep_schedule(*, at: datetime) -> None:
    """The chore: announce, erase, wipe. Each part is small, may run twice, and finds nothing the second time."""
    announce_due(at=at)
    erase_due(at=at)
    wipe_leftovers(at=at)
    if Erasure.objects.filter(decided_at__gte=at - LETTERS_KEPT).exists():
        forget_letters()


def announce_due(*, at: datetime) -> int:
    """Write a notice for everybody whose time has passed, at most `RETENTION_MOST_A_RUN` at once. Returns how many."""
    today = timezone.localdate(at)
    due = list(due_people(today, most=settings.RETENTION_MOST_A_RUN))
    erase_on = today + timedelta(days=settings.RETENTION_NOTICE_DAYS)
    for one in due:
        _announce(one, erase_on=erase_on, at=at)
    return len(due)


@transaction.atomic
def _announce(due: Due, *, erase_on: date, at: datetime) -> None:
    notice, is_new = RetentionNotice.objects.get_or_create(
        graduate=due.person,
        defaults={
            "kept_as": due.kept_as,
            "last_activity": due.last_activity,
            "noticed_at": at,
            "erase_on": erase_on,
        },
    )
    if is_new:
        facts = {"kept_as": due.kept_as, "erase_on": erase_on.isoformat()}
        audit.record("retention.announced", notice, by=None, at=at, person=due.person.pk, **facts)


def erase_due(*, at: datetime) -> int:
    """Erase those whose announced day has come and whose time is still over. Returns how many.

    Something that happened meanwhile, a hold or an open training ends the announcement; it begins anew when due.
    """
    today = timezone.localdate(at)
    rows = RetentionNotice.objects.filter(erase_on__lte=today).order_by("erase_on", "pk")
    notices = list(rows.select_related("graduate")[: settings.RETENTION_MOST_A_RUN])
    still_due = {due.person.pk for due in due_among([notice.graduate_id for notice in notices], today)}
    return sum(_end(notice, due=notice.graduate_id in still_due, at=at) for notice in notices)


def _end(notice: RetentionNotice, *, due: bool, at: datetime) -> bool:
    if due:
        try:
            erase_by_rule(notice.graduate, reason=ErasureReason.SCHEDULE, at=at)
        except (StillNeeded, KeptLonger):
            due = False
    if not due:
        with transaction.atomic():
            audit.record("retention.called_off", notice, by=None, at=at, person=notice.graduate_id)
            notice.delete()
    return due


def wipe_leftovers(*, at: datetime) -> None:
    """Files not confirmed, or entered long ago; copies past their day, old sightings, sessions that ended."""
    for batch in _unconfirmed_imports(at):
        _discard(batch, at=at)
    for batch in _old_imports(at):
        _forget(batch, at=at)
    DataCopy.objects.filter(expires_at__lt=at).exclude(sealed=None).update(sealed=None, size=0)
    oldest = at - timedelta(days=365 * settings.RETENTION_SIGHTINGS_YEARS)
    old = Sighting.objects.filter(day__lt=timezone.localdate(oldest)).order_by("pk")
    Sighting.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:SIGHTINGS_AT_ONCE])).delete()
    Session.objects.filter(expire_date__lt=at).delete()
    append_erased(Graduate.objects.exclude(erased_at=None).values_list("pk", flat=True), at=at)


def _unconfirmed_imports(at: datetime) -> Iterator[ImportBatch]:
    before = at - timedelta(days=settings.RETENTION_IMPORT_DAYS)
    waiting = [state for state, following in IMPORT_STATES.items() if ImportState.DISCARDED in following]
    rows = ImportBatch.objects.filter(state__in=waiting, uploaded_at__lt=before)
    return rows.without_files().iterator()


@transaction.atomic
def _discard(batch: ImportBatch, *, at: datetime) -> None:
    advance(batch, ImportState.DISCARDED, IMPORT_STATES)
    ImportBatch.objects.filter(pk=batch.pk).wipe()
    audit.record("import.discarded", batch, by=None, at=at)


def _old_imports(at: datetime) -> Iterator[ImportBatch]:
    """Entered so long ago that nobody undoes them any more, or mends what was left out."""
    before = at - timedelta(days=settings.RETENTION_ENTERED_IMPORT_DAYS)
    rows = ImportBatch.objects.filter(state=ImportState.APPLIED, applied_at__lt=before)
    return rows.exclude(sealed_file=b"").without_files().iterator()


@transaction.atomic
def _forget(batch: ImportBatch, *, at: datetime) -> None:
    """The people stay, the file that named them goes."""
    ImportBatch.objects.filter(pk=batch.pk).wipe()
    audit.record("import.file_deleted", batch, by=None, at=at)


@transaction.atomic
def hold(person: Graduate, *, reason: str, until: date, by: User, at: datetime) -> RetentionHold:
    """Keep the person's data beyond its time, until a day, for a reason; an announced erasure is called off.

    Raises HoldInThePast.
    """
    if until < timezone.localdate(at):
        raise HoldInThePast
    row = RetentionHold.objects.create(
        graduate=person, reason=reason, until=until, placed_by=by, placed_at=at
    )
    RetentionNotice.objects.filter(graduate=person).delete()
    audit.record("retention.held", row, by=by, at=at, person=person.pk, until=until.isoformat())
    return row


@transaction.atomic
def lift_hold(row: RetentionHold, *, by: User, at: datetime) -> None:
    """End a hold before its day."""
    if RetentionHold.objects.filter(pk=row.pk, lifted_at=None).update(lifted_at=at):
        audit.record("retention.hold_lifted", row, by=by, at=at, person=row.graduate_id)
