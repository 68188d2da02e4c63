"""Nobody decides about themselves, with whatever second hat: each act is refused to the person, and done by a colleague."""

from datetime import timedelta
from decimal import Decimal

import pytest

from agencies.enums import Role
from core.files import keep_own
from enrollment.enums import EntryItem
from enrollment.models import Completion, Override, Placement
from enrollment.services import (
    DayEntry,
    ScoreEntry,
    change_site,
    confirm_completions,
    enter_scores,
    keep_signed_hours,
    log_days,
    note_entry,
    note_return,
    place,
    propose_override,
    reopen_completion,
    see_papers,
    set_days,
    take_back_entry,
    tell_inspector,
)
from enrollment.services.oneself import AboutYourself
from enrollment.services.overrides import approve_override
from tests.clock import NOW
from tests.conftest import account_of
from tests.enrollment.class_scene import confirmed, finish
from tests.enrollment.placement_scene import FIRST, LAST, a_firm_class, a_site, placed, reported, worked
from tests.enrollment.test_entry import a_run
from training.rules import RuleCode

pytestmark = pytest.mark.django_db
TODAY, LATER = NOW.date(), FIRST + timedelta(days=3)


@pytest.fixture
def oneself(center):
    """The head of the centre, who also sits in a class there."""
    return account_of(center, Role.HEAD)


def belongs(seat, account):
    type(seat.graduate).objects.filter(pk=seat.graduate_id).update(user=account)
    return seat


@pytest.fixture
def in_class(center, oneself):
    return belongs(a_firm_class(center, 1).enrollments.get(), oneself)


@pytest.fixture
def in_firm(in_class, center):
    return placed(in_class, a_site(center))


def refused_then_done(act, oneself, colleague):
    with pytest.raises(AboutYourself):
        act(oneself)
    return act(colleague)


def test_papers_and_health(center, oneself, staff):
    seat = belongs(a_run(center).enrollments.get(), oneself)
    item = EntryItem.IDENTITY
    acts = (
        lambda by: note_entry(seat, item, holds=True, by=by, at=NOW),
        lambda by: take_back_entry(seat, item, by=by, at=NOW),
        lambda by: see_papers(seat, by=by, at=NOW),
    )
    for act in acts:
        refused_then_done(act, oneself, staff)
    assert set(seat.entry_checks.values_list("seen_by", flat=True)) == {staff.pk}


def test_scores(in_class, oneself, staff):
    topic = in_class.run.curriculum.topics.first()
    entry = ScoreEntry(in_class.pk, topic.pk, Decimal(100), Decimal(100))

    def score(by):
        return enter_scores(in_class.run, [entry], assessed_on=TODAY, reason="-", by=by, at=NOW)

    assert refused_then_done(score, oneself, staff) == 2


def test_a_rule_relaxed(in_class, oneself, head, staff):
    in_class.assessments.all().delete()

    def propose(by):
        return propose_override(in_class, RuleCode.PLACEMENT_START, reason="-", by=by, at=NOW)

    row = refused_then_done(propose, oneself, staff)
    refused_then_done(lambda by: approve_override(row, by=by, at=NOW), oneself, head)
    assert Override.objects.get().decided_by == head


def test_being_sent_to_a_firm(in_class, center, oneself, staff):
    site = a_site(center)

    def send(by):
        return place(in_class, site, first_day=FIRST, last_day=LAST, by=by, at=NOW)

    refused_then_done(send, oneself, staff)
    assert Placement.objects.get().placed_by == staff


STAY = {
    "days": lambda row, by: set_days(row, last_day=LATER, reason="-", by=by, at=NOW),
    "inspector": lambda row, by: tell_inspector(row, told_on=TODAY, by=by, at=NOW),
    "return": lambda row, by: note_return(row, returned_on=TODAY, by=by, at=NOW),
    "mentor's word": lambda row, by: log_days(row, [DayEntry(FIRST, 300)], confirmed=True, by=by, at=NOW),
    "report": lambda row, by: reported(row, by=by),
}


@pytest.mark.parametrize("what", STAY)
def test_the_stay_in_a_firm(what, in_firm, oneself, staff):
    refused_then_done(lambda by: STAY[what](in_firm, by), oneself, staff)


def test_the_signed_sheet(in_firm, oneself, staff):
    sheet = keep_own("sheet.jpg", b"picture", media_type="image/jpeg", at=NOW)
    worked(in_firm, 400, confirmed=False, by=oneself)  # one's own word is one's own

    def keep(by):
        return keep_signed_hours(in_firm, sheet, until=FIRST, by=by, at=NOW)

    assert refused_then_done(keep, oneself, staff) == 1


def test_another_firm(in_firm, center, oneself, staff):
    other = a_site(center, "ร้านอื่น")

    def move(by):
        return change_site(in_firm, other, first_day=LATER, last_day=LAST, reason="-", by=by, at=NOW)

    refused_then_done(move, oneself, staff)


def test_the_result_and_its_reopening(center, oneself, head):
    run = confirmed(center, 2, by=head)
    seat = belongs(run.enrollments.order_by("seat_number").first(), oneself)

    def reopen(by):
        return reopen_completion(seat.completion, reason="-", by=by, at=NOW)

    refused_then_done(reopen, oneself, head)
    finish(run)
    refused_then_done(lambda by: confirm_completions(run, by=by, at=NOW), oneself, head)
    assert set(Completion.objects.values_list("confirmed_by", flat=True)) == {head.pk}
