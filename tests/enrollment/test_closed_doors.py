"""What a person who tries every door finds: closed ones look like missing ones, odd input is an answer, no fault."""

import pytest
from django.urls import reverse

from agencies.enums import AgencyKind, Role
from core.models import AuditEntry
from enrollment.enums import DeclineReason, EnrollmentState, ReferralState
from enrollment.models import Graduate, Guardian, Offer
from enrollment.services import (
    begin_training,
    close_books,
    decline_referral,
    leave,
    record_training_consent,
    withdraw_referral,
)
from enrollment.services.consents import NoGuardian
from enrollment.services.rounds import OffersWaiting
from enrollment.services.runs import ConsentMissing, ResultsUnconfirmed
from tests.clock import NOW
from tests.enrollment.entry_scene import all_seen
from tests.enrollment.rounds_scene import a_round, a_run, people
from tests.factories.agencies import AgencyFactory, MembershipFactory
from tests.factories.enrollment import EnrollmentFactory, GraduateFactory, ReferralFactory
from tests.factories.training import CourseFactory, CurriculumFactory, RunFactory
from training.enums import CourseType, RunState

CONTROL = "\x01"


@pytest.fixture
def referral(school, center):
    return ReferralFactory(graduate=GraduateFactory(school=school), to_agency=center)


def test_a_referral_opens_the_record_while_it_is_live_only(referral, staff, signed_in):
    page = reverse("person", args=[referral.graduate.pk])
    assert signed_in(staff).get(page).status_code == 200
    withdraw_referral(referral, by=None, at=NOW)
    assert signed_in(staff).get(page).status_code == 404
    answer = signed_in(staff).get(reverse("referral", args=[referral.pk]))
    assert answer.status_code == 200
    assert page not in answer.content.decode()


def test_a_declined_person_is_closed_to_the_centre(referral, staff, counselor):
    decline_referral(referral, reason=DeclineReason.OTHER, by=staff, at=NOW)
    assert referral.state == ReferralState.DECLINED
    assert not Graduate.objects.visible_to(staff).exists()
    assert Graduate.objects.visible_to(counselor).exists()


def test_a_round_of_others_explains_nothing_about_itself(school, center, counselor, signed_in):
    own = GraduateFactory(school=school)
    round_ = a_round(center, [a_run(center, "R-1")])
    round_.state = "published"
    round_.save()
    answer = signed_in(counselor).get(reverse("explanation", args=[round_.pk, own.pk]))
    missing = signed_in(counselor).get(reverse("explanation", args=[99_999, own.pk]))
    assert (answer.status_code, missing.status_code) == (404, 404)


def test_an_area_office_sees_whom_it_entered_and_nobody_else(db, signed_in):
    office = AgencyFactory(kind=AgencyKind.AREA_OFFICE)
    officer = MembershipFactory(agency=office, role=Role.COUNSELOR).user
    entered = GraduateFactory(registered_by=office)
    GraduateFactory()
    assert list(Graduate.objects.visible_to(officer)) == [entered]
    assert signed_in(officer).get(reverse("person", args=[entered.pk])).status_code == 200


def test_a_school_does_not_keep_a_person_who_is_another_schools_now(school, counselor):
    GraduateFactory(registered_by=school)
    assert not Graduate.objects.visible_to(counselor).exists()


@pytest.mark.parametrize("address", ["people", "referrals", "offers", "follow_ups", "certificates"])
def test_a_control_character_in_a_name_finds_nobody(address, staff, signed_in):
    assert signed_in(staff).get(reverse(address), {"name": CONTROL}).status_code == 200


@pytest.mark.parametrize(
    ("address", "key"), [("report", "year"), ("new_person", "agency"), ("center_calendar", "year")]
)
def test_a_number_too_long_to_be_one_is_no_choice(address, key, staff, signed_in):
    assert signed_in(staff).get(reverse(address), {key: "9" * 5_000}).status_code == 200


