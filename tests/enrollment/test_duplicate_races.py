"""Two people judging one pair in the same moment. Where nothing holds the rows, the records end up in a circle."""

import pytest

from agencies.enums import Role
from enrollment.entries import entry_of
from enrollment.models import Graduate, Merge
from enrollment.services import correct_graduate, merge_people, undo_merge
from enrollment.services import merging as services
from tests.clock import NOW
from tests.conftest import account_of
from tests.enrollment.duplicates.scene import record_of
from tests.factories.agencies import CenterFactory
from tests.races import kinds, race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scene():
    center = CenterFactory()
    return record_of(center), record_of(center, given="อนงค์นาด"), account_of(center, Role.STAFF)


def merging(keep, gone, by, versions=None):
    return lambda: merge_people(keep, gone, choices={}, versions=versions, by=by, at=NOW)


def circle():
    """People who are merged into somebody who is merged into them."""
    return [
        one for one in Graduate.objects.all() if one.merged_into and one.merged_into.merged_into_id == one.pk
    ]


def test_of_two_merges_in_opposite_directions_one_wins(scene):
    one, two, by = scene
    outcomes = race([merging(one, two, by), merging(two, one, by)])
    assert kinds(outcomes) == {"won": 1, "AlreadyMerged": 1}
    assert circle() == []
    assert Merge.objects.count() == 1


def test_where_nothing_holds_the_rows_the_race_is_lost(scene, monkeypatch):
    """The negative control: each judges what was read before, and writes whatever stands there now."""

    def write(row, changes, version):
        if "merged_into_id" in changes:
            Graduate.objects.filter(pk=row.pk).update(**changes)

    monkeypatch.setattr(services, "_held", lambda keep, gone: (keep, gone))
    monkeypatch.setattr(services, "_write", write)
    monkeypatch.setattr(services, "settle_pair", lambda *people, **facts: None)
    one, two, by = scene
    race([merging(one, two, by), merging(two, one, by)])
    assert len(circle()) == 2


def test_of_four_who_merge_the_same_pair_one_wins(scene):
    one, two, by = scene
    outcomes = race([merging(one, two, by)] * 4)
    assert kinds(outcomes) == {"won": 1, "AlreadyMerged": 3}


def test_an_edit_and_a_merge_of_one_version_do_not_both_win(scene):
    one, two, by = scene
    stale = Graduate.objects.get(pk=two.pk)

    def edit():
        return correct_graduate(stale, entry=entry_of(stale), version=1, by=by, at=NOW)

    outcomes = race([edit, merging(one, two, by, versions=(1, 1))])
    assert kinds(outcomes)["won"] == 1
    assert set(kinds(outcomes)) <= {"won", "ChangedMeanwhile", "ChangedSinceCompared"}


def test_a_merge_is_undone_once(scene):
    one, two, by = scene
    merge = merging(one, two, by)()
    outcomes = race([lambda: undo_merge(merge, by=by, at=NOW)] * 4)
    assert kinds(outcomes) == {"won": 1, "AlreadyUndone": 3}
    assert Graduate.objects.living().count() == 2
