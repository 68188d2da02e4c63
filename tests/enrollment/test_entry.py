"""Entering a run: papers and health noted, whom the rules keep out, the decision kept, health forgotten."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditEntry
from enrollment.enums import EntryItem, LeavingReason
from enrollment.leaving import NotRecordedYet, ReasonNotListed, reasons_for
from enrollment.models import EntryCheck, EntryDecision
from enrollment.queries.entry import entry_lines
from enrollment.services import (
    begin_training,
    forget_health,
    leave,
    note_entry,
    see_papers,
    take_back_entry,
)
from enrollment.services import entry as services
from tests.clock import NOW
from tests.enrollment.entry_scene import all_seen
from tests.factories.agencies import AccountFactory
from tests.factories.enrollment import EnrollmentFactory, GraduateFactory
from tests.factories.training import CourseFactory, CurriculumFactory, RunFactory, TrainerFactory
from training.enums import CourseType

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
PRE, UPGRADE, OTHER = CourseType.PRE_EMPLOYMENT, CourseType.UPGRADE, CourseType.SUPPLEMENTARY


def a_run(center, kind=OTHER, people=1, **facts):
    curriculum = CurriculumFactory(course=CourseFactory(course_type=kind))
    given = {"state": "confirmed", "first_day": TODAY, "minimum": 1} | facts
    run = RunFactory(center=center, curriculum=curriculum, **given)
    for person in GraduateFactory.create_batch(people):
        EnrollmentFactory(run=run, graduate=person)
    return run


@pytest.fixture
def run(center):
    return a_run(center)


@pytest.fixture
def seat(run):
    return run.enrollments.get()


def audited(action):
    return list(AuditEntry.objects.filter(action=action).order_by("pk"))


def test_an_answer_says_who_saw_what_when_and_can_be_taken_back(seat, staff):
    note_entry(seat, EntryItem.IDENTITY, holds=False, by=staff, at=NOW)
    note_entry(seat, EntryItem.IDENTITY, holds=True, by=staff, at=NOW)
    check = EntryCheck.objects.get()
    assert (check.holds, check.seen_by, check.seen_on) == (True, staff, TODAY)
    assert [row.facts["holds"] for row in audited("entry.noted")] == [False, True]
    take_back_entry(seat, EntryItem.IDENTITY, by=staff, at=NOW)
    take_back_entry(seat, EntryItem.IDENTITY, by=staff, at=NOW)
    assert (EntryCheck.objects.count(), len(audited("entry.taken_back"))) == (0, 1)


def test_the_trail_keeps_no_answer_about_health(seat, staff):
    note_entry(seat, EntryItem.DRUG_FREE, holds=False, by=staff, at=NOW)
    (row,) = audited("entry.noted")
    assert row.person_id == seat.graduate_id
    assert row.facts == {"item": "drug_free", "run": seat.run.code}


@pytest.mark.parametrize(("kind", "count"), [(PRE, 2), (UPGRADE, 1), (OTHER, 1)])
def test_all_papers_are_those_of_the_type_and_never_health(center, staff, kind, count):
    seat = a_run(center, kind).enrollments.get()
    assert (see_papers(seat, by=staff, at=NOW), see_papers(seat, by=staff, at=NOW)) == (count, 0)
    assert not EntryCheck.objects.filter(item="health").exists()


def test_what_is_not_asked_or_comes_too_late_is_refused(seat, staff):
    with pytest.raises(services.NotAskedFor):
        note_entry(seat, EntryItem.EDUCATION, holds=True, by=staff, at=NOW)
    seat.state = "training"
    seat.save()
    for late in (
        lambda: note_entry(seat, EntryItem.IDENTITY, holds=True, by=staff, at=NOW),
        lambda: take_back_entry(seat, EntryItem.IDENTITY, by=staff, at=NOW),
    ):
        with pytest.raises(services.EntryIsOver):
            late()


def test_training_begins_for_nobody_while_one_may_not_enter_and_says_who_and_what(run, seat, staff, settings):
    settings.LANGUAGE_CODE = "en"
    other = EnrollmentFactory(run=run)
    all_seen(run)
    EntryCheck.objects.filter(enrollment=seat, item__in=["identity", "drug_free"]).delete()
    with pytest.raises(services.MayNotEnter) as refused:
        begin_training(run, by=staff, at=NOW)
    words = str(refused.value)
    assert "1 people" in words
    assert f"{seat.graduate.full_name} (Health check (clause 50), Identity paper (clause 51))" in words
    assert other.graduate.full_name not in words
    run.refresh_from_db()
    assert (run.state, EntryDecision.objects.count()) == ("confirmed", 0)


def test_the_decision_acted_on_is_kept_with_version_and_clauses_and_without_facts_of_health(run, seat, staff):
    all_seen(run)
    begin_training(run, by=staff, at=NOW)
    kept = EntryDecision.objects.get()
    assert (kept.enrollment, kept.rule_set, kept.decided_by) == (seat, run.rule_set, staff)
    told = {row["code"]: (row["verdict"], row["fact"], row["clause"]) for row in kept.outcomes}
    assert told["minimum_age"] == ("passed", 15, "50")
    assert told["identity_paper"] == ("passed", True, "51")
    assert told["health"] == told["drug_free"] == told["no_contagion"] == ("passed", None, "50")


def test_the_curriculum_speaks_of_age_and_education(center, staff):
    run = a_run(center, PRE)
    run.curriculum.minimum_age, run.curriculum.minimum_education = 16, "upper_secondary"
    run.curriculum.save()
    (line,) = entry_lines(run)
    assert {"minimum_age", "education"} <= {outcome.code for outcome in line.decision.failed}


def test_answers_about_health_are_forgotten_some_time_after_the_end(center, settings):
    settings.HEALTH_KEPT_DAYS = 90
    ended, fresh = (a_run(center, last_day=TODAY - timedelta(days=ago), first_day=TODAY - timedelta(days=120))
                    for ago in (91, 90))  # fmt: skip
    left = EnrollmentFactory(
        run=fresh, state="left", leaving_reason="resigned", left_on=TODAY - timedelta(days=91)
    )
    all_seen(ended)
    all_seen(fresh)
    EntryCheck.objects.create(enrollment=left, item="health", holds=False, seen_on=TODAY)
    assert forget_health(at=NOW) == 4
    assert set(ended.enrollments.values_list("entry_checks__item", flat=True)) == {"identity"}
    assert fresh.enrollments.exclude(state="left").get().entry_checks.count() == 4
    assert forget_health(at=NOW) == 0


@pytest.mark.parametrize(("kind", "count"), [(PRE, 5), (UPGRADE, 4), (OTHER, 4)])
def test_who_leaves_is_offered_the_reasons_of_the_type_and_no_other(center, staff, signed_in, kind, count):
    run = a_run(center, kind)
    seat = run.enrollments.get()
    page = signed_in(staff).get(reverse("run_people", args=[run.pk])).text
    offered = [reason for reason in LeavingReason if f'<option value="{reason}"' in page]
    assert offered == sorted(reasons_for(run), key=list(LeavingReason).index)
    assert len(offered) == count
    with pytest.raises(NotRecordedYet):
        leave(seat, reason=LeavingReason.DISMISSED, by=staff, at=NOW)
    refused = NotRecordedYet if kind == PRE else ReasonNotListed
    with pytest.raises(refused):
        leave(seat, reason=LeavingReason.CHEATED, by=staff, at=NOW)


# ------------------------------------------------------------------ pages


def test_one_tap_each_with_undo(run, seat, staff, signed_in):
    browser, tap = signed_in(staff), reverse("answer_entry", args=[seat.pk])
    for answer, holds in (("yes", [True]), ("undo", []), ("no", [False])):
        assert browser.post(tap, {"item": "health", "answer": answer}).url.endswith(f"#seat-{seat.pk}")
        assert list(seat.entry_checks.values_list("holds", flat=True)) == holds
    browser.post(tap, {"item": "health", "answer": "perhaps"})
    browser.post(tap, {"item": "weight", "answer": "yes"})
    browser.post(reverse("papers_seen", args=[seat.pk]))
    assert set(seat.entry_checks.values_list("item", "holds")) == {("health", False), ("identity", True)}


def test_a_tap_brings_the_person_and_who_may_enter_up_to_date(run, seat, staff, signed_in, settings):
    """What an answer is swapped in from is the whole page: the person's row, and beside it how many may not enter."""
    settings.LANGUAGE_CODE = "en"
    browser, page = signed_in(staff), reverse("run_entry", args=[run.pk])
    before = browser.get(page).text
    forms = before.count(f'hx-target="#seat-{seat.pk}"')
    assert forms == before.count('hx-select-oob="#who-may-enter"') > 3
    assert "1 person may not enter yet" in before.split('id="who-may-enter"')[1]
    all_seen(run, EntryItem.HEALTH)
    tap = {"item": "health", "answer": "yes"}
    after = browser.post(reverse("answer_entry", args=[seat.pk]), tap, follow=True).text
    assert "Everybody may enter" in after.split('id="who-may-enter"')[1]


