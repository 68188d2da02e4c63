"""Training in a firm: who may go and where, what a child may not do, what is relaxed."""

from datetime import date, time, timedelta

import pytest

from core.models import AuditEntry
from enrollment.enums import CompletionResult
from enrollment.models import Placement
from enrollment.queries.completion import results_of
from enrollment.queries.placements import (
    inspector_to_tell,
    lines_of,
)
from enrollment.services import (
    SiteEntry,
    approve_override,
    change_site,
    correct_site,
    overrides,
    place,
    propose_override,
    record_visit,
    set_days,
    tell_inspector,
    withdraw_override,
)
from enrollment.services import placement_refusals as refusals
from enrollment.services import sites as site_refusals
from tests.clock import NOW
from tests.enrollment.class_scene import a_class, scored
from tests.enrollment.placement_scene import (
    FIRST,
    LAST,
    a_firm_class,
    a_site,
    placed,
    reported,
    worked,
)
from training.enums import CourseType
from training.rules import RuleCode

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
OTHER = {"by": None, "at": NOW}


@pytest.fixture
def run(center):
    return a_firm_class(center)


@pytest.fixture
def seat(run):
    return run.enrollments.order_by("seat_number").first()


@pytest.fixture
def site(center):
    return a_site(center)


def audited(action):
    return list(AuditEntry.objects.filter(action=action).order_by("pk"))


def result_of(run, seat):
    return next(line for line in results_of(run) if line.enrollment.pk == seat.pk)


def test_somebody_is_sent_to_a_firm(seat, site, staff):
    row = place(seat, site, first_day=FIRST, last_day=LAST, by=staff, at=NOW)
    (entry,) = audited("placement.begun")
    assert (entry.person_id, entry.actor_id, entry.facts["site"]) == (seat.graduate_id, staff.pk, site.pk)
    with pytest.raises(refusals.AlreadyPlaced):
        placed(seat, a_site(site.center, "ที่อื่น"))
    assert list(Placement.objects.all()) == [row]


def test_a_course_without_placement_sends_nobody(center, site):
    other = a_class(center, 1, kind=CourseType.SUPPLEMENTARY, code="S-1")
    with pytest.raises(refusals.NoPlacementHere):
        placed(other.enrollments.get(), site)


def test_nobody_goes_to_a_firm_before_the_centre_passed_them(center, site):
    run = a_firm_class(center, 1, code="S-2")
    seat = run.enrollments.get()
    seat.assessments.all().delete()
    with pytest.raises(refusals.NotReadyForFirm):
        placed(seat, site)
    scored(run, seat, 50, 50)
    with pytest.raises(refusals.NotReadyForFirm):
        placed(seat, site)
    scored(run, seat, 60, 60, attempt=2)
    assert placed(seat, site)


@pytest.mark.parametrize(
    "wrong",
    [{"starts": time(5), "ends": time(13)}, {"minutes_a_day": 481}, {"hazards": ["power_saw"]}],
)
def test_the_law_keeps_a_child_away_and_lets_an_adult_in(run, seat, center, wrong, settings):
    settings.LANGUAGE_CODE = "en"
    dangerous = a_site(center, "อันตราย", **wrong)
    with pytest.raises(refusals.LawForbids, match="section 4"):
        placed(seat, dangerous)
    assert not Placement.objects.exists()
    seat.graduate.birth_date = FIRST.replace(year=FIRST.year - 18)
    seat.graduate.save()
    assert placed(seat, dangerous)


def test_a_site_is_not_made_unfit_while_a_child_is_there(seat, site):
    placed(seat, site, last=TODAY)
    facts = {name: getattr(site, name) for name in ("name", "work", "mentor", "ends", "minutes_a_day")}
    with pytest.raises(site_refusals.UnfitForChildren):
        correct_site(site, SiteEntry(**facts, starts=time(5)), **OTHER)
    correct_site(site, SiteEntry(**facts, starts=time(7)), **OTHER)
    site.refresh_from_db()
    assert site.starts == time(7)


def test_hours_carry_over_when_the_site_is_changed(run, seat, site, center):
    first = placed(seat, site)
    worked(first, 600)
    second = change_site(
        first, a_site(center, "ร้านใหม่"), first_day=date(2026, 11, 9), last_day=LAST, reason="ร้านปิด", **OTHER
    )
    first.refresh_from_db()
    assert (first.last_day, second.follows, audited("placement.site_changed")[0].facts["reason"]) == (
        date(2026, 11, 8), first, "ร้านปิด",
    )  # fmt: skip
    worked(second, 200)
    reported(second)
    (line, _other) = lines_of(run)
    assert (line.minutes, line.needed, len(line.chain)) == (800, 800, 2)
    assert result_of(run, seat).result == CompletionResult.CERTIFICATE


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_site_is_not_changed_without_a_reason(seat, site, center, reason):
    first = placed(seat, site)
    with pytest.raises(refusals.ReasonForSiteMissing):
        change_site(
            first,
            a_site(center, "ข"),
            first_day=FIRST + timedelta(days=3),
            last_day=LAST,
            reason=reason,
            **OTHER,
        )


