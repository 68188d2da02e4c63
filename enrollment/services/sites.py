"""Workplaces that take trainees, and the centre's visits to them (clause 33)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Place, User
from core import audit
from core.refusals import Refused
from core.templatetags.ui import thai_date
from enrollment.models import PlacementSite, SiteVisit
from enrollment.queries.placements import unfit_for
from training.models import CourseRun


@dataclass(frozen=True)
class SiteEntry:
    """What is said of a workplace; `firm` where it is in the register of agencies, `minutes_a_day` without breaks."""

    name: str
    work: str
    mentor: str
    starts: time
    ends: time
    minutes_a_day: int
    mentor_phone: str = ""
    firm: Agency | None = None
    address: str = ""
    place: Place | None = None
    hazards: Sequence[str] = ()
    is_active: bool = True

    def columns(self) -> dict[str, object]:
        """The columns of the row."""
        own = {name: value for name, value in vars(self).items() if name != "hazards"}
        return {**own, "hazards": sorted(self.hazards)}


class UnfitForChildren(Refused):
    sentence = _("%(count)s trainees under 18 are placed there, and the law would not allow them this work.")
    remedy = _("Find them another site first, each with the reason.")


class LongerThanItLasts(Refused):
    sentence = _("%(minutes)s minutes of work do not fit between the two times.")


class VisitInTheFuture(Refused):
    sentence = _("The visit is dated %(day)s, which is still to come.")


class NobodyThere(Refused):
    sentence = _("Nobody of %(run)s is placed at this site.")


class VisitedThatDay(Refused):
    sentence = _("A visit on %(day)s is recorded already.")


@transaction.atomic
def add_site(center: Agency, entry: SiteEntry, *, by: User | None, at: datetime) -> PlacementSite:
    """Enter a workplace. Raises `LongerThanItLasts`."""
    _refuse_times(entry)
    site = PlacementSite.objects.create(center=center, **entry.columns())
    audit.record("site.added", site, by=by, at=at)
    return site


@transaction.atomic
def correct_site(site: PlacementSite, entry: SiteEntry, *, by: User | None, at: datetime) -> None:
    """Change what is said of a workplace. Raises `UnfitForChildren` where somebody under 18 is placed there."""
    _refuse_times(entry)
    site = PlacementSite.objects.select_for_update().get(pk=site.pk)
    changed = [name for name, value in entry.columns().items() if getattr(site, name) != value]
    if not changed:
        return
    for name, value in entry.columns().items():
        setattr(site, name, value)
    if unfit := unfit_for(site, timezone.localdate(at)):
        raise UnfitForChildren(count=len(unfit))
    site.save()
    audit.record("site.corrected", site, by=by, at=at, fields=changed)


@transaction.atomic
def record_visit(
    site: PlacementSite,
    run: CourseRun,
    *,
    visited_on: date,
    visitor: str,
    findings: str,
    by: User | None,
    at: datetime,
) -> SiteVisit:
    """Somebody of the centre was at the site. Raises `NobodyThere`, `VisitInTheFuture`, `VisitedThatDay`."""
    if visited_on > timezone.localdate(at):
        raise VisitInTheFuture(day=thai_date(visited_on))
    if not site.placements.filter(enrollment__run=run).exists():
        raise NobodyThere(run=run)
    facts = {"visited_on": visited_on, "visitor": visitor, "findings": findings.strip()}
    try:
        with transaction.atomic():
            visit = SiteVisit.objects.create(site=site, run=run, recorded_by=by, recorded_at=at, **facts)
    except IntegrityError as twice:
        raise VisitedThatDay(day=thai_date(visited_on)) from twice
    audit.record("site.visited", visit, by=by, at=at, run=run.code, day=visited_on.isoformat())
    return visit


def _refuse_times(entry: SiteEntry) -> None:
    first, last = (clock.hour * 60 + clock.minute for clock in (entry.starts, entry.ends))
    lasts = last - first if last > first else last + 24 * 60 - first
    if entry.minutes_a_day > lasts:
        raise LongerThanItLasts(minutes=entry.minutes_a_day)
