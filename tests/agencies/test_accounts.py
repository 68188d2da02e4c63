"""Roles are given, end and are given again; nobody raises themselves, no centre loses its last head."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.enums import AgencyKind, Role
from agencies.models import Membership, User
from agencies.permissions import may_reset_password, roles_to_give
from agencies.services import end_role, give_role, open_member_account, set_new_password
from agencies.services.accounts import EndsInThePast, LastOfItsKind, RoleToOneself, UsernameTaken
from core.models import AuditEntry
from core.refusals import NotYours
from tests.clock import NOW
from tests.conftest import account_of
from tests.factories.agencies import (
    AccountFactory,
    AgencyFactory,
    CenterFactory,
    MembershipFactory,
    ProvinceFactory,
    SchoolFactory,
)
from tests.factories.enrollment import GraduateFactory
from tests.factories.training import TrainerFactory

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def province_office():
    return AgencyFactory(kind=AgencyKind.PROVINCE, name_th="สำนักงานจังหวัด", name_en="Provincial office")


@pytest.fixture
def keeper(province_office):
    return account_of(province_office, Role.OFFICER)


def fresh(user):
    return User.objects.get(pk=user.pk)


def role_of(user, agency):
    return Membership.objects.get(user=user, agency=agency)


def test_heads_give_the_roles_of_their_own_centre(head, center, school):
    assert roles_to_give(head, center) == [Role.STAFF, Role.HEAD, Role.VOLUNTEER]
    assert roles_to_give(head, CenterFactory()) == []
    assert roles_to_give(head, school) == []


def test_staff_and_counselors_give_none(staff, center, counselor, school):
    assert roles_to_give(staff, center) == roles_to_give(counselor, school) == []


def test_officers_give_roles_at_the_agencies_of_their_province(keeper, province_office, school):
    assert roles_to_give(keeper, school) == [Role.COUNSELOR, Role.VOLUNTEER]
    assert roles_to_give(keeper, province_office) == [Role.OFFICER, Role.VOLUNTEER]
    elsewhere = SchoolFactory(provinces=[ProvinceFactory(code="52", name_th="ลำปาง", name_en="Lampang")])
    assert roles_to_give(keeper, elsewhere) == []


def test_officers_appoint_the_first_head_of_a_centre_and_no_other(keeper, center):
    assert roles_to_give(keeper, center) == [Role.HEAD]
    account_of(center, Role.HEAD)
    assert roles_to_give(keeper, center) == []


def test_officers_make_no_officers_of_other_offices_that_have_one(keeper):
    office = AgencyFactory(kind=AgencyKind.LABOR, name_th="สำนักงานแรงงาน", name_en="Labour office")
    assert Role.OFFICER in roles_to_give(keeper, office)
    account_of(office, Role.OFFICER)
    assert roles_to_give(fresh(keeper), office) == [Role.VOLUNTEER]


def test_an_account_is_opened_with_its_role(head, center):
    until = date(2027, 9, 30)
    user = open_member_account(
        center, username="malee", password=PASSWORD, first_name="มาลี", last_name="ดี",
        role=Role.STAFF, until=until, by=head, at=NOW,
    )  # fmt: skip
    assert user.check_password(PASSWORD)
    assert role_of(user, center).until == until
    actions = AuditEntry.objects.order_by("pk").values_list("action", "agency_id")
    assert list(actions) == [("account.opened", center.pk), ("role.given", center.pk)]


def test_without_the_right_to_give_the_role_no_account_is_opened(head, school):
    with pytest.raises(NotYours):
        open_member_account(
            school, username="malee", password=PASSWORD, first_name="มาลี", last_name="ดี",
            role=Role.COUNSELOR, until=None, by=head, at=NOW,
        )  # fmt: skip
    assert not User.objects.filter(username="malee").exists()
    assert not AuditEntry.objects.exists()


def test_a_user_name_is_taken_once(head, center, staff):
    with pytest.raises(UsernameTaken):
        open_member_account(
            center, username=staff.username, password=PASSWORD, first_name="ก", last_name="ข",
            role=Role.STAFF, until=None, by=head, at=NOW,
        )  # fmt: skip


def test_nobody_raises_themselves(keeper, center):
    with pytest.raises(RoleToOneself):
        give_role(keeper, agency=center, role=Role.HEAD, until=None, by=keeper, at=NOW)
    assert not Membership.objects.filter(agency=center).exists()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COUNSELOR])
def test_a_role_that_the_agency_does_not_have_is_not_given(head, center, role):
    with pytest.raises(NotYours):
        give_role(AccountFactory(), agency=center, role=role, until=None, by=head, at=NOW)


def test_a_role_does_not_end_before_it_begins(head, center):
    yesterday = timezone.localdate(NOW) - timedelta(days=1)
    with pytest.raises(EndsInThePast):
        give_role(AccountFactory(), agency=center, role=Role.STAFF, until=yesterday, by=head, at=NOW)


def test_a_role_ends_at_once_and_is_given_again(head, center, staff):
    at = timezone.now()
    end_role(role_of(staff, center), by=head, at=at)
    assert not fresh(staff).has_role(Role.STAFF)
    give_role(staff, agency=center, role=Role.STAFF, until=None, by=head, at=at)
    assert fresh(staff).has_role(Role.STAFF)
    assert Membership.objects.filter(user=staff).count() == 1
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "role.ended",
        "role.given",
    ]


def test_the_last_head_stays(head, center):
    with pytest.raises(LastOfItsKind):
        end_role(role_of(head, center), by=head, at=timezone.now())
    assert fresh(head).has_role(Role.HEAD)


def test_a_head_may_go_when_there_is_another(head, center):
    account_of(center, Role.HEAD)
    end_role(role_of(head, center), by=head, at=timezone.now())
    assert not fresh(head).has_role(Role.HEAD)


def test_a_head_whose_account_is_closed_is_no_other_head(head, center):
    other = account_of(center, Role.HEAD)
    User.objects.filter(pk=other.pk).update(is_active=False)
    with pytest.raises(LastOfItsKind):
        end_role(role_of(head, center), by=head, at=timezone.now())


def test_roles_of_others_end_only_by_those_who_may_give_them(staff, head, center):
    with pytest.raises(NotYours):
        end_role(role_of(head, center), by=staff, at=timezone.now())


def test_ones_own_role_may_be_laid_down(staff, center):
    end_role(role_of(staff, center), by=staff, at=timezone.now())
    assert not fresh(staff).has_role(Role.STAFF)


def test_a_new_password_is_set_by_who_could_give_all_the_roles(head, center, staff):
    set_new_password(staff, password="another long word", by=head, at=NOW)
    assert fresh(staff).check_password("another long word")
    (row,) = AuditEntry.objects.all()
    assert (row.action, row.facts) == ("account.password_set", {})


def test_an_account_with_more_than_one_can_give_is_not_taken_over(head, center, keeper, province_office):
    MembershipFactory(user=keeper, agency=center, role=Role.STAFF)
    assert not may_reset_password(head, fresh(keeper))
    with pytest.raises(NotYours):
        set_new_password(fresh(keeper), password="another long word", by=head, at=NOW)


@pytest.mark.parametrize("own", [GraduateFactory, TrainerFactory])
def test_a_role_added_to_somebodys_own_account_opens_it_to_nobody(head, center, own):
    theirs = AccountFactory()
    own(user=theirs)
    give_role(theirs, agency=center, role=Role.VOLUNTEER, until=None, by=head, at=NOW)
    with pytest.raises(NotYours):
        set_new_password(fresh(theirs), password=PASSWORD, by=head, at=NOW)


def test_nobody_resets_their_own_or_a_roleless_or_a_superusers_password(head, center):
    boss = account_of(center, Role.STAFF, is_superuser=True)
    assert not any(may_reset_password(head, user) for user in (head, AccountFactory(), boss))


# Pages ---------------------------------------------------------------------------------------------------


def form(**said):
    return {
        "username": "malee", "password": PASSWORD, "first_name": "มาลี", "last_name": "ดี",
        "role": "staff", "until": "30 กันยายน 2580", **said,
    }  # fmt: skip


def test_the_page_opens_an_account(signed_in, head, center):
    answer = signed_in(head).post(reverse("open_account", args=[center.pk]), form())
    assert answer.url == reverse("agency", args=[center.pk])
    assert role_of(User.objects.get(username="malee"), center).until == date(2037, 9, 30)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"username": "1234567890123"}, "username"),
        ({"username": ""}, "username"),
        ({"password": "short"}, "password"),
        ({"role": "officer"}, "role"),
        ({"until": "1 มกราคม 2560"}, "until"),
    ],
)
def test_a_bad_account_is_refused_at_its_field(signed_in, head, center, wrong, field):
    answer = signed_in(head).post(reverse("open_account", args=[center.pk]), form(**wrong))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not User.objects.filter(first_name="มาลี").exists()


def test_a_taken_name_is_refused_at_its_field(signed_in, head, center, staff):
    answer = signed_in(head).post(reverse("open_account", args=[center.pk]), form(username=staff.username))
    assert "username" in answer.context["form"].errors


def test_an_account_that_exists_gets_a_role(signed_in, head, center, counselor):
    said = {"username": counselor.username, "role": "volunteer", "until": ""}
    assert signed_in(head).post(reverse("give_role", args=[center.pk]), said).status_code == 302
    assert set(fresh(counselor).hats) == {center.pk, counselor.memberships.first().agency_id}


def test_an_account_that_does_not_exist_gets_none(signed_in, head, center):
    said = {"username": "nobody", "role": "staff", "until": ""}
    assert signed_in(head).post(reverse("give_role", args=[center.pk]), said).status_code == 422


def test_ones_own_account_gets_no_role_by_the_page(signed_in, head, center):
    said = {"username": head.username, "role": "staff", "until": ""}
    assert signed_in(head).post(reverse("give_role", args=[center.pk]), said).status_code == 422


def test_who_has_nothing_to_give_is_told_so(signed_in, keeper, center):
    account_of(center, Role.HEAD)
    for door in ("open_account", "give_role"):
        assert signed_in(keeper).get(reverse(door, args=[center.pk])).status_code == 409


def test_the_page_ends_and_restores(signed_in, head, center, staff):
    client = signed_in(head)
    row = role_of(staff, center)
    client.post(reverse("end_role", args=[row.pk]))
    assert not fresh(staff).has_role(Role.STAFF)
    page = client.get(reverse("agency", args=[center.pk])).content.decode()
    assert reverse("restore_role", args=[row.pk]) in page
    client.post(reverse("restore_role", args=[row.pk]))
    assert fresh(staff).has_role(Role.STAFF)


def test_roles_elsewhere_are_not_found(signed_in, head, stranger):
    row = Membership.objects.get(user=stranger)
    for door in ("end_role", "restore_role"):
        assert signed_in(head).post(reverse(door, args=[row.pk])).status_code == 404
    assert fresh(stranger).has_role(Role.STAFF)


def test_a_new_password_by_the_page(signed_in, head, center, staff, stranger):
    client = signed_in(head)
    there = reverse("new_password", args=[center.pk, staff.pk])
    assert client.get(there).status_code == 200
    assert client.post(there, {"password": "short"}).status_code == 422
    assert client.post(there, {"password": "another long word"}).status_code == 302
    assert fresh(staff).check_password("another long word")
    assert client.get(reverse("new_password", args=[center.pk, stranger.pk])).status_code == 404


def test_user_names_are_shown_to_those_who_keep_the_agency_only(signed_in, head, center, staff):
    there = reverse("agency", args=[center.pk])
    assert staff.username in signed_in(head).get(there).content.decode()
    colleague = account_of(center, Role.STAFF)
    assert f">{staff.username}<" not in signed_in(colleague).get(there).content.decode()
