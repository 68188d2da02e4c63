"""Training in a firm: the hours, the signed sheets, the report, what is due by when."""

from datetime import date, timedelta

import pytest

from core.files import keep_own
from core.models import AuditEntry
from enrollment.models import PlacementDay, SignedHours
from enrollment.queries.completion import results_of
from enrollment.queries.placements import (
    lines_of,
    not_returned,
    report_due,
    return_due,
    unvisited,
    without_report,
)
from enrollment.services import (
    DayEntry,
    confirm_days,
    keep_signed_hours,
    log_days,
    note_return,
    record_visit,
)
from enrollment.services import placement_refusals as refusals
from tests.clock import NOW
from tests.enrollment.placement_scene import FIRST, LAST, a_firm_class, a_site, placed, reported, worked
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


@pytest.mark.parametrize(
    ("minutes", "passes", "result"),
    [(800, True, "certificate"), (799, True, "letter"), (1000, False, "letter")],
)
def test_80_percent_and_the_firms_word_decide(run, seat, site, minutes, passes, result):
    placement = placed(seat, site)
    worked(placement, minutes)
    assert result_of(run, seat).result is None  # the firm has not reported
    reported(placement, passes)
    line = result_of(run, seat)
    assert line.result == result
    outcome = next(one for one in line.outcomes if one.code is RuleCode.PLACEMENT_TIME)
    assert (outcome.fact, outcome.required, outcome.clause) == (minutes, 800, "35")


def test_what_the_trainee_writes_counts_once_confirmed(run, seat, site):
    placement = placed(seat, site)
    worked(placement, 800, confirmed=False)
    (line, _other) = lines_of(run)
    assert (line.minutes, line.waiting) == (0, 800)
    days = list(PlacementDay.objects.values_list("pk", flat=True))
    assert confirm_days(placement, days, **OTHER) == 2
    assert confirm_days(placement, days, **OTHER) == 0
    assert lines_of(run)[0].minutes == 800
    with pytest.raises(refusals.ConfirmedAlready):
        log_days(placement, [DayEntry(FIRST, 300)], confirmed=False, **OTHER)
    assert log_days(placement, [DayEntry(FIRST, 300)], confirmed=True, **OTHER) == 1
    assert audited("placement.day_corrected")[-1].facts["old_minutes"] == 400
    assert log_days(placement, [DayEntry(FIRST, 0)], confirmed=True, **OTHER) == 1
    assert PlacementDay.objects.count() == 1


@pytest.mark.parametrize(
    ("day", "minutes", "refusal"),
    [
        (FIRST - timedelta(days=1), 60, refusals.NotADayThere),
        (LAST + timedelta(days=1), 60, refusals.NotADayThere),
        (FIRST, 481, refusals.TooLongForAChild),
        (FIRST, 1441, refusals.MinutesOutOfRange),
    ],
)
def test_a_day_that_cannot_be(seat, site, day, minutes, refusal):
    placement = placed(seat, site)
    with pytest.raises(refusal):
        log_days(placement, [DayEntry(day, minutes)], confirmed=True, **OTHER)


def test_the_limit_of_hours_ends_on_the_birthday_itself(seat, site):
    seat.graduate.birth_date = date(2008, 11, 5)
    seat.graduate.save()
    placement = placed(seat, site)
    with pytest.raises(refusals.TooLongForAChild):
        log_days(placement, [DayEntry(date(2026, 11, 4), 500)], confirmed=True, **OTHER)
    assert log_days(placement, [DayEntry(date(2026, 11, 5), 500)], confirmed=True, **OTHER) == 1


def test_a_day_is_written_down_on_the_day_or_later(seat, site):
    placement = placed(seat, site, last=TODAY + timedelta(days=5))
    with pytest.raises(refusals.StillToCome):
        log_days(placement, [DayEntry(TODAY + timedelta(days=1), 60)], confirmed=True, **OTHER)
    assert log_days(placement, [DayEntry(TODAY, 60)], confirmed=True, **OTHER) == 1


