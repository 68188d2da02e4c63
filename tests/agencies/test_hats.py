"""Hats × visibility × acting agency: an account of two agencies acts for one of them at a time."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.enums import AgencyKind, Role
from agencies.hats import SESSION_KEY
from agencies.models import Agency, Membership, User
from agencies.services.hats import NotYourHat, choose_hat
from core.models import AuditEntry
from enrollment.models import Graduate
from tests.clock import NOW
from tests.factories.agencies import (
    AccountFactory,
    AgencyFactory,
    CenterFactory,
    MembershipFactory,
    SchoolFactory,
)
from tests.factories.enrollment import GraduateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def one():
    return SchoolFactory(name_th="โรงเรียนหนึ่ง")


@pytest.fixture
def two():
    return SchoolFactory(name_th="โรงเรียนสอง")


@pytest.fixture
def user(one, two):
    """Counsellor of two schools."""
    account = AccountFactory()
    for school in (one, two):
        MembershipFactory(user=account, agency=school, role=Role.COUNSELOR)
    return account


@pytest.fixture
def visitor(signed_in, user):
    return signed_in(user)


def put_on(client, agency, **extra):
    return client.post(reverse("hats"), {"agency": agency.pk, **extra})


def fresh(user):
    return User.objects.get(pk=user.pk)


def test_the_first_page_of_ones_own_asks_for_the_hat_once(visitor, one):
    answer = visitor.get(reverse("people"))
    assert (answer.status_code, answer.url) == (302, f"{reverse('hats')}?next=%2Fpeople%2F")
    page = visitor.get(answer.url)
    assert page.context["navigation"] == []
    assert "โรงเรียนหนึ่ง" in page.content.decode()
    assert put_on(visitor, one, next="/people/").url == "/people/"
    assert visitor.get(reverse("people")).status_code == 200


def test_what_is_sent_without_a_hat_is_not_done(visitor):
    answer = visitor.post(reverse("new_person"), {})
    assert answer.url.startswith(reverse("hats"))
    assert not Graduate.objects.exists()


def test_signing_out_and_changing_the_language_need_no_hat(visitor):
    assert visitor.post(reverse("set_language"), {"language": "en"}).url != reverse("hats")
    assert visitor.get(reverse("account_change_password")).status_code == 200


def test_the_next_session_begins_with_the_hat_chosen_last(visitor, signed_in, user, two):
    put_on(visitor, two)
    assert signed_in(fresh(user)).get(reverse("people")).status_code == 200
    assert fresh(user).last_hat == two


def test_two_sessions_may_wear_two_hats(visitor, signed_in, user, one, two):
    other = signed_in(user)
    put_on(visitor, one)
    put_on(other, two)
    assert [client.session[SESSION_KEY] for client in (visitor, other)] == [one.pk, two.pk]


def test_signing_in_pins_the_hat_of_the_session(client, user, one, two):
    user.set_password("correct horse battery")
    user.last_hat = one
    user.save()
    client.post(reverse("account_login"), {"login": user.username, "password": "correct horse battery"})
    User.objects.filter(pk=user.pk).update(last_hat=two)
    assert client.get(reverse("people")).context["user"].acting_for == one.pk


@pytest.mark.parametrize("worn", [0, 1])
def test_people_of_the_other_school_are_not_seen(visitor, one, two, worn):
    schools = [one, two]
    people = [GraduateFactory(school=school, registered_by=school) for school in schools]
    put_on(visitor, schools[worn])
    answers = [visitor.get(reverse("person", args=[person.pk])).status_code for person in people]
    assert answers == ([200, 404] if worn == 0 else [404, 200])
    page = visitor.get(reverse("people"))
    assert [row.pk for row in page.context["page"]] == [people[worn].pk]


@pytest.mark.parametrize("worn", [0, 1])
def test_the_api_shows_the_same(visitor, one, two, worn):
    schools = [one, two]
    people = [GraduateFactory(school=school, registered_by=school) for school in schools]
    assert visitor.get(reverse("api-person-list")).status_code == 403
    put_on(visitor, schools[worn])
    rows = visitor.get(reverse("api-person-list")).json()["results"]
    assert [row["id"] for row in rows] == [str(people[worn].pk)]


def test_roles_follow_the_hat(signed_in, one):
    center = CenterFactory()
    user = AccountFactory()
    MembershipFactory(user=user, agency=center, role=Role.HEAD)
    MembershipFactory(user=user, agency=one, role=Role.COUNSELOR)
    visitor = signed_in(user)
    put_on(visitor, center)
    assert visitor.get(reverse("rooms")).status_code == 200
    put_on(visitor, one)
    assert visitor.get(reverse("rooms")).status_code == 403


def test_the_trail_names_the_agency_acted_for(visitor, user, one, two):
    put_on(visitor, one)
    put_on(visitor, two)
    rows = AuditEntry.objects.filter(action="hat.chosen").order_by("pk")
    assert [(row.agency_id, row.subject_id) for row in rows] == [(one.pk, str(one.pk)), (two.pk, str(two.pk))]


def test_an_account_of_one_agency_acts_for_it_without_being_asked(signed_in, counselor, school):
    assert signed_in(counselor).get(reverse("people")).status_code == 200
    assert fresh(counselor).acting_for == school.pk


def test_outside_of_requests_all_roles_count_and_no_agency_is_named(user, one, two):
    assert (user.acting_for, set(user.roles_at)) == (None, {one.pk, two.pk})


def test_a_hat_that_ended_falls_off_with_the_next_request(visitor, user, one, two):
    third = SchoolFactory()
    MembershipFactory(user=user, agency=third, role=Role.COUNSELOR)
    person = GraduateFactory(school=one, registered_by=one)
    put_on(visitor, one)
    assert visitor.get(reverse("person", args=[person.pk])).status_code == 200
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=user, agency=one).update(until=yesterday)
    assert visitor.get(reverse("person", args=[person.pk])).url.startswith(reverse("hats"))


def test_with_one_hat_left_it_is_on(visitor, user, one, two):
    person = GraduateFactory(school=one, registered_by=one)
    put_on(visitor, one)
    Membership.objects.filter(user=user, agency=one).delete()
    assert visitor.get(reverse("person", args=[person.pk])).status_code == 404
    assert visitor.get(reverse("people")).context["user"].acting_for == two.pk


@pytest.mark.parametrize("forged", ["x", "", "0", "-1", "9" * 40])
def test_only_own_hats_can_be_put_on(visitor, forged):
    other = SchoolFactory()
    assert visitor.post(reverse("hats"), {"agency": other.pk}).status_code == 404
    assert visitor.post(reverse("hats"), {"agency": forged}).status_code == 404
    assert SESSION_KEY not in visitor.session


def test_a_forged_session_gives_no_role(visitor, user):
    session = visitor.session
    session[SESSION_KEY] = SchoolFactory().pk
    session.save()
    assert visitor.get(reverse("people")).url.startswith(reverse("hats"))


def test_the_service_refuses_a_hat_of_others(user):
    with pytest.raises(NotYourHat):
        choose_hat(CenterFactory(), by=user, at=NOW)
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "javascript:alert(1)"])
def test_choosing_leads_nowhere_else(visitor, one, elsewhere):
    assert put_on(visitor, one, next=elsewhere).url == reverse("home")


def test_the_switch_is_on_every_page(visitor, one, two):
    put_on(visitor, one)
    page = visitor.get(reverse("people")).content.decode()
    assert f'value="{two.pk}"' in page
    assert "<strong>โรงเรียนหนึ่ง</strong>" in page


def test_nobody_else_sees_a_switch(signed_in, counselor, client):
    assert signed_in(counselor).get(reverse("people")).context["hats"] == []
    assert client.get(reverse("hats")).status_code == 302


def test_somebody_without_a_role_is_told_so(signed_in):
    page = signed_in(AccountFactory()).get(reverse("hats"))
    assert page.context["own_hats"] == []


def area_office(**schools):
    office = AgencyFactory(kind=AgencyKind.AREA_OFFICE, name_th="สำนักงานเขต", name_en="Area office")
    Agency.objects.filter(pk__in=[school.pk for school in schools.values()]).update(parent=office)
    return office


def test_an_area_offices_hat_covers_its_schools(one, two, user):
    """Who speaks for the office and for its small schools in the same role acts for all of them at once."""
    office = area_office(one=one, two=two)
    MembershipFactory(user=user, agency=office, role=Role.COUNSELOR)
    assert fresh(user).hats == {office.pk: {office.pk, one.pk, two.pk}}
    assert fresh(user).acting_for == office.pk
    assert set(fresh(user).roles_at) == {office.pk, one.pk, two.pk}


def test_another_role_below_is_a_hat_of_its_own(one, two, user):
    office = area_office(one=one)
    MembershipFactory(user=user, agency=office, role=Role.OFFICER)
    assert set(fresh(user).hats) == {office.pk, one.pk, two.pk}


def test_agencies_that_belong_to_each_other_in_a_ring_are_no_endless_climb(one, two, user):
    Agency.objects.filter(pk=one.pk).update(parent=two)
    Agency.objects.filter(pk=two.pk).update(parent=one)
    assert {agency for covered in fresh(user).hats.values() for agency in covered} == {one.pk, two.pk}
