"""Who may undo a merge: whoever sees both of the two that come back, and nobody else."""

import pytest

from agencies.enums import Role
from enrollment.models import Graduate, Merge, Referral
from enrollment.services import merge_people, undo_merge
from enrollment.services.merge_refusals import OneOutOfSight
from tests.clock import NOW
from tests.conftest import account_of
from tests.enrollment.duplicates.scene import everything, record_of
from tests.factories.agencies import CenterFactory, MembershipFactory
from tests.factories.enrollment import ReferralFactory


def test_an_undo_needs_somebody_who_sees_both_of_the_two_that_come_back(staff, center):
    """The centre saw the other one by a referral, whose ground fell away after the merge."""
    elsewhere = CenterFactory()
    keep, other = record_of(center), record_of(elsewhere)
    referral = ReferralFactory(graduate=other, to_agency=center, state="accepted")
    merge = merge_people(keep, other, choices={}, by=staff, at=NOW)
    Referral.objects.filter(pk=referral.pk).update(basis_ended_at=NOW)
    before = everything(keep, other)
    for account in (staff, account_of(elsewhere, Role.STAFF)):
        with pytest.raises(OneOutOfSight):
            undo_merge(merge, by=account, at=NOW)
    assert everything(keep, other) == before
    both = account_of(center, Role.STAFF)
    MembershipFactory(user=both, agency=elsewhere, role=Role.STAFF)
    undo_merge(merge, by=both, at=NOW)
    assert Merge.objects.visible_to(both).exists()
    assert not Merge.objects.visible_to(staff).exists(), "the other name is no business of theirs any more"


def test_a_moved_row_that_shows_the_other_one_is_enough_for_an_undo(staff, center):
    keep, other = record_of(center), record_of(CenterFactory())
    ReferralFactory(graduate=other, to_agency=center, state="accepted")
    undo_merge(merge_people(keep, other, choices={}, by=staff, at=NOW), by=staff, at=NOW)
    assert Graduate.objects.visible_to(staff).count() == 2
