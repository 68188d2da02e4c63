"""Results: confirmed by choice as they were shown, reopened with a reason, told when the facts have changed."""

from datetime import timedelta

import pytest

from core.models import AuditEntry
from enrollment.models import Assessment, Completion
from enrollment.queries.completion import results_of
from enrollment.result_words import stories
from enrollment.services import completion as services
from enrollment.services import confirm_completions, reopen_completion
from tests.clock import NOW
from tests.enrollment.class_scene import a_class, attended, finish, scored
from training.enums import CourseType, RunState

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(center):
    """Three seats: one passed, one failed, one without scores."""
    run = a_class(center, 3, topics=[(180, 180)], kind=CourseType.SUPPLEMENTARY)
    seats = list(run.enrollments.order_by("seat_number"))
    for seat in seats:
        attended(run, seat, 360)
    scored(run, seats[0], 80, 80)
    scored(run, seats[1], 40, 40)
    finish(run)
    return run


@pytest.fixture
def seats(run):
    return list(run.enrollments.order_by("seat_number"))


def states(run):
    return list(run.enrollments.order_by("seat_number").values_list("state", flat=True))


def test_a_choice_is_confirmed_and_the_rest_waits(run, seats, staff):
    (made,) = confirm_completions(run, decided={seats[0].pk: "certificate"}, by=staff, at=NOW)
    assert (made.enrollment, states(run)) == (seats[0], ["completed", "training", "training"])
    assert len(confirm_completions(run, by=staff, at=NOW)) == 1
    assert states(run) == ["completed", "not_completed", "training"]


@pytest.mark.parametrize("shown", [("certificate", "certificate"), ("certificate", "letter")])
def test_what_is_no_longer_as_it_was_shown_is_not_confirmed(run, seats, staff, shown):
    with pytest.raises(services.DecisionChanged):
        confirm_completions(
            run, decided={s.pk: r for s, r in zip(seats, shown, strict=False)}, by=staff, at=NOW
        )
    assert not Completion.objects.exists()


def test_somebody_else_s_or_an_undecided_seat_is_not_confirmed(run, seats, staff):
    for seat in (seats[2].pk, 987654):
        with pytest.raises(services.DecisionChanged):
            confirm_completions(run, decided={seat: "certificate"}, by=staff, at=NOW)


def test_a_result_is_reopened_with_a_reason_and_confirmed_anew(run, seats, head):
    (made,) = confirm_completions(run, decided={seats[1].pk: "not_completed"}, by=head, at=NOW)
    with pytest.raises(services.ReopeningReasonMissing):
        reopen_completion(made, reason=" ", by=head, at=NOW)
    reopen_completion(made, reason="คะแนนพิมพ์ผิด", by=head, at=NOW)
    assert states(run)[1] == "training"
    (entry,) = AuditEntry.objects.filter(action="completion.reopened")
    facts = {name: entry.facts[name] for name in ("result", "reason", "score", "rules")}
    assert facts == {"result": "not_completed", "reason": "คะแนนพิมพ์ผิด", "score": "40.00", "rules": "DSD-2566"}
    assert (entry.person_id, entry.actor_id) == (seats[1].graduate_id, head.pk)
    with pytest.raises(services.ReopenedAlready):
        reopen_completion(made, reason="-", by=head, at=NOW)
    scored(run, seats[1], 90, 90)
    confirm_completions(run, decided={seats[1].pk: "certificate"}, by=head, at=NOW)
    assert states(run)[1] == "completed"


def test_a_result_of_a_closed_run_is_reopened_too(run, seats, head):
    (made,) = confirm_completions(run, decided={seats[1].pk: "not_completed"}, by=head, at=NOW)
    type(run).objects.filter(pk=run.pk).update(state=RunState.CLOSED)
    reopen_completion(made, reason="-", by=head, at=NOW)
    closed = type(run).objects.get(pk=run.pk)
    scored(closed, seats[1], 90, 90)
    confirm_completions(closed, decided={seats[1].pk: "certificate"}, by=head, at=NOW)
    assert states(run)[1] == "completed"


def test_facts_that_change_after_the_confirmation_are_said_and_change_nothing(run, seats, staff):
    confirm_completions(run, by=staff, at=NOW)
    assert [line.has_changed for line in results_of(run)] == [False, False, False]
    Assessment.objects.filter(enrollment=seats[0]).update(practice=10)
    line = results_of(run)[0]
    assert (line.has_changed, line.completion.result, line.result) == (True, "certificate", "not_completed")
    assert states(run)[0] == "completed"


def test_every_rule_is_told_with_fact_clause_and_remedy(run, settings):
    settings.LANGUAGE_CODE = "en"
    passed, failed, missing = (
        {s.title: s for s in stories(line.enrollment, line.outcomes)} for line in results_of(run)
    )
    attendance = passed["Hours of the curriculum attended"]
    assert (attendance.verdict, attendance.fact, attendance.clause) == ("met", "6 hours; at least 4.8", "53")
    assert (attendance.sentence, attendance.remedy, attendance.url) == ("", "", "")
    total = failed["Total score"]
    assert (total.verdict, total.fact, total.clause) == ("not met", "40.00; at least 60", "57")
    assert total.remedy.startswith("The rules say nothing here")
    assert missing["Total score"].url.endswith("/scores/1/")


def test_the_day_of_completion_is_the_last_one_in_class(run, seats, staff):
    (made,) = confirm_completions(
        run, decided={seats[0].pk: "certificate"}, by=staff, at=NOW + timedelta(days=9)
    )
    assert made.completed_on == NOW.date()
