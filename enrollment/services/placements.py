"""A trainee in a firm: sent, moved to another site, for longer or shorter, back at the centre."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from agencies.models import User
from core.reasons import said
from core.templatetags.ui import thai_date
from enrollment.models import Enrollment, Placement, PlacementSite
from enrollment.queries.completion import start_in_firm
from enrollment.queries.placements import placement_minutes_of
from enrollment.services.oneself import refuse_oneself
from enrollment.services.placement_refusals import (
    AlreadyPlaced,
    DaysBackwards,
    LawForbids,
    NoPlacementHere,
    NotADayThere,
    NotReadyForFirm,
    PlacementGoesOn,
    ReasonForSiteMissing,
    SameSite,
    SiteTakesNobody,
    StillToCome,
)
from enrollment.services.placement_rows import current, held_placement, held_seat, record, unmoved
from enrollment.words import outcome_words
from enrollment.young_work import findings, sentences
from training.rules import Outcome, Verdict
from training.rules.childhood import refuses


@transaction.atomic
def place(
    seat: Enrollment,
    site: PlacementSite,
    *,
    first_day: date,
    last_day: date,
    inspector_told_on: date | None = None,
    by: User | None,
    at: datetime,
) -> Placement:
    """Send a trainee to a firm.

    Raises `NoPlacementHere`, `NotInTraining`, `NotReadyForFirm` (clauses 23, 24), `LawForbids`, `AlreadyPlaced`,
    `SiteTakesNobody`, `DaysBackwards`.
    """
    seat = held_seat(seat, by)
    if not placement_minutes_of(seat.run):
        raise NoPlacementHere(run=seat.run)
    start = start_in_firm(seat)
    if start and start.verdict in {Verdict.FAILED, Verdict.UNKNOWN}:
        raise NotReadyForFirm(reason=outcome_words(start))
    row = Placement(
        enrollment=seat,
        site=site,
        first_day=first_day,
        last_day=last_day,
        inspector_told_on=inspector_told_on,
        placed_by=by,
        placed_at=at,
    )
    _refuse_stay(row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as twice:
        held = Placement.objects.filter(enrollment=seat).last_of_seat().select_related("site").get()
        raise AlreadyPlaced(site=held.site) from twice
    record("placement.begun", row, by=by, at=at, **_basis(seat, start))
    return row


@transaction.atomic
def change_site(
    placement: Placement,
    site: PlacementSite,
    *,
    first_day: date,
    last_day: date,
    reason: str,
    by: User | None,
    at: datetime,
) -> Placement:
    """Move a trainee to another site from `first_day` on; the hours carry over (clause 27).

    Raises `ReasonForSiteMissing`, `SameSite`, `MovedOn`, `ReportIsIn`, and what `place` raises of site and days.
    """
    before = current(placement, by)
    if not said(reason):
        raise ReasonForSiteMissing
    if site.pk == before.site_id:
        raise SameSite
    if first_day <= before.first_day:
        raise DaysBackwards
    row = Placement(
        enrollment=before.enrollment,
        site=site,
        first_day=first_day,
        last_day=last_day,
        follows=before,
        change_reason=said(reason),
        placed_by=by,
        placed_at=at,
    )
    _refuse_stay(row)
    if late := before.days.filter(day__gte=first_day).first():
        raise NotADayThere(
            day=thai_date(late.day), first=thai_date(before.first_day), last=thai_date(first_day)
        )
    row.save(force_insert=True)
    ended = min(before.last_day, first_day - timedelta(days=1))
    Placement.objects.filter(pk=before.pk).update(last_day=ended, returned_on=None)
    record("placement.site_changed", row, by=by, at=at, reason=row.change_reason)
    return row


@transaction.atomic
def set_days(placement: Placement, *, last_day: date, reason: str, by: User | None, at: datetime) -> None:
    """Shorten or lengthen a stay, with a reason. Raises `LawForbids`, `NotADayThere`, `ReportIsIn`, `MovedOn`."""
    row = current(placement, by)
    if not said(reason):
        raise ReasonForSiteMissing
    old, row.last_day = row.last_day, last_day
    _refuse_stay(row)
    if late := row.days.filter(day__gt=last_day).first():
        raise NotADayThere(day=thai_date(late.day), first=thai_date(row.first_day), last=thai_date(last_day))
    row.returned_on = None
    row.save(update_fields=["last_day", "returned_on"])
    days = {"old_last_day": old.isoformat(), "last_day": last_day.isoformat()}
    record("placement.days_changed", row, by=by, at=at, reason=said(reason), **days)


@transaction.atomic
def tell_inspector(placement: Placement, *, told_on: date, by: User | None, at: datetime) -> None:
    """Note the day on which the labour inspector was told of a child at work (section 45)."""
    if told_on > timezone.localdate(at):
        raise StillToCome(day=thai_date(told_on))
    refuse_oneself([placement.enrollment_id], by)
    row = Placement.objects.select_for_update().get(pk=placement.pk)
    row.inspector_told_on = told_on
    row.save(update_fields=["inspector_told_on"])
    record("placement.inspector_told", row, by=by, at=at, day=told_on.isoformat())


@transaction.atomic
def note_return(placement: Placement, *, returned_on: date, by: User | None, at: datetime) -> None:
    """The trainee is back at the centre (clause 31). Raises `StillToCome`, `PlacementGoesOn`."""
    refuse_oneself([placement.enrollment_id], by)
    row = unmoved(held_placement(placement))
    if returned_on > timezone.localdate(at):
        raise StillToCome(day=thai_date(returned_on))
    if returned_on <= row.last_day:
        raise PlacementGoesOn(day=thai_date(row.last_day))
    row.returned_on = returned_on
    row.save(update_fields=["returned_on"])
    record("placement.returned", row, by=by, at=at, day=returned_on.isoformat())


def _basis(seat: Enrollment, start: Outcome | None) -> dict[str, str]:
    """The clause under which the person may go, the one that relaxed it, and the version of the rules."""
    if start is None:
        return {}
    relaxed = {"relaxed_by": start.relaxed_by} if start.relaxed_by else {}
    return {"rules": seat.run.rule_set.version, "clause": start.clause, **relaxed}


def _refuse_stay(row: Placement) -> None:
    """The days in order, a site that takes people, and the law on children at work."""
    if row.last_day < row.first_day:
        raise DaysBackwards
    site = PlacementSite.objects.select_for_update().get(pk=row.site_id)  # its times do not change meanwhile
    if not site.is_active:
        raise SiteTakesNobody(site=site)
    told = row.inspector_told_on
    person = row.enrollment.graduate
    if against := refuses(findings(person, site, row.first_day, row.last_day, told)):
        raise LawForbids(sentences(against))
