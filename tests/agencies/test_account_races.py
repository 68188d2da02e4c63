"""Two heads who end each other's role at the same moment: one of them stays."""

import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.enums import Role
from agencies.models import Membership, User
from agencies.permissions import holders
from agencies.services import end_role
from tests.conftest import account_of
from tests.factories.agencies import CenterFactory
from tests.races import kinds, race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pair():
    """A centre and its two heads."""
    center = CenterFactory()
    return center, [account_of(center, Role.HEAD) for _ in range(2)]


def head_row(user):
    return Membership.objects.get(user=user, role=Role.HEAD)


def test_of_two_heads_who_end_each_other_one_stays(pair):
    center, (one, two) = pair
    rows = {one.pk: head_row(two), two.pk: head_row(one)}
    outcomes = race(
        [
            lambda pk=pk, row=row: end_role(row, by=User.objects.get(pk=pk), at=timezone.now())
            for pk, row in rows.items()
        ]
    )
    assert kinds(outcomes)["won"] == 1
    assert holders(center, Role.HEAD).count() == 1


def look_then_end(center, row, looked):
    """What a lazy program does: look whether another head is left, then end the role."""
    others = holders(center, Role.HEAD).exclude(pk=row.pk).exists()
    looked.wait(timeout=30)
    if others:
        yesterday = timezone.localdate() - timedelta(days=1)
        Membership.objects.filter(pk=row.pk).update(until=yesterday)


def test_looking_first_leaves_a_centre_without_a_head(pair):
    center, heads = pair
    looked = threading.Barrier(2)
    race([lambda row=row: look_then_end(center, row, looked) for row in map(head_row, heads)])
    assert holders(center, Role.HEAD).count() == 0
