"""Scores and results: the regulation's limits to the minute and to the hundredth."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry
from enrollment import marks
from enrollment.enums import Mark
from enrollment.models import Assessment, Completion
from enrollment.queries.attendance import standings_of
from enrollment.queries.completion import results_of
from enrollment.services import (
    MarkEntry,
    ScoreEntry,
    assessment,
    completion,
    confirm_completions,
    enter_scores,
    mark_attendance,
)
from enrollment.words import outcome_words
from tests.clock import NOW
from tests.enrollment.class_scene import TODAY, a_class, attended, finish, scored
from tests.factories.agencies import AccountFactory
from tests.factories.training import SessionFactory
from training.calendar import DAY
from training.enums import CourseType, RunState
from training.rules import Outcome, RuleCode, Verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(center):
    return a_class(center, topics=[(180, 180)])


@pytest.fixture
def session(run):
    return run.sessions.order_by("number").first()


@pytest.fixture
def seats(run):
    return list(run.enrollments.order_by("seat_number"))


def audited(action):
    return list(AuditEntry.objects.filter(action=action).order_by("pk"))


def marked(session, *entries, by=None, at=NOW):
    return mark_attendance(session, entries, by=by, at=at)


def test_a_run_that_is_not_running_takes_no_marks_or_scores(run, session, seats):
    run.state = RunState.CONFIRMED
    run.save()
    session.refresh_from_db()
    with pytest.raises(marks.RunNotRunning):
        marked(session, MarkEntry(seats[0].pk, Mark.PRESENT))
    with pytest.raises(marks.RunNotRunning):
        scored(run, seats[0], 60, 60)


def test_a_score_is_kept_once_and_corrected_with_its_old_value(run, seats):
    assert (scored(run, seats[0], 60, "59.5"), scored(run, seats[0], 60, "59.5")) == (2, 0)
    assert scored(run, seats[0], 60, 70) == 1
    row = Assessment.objects.get()
    assert (row.theory, row.practice, row.assessed_on) == (60, 70, TODAY)
    (second,) = audited("score.corrected")
    assert (second.facts["old_theory"], second.facts["old_practice"]) == ("60", "59.5")
    assert second.person_id == seats[0].graduate_id


@pytest.mark.parametrize("score", ["-0.01", "100.01"])
def test_a_score_lies_between_0_and_100(run, seats, score):
    with pytest.raises(assessment.ScoreOutOfRange):
        scored(run, seats[0], score, 50)
    assert not Assessment.objects.exists()
    assert scored(run, seats[0], 0, 100) == 2  # scores, not rows


def test_no_assessment_is_dated_in_the_future(run, seats):
    entry = ScoreEntry(seats[0].pk, run.curriculum.topics.get().pk, Decimal(60), Decimal(60))
    with pytest.raises(assessment.AssessedInTheFuture):
        enter_scores(run, [entry], assessed_on=TODAY + timedelta(days=1), by=None, at=NOW)


def test_a_retest_is_a_row_of_its_own(center):
    run = a_class(center, 1, topics=[(180, 180)], kind=CourseType.PRE_EMPLOYMENT)
    seat = run.enrollments.get()
    scored(run, seat, 40, 40)
    scored(run, seat, 70, None, attempt=2)
    assert list(Assessment.objects.values_list("attempt", "theory", "practice")) == [
        (1, 40, 40),
        (2, 70, None),
    ]


# 30 hours are 1,800 minutes, of which 80 % are 1,440.
@pytest.mark.parametrize(("minutes", "result"), [(1440, "certificate"), (1439, "not_completed")])
def test_79_99_percent_of_the_minutes_are_not_80(center, minutes, result):
    run = a_class(center, 1)
    seat = run.enrollments.get()
    attended(run, seat, minutes)
    scored(run, seat, 60, 60)
    (line,) = results_of(run)
    assert line.result == result
    assert line.percent == (Decimal("80") if minutes == 1440 else Decimal("79.94"))


@pytest.mark.parametrize(
    ("theory", "practice", "result"),
    [
        (60, 60, "certificate"),
        (60, "59.99", "not_completed"),
        ("59.96", "60.01", "certificate"),
        (100, 50, "certificate"),
    ],
)
def test_59_99_is_not_60_with_theory_and_practice_weighed_20_to_80(center, theory, practice, result):
    run = a_class(center, 1, topics=[(180, 180)])
    seat = run.enrollments.get()
    attended(run, seat, 360)
    scored(run, seat, theory, practice)
    assert results_of(run)[0].result == result


def test_hours_made_up_for_do_not_exceed_the_curriculum(run, seats):
    SessionFactory(run=run, number=9, day=TODAY - DAY, slot="evening", minutes=180)
    for session in run.sessions.all():
        marked(session, MarkEntry(seats[0].pk, Mark.PRESENT))
    scored(run, seats[0], 90, 90)
    line = results_of(run)[0]
    assert (line.minutes_attended, line.minutes_total, line.percent) == (360, 360, 100)
    finish(run)
    confirm_completions(run, by=AccountFactory(), at=NOW)
    assert Completion.objects.get(enrollment=seats[0]).minutes_attended == 360


def test_while_scores_are_missing_nothing_is_decided(run, seats, settings, staff):
    settings.LANGUAGE_CODE = "en"
    attended(run, seats[0], 360)
    line = results_of(run)[0]
    assert line.result is None
    assert [outcome_words(o) for o in line.lacking][-1].startswith("Scores are missing.")
    finish(run)
    seat = seats[1]
    confirm_completions(run, by=staff, at=NOW)  # seat 2 was never there: that is decided
    assert Completion.objects.get().enrollment == seat


def test_a_second_score_in_a_supplementary_course_is_a_persons_to_judge(run, seats, settings):
    settings.LANGUAGE_CODE = "en"
    attended(run, seats[0], 360)
    scored(run, seats[0], 40, 40)
    attended(run, seats[1], 360)
    scored(run, seats[1], 70, 70)
    with pytest.raises(assessment.NoRetestHere):
        scored(run, seats[1], 80, 80, attempt=2)
    for first in Assessment.objects.all():  # from before this was refused
        facts = {
            "enrollment": first.enrollment,
            "topic": first.topic,
            "assessed_on": TODAY,
            "entered_at": NOW,
        }
        Assessment.objects.create(attempt=2, theory=80, practice=80, **facts)
    failed, undecided = results_of(run)
    assert (failed.result, undecided.result) == ("not_completed", None)
    assert "a person decides" in outcome_words(undecided.lacking[0])


def test_in_pre_employment_training_a_retest_counts(center):
    run = a_class(center, 1, topics=[(180, 180)], kind=CourseType.PRE_EMPLOYMENT)
    seat = run.enrollments.get()
    attended(run, seat, 360)
    scored(run, seat, 40, 40)
    assert results_of(run)[0].result == "not_completed"
    scored(run, seat, 60, 60, attempt=2)
    assert results_of(run)[0].result == "certificate"


def test_confirmed_once_with_all_it_rests_on(run, seats, staff):
    for seat in seats:
        attended(run, seat, 300)
        scored(run, seat, 75, 85)
    with pytest.raises(completion.ResultsNotDue):
        confirm_completions(run, by=staff, at=NOW)
    finish(run)
    made = confirm_completions(run, by=staff, at=NOW)
    assert len(made) == 2
    row = Completion.objects.get(enrollment=seats[0])
    assert (row.result, row.minutes_attended, row.minutes_total, row.score) == ("certificate", 300, 360, 83)
    assert (row.completed_on, row.confirmed_by, row.rule_set) == (TODAY, staff, run.rule_set)
    assert {outcome["code"] for outcome in row.outcomes} >= {"attendance", "total_score"}
    assert all(outcome["clause"] for outcome in row.outcomes)
    assert set(run.enrollments.values_list("state", flat=True)) == {"completed"}
    assert len(audited("completion.confirmed")) == 2
    with pytest.raises(completion.NothingToConfirm):
        confirm_completions(run, by=staff, at=NOW)


def test_a_confirmed_seat_takes_no_more_scores(run, seats, staff):
    attended(run, seats[0], 360)
    scored(run, seats[0], 80, 80)
    finish(run)
    confirm_completions(run, by=staff, at=NOW)
    with pytest.raises(marks.NotInThisRun):
        scored(run, seats[0], 90, 90)


@pytest.mark.parametrize("read", [results_of, standings_of])
def test_a_class_of_four_is_read_in_as_many_queries_as_one_of_one(center, read, django_assert_num_queries):
    small, large = (a_class(center, n, topics=[(180, 180)], code=f"Q{n}") for n in (1, 4))
    small, large = (type(run).objects.get(pk=run.pk) for run in (small, large))
    with CaptureQueriesContext(connection) as few:
        read(small)
    with django_assert_num_queries(len(few)):
        read(large)


@pytest.mark.parametrize("code", RuleCode)
@pytest.mark.parametrize("verdict", [Verdict.FAILED, Verdict.UNKNOWN])
def test_every_rule_has_words(code, verdict):
    in_minutes = code in {RuleCode.ATTENDANCE, RuleCode.PLACEMENT_TIME}
    outcome = Outcome(code, verdict, 90 if in_minutes else (1, 2), 288, "20")
    assert outcome_words(outcome).endswith("20)")


def test_a_retest_follows_the_attempt_before_it(center):
    run = a_class(center, 1, topics=[(180, 180)], kind=CourseType.PRE_EMPLOYMENT)
    seat = run.enrollments.get()
    with pytest.raises(assessment.AttemptOutOfOrder):
        scored(run, seat, 70, 70, attempt=2)
    scored(run, seat, 40, 40)
    scored(run, seat, 70, 70, attempt=2)
    assert Assessment.objects.count() == 2
