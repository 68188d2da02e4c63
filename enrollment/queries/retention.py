"""Whose time has passed: years after the last thing that happened, by how far the person came."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core.models import AuditEntry
from enrollment.enums import EnrollmentState, KeptAs, OfferState
from enrollment.models import Enrollment, Graduate, Offer, Referral, RetentionHold
from enrollment.models.referrals import OPEN_REFERRAL

# What is done about a person's data is nothing that the person did or that was done for them.
PASSIVE = (
    "retention.announced",
    "retention.called_off",
    "retention.held",
    "retention.hold_lifted",
    "identifier.revealed",
    "erasure.proposed",
    "erasure.dropped",
    "copy.asked",
    "copy.made",
    "copy.fetched",
)


@dataclass(frozen=True)
class Due:
    """A person whose time has passed, how far they came, and when something happened last."""

    person: Graduate
    kept_as: KeptAs
    last_activity: date


def due_people(today: date, *, most: int) -> Iterator[Due]:
    """At most `most` people whose time has passed and to whom nothing was announced yet, longest ago first."""
    for kept_as in KeptAs:
        for person in _due(kept_as, today).filter(retention_notice=None)[:most]:
            most -= 1
            yield Due(person, kept_as, last_activity(person))


def due_among(people: Collection[UUID], today: date) -> Iterator[Due]:
    """Those of `people` whose time has passed on `today`."""
    for kept_as in KeptAs:
        for person in _due(kept_as, today).filter(pk__in=people):
            yield Due(person, kept_as, last_activity(person))


def _due(kept_as: KeptAs, today: date) -> QuerySet[Graduate]:
    """Registered, and active last, before the day on which the time of this group began to be over."""
    last_day = years_before(today, settings.RETENTION_YEARS[kept_as.value])
    start = timezone.make_aware(datetime.combine(last_day, time.min))
    own = {"graduate": OuterRef("pk")}
    active = AuditEntry.objects.filter(person_id=OuterRef("pk"), at__gte=start).exclude(action__in=PASSIVE)
    trained = Enrollment.objects.filter(**own, run__last_day__gte=last_day)
    held = RetentionHold.objects.filter(**own, lifted_at=None, until__gte=today)
    open_ = (
        Enrollment.objects.filter(**own, state__in=[EnrollmentState.ENROLLED, EnrollmentState.TRAINING]),
        Offer.objects.filter(**own, state=OfferState.OPEN),
        Referral.objects.filter(**own, state__in=OPEN_REFERRAL),
    )
    rows = Graduate.objects.living().filter(_group(kept_as), registered_at__lt=start)
    for reason in (active, trained, held, *open_):
        rows = rows.filter(~Exists(reason))
    return rows.order_by("registered_at", "pk")


def _group(kept_as: KeptAs) -> Q:
    seats = Enrollment.objects.filter(graduate=OuterRef("pk"))
    completed = Exists(seats.filter(state=EnrollmentState.COMPLETED))
    began = Exists(seats.filter(state__in=[EnrollmentState.NOT_COMPLETED, EnrollmentState.LEFT]))
    match kept_as:
        case KeptAs.COMPLETED:
            return Q(completed)
        case KeptAs.LEFT:
            return Q(began) & ~Q(completed)
    return ~Q(began) & ~Q(completed)


def last_activity(person: Graduate) -> date:
    """The day of the last thing that was done by or for the person."""
    days = [timezone.localdate(person.registered_at)]
    row = AuditEntry.objects.filter(person_id=person.pk).exclude(action__in=PASSIVE).order_by("-at").first()
    days += [timezone.localdate(row.at)] if row else []
    days += person.enrollments.values_list("run__last_day", flat=True)
    return max(days)


def years_before(day: date, years: int) -> date:
    """The same day of an earlier year; 29 February counts as 1 March where the year has none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 3, 1)


def kept_as(person: Graduate) -> KeptAs:
    """How far the person came."""
    states = set(person.enrollments.values_list("state", flat=True))
    if EnrollmentState.COMPLETED in states:
        return KeptAs.COMPLETED
    began = states & {EnrollmentState.NOT_COMPLETED, EnrollmentState.LEFT}
    return KeptAs.LEFT if began else KeptAs.NO_TRAINING


def kept_until(person: Graduate) -> date:
    """The day on which the time is over, if nothing happens any more."""
    last = last_activity(person)
    years = settings.RETENTION_YEARS[kept_as(person).value]
    try:
        return last.replace(year=last.year + years)
    except ValueError:
        return date(last.year + years, 3, 1)
