"""Pages of the days on which nobody teaches: absences, closures, and the year with its holidays."""

from datetime import date

import pytest
from django.urls import reverse

from tests.clock import NOW
from tests.factories.agencies import AccountFactory
from tests.factories.training import RoomFactory, TrainerFactory
from training import services
from training.models import Closure, TrainerAbsence

FIRST = date(2026, 12, 1)


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def trainer(center):
    return TrainerFactory(center=center, user=AccountFactory())


def test_enter_and_remove_an_absence(signed_in, staff, trainer):
    page = reverse("trainer", args=[trainer.pk])
    days = {"first_day": "1 ธ.ค. 2569", "last_day": "2 ธ.ค. 2569"}
    assert signed_in(staff).post(page, days).status_code == 302
    again = signed_in(staff).post(page, days)
    assert again.status_code == 422
    assert "already entered as absent" in again.content.decode()
    absence = TrainerAbsence.objects.get()
    signed_in(staff).post(reverse("remove_absence", args=[absence.pk]))
    assert not TrainerAbsence.objects.exists()


def test_enter_and_remove_a_closure(signed_in, staff, center):
    data = {"first_day": "1 ธ.ค. 2569", "last_day": "1 ธ.ค. 2569", "reason": "ย้ายอาคาร"}
    signed_in(staff).post(reverse("center_calendar"), data)
    closure = Closure.objects.get()
    assert (closure.center, closure.room) == (center, None)
    signed_in(staff).post(reverse("remove_closure", args=[closure.pk]))
    assert not Closure.objects.exists()


def test_a_closure_that_ends_before_it_begins_is_said_at_its_field(signed_in, staff, center):
    data = {"first_day": "2 ธ.ค. 2569", "last_day": "1 ธ.ค. 2569", "reason": "ย้ายอาคาร"}
    page = reverse("center_calendar")
    answer = signed_in(staff).post(page, data, headers={"Referer": page})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["last_day"])
    assert "ย้ายอาคาร" in answer.content.decode()


def test_a_slip_in_the_year_closes_no_centre_for_ninety_years(signed_in, staff, center):
    data = {"first_day": "1 ธ.ค. 2569", "last_day": "2 ธ.ค. 2659", "reason": "ย้ายอาคาร"}
    answer = signed_in(staff).post(reverse("center_calendar"), data)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["last_day"])
    assert not Closure.objects.exists()


def test_a_room_of_another_centre_cannot_be_closed(signed_in, staff):
    data = {"first_day": "1 ธ.ค. 2569", "last_day": "1 ธ.ค. 2569", "reason": "x", "room": RoomFactory().pk}
    assert signed_in(staff).post(reverse("center_calendar"), data).status_code == 422
    assert not Closure.objects.exists()


def test_absences_and_closures_of_another_centre_are_not_found(signed_in, stranger, trainer, center):
    days = {"first_day": FIRST, "last_day": FIRST, "by": None, "at": NOW}
    absence = services.record_absence(trainer, reason="", **days)
    closure = services.record_closure(center=center, reason="x", **days)
    browser = signed_in(stranger)
    assert browser.post(reverse("remove_absence", args=[absence.pk])).status_code == 404
    assert browser.post(reverse("remove_closure", args=[closure.pk])).status_code == 404
    assert TrainerAbsence.objects.exists()
    assert Closure.objects.exists()


@pytest.mark.parametrize("language", ["en", "th"])
def test_the_calendar_has_the_holidays_of_the_year_asked_for(language, settings, signed_in, staff):
    settings.LANGUAGE_CODE = language
    page = signed_in(staff).get(reverse("center_calendar"), {"year": 2027}).content.decode()
    assert {"en": "Songkran Festival", "th": "วันสงกรานต์"}[language] in page
    assert {"en": "Year 2027", "th": "2570"}[language] in page


def test_a_year_that_nobody_can_mean_is_this_year(signed_in, staff):
    for year in ("9999", "๒๕๖๙", "x"):
        assert signed_in(staff).get(reverse("center_calendar"), {"year": year}).status_code == 200
