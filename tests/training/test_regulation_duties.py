"""What the regulation says beside its table: leaving, terms in days, sickness, discipline, and the traps."""

from datetime import date

import pytest

from tests.training.regulation_scene import (
    FAILED,
    FIRST_DAY,
    M3,
    OTHER,
    P6,
    PASSED,
    PRE,
    UPGRADE,
    born,
    entry,
)
from training.rules import (
    DSD_2566,
    CourseType,
    DayCount,
    Destination,
    LeavingReason,
    Remedy,
    RuleCode,
    Step,
    days_counted,
    due_date,
    needs_note,
    with_settings,
)


@pytest.mark.parametrize(("kind", "clause", "count"), [(PRE, "38", 5), (UPGRADE, "47", 4), (OTHER, "55", 4)])
def test_the_reasons_for_leaving(kind, clause, count):
    leaving = DSD_2566.of(kind).leaving
    assert (len(set(leaving.reasons)), leaving.clause) == (count, clause)
    assert (LeavingReason.CHEATED in leaving.reasons) == (DSD_2566.of(kind).cheating_clause is not None)


FRIDAY = date(2026, 12, 4)  # 5 December is a holiday on a Saturday, 7 December its day in lieu
CLOSED = {date(2026, 12, 5), date(2026, 12, 7), date(2026, 12, 10)}


@pytest.mark.parametrize(
    ("term", "due"),
    [
        pytest.param(DSD_2566.duties.placement_report, date(2026, 12, 11), id="34: 7 days of the calendar"),
        pytest.param(DayCount(7, working=True, clause="36"), date(2026, 12, 17), id="36: 7 working days"),
        pytest.param(DSD_2566.duties.return_to_center, date(2026, 12, 17), id="31: back in 7 working days"),
        pytest.param(
            DSD_2566.duties.postpone_notice, date(2026, 12, 11), id="22: 3 working days before a test"
        ),
    ],
)
def test_a_term_in_days(term, due):
    assert due_date(FRIDAY, term, CLOSED) == due
    if term.working:
        assert days_counted(date.fromordinal(FRIDAY.toordinal() + 1), due, term, CLOSED) == term.days


@pytest.mark.parametrize(
    ("first", "last", "working", "asked"),
    [
        (date(2026, 12, 1), date(2026, 12, 2), False, False),
        (date(2026, 12, 1), date(2026, 12, 3), False, True),
        (date(2026, 12, 4), date(2026, 12, 6), False, True),
        (date(2026, 12, 4), date(2026, 12, 6), True, False),
        (date(2026, 12, 4), date(2026, 12, 9), True, True),
        (date(2026, 12, 4), date(2026, 12, 8), True, False),
    ],
)
def test_sick_from_three_days_in_a_row_a_certificate_is_asked_for(first, last, working, asked):
    values = {"sick_in_working_days": working}
    rules = with_settings(DSD_2566, values, version="x", valid_from=DSD_2566.valid_from)
    assert needs_note(first, last, rules.duties.sick_note_from, CLOSED) is asked


@pytest.mark.parametrize(
    ("step", "taken", "grave", "missing"),
    [
        (Step.WARNING, (), False, ()),
        (Step.PROBATION, (), False, (Step.WARNING,)),
        (Step.PROBATION, (Step.WARNING,), False, ()),
        (Step.DISMISSAL, (), False, (Step.WARNING, Step.PROBATION)),
        (Step.DISMISSAL, (Step.WARNING,), False, (Step.PROBATION,)),
        (Step.DISMISSAL, (Step.WARNING, Step.PROBATION), False, ()),
        (Step.DISMISSAL, (), True, ()),
    ],
)
def test_discipline_keeps_its_order(step, taken, grave, missing):
    assert DSD_2566.discipline.missing_before(step, taken, grave=grave) == missing
    strict = with_settings(
        DSD_2566, {"grave_skips_steps": False}, version="x", valid_from=DSD_2566.valid_from
    )
    assert strict.discipline.missing_before(step, taken, grave=True) == strict.discipline.missing_before(
        step, taken, grave=False
    )


# ---------------------------------------------------------------- traps


@pytest.mark.parametrize("years", [15, 16, 17])
def test_an_upgrade_is_closed_to_15_to_17_and_names_the_way_out(years):
    outcome = entry(UPGRADE, RuleCode.MINIMUM_AGE, birth=born(years))
    assert (outcome.verdict, outcome.remedy) == (FAILED, Remedy.OTHER_COURSE_TYPE)
    assert entry(PRE, None, birth=born(years)).verdict is PASSED


@pytest.mark.parametrize("kind", CourseType)
@pytest.mark.parametrize(
    ("birth", "known", "where"),
    [
        (born(15), P6, Destination.BACK_TO_LEARNING),
        (born(16, -1), P6, Destination.BACK_TO_LEARNING),
        (born(14), M3, Destination.BACK_TO_LEARNING),
        (born(18), M3, Destination.TRAINING),
        (None, None, Destination.ASK),
    ],
)
def test_a_child_goes_back_to_learning_never_into_work(kind, birth, known, where):
    assert entry(kind, None, birth=birth, education=known).destination is where


def test_judged_on_the_first_day_and_on_no_other():
    who = {"birth": born(15)}
    assert entry(PRE, RuleCode.MINIMUM_AGE, **who).verdict is PASSED
    day_before = date.fromordinal(FIRST_DAY.toordinal() - 1)
    assert entry(PRE, RuleCode.MINIMUM_AGE, first_day=day_before, **who).verdict is FAILED