def test_the_page_of_a_person_says_rule_fact_source_clause_and_what_would_change_it(
    seat, staff, signed_in, settings
):
    settings.LANGUAGE_CODE = "en"
    note_entry(seat, EntryItem.HEALTH, holds=False, by=staff, at=NOW)
    page = signed_in(staff).get(reverse("seat_entry", args=[seat.pk])).text
    for words in (
        "15 years; asked for: 15",
        "register",
        "clause 50",
        "not met",
        "Apply again with a doctor",
        "Bring the",
    ):
        assert words in page
    assert staff.get_full_name() or staff.get_username() in page


def test_health_is_seen_by_the_staff_of_the_centre_only(
    run, seat, staff, stranger, counselor, signed_in, client, settings
):
    settings.LANGUAGE_CODE = "en"
    note_entry(seat, EntryItem.DRUG_FREE, holds=False, by=staff, at=NOW)
    teacher = AccountFactory()
    run.trainers.add(TrainerFactory(user=teacher, center=run.center))
    list_, page = reverse("run_entry", args=[run.pk]), reverse("seat_entry", args=[seat.pk])
    assert [signed_in(who).get(page).status_code for who in (staff, stranger, counselor, teacher)] == [
        200,
        404,
        403,
        403,
    ]
    assert [signed_in(who).get(list_).status_code for who in (staff, stranger, counselor)] == [200, 404, 403]
    assert client.get(list_).status_code == client.get(page).status_code == 302
    told = signed_in(teacher).get(list_).text
    assert "Who may train" in told
    assert "drug" not in told.casefold().replace("drug-free", "")
    seat.graduate.school = None
    assert (
        EntryCheck.objects.visible_to(counselor).count()
        == EntryCheck.objects.visible_to(teacher).count()
        == 0
    )
    assert EntryCheck.objects.visible_to(staff).count() == 1


def test_the_page_of_a_run_costs_the_same_for_three_as_for_one(center, staff, signed_in):
    runs = [a_run(center, PRE, people=n, code=f"E{n}") for n in (1, 3)]
    for run in runs:
        all_seen(run, EntryItem.HEALTH)
    browser = signed_in(staff)
    browser.get(reverse("run_entry", args=[runs[0].pk]))
    costs = []
    for run in runs:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(reverse("run_entry", args=[run.pk])).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]
