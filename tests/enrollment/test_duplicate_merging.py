"""Two records become one, and two again, to the last column; what may not be twice is refused before anything."""

from datetime import date

import pytest

from core.models import AuditEntry
from core.states import WrongState
from enrollment.entries import entry_of
from enrollment.enums import PairState, RoundState
from enrollment.models import DuplicatePair, Erasure, Graduate, Merge, Offer, Preference
from enrollment.queries import merging as rules
from enrollment.queries.duplicates import kept_instead, stands_for
from enrollment.services import (
    correct_graduate,
    follow_merges,
    mark_different,
    merge_people,
    merge_refusals,
    propose_pair,
    undo_merge,
)
from enrollment.services.people import ChangedMeanwhile
from tests.clock import NOW
from tests.enrollment.duplicates.scene import attach, everything, record_of, round_of
from tests.factories.agencies import AccountFactory
from tests.factories.enrollment import EnrollmentFactory, ReferralFactory


@pytest.fixture
def keep(center, staff):
    return attach(record_of(center, reasons=["poverty"], phone="0811111111"), staff, 1)


@pytest.fixture
def gone(center, staff):
    said = {"given": "อนงค์นาด", "reasons": ["distance", "poverty"], "birth_date": date(2011, 9, 3)}
    return attach(record_of(center, phone="0822222222", phone_owner="own", **said), staff, 2)


def merged(keep, gone, by, **choices):
    return merge_people(keep, gone, choices=choices, by=by, at=NOW)


def fresh(person):
    return Graduate.objects.get(pk=person.pk)


def test_every_column_of_a_person_is_decided():
    """A column added later has to be put into one of these lists."""
    decided = {name for columns in rules.CHOICES.values() for name in columns}
    decided |= {*rules.UNITED, *rules.DERIVED, *rules.OWN, rules.ACCOUNT}
    assert decided == {field.name for field in Graduate._meta.concrete_fields}


def test_the_kept_record_takes_what_was_chosen_and_all_that_was_attached(keep, gone, staff):
    merged(keep, gone, staff, birth="gone", phone="gone", given_name="kept")
    row = fresh(keep)
    assert (row.given_name, row.birth_date, row.phone, row.phone_owner) == (
        "อนงค์นาถ", date(2011, 9, 3), "0822222222", "own",
    )  # fmt: skip
    assert row.reasons == ["poverty", "distance"]
    assert row.version == 2
    for kind in ("identifiers", "guardians", "referrals", "enrollments", "offers", "holds"):
        assert getattr(row, kind).count() == 2, kind
        assert getattr(gone, kind).count() == 0, kind
    assert row.barriers.get().holds is True  # its own answer; the other one rests with the merged record
    assert row.preferences.count() == 3  # of the merged record those of the open round only
    assert fresh(gone).merged_into == row


def test_the_name_chosen_is_the_name_found(keep, gone, staff):
    merged(keep, gone, staff, given_name="gone")
    assert "อนงค์นาด" in fresh(keep).search_text


def test_the_merged_record_is_seen_no_more_and_leads_to_the_kept_one(keep, gone, staff, stranger):
    merged(keep, gone, staff)
    assert list(Graduate.objects.visible_to(staff)) == [keep]
    assert kept_instead(gone.pk, staff) == keep
    assert kept_instead(gone.pk, stranger) is None
    assert kept_instead(keep.pk, staff) is None


def test_both_records_tell_of_the_merge(keep, gone, staff):
    merged(keep, gone, staff)
    told = AuditEntry.objects.filter(action__startswith="graduate.merged").values_list("action", "person_id")
    assert set(told) == {("graduate.merged", keep.pk), ("graduate.merged_away", gone.pk)}
    assert DuplicatePair.objects.get().state == PairState.MERGED


def test_an_undone_merge_leaves_no_trace_in_any_column_or_row(keep, gone, staff):
    account = AccountFactory()
    Graduate.objects.filter(pk=gone.pk).update(user=account)
    before = everything(keep, gone)
    merge = merged(keep, fresh(gone), staff, **dict.fromkeys(rules.CHOICES, "gone"))
    assert fresh(keep).user == account
    assert everything(keep, gone) != before
    undo_merge(merge, by=staff, at=NOW)
    assert everything(keep, gone) == before
    assert (fresh(keep).version, fresh(gone).version) == (3, 3)
    assert DuplicatePair.objects.get().state == PairState.PROPOSED
    assert AuditEntry.objects.filter(action="graduate.unmerged").count() == 2


