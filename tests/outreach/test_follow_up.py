"""What became of each person: dated statements with their source."""

import io
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditEntry
from outreach.enums import Destination, Source
from outreach.models import FollowUp
from outreach.queries import former_trainees
from outreach.services import (
    AlreadyAsked,
    AskedBeforeTraining,
    AskedInTheFuture,
    IncomeWithoutWork,
    StillInTraining,
    record_follow_up,
)
from tests.clock import NOW
from tests.factories.agencies import MembershipFactory
from tests.factories.enrollment import EnrollmentFactory
from tests.factories.training import RunFactory

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def seat(center):
    return ended(center)


def ended(center, state="completed"):
    run = RunFactory(center=center, first_day=date(2026, 6, 1), last_day=date(2026, 6, 26))
    return EnrollmentFactory(run=run, state=state)


def say(seat, by, **facts):
    statement = {"asked_on": TODAY, "destination": Destination.EMPLOYED, "source": Source.SELF, "at": NOW}
    return record_follow_up(seat, by=by, **{**statement, **facts})


def test_a_statement_is_kept_with_its_source(seat, staff):
    row = say(seat, staff, detail="a workshop", income_satang=1_200_050)
    assert (row.destination, row.source, row.income_satang, row.recorded_by) == (
        "employed",
        "self",
        1_200_050,
        staff,
    )
    (trail,) = AuditEntry.objects.all()
    assert (trail.action, trail.person_id) == ("follow_up.recorded", seat.graduate_id)
    assert trail.facts == {"destination": "employed", "source": "self"}


@pytest.mark.parametrize("state", ["enrolled", "training"])
def test_nobody_is_asked_before_the_end(center, staff, state):
    with pytest.raises(StillInTraining):
        say(ended(center, state), staff)


def test_no_statement_of_tomorrow_in_bangkok(seat, staff):
    with pytest.raises(AskedInTheFuture):
        say(seat, staff, asked_on=TODAY + timedelta(days=1))
    assert say(seat, staff, asked_on=TODAY + timedelta(days=1), at=datetime(2026, 11, 23, 17, 0, tzinfo=UTC))


def test_one_statement_a_day(seat, staff):
    say(seat, staff)
    with pytest.raises(AlreadyAsked):
        say(seat, staff, destination=Destination.LEARNING)
    assert FollowUp.objects.get().destination == "employed"


@pytest.mark.parametrize("destination", Destination)
def test_an_income_belongs_to_work(seat, staff, destination):
    if destination in (Destination.EMPLOYED, Destination.OWN_BUSINESS):
        assert say(seat, staff, destination=destination, income_satang=0).income_satang == 0
        return
    with pytest.raises(IncomeWithoutWork):
        say(seat, staff, destination=destination, income_satang=100)
    assert not FollowUp.objects.exists()


def test_the_newest_statement_counts(seat, staff):
    say(seat, staff, asked_on=date(2026, 11, 20), destination=Destination.LEARNING)
    say(seat, staff, asked_on=date(2026, 11, 1), destination=Destination.SEARCHING)
    row = former_trainees(staff).get()
    assert (row.latest, row.asked_on) == ("learning", date(2026, 11, 20))


@pytest.fixture
def own_counselor(seat):
    return MembershipFactory(agency=seat.graduate.school, role="counselor").user


def test_who_sees_the_list_and_the_person(
    seat, staff, own_counselor, stranger, other_counselor, officer, signed_in, client
):
    listed, page = reverse("follow_ups"), reverse("follow_up", args=[seat.pk])
    for user in (staff, own_counselor):
        assert seat.graduate.full_name in signed_in(user).get(listed).content.decode()
        assert signed_in(user).get(page).status_code == 200
    for user in (stranger, other_counselor):
        assert seat.graduate.full_name not in signed_in(user).get(listed).content.decode()
        assert signed_in(user).get(page).status_code == 404
    assert signed_in(officer).get(listed).status_code == signed_in(officer).get(page).status_code == 403
    assert client.get(listed).status_code == client.get(page).status_code == 302


def posted(**changes):
    return {
        "asked_on": "20/11/2569",
        "destination": "employed",
        "source": "visit",
        "income": "9500.50",
        **changes,
    }


def test_a_statement_by_the_page(seat, own_counselor, signed_in):
    answer = signed_in(own_counselor).post(reverse("follow_up", args=[seat.pk]), posted())
    assert answer.url == reverse("follow_ups")
    row = FollowUp.objects.get()
    assert (row.asked_on, row.income_satang, row.recorded_by) == (date(2026, 11, 20), 950_050, own_counselor)


def test_what_was_typed_stays_where_the_day_is_refused(seat, staff, signed_in):
    page = reverse("follow_up", args=[seat.pk])
    typed = posted(asked_on="1 มกราคม 2599", detail="ร้านตัดผมแม่กำปอง")
    answer = signed_in(staff).post(page, typed, headers={"Referer": page})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["asked_on"])
    assert "ร้านตัดผมแม่กำปอง" in answer.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"destination": "learning"},
        {"income": "-1"},
        {"source": ""},
        {"asked_on": "soon"},
        {"income": "1e400"},
        {"detail": "\x00"},
    ],
)
def test_a_fault_is_said_and_nothing_saved(seat, staff, signed_in, wrong):
    assert signed_in(staff).post(reverse("follow_up", args=[seat.pk]), posted(**wrong)).status_code == 422
    assert not FollowUp.objects.exists()


def test_somebody_in_training_has_no_page(center, staff, signed_in):
    seat = ended(center, "training")
    assert signed_in(staff).get(reverse("follow_up", args=[seat.pk])).status_code == 404


def test_the_list_is_filtered_and_exported_alike(center, seat, staff, signed_in):
    other = ended(center)
    say(other, staff)
    client, page = signed_in(staff), reverse("follow_ups")
    assert names(client, page, latest="none") == [seat.graduate.full_name]
    assert names(client, page, latest="employed") == [other.graduate.full_name]
    assert names(client, page, name=seat.graduate.given_name, run=seat.run.code.lower()) == [
        seat.graduate.full_name
    ]
    assert names(client, page, latest="caring") == []


def names(client, page, **filters):
    shown = client.get(page, filters).content.decode()
    content = client.get(page, {**filters, "format": "xlsx"}).content
    found = [
        row[0]
        for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2, values_only=True)
    ]
    assert all(name in shown for name in found)
    return found


def test_three_cost_as_many_queries_as_one(center, seat, staff, signed_in, django_assert_num_queries):
    client, page = signed_in(staff), reverse("follow_ups")
    client.get(page)
    with CaptureQueriesContext(connection) as one:
        client.get(page)
    say(ended(center), staff)
    ended(center)
    with django_assert_num_queries(len(one)):
        client.get(page)


def test_no_statement_from_before_the_training(seat, staff):
    with pytest.raises(AskedBeforeTraining):
        say(seat, staff, asked_on=seat.run.first_day - timedelta(days=1))
