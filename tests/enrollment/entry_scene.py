"""What is on the table before a training begins."""

from enrollment.eligibility import items_asked
from enrollment.enums import EntryItem
from enrollment.models import EntryCheck
from tests.clock import NOW


def all_seen(run, *but):
    """Every paper of everybody in the run was seen and nothing stands in the way of health, except of `but`."""
    EntryCheck.objects.bulk_create(
        EntryCheck(enrollment=seat, item=item, holds=True, seen_on=NOW.date())
        for seat in run.enrollments.exclude(state="left")
        for item in items_asked(run)
        if item not in but
    )


def table_of(run):
    """What the run asks for, as the page heads its columns."""
    return [EntryItem(item) for item in items_asked(run)]
