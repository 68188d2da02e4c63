"""Rules relaxed: only where a clause says so, by two people, one of them the head; discipline in its order."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse

from agencies.enums import Role
from core.models import AuditEntry
from core.refusals import WrongState
from enrollment.enums import ConductStep
from enrollment.models import Conduct, EntryDecision, Override
from enrollment.queries.entry import entry_lines
from enrollment.services import (
    approve_override,
    begin_training,
    conduct,
    overrides,
    propose_override,
    record_conduct,
    record_training_consent,
    refuse_override,
    take_back_conduct,
    withdraw_override,
)
from enrollment.services.entry import MayNotEnter
from tests.clock import NOW
from tests.conftest import account_of
from tests.enrollment.entry_scene import all_seen
from tests.enrollment.test_entry import OTHER, PRE, TODAY, UPGRADE, a_run, audited
from tests.factories.agencies import CenterFactory
from tests.factories.enrollment import EnrollmentFactory, GraduateFactory
from tests.factories.training import RuleSetFactory
from tests.races import kinds, race, without_constraints
from tests.training.test_rules_properties import clause_that_relaxes
from training.rules import RuleCode

pytestmark = pytest.mark.django_db
FIRM = RuleCode.PLACEMENT_START


@pytest.fixture
def seat(center):
    return a_run(center, PRE).enrollments.get()


def proposed(seat, by, rule=FIRM, reason="passed elsewhere"):
    return propose_override(seat, rule, reason=reason, by=by, at=NOW)


def test_the_director_lets_somebody_off_clause_24_by_clause_25(seat, head, staff):
    row = proposed(seat, staff)
    approve_override(row, by=head, at=NOW)
    row.refresh_from_db()
    assert (row.state, row.relaxes, row.clause, row.rule_set) == ("approved", "24", "25", seat.run.rule_set)
    assert (row.proposed_by, row.decided_by) == (staff, head)
    facts = audited("override.approved")[0].facts
    assert facts == {"rule": FIRM, "clause": "25", "rules": "DSD-2566", "run": seat.run.code}


@pytest.mark.parametrize(("kind", "rule"), [
    (PRE, RuleCode.MINIMUM_AGE), (UPGRADE, RuleCode.MINIMUM_AGE), (OTHER, FIRM), (PRE, RuleCode.GUARDIAN_CONSENT),
])  # fmt: skip
def test_where_no_clause_says_so_nothing_is_relaxed(center, head, kind, rule):
    seat = a_run(center, kind).enrollments.get()
    with pytest.raises(overrides.NothingRelaxesThis):
        proposed(seat, head, rule)
    assert not Override.objects.exists()


def test_two_people_one_of_them_the_head_and_a_reason(seat, center, head, staff):
    with pytest.raises(overrides.WhyRelaxed):
        proposed(seat, staff, reason=" ")
    row = proposed(seat, staff)
    with pytest.raises(overrides.OverrideWaits):
        proposed(seat, head)
    with pytest.raises(overrides.NeedsASecondPerson):
        approve_override(row, by=staff, at=NOW)
    with pytest.raises(overrides.NeedsTheHead):
        approve_override(row, by=account_of(center, Role.STAFF), at=NOW)
    with pytest.raises(overrides.NeedsTheHead):
        approve_override(row, by=account_of(CenterFactory(), Role.HEAD), at=NOW)
    refuse_override(row, by=head, at=NOW)
    with pytest.raises(WrongState):
        approve_override(row, by=head, at=NOW)
    again = proposed(seat, head)
    approve_override(again, by=staff, at=NOW)  # the head proposed: the second may be anybody at the centre


def test_the_database_itself_wants_two(seat, staff):
    row = proposed(seat, staff)
    with pytest.raises(IntegrityError):
        Override.objects.filter(pk=row.pk).update(state="approved", decided_by=staff)


def relaxing_run(center):
    """A run under a version of a time to come, in which the director may relax the proof of education."""
    law = clause_that_relaxes(RuleCode.EDUCATION_PAPER).to_json()
    RuleSetFactory(rules=law)
    run = a_run(center, PRE)
    record_training_consent_of(run)
    all_seen(run, "education")
    return run


def record_training_consent_of(run):
    for seat in run.enrollments.all():
        seat.graduate.guardians.create(name="ผู้ปกครองสมมติ")
        record_training_consent(seat.graduate, seen_on=TODAY, by=None, at=NOW)


def test_a_relaxed_rule_lets_the_person_in_and_stays_in_the_decision(
    center, head, staff, signed_in, settings
):
    settings.LANGUAGE_CODE = "en"
    run = relaxing_run(center)
    seat = run.enrollments.get()
    with pytest.raises(MayNotEnter):
        begin_training(run, by=staff, at=NOW)
    row = proposed(seat, staff, RuleCode.EDUCATION_PAPER, reason="school burnt down")
    with pytest.raises(MayNotEnter):
        begin_training(run, by=staff, at=NOW)
    approve_override(row, by=head, at=NOW)
    page = signed_in(staff).get(reverse("seat_entry", args=[seat.pk])).text
    assert "Relaxed under clause 99 by" in page
    assert "school burnt down" in page
    run.refresh_from_db()
    assert begin_training(run, by=staff, at=NOW) == 1
    told = {outcome["code"]: outcome for outcome in EntryDecision.objects.get().outcomes}
    assert (told["education_paper"]["verdict"], told["education_paper"]["relaxed_by"]) == ("relaxed", "99")
    with pytest.raises(overrides.TooLateToRelax):
        withdraw_override(row, by=head, at=NOW)


def test_withdrawn_before_the_run_begins_the_rule_counts_again(center, head, staff):
    run = relaxing_run(center)
    row = proposed(run.enrollments.get(), staff, RuleCode.EDUCATION_PAPER)
    approve_override(row, by=head, at=NOW)
    assert entry_lines(run)[0].may_enter
    withdraw_override(row, by=staff, at=NOW)
    assert not entry_lines(run)[0].may_enter
    assert audited("override.withdrawn")[0].person_id == row.enrollment.graduate_id


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_approvals_at_once_one_counts():
    center = CenterFactory()
    staff, one, two = (account_of(center, role) for role in (Role.STAFF, Role.HEAD, Role.HEAD))
    row = proposed(a_run(center, PRE).enrollments.get(), staff)
    rows = [Override.objects.select_related("enrollment__run__course").get(pk=row.pk) for _ in range(2)]
    outcomes = race(
        [
            lambda r=r, by=by: approve_override(r, by=by, at=NOW)
            for r, by in zip(rows, (one, two), strict=True)
        ]
    )
    assert kinds(outcomes) == {"won": 1, "WrongState": 1}
    assert AuditEntry.objects.filter(action="override.approved").count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_proposals_at_once_one_waits():
    center = CenterFactory()
    staff, head = account_of(center, Role.STAFF), account_of(center, Role.HEAD)
    seat = a_run(center, PRE).enrollments.get()
    outcomes = race([lambda by=by: proposed(seat, by) for by in (staff, head)])
    assert kinds(outcomes) == {"won": 1, "OverrideWaits": 1}
    assert Override.objects.count() == 1


def look_then_propose(seat, by, looked):
    """What a lazy program does: look whether somebody has asked already, then ask."""
    asked = Override.objects.filter(enrollment=seat, rule=FIRM).exists()
    looked.wait(timeout=30)
    if not asked:
        law = {"relaxes": "24", "clause": "25", "rule_set": seat.run.rule_set}
        Override.objects.create(
            enrollment=seat, rule=FIRM, proposed_by=by, proposed_at=NOW, reason="x", **law
        )


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_looking_first_asks_twice_where_no_constraint_stands_behind_it():
    center = CenterFactory()
    people = [account_of(center, role) for role in (Role.STAFF, Role.HEAD)]
    seat = a_run(center, PRE).enrollments.get()
    looked = threading.Barrier(2)
    with without_constraints(Override, "one_live_override_a_rule"):
        outcomes = race([lambda by=by: look_then_propose(seat, by, looked) for by in people])
        assert kinds(outcomes) == {"won": 2}
        assert Override.objects.count() == 2


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_looking_first_cannot_ask_twice_with_the_constraint():
    center = CenterFactory()
    people = [account_of(center, role) for role in (Role.STAFF, Role.HEAD)]
    seat = a_run(center, PRE).enrollments.get()
    looked = threading.Barrier(2)
    outcomes = race([lambda by=by: look_then_propose(seat, by, looked) for by in people])
    assert kinds(outcomes) == {"won": 1, "IntegrityError": 1}


def test_a_reason_that_is_refused_stays_on_the_page(seat, head, signed_in):
    ask = reverse("propose_override", args=[seat.pk, FIRM])
    seat.graduate.user = head
    seat.graduate.save()
    own = signed_in(head).post(ask, {"reason": "as the firm says"}, headers={"Referer": ask})
    assert (own.status_code, "as the firm says" in own.text) == (422, True)


def test_the_pages_of_relaxing(seat, head, staff, stranger, counselor, signed_in, client):
    ask = reverse("propose_override", args=[seat.pk, FIRM])
    statuses = [signed_in(user).get(ask).status_code for user in (staff, stranger, counselor)]
    assert (statuses, client.get(ask).status_code) == ([200, 404, 403], 302)
    never = reverse("propose_override", args=[seat.pk, RuleCode.MINIMUM_AGE])
    assert signed_in(staff).get(never).status_code == 404
    assert signed_in(staff).post(ask, {"reason": ""}).status_code == 422
    signed_in(staff).post(ask, {"reason": "passed elsewhere"})
    row = Override.objects.get()
    decide = reverse("approve_override", args=[row.pk])
    assert [signed_in(user).post(decide).status_code for user in (stranger, counselor, staff, head)] == [
        404,
        403,
        409,
        302,
    ]
    assert "passed elsewhere" in signed_in(head).get(reverse("overrides"), {"state": "approved"}).text
    assert "passed elsewhere" not in signed_in(stranger).get(reverse("overrides")).text
    assert signed_in(head).get(reverse("overrides"), {"format": "xlsx"}).status_code == 200


# ------------------------------------------------------------------ discipline


@pytest.fixture
def in_training(center):
    run = a_run(center, PRE, state="running", first_day=TODAY - timedelta(days=5), seats_taken=1)
    run.enrollments.update(state="training")
    return run.enrollments.get()


def step(seat, which, *, day=TODAY, grave=False, by=None):
    return record_conduct(seat, which, happened_on=day, reason="late again", is_grave=grave, by=by, at=NOW)


def test_warning_then_probation_then_dismissal_which_ends_the_training(in_training, staff):
    with pytest.raises(conduct.StepsMissing):
        step(in_training, ConductStep.PROBATION)
    step(in_training, ConductStep.WARNING, day=TODAY - timedelta(days=3))
    with pytest.raises(conduct.StepsMissing):
        step(in_training, ConductStep.DISMISSAL)
    with pytest.raises(conduct.DayOutOfOrder):
        step(in_training, ConductStep.PROBATION, day=TODAY - timedelta(days=4))
    step(in_training, ConductStep.PROBATION, day=TODAY - timedelta(days=1))
    step(in_training, ConductStep.DISMISSAL, by=staff)
    in_training.refresh_from_db()
    assert (in_training.state, in_training.leaving_reason) == ("left", "dismissed")
    assert [row.clause for row in Conduct.objects.all()] == ["14", "14", "14"]
    assert len(audited("conduct.recorded")) == 3
    with pytest.raises(conduct.NotInTraining):
        step(in_training, ConductStep.WARNING)


def test_a_grave_reason_skips_the_earlier_steps(in_training):
    step(in_training, ConductStep.DISMISSAL, grave=True)
    assert Conduct.objects.get().is_grave


def test_a_step_taken_back_counts_no_more(in_training, staff):
    warning = step(in_training, ConductStep.WARNING)
    take_back_conduct(warning, by=staff, at=NOW)
    take_back_conduct(warning, by=staff, at=NOW)
    with pytest.raises(conduct.StepsMissing):
        step(in_training, ConductStep.PROBATION)
    assert len(audited("conduct.taken_back")) == 1


@pytest.mark.parametrize("days", [1, -6])
def test_no_step_is_dated_ahead_or_before_the_run(in_training, days):
    with pytest.raises(conduct.DayOutOfOrder):
        step(in_training, ConductStep.WARNING, day=TODAY + timedelta(days=days))


def test_cheating_ends_pre_employment_training_and_the_others_know_no_such_step(in_training, center, staff):
    cheated = step(in_training, ConductStep.CHEATING)
    in_training.refresh_from_db()
    assert (in_training.leaving_reason, cheated.clause) == ("cheated", "21")
    with pytest.raises(conduct.StepEndsTraining):
        take_back_conduct(cheated, by=staff, at=NOW)
    other = EnrollmentFactory(
        run=a_run(center, OTHER, state="running"), graduate=GraduateFactory(), state="training"
    )
    with pytest.raises(conduct.CheatingNotRuled):
        step(other, ConductStep.CHEATING)


def test_the_page_of_conduct(in_training, staff, stranger, counselor, signed_in, client):
    page = reverse("seat_conduct", args=[in_training.pk])
    statuses = [signed_in(user).get(page).status_code for user in (staff, stranger, counselor)]
    assert (statuses, client.get(page).status_code) == ([200, 404, 403], 302)
    said = {"step": "probation", "happened_on": "1/1/2569", "reason": "late again"}
    assert signed_in(staff).post(page, said).status_code == 422
    earlier = in_training.run.first_day
    day = f"{earlier.day}/{earlier.month}/{earlier.year + 543}"
    answer = signed_in(staff).post(page, {**said, "step": "warning", "happened_on": day})
    assert (answer.status_code, Conduct.objects.get().happened_on) == (302, earlier)
    assert signed_in(staff).post(reverse("take_back_conduct", args=[Conduct.objects.get().pk])).url == page