def test_only_the_last_placement_changes(seat, site, center):
    first = placed(seat, site)
    later = {"first_day": FIRST + timedelta(days=3), "last_day": LAST, "reason": "-", **OTHER}
    change_site(first, a_site(center, "ข"), **later)
    with pytest.raises(refusals.MovedOn):
        change_site(first, a_site(center, "ค"), **later)


def test_a_stay_is_shortened_only_where_nobody_worked_later(seat, site):
    placement = placed(seat, site)
    worked(placement, 800)
    with pytest.raises(refusals.NotADayThere):
        set_days(placement, last_day=FIRST, reason="-", **OTHER)
    set_days(placement, last_day=FIRST + timedelta(days=1), reason="เสร็จเร็ว", **OTHER)
    assert audited("placement.days_changed")[0].facts["old_last_day"] == LAST.isoformat()


def test_a_report_ends_changes_of_site_and_is_itself_corrected(seat, site, center):
    placement = placed(seat, site)
    reported(placement, passes=False)
    with pytest.raises(refusals.ReportIsIn):
        change_site(
            placement,
            a_site(center, "ข"),
            first_day=FIRST + timedelta(days=3),
            last_day=LAST,
            reason="-",
            **OTHER,
        )
    reported(placement, passes=True)
    assert audited("placement.report_corrected")[0].facts["old_passes"] is False


def test_the_inspector_is_told_of_a_child_and_nobody_asks_for_an_adult(run, seat, site, staff):
    placement = placed(seat, site, last=TODAY)
    other = run.enrollments.order_by("seat_number").last()
    other.graduate.birth_date = date(2000, 1, 1)
    other.graduate.save()
    placed(other, site, last=TODAY)
    assert [one.pk for one in inspector_to_tell(staff, TODAY)] == [placement.pk]
    tell_inspector(placement, told_on=TODAY, **OTHER)
    assert not inspector_to_tell(staff, TODAY)


def test_a_visit_is_of_a_run_that_is_there_once_a_day(run, seat, site):
    facts = {"visited_on": TODAY, "visitor": "ครู", "findings": "", **OTHER}
    with pytest.raises(site_refusals.NobodyThere):
        record_visit(site, run, **facts)
    placed(seat, site)
    record_visit(site, run, **facts)
    with pytest.raises(site_refusals.VisitedThatDay):
        record_visit(site, run, **facts)
    with pytest.raises(site_refusals.VisitInTheFuture):
        record_visit(site, run, **facts | {"visited_on": TODAY + timedelta(days=1)})


def relaxed(seat, staff, head):
    row = propose_override(seat, RuleCode.PLACEMENT_START, reason="ผ่านที่อื่นแล้ว", by=staff, at=NOW)
    approve_override(row, by=head, at=NOW)
    return row


def basis():
    facts = audited("placement.begun")[-1].facts
    return {name: facts.get(name) for name in ("rules", "clause", "relaxed_by")}


@pytest.mark.parametrize("scores", [None, 59.99], ids=["no score", "failed"])
def test_clause_25_lets_go_whom_clause_24_keeps_and_nobody_else(run, seat, site, staff, head, scores):
    other = run.enrollments.order_by("seat_number").last()
    for one in (seat, other):
        one.assessments.all().delete()
        if scores is not None:
            scored(run, one, scores, scores)
    row = propose_override(seat, RuleCode.PLACEMENT_START, reason="ผ่านที่อื่นแล้ว", by=staff, at=NOW)
    with pytest.raises(refusals.NotReadyForFirm):
        placed(seat, site)
    approve_override(row, by=head, at=NOW)
    assert placed(seat, site)
    assert basis() == {"rules": "DSD-2566", "clause": "24", "relaxed_by": "25"}
    with pytest.raises(refusals.NotReadyForFirm):
        placed(other, site)


def test_who_passed_goes_by_clause_24_alone(seat, site):
    placed(seat, site)
    assert basis() == {"rules": "DSD-2566", "clause": "24", "relaxed_by": None}


def test_a_relaxed_start_is_withdrawn_only_before_somebody_went(run, seat, site, staff, head):
    other = run.enrollments.order_by("seat_number").last()
    for one in (seat, other):
        one.assessments.all().delete()
    withdraw_override(relaxed(other, staff, head), by=head, at=NOW)
    with pytest.raises(refusals.NotReadyForFirm):
        placed(other, site)
    row = relaxed(seat, staff, head)
    placed(seat, site)
    with pytest.raises(overrides.ActedOn):
        withdraw_override(row, by=head, at=NOW)
    row.refresh_from_db()
    assert row.state == "approved"
