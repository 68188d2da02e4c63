from datetime import timedelta

import pytest

from agencies.enums import AgencyKind, MemorandumPurpose, SignatoryState
from agencies.models import Agency, Memorandum, Signatory
from agencies.services import memoranda as services
from core.models import AuditEntry
from core.refusals import WrongState
from tests.agencies.memoranda_scene import TODAY, YEAR, a_pdf, memorandum_of, signed, terms
from tests.clock import NOW
from tests.factories.agencies import CenterFactory, SchoolFactory

A_PDF = a_pdf()
pytestmark = pytest.mark.django_db
REFER, TRAIN = MemorandumPurpose.REFER, MemorandumPurpose.TRAIN


def covers(one, other, day=TODAY, purpose=REFER):
    return Memorandum.objects.covering(one, other, day, purpose).exists()


def test_it_covers_two_agencies_once_both_have_signed(center, school, head):
    row = memorandum_of(center, head, school)
    assert not covers(school, center)
    signed(row, center)
    assert not covers(school, center)
    signed(row, school)
    assert covers(school, center)
    assert covers(center, school)


@pytest.mark.parametrize(
    ("days", "holds"), [(-11, False), (-10, False), (0, True), (365, True), (366, False)], ids=str
)
def test_it_covers_only_on_its_days_and_not_before_the_signatures(center, school, head, days, holds):
    row = memorandum_of(center, head, school)
    signed(row, center, school)
    assert covers(school, center, TODAY + timedelta(days=days)) is holds


def test_it_covers_only_its_purposes(center, school, head):
    signed(memorandum_of(center, head, school, purposes=["train", "results"]), center, school)
    assert not covers(school, center)
    assert covers(school, center, purpose=TRAIN)


def test_an_ended_one_covers_nobody_from_that_day_on(center, school, head):
    row = memorandum_of(center, head, school)
    signed(row, center, school)
    services.end_memorandum(row, on=TODAY, by=head, at=NOW)
    assert not covers(school, center)
    assert covers(school, center, TODAY - timedelta(days=1)) is False  # signed today only
    with pytest.raises(services.NotInForce):
        services.end_memorandum(row, on=TODAY, by=head, at=NOW)


def test_a_decline_and_a_signature_by_mistake_can_be_taken_back(center, school, head):
    row = memorandum_of(center, head, school)
    seat = row.signatories.get(agency=school)
    services.decline_memorandum(seat, by=None, at=NOW)
    services.take_back_signature(seat, by=head, at=NOW)
    signed(row, center, school)
    seat.refresh_from_db()
    services.take_back_signature(seat, by=head, at=NOW)
    assert not covers(school, center)
    with pytest.raises(WrongState):
        services.take_back_signature(seat, by=head, at=NOW)


@pytest.mark.parametrize("days", [1, 400])
def test_nobody_signs_in_the_future(center, school, head, days):
    seat = memorandum_of(center, head, school).signatories.get(agency=school)
    with pytest.raises(services.SignedOutsideItsDays):
        services.sign_memorandum(seat, on=TODAY + timedelta(days=days), by=head, at=NOW)
    seat.refresh_from_db()
    assert seat.state == SignatoryState.INVITED


def test_an_expired_one_is_neither_signed_nor_sent_on(center, school, head):
    row = memorandum_of(center, head, school)
    later = NOW + 2 * YEAR
    with pytest.raises(services.NotInForce):
        services.sign_memorandum(row.signatories.get(agency=school), on=TODAY, by=head, at=later)
    with pytest.raises(services.NotInForce):
        services.remind_signatories(row, by=head, at=later)
    with pytest.raises(services.NotInForce):
        services.invite_signatories(row, [services.Invitation(SchoolFactory())], by=head, at=later)


def test_words_that_somebody_signed_stay_as_they_are(center, school, head):
    row = memorandum_of(center, head, school)
    services.change_memorandum(row, terms(title="ชื่อใหม่"), by=head, at=NOW)
    signed(row, school)
    with pytest.raises(services.SignedAlready):
        services.change_memorandum(row, terms(title="ชื่ออื่น"), by=head, at=NOW)
    row.refresh_from_db()
    assert row.title == "ชื่อใหม่"
    services.change_memorandum(row, terms(title="ชื่อใหม่"), paper=("a.pdf", A_PDF), by=head, at=NOW)
    assert row.file.name == "a.pdf"


def test_a_list_is_invited_whole_or_not_at_all(center, school, head):
    row = memorandum_of(center, head, school)
    other = SchoolFactory()
    with pytest.raises(services.InvitedAlready):
        services.invite_signatories(row, map(services.Invitation, [other, school]), by=head, at=NOW)
    assert not row.signatories.filter(agency=other).exists()
    with pytest.raises(services.NobodyToInvite):
        services.invite_signatories(row, [], by=head, at=NOW)


def test_347_agencies_are_invited_at_once_those_unknown_too(center, head, django_assert_max_num_queries):
    row = memorandum_of(center, head)
    schools = SchoolFactory.create_batch(5)
    newcomers = [services.Newcomer(AgencyKind.PARTNER, f"ภาคีสมมติ {n}") for n in range(342)]
    count = services.invite_signatories(
        row, map(services.Invitation, schools), newcomers=newcomers, by=head, at=NOW
    )
    assert count == 347
    assert row.signatories.count() == 348
    assert Agency.objects.filter(kind=AgencyKind.PARTNER).count() == 342
    assert AuditEntry.objects.filter(action="memorandum.invited").count() == 1


def test_reminding_counts_those_who_have_not_answered(center, school, head):
    row = memorandum_of(center, head, school, SchoolFactory())
    signed(row, school)
    assert services.remind_signatories(row, by=head, at=NOW) == 2
    assert services.remind_signatories(row, by=head, at=NOW) == 2
    assert sorted(row.signatories.values_list("reminders", flat=True)) == [0, 2, 2]


def test_renewing_invites_those_who_had_signed_and_the_keeper(center, school, head):
    row = memorandum_of(center, head, school, SchoolFactory())
    signed(row, school)
    following = services.renew_memorandum(
        row, terms(starts_on=TODAY + YEAR, ends_on=TODAY + 2 * YEAR), by=head, at=NOW
    )
    invited = Signatory.objects.filter(memorandum=following)
    assert {one.agency for one in invited} == {center, school}
    assert {one.state for one in invited} == {SignatoryState.INVITED}


def test_days_in_the_wrong_order_are_refused(center, head):
    with pytest.raises(services.EndsBeforeItBegins):
        services.draw_up_memorandum(center, terms(ends_on=TODAY - YEAR), by=head, at=NOW)
    assert not Memorandum.objects.exists()


def test_only_its_own_agencies_see_it(center, school, head, counselor, stranger):
    row = memorandum_of(center, head, school)
    seen = [list(Memorandum.objects.visible_to(user)) for user in (head, counselor, stranger)]
    assert seen == [[row], [row], []]


def test_every_step_is_in_the_trail(center, school, head):
    row = memorandum_of(center, head, school)
    signed(row, school)
    services.remind_signatories(row, by=head, at=NOW)
    services.end_memorandum(row, on=TODAY, by=head, at=NOW)
    trail = AuditEntry.objects.filter(subject_id=str(row.pk)).order_by("pk").values_list("action", flat=True)
    steps = ["drawn_up", "invited", "signed", "reminded", "ended"]
    assert list(trail) == [f"memorandum.{step}" for step in steps]


def test_a_center_is_one_of_the_signers(head):
    other = CenterFactory()
    assert memorandum_of(other, head).signatories.get().agency == other
