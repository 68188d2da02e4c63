"""The published list of the people selected for a run (clause 10): frozen, one version after the other."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core import audit
from core.refusals import Refused
from enrollment.models import SelectionEntry, SelectionList
from enrollment.queries.selections import changed_since, selected_now
from training.enums import RunState
from training.models import CourseRun

PUBLISHED_IN = (RunState.OPEN, RunState.MATCHED, RunState.CONFIRMED, RunState.RUNNING)


class NobodySelected(Refused):
    sentence = _("Nobody has a seat in %(run)s, so there is no list to publish.")
    remedy = _("Offers have to be accepted first, or people seated by hand.")


class SelectionUnchanged(Refused):
    sentence = _("The selection is the one that was published: version %(version)s.")


class SelectionTooLate(Refused):
    sentence = _("%(run)s is “%(state)s”: its list is published before or while it runs.")


@transaction.atomic
def publish_selection(run: CourseRun, *, by: User | None, at: datetime) -> SelectionList:
    """Publish who has a seat now, by seat number, as the next version of the run's list.

    Raises `SelectionTooLate`, `NobodySelected`, `SelectionUnchanged`.
    """
    now = CourseRun.objects.select_for_update().get(pk=run.pk)  # two clicks make one version
    if now.state not in PUBLISHED_IN:
        raise SelectionTooLate(run=run, state=now.get_state_display())
    seats = selected_now(run)
    if not seats:
        raise NobodySelected(run=run)
    latest = run.selection_lists.first()
    if latest and not changed_since(latest):
        raise SelectionUnchanged(version=latest.version)
    version = latest.version + 1 if latest else 1
    row = SelectionList.objects.create(run=run, version=version, published_at=at, published_by=by)
    SelectionEntry.objects.bulk_create(
        SelectionEntry(
            selection=row,
            seat_number=seat.seat_number,
            graduate=seat.graduate,
            name=seat.graduate.full_name,
            school_name=seat.graduate.school.name_th if seat.graduate.school else "",
        )
        for seat in seats
    )
    audit.record("selection.published", row, by=by, at=at, run=run.code, version=version, people=len(seats))
    return row
