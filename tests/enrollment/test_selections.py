"""The published list of selected people (clause 10): frozen, dated, by version; what an erasure leaves of it."""

import pytest

from core.models import AuditEntry
from enrollment.enums import LeavingReason
from enrollment.services import enroll, leave, publish_selection
from enrollment.services.selections import NobodySelected, SelectionTooLate, SelectionUnchanged
from tests.clock import NOW
from tests.factories.enrollment import GraduateFactory
from tests.factories.training import RuleSetFactory, RunFactory
from training.enums import RunState
from training.models import CourseRun


@pytest.fixture
def run(center):
    RuleSetFactory()
    return RunFactory(center=center)


def seated(run, **facts):
    return enroll(GraduateFactory(**facts), run, reason="x", by=None, at=NOW)


def lines(row):
    return list(row.entries.values_list("seat_number", "name", "school_name"))


def test_the_list_keeps_names_and_seats_of_the_day_it_was_published(run, staff):
    one, two = seated(run), seated(run, school=None, registered_by=run.center)
    first = publish_selection(run, by=staff, at=NOW)
    said = [
        (1, one.graduate.full_name, one.graduate.school.name_th),
        (2, two.graduate.full_name, ""),
    ]
    assert (first.version, first.published_by, first.published_at, lines(first)) == (1, staff, NOW, said)
    one.graduate.given_name = "เปลี่ยนชื่อ"
    one.graduate.save()
    leave(two, reason=LeavingReason.RESIGNED, by=staff, at=NOW)
    second = publish_selection(run, by=staff, at=NOW)
    assert (second.version, lines(second)[0][1], second.entries.count()) == (2, "นายเปลี่ยนชื่อ ทดสอบ", 1)
    assert lines(first) == said
    rows = AuditEntry.objects.filter(action="selection.published").order_by("pk")
    assert [row.facts for row in rows] == [
        {"run": run.code, "version": 1, "people": 2},
        {"run": run.code, "version": 2, "people": 1},
    ]


def test_the_same_selection_is_not_published_twice_and_an_empty_one_not_at_all(run):
    with pytest.raises(NobodySelected):
        publish_selection(run, by=None, at=NOW)
    seat = seated(run)
    publish_selection(run, by=None, at=NOW)
    with pytest.raises(SelectionUnchanged):
        publish_selection(run, by=None, at=NOW)
    leave(seat, reason=LeavingReason.RESIGNED, by=None, at=NOW)
    seated(run)  # another person on the same seat
    assert publish_selection(run, by=None, at=NOW).version == 2


@pytest.mark.parametrize("state", [RunState.FINISHED, RunState.CLOSED])
def test_a_list_is_not_published_when_all_is_over(run, state):
    seated(run)
    CourseRun.objects.update(state=state)
    with pytest.raises(SelectionTooLate):
        publish_selection(run, by=None, at=NOW)
