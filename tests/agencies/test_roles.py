"""Roles end with their day, and open the doors that their docstrings say."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agencies import permissions
from agencies.enums import AgencyKind, Role
from agencies.models import User
from agencies.permissions import is_center_staff, is_head, is_staff_or_counselor
from config.navigation import page
from tests.conftest import account_of
from tests.factories.agencies import AccountFactory, CenterFactory, MembershipFactory, SchoolFactory

pytestmark = pytest.mark.django_db


def member(role, days=None):
    until = None if days is None else timezone.localdate() + timedelta(days=days)
    return MembershipFactory(role=role, until=until).user


@pytest.mark.parametrize(("days", "held"), [(None, True), (1, True), (0, True), (-1, False)])
def test_a_role_is_held_to_the_end_of_its_last_day(days, held):
    assert member(Role.STAFF, days).has_role(Role.STAFF) is held


def test_a_closed_account_holds_no_role():
    user = member(Role.HEAD)
    user.is_active = False
    assert not user.has_role(Role.HEAD)


def test_roles_are_held_at_one_agency_only():
    here, there = CenterFactory(), CenterFactory()
    user = account_of(here, Role.STAFF)
    MembershipFactory(user=user, agency=there, role=Role.OFFICER)
    assert user.agencies_as(Role.STAFF, Role.HEAD) == [here.pk]
    assert user.agencies_as(Role.OFFICER) == [there.pk]


WHO_MAY = {
    permissions.is_center_staff: {Role.STAFF, Role.HEAD},
    permissions.is_head: {Role.HEAD},
    permissions.is_counselor: {Role.COUNSELOR},
    permissions.is_officer: {Role.OFFICER},
    permissions.is_staff_or_counselor: {Role.STAFF, Role.HEAD, Role.COUNSELOR},
    permissions.can_see_reports: {Role.STAFF, Role.HEAD, Role.OFFICER},
    permissions.has_a_role: set(Role),
}


@pytest.mark.parametrize("predicate", WHO_MAY, ids=lambda predicate: predicate.__name__)
def test_each_permission_names_its_roles(predicate):
    assert {role for role in Role if predicate(member(role))} == WHO_MAY[predicate]
    assert not predicate(AccountFactory())


def shown(rf, user):
    request = rf.get("/")
    request.user = user
    return page(request)


def addresses(context):
    """Every door of the menu, in groups or not."""
    return [door["url"] for entry in context["navigation"] for door in entry["doors"] or [entry]]


def test_many_doors_stand_in_groups_and_few_in_one_row(rf):
    many, few = shown(rf, member(Role.HEAD))["navigation"], shown(rf, member(Role.VOLUNTEER))["navigation"]
    assert 2 <= len(many) <= 6
    assert any(entry["doors"] for entry in many)
    assert few
    assert not any(entry["doors"] for entry in few)


def test_the_menu_has_the_doors_that_the_account_may_open(rf):
    staff = set(addresses(shown(rf, member(Role.STAFF))))
    counselor = set(addresses(shown(rf, account_of(SchoolFactory(), Role.COUNSELOR))))
    assert "/people/" in staff & counselor
    assert "/rooms/" in staff - counselor
    assert shown(rf, AccountFactory()) == {"navigation": [], "role_label": "", "hats": []}


def test_the_door_is_current_on_the_pages_below_it(rf):
    request = rf.get("/people/new/")
    request.user = member(Role.STAFF)
    (group,) = [entry for entry in page(request)["navigation"] if entry["current"]]
    assert [door["url"] for door in group["doors"] if door["current"]] == ["/people/"]


def test_the_user_menu_names_the_role_held_today(rf):
    user = member(Role.HEAD, days=-1)
    MembershipFactory(user=user, role=Role.COUNSELOR, agency=SchoolFactory(name_th="โรงเรียนหนึ่ง"))
    label = shown(rf, User.objects.get(pk=user.pk))["role_label"]
    assert label.endswith("· โรงเรียนหนึ่ง")


@pytest.mark.parametrize("role", [Role.STAFF, Role.HEAD])
def test_staff_of_another_kind_of_agency_is_no_staff_of_a_center(role):
    user = account_of(SchoolFactory(kind=AgencyKind.EMPLOYMENT), role)
    assert is_staff_or_counselor(user)
    assert not is_center_staff(user)
    assert not is_head(user)