def test_the_comparison_of_everything_sees_a_forgotten_row(keep, gone, staff):
    """The negative control: were one kind of row not given back, the comparison would say so."""
    before = everything(keep, gone)
    merge = merged(keep, gone, staff)
    undo_merge(merge, by=staff, at=NOW)
    gone.referrals.update(graduate=keep)
    assert everything(keep, gone) != before


def test_the_snapshot_is_sealed(keep, gone, staff):
    merge = merged(keep, gone, staff)
    assert "ศรีวิไลเลิศ".encode() not in bytes(merge.sealed_snapshot)


def test_what_came_since_stays_with_the_kept_person(keep, gone, staff):
    merge = merged(keep, gone, staff)
    later = ReferralFactory(graduate=keep)
    undo_merge(merge, by=staff, at=NOW)
    later.refresh_from_db()
    assert later.graduate == keep
    assert (keep.referrals.count(), gone.referrals.count()) == (2, 1)


def corrected(person, staff, **said):
    row = fresh(person)
    entry = entry_of(row)
    return correct_graduate(
        row, entry=type(entry)(**{name: getattr(entry, name) for name in entry.__slots__} | said),
        version=row.version, by=staff, at=NOW,
    )  # fmt: skip


def test_an_undo_keeps_a_later_correction_that_the_merge_did_not_decide(keep, gone, staff):
    merge = merged(keep, gone, staff, birth="gone")
    corrected(keep, staff, address="12 หมู่ 3")
    undo_merge(merge, by=staff, at=NOW)
    assert (fresh(keep).address, fresh(keep).birth_date) == ("12 หมู่ 3", date(2011, 3, 14))


def test_an_undo_is_refused_where_a_decided_field_was_changed_since(keep, gone, staff):
    merge = merged(keep, gone, staff, phone="gone")
    corrected(keep, staff, phone="0833333333")
    with pytest.raises(merge_refusals.FactsChangedSince) as refusal:
        undo_merge(merge, by=staff, at=NOW)
    assert refusal.value.names == [str(Graduate._meta.get_field("phone").verbose_name)]
    assert fresh(gone).merged_into == keep
    assert gone.referrals.count() == 0


def test_an_undo_is_refused_where_a_row_was_removed_since(keep, gone, staff):
    merge = merged(keep, gone, staff)
    keep.guardians.filter(name="นายบุญมา 2").delete()
    with pytest.raises(merge_refusals.RowsGoneSince):
        undo_merge(merge, by=staff, at=NOW)


def test_an_undo_works_once(keep, gone, staff):
    merge = merged(keep, gone, staff)
    undo_merge(merge, by=staff, at=NOW)
    with pytest.raises(merge_refusals.AlreadyUndone):
        undo_merge(merge, by=staff, at=NOW)


def test_an_erased_snapshot_cannot_be_undone(keep, gone, staff):
    merge = merged(keep, gone, staff)
    Merge.objects.update(sealed_snapshot=b"")
    with pytest.raises(merge_refusals.SnapshotGone):
        undo_merge(merge, by=staff, at=NOW)


def test_chains_are_followed_to_their_end_and_undone_from_there(keep, gone, center, staff):
    third = record_of(center, given="อนงค์")
    first = merged(keep, gone, staff)
    second = merged(third, fresh(keep), staff)
    assert kept_instead(gone.pk, staff) == third
    assert set(stands_for(third)) == {third.pk, keep.pk, gone.pk}
    with pytest.raises(merge_refusals.MergedOn):
        undo_merge(first, by=staff, at=NOW)
    undo_merge(second, by=staff, at=NOW)
    undo_merge(first, by=staff, at=NOW)
    assert Graduate.objects.living().count() == 3
    assert gone.referrals.count() == 1


@pytest.mark.parametrize("turned", [False, True])
def test_a_merged_record_is_not_merged_again(keep, gone, staff, turned):
    merged(keep, gone, staff)
    pair = (fresh(gone), fresh(keep)) if turned else (fresh(keep), fresh(gone))
    with pytest.raises(merge_refusals.AlreadyMerged):
        merged(*pair, staff)