def test_the_report_is_due_after_the_last_day_and_the_return_in_working_days(run, seat, site):
    placement = placed(seat, site)  # ends on Friday 20 November
    due, back = report_due(run, placement, None), return_due(run, placement)
    assert (due.day, due.clause) == (date(2026, 11, 27), "34")  # 7 days of the calendar
    assert (back.day, back.clause) == (date(2026, 12, 1), "31")  # 7 working days
    assert not due.is_late(due.day)
    assert due.is_late(due.day + timedelta(days=1))


def test_the_report_in_working_days_where_the_version_says_so(run, seat, site):
    rules = run.rule_set.rules
    rules["duties"]["placement_report"]["working"] = True
    run.rule_set.save()
    assert report_due(run, placed(seat, site), None).day == date(2026, 12, 1)


def test_somebody_comes_back_and_not_before_the_end(seat, site):
    placement = placed(seat, site)
    with pytest.raises(refusals.PlacementGoesOn):
        note_return(placement, returned_on=LAST, **OTHER)
    note_return(placement, returned_on=TODAY, **OTHER)
    assert audited("placement.returned")[0].facts["day"] == TODAY.isoformat()


def test_a_firm_does_not_judge_before_the_end(seat, site):
    with pytest.raises(refusals.PlacementGoesOn):
        reported(placed(seat, site), evaluated_on=LAST - timedelta(days=1))


def test_what_waits_at_the_centre(run, seat, site, staff, stranger):
    placement = placed(seat, site)
    queries = (
        lambda user: unvisited(user).count(),
        lambda user: without_report(user, TODAY).count(),
        lambda user: not_returned(user, TODAY).count(),
    )
    assert [count(staff) for count in queries] == [1, 1, 1]
    assert [count(stranger) for count in queries] == [0, 0, 0]
    assert without_report(staff, LAST).count() == 0  # the last day itself is not over
    record_visit(site, run, visited_on=LAST, visitor="ครู", findings="", **OTHER)
    reported(placement)
    note_return(placement, returned_on=TODAY, **OTHER)
    assert [count(staff) for count in queries] == [0, 0, 0]


def a_sheet():
    return keep_own("sheet.jpg", b"picture", media_type="image/jpeg", at=NOW)


def test_a_signed_sheet_confirms_the_days_it_covers_and_is_kept(run, seat, site, staff):
    placement = placed(seat, site)
    worked(placement, 1000, confirmed=False)  # three days: 400, 400, 200
    second = FIRST + timedelta(days=1)
    assert keep_signed_hours(placement, a_sheet(), until=second, by=staff, at=NOW) == 2
    (line, _other) = lines_of(run)
    assert (line.minutes, line.waiting) == (800, 200)
    assert keep_signed_hours(placement, a_sheet(), until=LAST, by=staff, at=NOW) == 1
    assert list(SignedHours.objects.values_list("until", "kept_by")) == [(second, staff.pk), (LAST, staff.pk)]
    kept, last = audited("placement.hours_signed")
    assert (kept.person_id, kept.facts["until"], kept.facts["confirmed"]) == (
        seat.graduate_id, second.isoformat(), 2,
    )  # fmt: skip
    assert last.facts["confirmed"] == 1
    assert len(audited("placement.days_confirmed")) == 2


@pytest.mark.parametrize("until", [FIRST - timedelta(days=1), LAST + timedelta(days=1)])
def test_a_sheet_is_signed_for_days_of_the_stay(seat, site, until):
    with pytest.raises(refusals.NotADayThere):
        keep_signed_hours(placed(seat, site), a_sheet(), until=until, **OTHER)
    assert not SignedHours.objects.exists()


def test_nobody_signs_for_days_still_to_come(seat, site):
    with pytest.raises(refusals.StillToCome):
        keep_signed_hours(
            placed(seat, site, last=TODAY + timedelta(days=5)),
            a_sheet(),
            until=TODAY + timedelta(days=1),
            **OTHER,
        )
