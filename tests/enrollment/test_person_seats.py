"""The person's page says which seats were held, how many hours were attended, and which consents are missing."""

import pytest
from django.urls import reverse

from enrollment.models import Attendance
from enrollment.queries.attendance import seats_of
from tests.enrollment.class_scene import a_class
from tests.factories.agencies import AccountFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def seat(center):
    run = a_class(center, topics=[(180, 180)])
    return run.enrollments.order_by("seat_number").first()


def test_hours_attended_of_the_whole_course(seat, staff):
    session = seat.run.sessions.order_by("number").first()
    Attendance.objects.create(
        enrollment=seat, session=session, minutes=90, marked_by=staff, marked_at=seat.enrolled_at
    )
    (line,) = seats_of(seat.graduate, staff)
    assert (line.enrollment, line.attended, line.whole, line.percent) == (seat, 90, 360, 25)


def test_a_seat_is_shown_to_nobody_without_a_right_to_it(seat):
    assert seats_of(seat.graduate, AccountFactory()) == []


def test_the_page_names_the_course_the_hours_and_the_consents_that_are_missing(signed_in, seat, staff):
    page = signed_in(staff).get(reverse("person", args=[seat.graduate.pk])).content.decode()
    assert str(seat.run.course) in page
    assert "0 of 6 (0%)" in page
    assert "Consent missing" in page