def test_a_record_is_not_merged_with_itself(keep, staff):
    with pytest.raises(merge_refusals.SameRecord):
        merged(keep, keep, staff)


def test_who_judged_another_version_is_told(keep, gone, staff):
    versions = (keep.version, gone.version)
    corrected(gone, staff, phone="0844444444")
    with pytest.raises(merge_refusals.ChangedSinceCompared):
        merge_people(keep, gone, choices={}, versions=versions, by=staff, at=NOW)
    assert not Merge.objects.exists()


def test_who_edits_the_merged_record_meanwhile_is_told(keep, gone, staff):
    stale = fresh(gone)
    merged(keep, gone, staff)
    with pytest.raises(ChangedMeanwhile):
        correct_graduate(stale, entry=entry_of(stale), version=stale.version, by=staff, at=NOW)


def test_a_pair_judged_different_is_not_merged(keep, gone, staff):
    mark_different(propose_pair(keep, gone, by=staff, at=NOW), note="sisters", by=staff, at=NOW)
    with pytest.raises(WrongState):
        merged(keep, gone, staff)
    assert fresh(gone).merged_into is None


def seats_in_one_run(keep, gone):
    EnrollmentFactory(graduate=gone, run=keep.enrollments.get().run)


def two_accounts(keep, gone):
    for person in (keep, gone):
        Graduate.objects.filter(pk=person.pk).update(user=AccountFactory())


def referrals_to_one_agency(keep, gone):
    ReferralFactory(graduate=gone, to_agency=keep.referrals.get().to_agency)


def choices_in_one_round(keep, gone):
    round_ = keep.preferences.get(round__state=RoundState.OPEN).round
    Preference.objects.create(round=round_, graduate=gone, run=round_.runs.get(), rank=1)


def round_being_matched(keep, gone):
    round_of(gone, RoundState.CLOSED)


def offers_in_one_run(keep, gone):
    mine = keep.offers.get()
    Offer.objects.filter(graduate__in=[keep, gone]).update(run=mine.run, state="open")


def erasure_proposed(keep, gone):
    agency, by = keep.registered_by, AccountFactory()
    Erasure.objects.create(graduate=gone, agency=agency, reason="request", asked_by=by, asked_at=NOW)


@pytest.mark.parametrize(
    ("happen", "refusal"),
    [
        (seats_in_one_run, rules.SeatsInOneRun),
        (two_accounts, rules.TwoAccounts),
        (referrals_to_one_agency, rules.ReferralsToOneAgency),
        (choices_in_one_round, rules.ChoicesInOneRound),
        (round_being_matched, rules.RoundBeingMatched),
        (offers_in_one_run, rules.OffersInOneRun),
        (erasure_proposed, rules.ErasureProposed),
    ],
)
def test_what_may_exist_once_is_refused_before_anything_is_written(keep, gone, staff, happen, refusal):
    happen(keep, gone)
    before = everything(keep, gone)
    with pytest.raises(merge_refusals.CannotMerge) as refused:
        merged(keep, gone, staff)
    assert [type(one) for one in refused.value.obstacles] == [refusal]
    assert str(refused.value.obstacles[0]) in str(refused.value)
    assert everything(keep, gone) == before
    assert not Merge.objects.exists()


def test_rows_that_arrive_at_a_merged_record_follow_it(keep, gone, staff):
    merged(keep, gone, staff)
    late = ReferralFactory(graduate=gone, from_agency=gone.school)
    assert follow_merges(at=NOW) == 1
    late.refresh_from_db()
    assert late.graduate == keep
    assert follow_merges(at=NOW) == 0
    assert AuditEntry.objects.get(action="graduate.row_followed").person_id == keep.pk


def test_what_collides_with_a_row_of_the_kept_one_stays_and_is_logged(keep, gone, staff, caplog):
    merged(keep, gone, staff)
    ReferralFactory(graduate=gone, to_agency=keep.referrals.first().to_agency)
    assert follow_merges(at=NOW) == 0
    assert "stays with a merged record" in caplog.text


def test_the_preview_counts_what_moves(keep, gone):
    """The number, the guardian, the seat, the offer, the referral, the hold, the choice; equal answers rest."""
    assert sum(one.rows for one in rules.moving(keep, gone)) == 7
