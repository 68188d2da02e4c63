"""Who saw whom: written whenever a name leaves, counted once a day and form, and never silently left out."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse

from enrollment import middleware, seeing
from enrollment.enums import SeenHow
from enrollment.middleware import NoteSightings
from enrollment.models import Sighting
from enrollment.services.sightings import write_sightings
from tests.factories.agencies import AccountFactory
from tests.factories.enrollment import GraduateFactory, ReferralFactory


def seen():
    return set(Sighting.objects.values_list("account_id", "person_id", "how"))


def test_the_page_of_a_person_is_a_sighting(signed_in, counselor, school):
    person = GraduateFactory(school=school)
    signed_in(counselor).get(reverse("person", args=[person.pk]))
    row = Sighting.objects.get()
    assert (row.account_id, row.person_id, row.how, row.times) == (counselor.pk, person.pk, SeenHow.PAGE, 1)
    assert row.agency_id == school.pk


def test_a_list_writes_its_people_in_one_statement(
    signed_in, counselor, school, django_assert_max_num_queries
):
    people = GraduateFactory.create_batch(4, school=school)
    client = signed_in(counselor)
    client.get(reverse("people"))
    assert seen() == {(counselor.pk, person.pk, SeenHow.LIST) for person in people}


def test_a_spreadsheet_is_told_apart_from_a_list(signed_in, counselor, school):
    person = GraduateFactory(school=school)
    answer = signed_in(counselor).get(reverse("people"), {"format": "xlsx"})
    assert answer.getvalue()
    assert seen() == {(counselor.pk, person.pk, SeenHow.EXPORT)}


def test_the_interface_for_programs_is_noted(signed_in, counselor, school):
    person = GraduateFactory(school=school)
    signed_in(counselor).get(reverse("api-person-list"))
    signed_in(counselor).get(reverse("api-person-detail", args=[person.pk]))
    assert seen() == {(counselor.pk, person.pk, SeenHow.PROGRAM)}
    assert Sighting.objects.get().times == 2


def test_a_page_seen_again_the_same_day_counts_up(counselor, now):
    person = GraduateFactory()
    for minutes in (0, 5, 10):
        write_sightings(counselor, [(person.pk, SeenHow.PAGE)], at=now + timedelta(minutes=minutes))
    row = Sighting.objects.get()
    assert (row.times, row.first_at, row.last_at) == (3, now, now + timedelta(minutes=10))


def test_another_day_and_another_form_are_rows_of_their_own(counselor, now):
    person = GraduateFactory()
    write_sightings(counselor, [(person.pk, SeenHow.PAGE), (person.pk, SeenHow.NUMBER)], at=now)
    write_sightings(counselor, [(person.pk, SeenHow.PAGE)], at=now + timedelta(days=1))
    assert Sighting.objects.count() == 3


def test_people_see_themselves_without_a_row(signed_in, center):
    person = ReferralFactory(to_agency=center).graduate
    person.user = AccountFactory()
    person.save()
    assert person.display_name in signed_in(person.user).get(reverse("home")).content.decode()
    assert not Sighting.objects.exists()


@pytest.fixture
def answered(rf, counselor):
    """What leaves the middleware for a view that answers `make()`."""

    def answer(make):
        request = rf.get("/somewhere/")
        request.user = counselor
        request.resolver_match = None
        return NoteSightings(lambda _request: make(request))(request)

    return answer


def test_a_streamed_answer_notes_each_part_before_it_leaves(answered):
    people = GraduateFactory.create_batch(3)

    def parts(_request):
        return StreamingHttpResponse(person.full_name for person in people)

    body = iter(answered(parts).streaming_content)
    assert not Sighting.objects.exists()
    for count in (1, 2, 3):
        next(body)
        assert Sighting.objects.count() == count


def test_what_cannot_be_written_down_is_not_shown(answered, monkeypatch):
    person = GraduateFactory()

    def busy(*_args, **_kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(middleware, "write_sightings", busy)
    answer = answered(lambda _request: HttpResponse(person.full_name))
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert person.given_name not in answer.content.decode()


def test_a_view_may_note_more_than_a_name(answered):
    person = GraduateFactory()

    def show(request):
        seeing.note_sightings(request, [person], SeenHow.NUMBER)
        return HttpResponse("…")

    answered(show)
    assert Sighting.objects.get().how == SeenHow.NUMBER


def test_outside_of_a_request_nothing_is_collected(db, rf):
    assert GraduateFactory().full_name
    with pytest.raises(RuntimeError):
        seeing.note_sightings(rf.get("/"), [], SeenHow.PAGE)
    assert not Sighting.objects.exists()