@pytest.mark.parametrize("week", ["0001-01-01", "9999-12-31"])
def test_a_week_at_the_end_of_time_is_this_week(week, staff, signed_in):
    assert signed_in(staff).get(reverse("timetable"), {"week": week}).status_code == 200


@pytest.mark.parametrize("reason", ["x" * 301, "x\0"])
def test_a_reason_that_fits_no_column_calls_no_run_off(reason, center, staff, signed_in):
    run = a_run(center, "R-1")
    assert signed_in(staff).post(reverse("call_off", args=[run.pk]), {"reason": reason}).status_code == 422
    run.refresh_from_db()
    assert run.state == "open"


def test_training_waits_for_open_offers(center):
    run = a_run(center, "R-1", state="confirmed", seats_taken=1, seats_offered=1, first_day=NOW.date())
    EnrollmentFactory(run=run)
    (person,) = people(center, 1)
    Offer.objects.create(graduate=person, run=run, answer_by=NOW.date(), offered_at=NOW)
    with pytest.raises(OffersWaiting):
        begin_training(run, by=None, at=NOW)
    run.refresh_from_db()
    assert run.state == "confirmed"


def test_books_close_only_over_confirmed_results(center, staff, signed_in):
    run = a_run(center, "R-1", state="finished", seats_taken=1)
    seat = EnrollmentFactory(run=run, state="training")
    with pytest.raises(ResultsUnconfirmed):
        close_books(run, by=staff, at=NOW)
    page = reverse("close_run", args=[run.pk])
    why = {"reason": "ไม่ได้จัด"}  # no orientation was held
    assert signed_in(staff).post(page, why).status_code == 409
    leave(seat, reason="resigned", by=staff, at=NOW)
    assert signed_in(staff).post(page).status_code == 422
    assert signed_in(staff).post(page, why).url == reverse("run", args=[run.pk])
    run.refresh_from_db()
    assert run.state == "closed"


def test_books_of_another_centre_are_not_there(center, stranger, signed_in):
    run = a_run(center, "R-1", state="finished")
    assert signed_in(stranger).post(reverse("close_run", args=[run.pk])).status_code == 404


def minor_in_pre_employment(center, **guardian):
    """A 15-year-old with a seat in a run whose type wants the guardian's written consent (clause 10)."""
    course = CourseFactory(course_type=CourseType.PRE_EMPLOYMENT)
    run = RunFactory(
        center=center,
        curriculum=CurriculumFactory(course=course),
        state=RunState.CONFIRMED,
        first_day=NOW.date(),
        minimum=1,
    )
    person = GraduateFactory()
    if guardian:
        Guardian.objects.create(graduate=person, name="ผู้ปกครองสมมติ", **guardian)
    return EnrollmentFactory(run=run, graduate=person)


def test_a_minor_does_not_begin_before_the_guardians_consent_was_seen(center):
    seat = minor_in_pre_employment(center, relation="มารดา")
    with pytest.raises(ConsentMissing):
        begin_training(seat.run, by=None, at=NOW)
    seat.refresh_from_db()
    assert seat.state == EnrollmentState.ENROLLED


def test_training_begins_once_the_consent_was_seen(center, staff, signed_in):
    seat = minor_in_pre_employment(center, relation="มารดา")
    page = signed_in(staff)
    assert reverse("consent_seen", args=[seat.pk]) in page.get(reverse("run_people", args=[seat.run_id])).text
    page.post(reverse("consent_seen", args=[seat.pk]))
    assert AuditEntry.objects.filter(action="consent.seen", person_id=seat.graduate_id).count() == 1
    all_seen(seat.run)
    assert begin_training(seat.run, by=staff, at=NOW) == 1


def test_consent_without_a_guardian_is_refused(center, staff):
    with pytest.raises(NoGuardian):
        record_training_consent(
            minor_in_pre_employment(center).graduate, seen_on=NOW.date(), by=staff, at=NOW
        )


def test_staff_of_another_centre_notes_no_consent(center, stranger, signed_in):
    seat = minor_in_pre_employment(center, relation="มารดา")
    assert signed_in(stranger).post(reverse("consent_seen", args=[seat.pk])).status_code == 404
