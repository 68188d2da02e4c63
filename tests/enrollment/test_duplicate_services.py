"""Finding pairs and keeping them: new people, corrections, judgments that hold, judgments overtaken."""

from datetime import date

import pytest

from core.identity import reserved_citizen_id
from core.jobs import Cancelled
from core.models import AuditEntry, Job
from core.states import WrongState
from enrollment.enums import PairState
from enrollment.models import Compared, DuplicatePair, Graduate
from enrollment.queries.duplicates import likely_same
from enrollment.services import compare_newcomers, judge_again, mark_different, propose_pair, request_scan
from enrollment.services import duplicates as services
from tests.clock import NOW
from tests.enrollment.duplicates.scene import number_for, record_of
from tests.enrollment.entries import entry
from tests.working import work_here


@pytest.fixture
def twice(center):
    """One person in two records: another spelling, day and month swapped."""
    one = record_of(center, birth_date=date(2011, 3, 9))
    two = record_of(center, given="อนงค์นาด", birth_date=date(2011, 9, 3), school=one.school)
    return one, two


def pair_of(one, two):
    low, high = sorted((one, two), key=lambda row: str(row.pk))
    return DuplicatePair.objects.get(low=low, high=high)


def said(pair):
    return {code for code, _points in pair.reasons}


def test_newcomers_are_compared_once_and_again_when_corrected(twice):
    assert compare_newcomers(at=NOW) == 2
    assert said(pair_of(*twice)) >= {"given_sound", "birth_swapped", "school_same", "family_same"}
    assert compare_newcomers(at=NOW) == 0
    Graduate.objects.filter(pk=twice[0].pk).update(version=2)
    assert compare_newcomers(at=NOW) == 1
    assert DuplicatePair.objects.count() == 1


def test_many_newcomers_are_compared_by_the_worker_at_one_go(twice, center, monkeypatch):
    monkeypatch.setattr(services, "FEW", 1)
    assert compare_newcomers(at=NOW) == 0
    assert compare_newcomers(at=NOW) == 0
    assert Job.objects.count() == 1
    work_here()
    assert Job.objects.get().result == {"people": 2, "pairs": 1, "new": 1}
    assert Compared.objects.count() == 2
    assert pair_of(*twice).state == PairState.PROPOSED


def test_one_by_one_and_at_one_go_say_the_same(twice):
    compare_newcomers(at=NOW)
    alone = pair_of(*twice)
    DuplicatePair.objects.all().delete()
    Job.objects.all().delete()
    services._scan_newcomers()
    Compared.objects.all().delete()
    work_here()
    together = pair_of(*twice)
    assert said(together) == said(alone)


def test_a_scan_compares_whom_the_account_sees(twice, staff, stranger):
    request_scan(by=stranger, at=NOW)
    work_here()
    assert not DuplicatePair.objects.exists()
    job = request_scan(by=staff, at=NOW)
    work_here()
    job.refresh_from_db()
    assert (job.state, job.result["pairs"]) == ("done", 1)
    assert AuditEntry.objects.filter(action="duplicates.scan_requested").count() == 2


def test_a_second_scan_waits_for_the_first(twice, staff):
    request_scan(by=staff, at=NOW)
    with pytest.raises(services.ScanRunning):
        request_scan(by=staff, at=NOW)


def test_a_cancelled_scan_leaves_nothing(twice, staff):
    class Stopped:
        def report(self, done, total, message=""):
            raise Cancelled

    with pytest.raises(Cancelled):
        services.scan(Graduate.objects.all(), at=NOW, work=Stopped())
    assert not DuplicatePair.objects.exists()
    assert not Compared.objects.exists()


def test_a_judgment_holds_until_the_facts_are_others(twice, staff):
    compare_newcomers(at=NOW)
    mark_different(pair_of(*twice), note="twins", by=staff, at=NOW)
    Graduate.objects.filter(pk=twice[0].pk).update(version=2)
    compare_newcomers(at=NOW)
    assert pair_of(*twice).state == PairState.DIFFERENT
    Graduate.objects.filter(pk=twice[0].pk).update(version=3, birth_date=date(2011, 9, 3))
    compare_newcomers(at=NOW)
    assert pair_of(*twice).state == PairState.PROPOSED
    assert "birth_same" in said(pair_of(*twice))


def test_a_proposal_that_the_facts_no_longer_bear_out_goes(twice):
    compare_newcomers(at=NOW)
    Graduate.objects.filter(pk=twice[0].pk).update(
        version=2, birth_date=date(2008, 1, 1), given_name="สุวิมล", search_text="สุวิมล", family_name="ใจดี"
    )
    compare_newcomers(at=NOW)
    assert not DuplicatePair.objects.exists()


def test_a_pair_that_a_person_proposed_stays(center, staff):
    one, two = record_of(center, given="มานะ", family="ใจดี"), record_of(center, given="สุดา", family="คำแก้ว")
    pair = propose_pair(one, two, by=staff, at=NOW)
    compare_newcomers(at=NOW)
    assert DuplicatePair.objects.get() == pair
    with pytest.raises(services.NotAPair):
        propose_pair(one, one, by=staff, at=NOW)


def test_proposing_takes_up_what_was_judged(twice, staff):
    pair = propose_pair(*twice, by=staff, at=NOW)
    mark_different(pair, note="sisters", by=staff, at=NOW)
    assert propose_pair(*twice, by=staff, at=NOW).state == PairState.PROPOSED


def test_different_needs_a_reason_and_is_said_once(twice, staff):
    pair = propose_pair(*twice, by=staff, at=NOW)
    with pytest.raises(services.ReasonMissing):
        mark_different(pair, note=" ", by=staff, at=NOW)
    mark_different(pair, note="sisters", by=staff, at=NOW)
    with pytest.raises(WrongState):
        mark_different(DuplicatePair.objects.get(), note="sisters", by=staff, at=NOW)
    judge_again(pair, by=staff, at=NOW)
    assert DuplicatePair.objects.get().state == PairState.PROPOSED
    actions = AuditEntry.objects.filter(action__startswith="duplicates.").values_list("action", flat=True)
    assert sorted(actions) == ["duplicates.different", "duplicates.judge_again", "duplicates.proposed"]


def test_a_number_with_a_wrong_third_digit_is_found_by_its_hash(center, staff):
    one = record_of(center, birth_date=None)
    number_for(one, 5)
    typed = entry(
        given_name="อนงค์นาฎ",
        family_name="ศรีวิไลเลิด",
        prefix="เด็กหญิง",
        identifier=third_digit_wrong(5),
        birth=None,
    )
    (likely,) = likely_same(typed, staff)
    assert likely.person == one
    assert any("third digit" in str(words) or "หลักที่สาม" in str(words) for words in likely.reasons.speak_for)


def third_digit_wrong(n):
    number = reserved_citizen_id(n)
    return number[:2] + "7" + number[3:]


def test_who_may_be_the_same_is_said_only_of_whom_one_sees(twice, staff, stranger):
    typed = entry(prefix="เด็กหญิง", given_name="อนงค์นาท", family_name="ศรีวิไลเลิศ", identifier="", birth=None)
    assert {one.person for one in likely_same(typed, staff)} == set(twice)
    assert likely_same(typed, stranger) == []
    assert [one.person for one in likely_same(twice[0], staff)] == [twice[1]]


def test_what_was_judged_is_not_said_again(twice, staff):
    mark_different(propose_pair(*twice, by=staff, at=NOW), note="sisters", by=staff, at=NOW)
    assert likely_same(twice[0], staff) == []
