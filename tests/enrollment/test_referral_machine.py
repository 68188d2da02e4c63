"""Referrals of one person against a model of ten lines: whatever is tried in whatever order, both agree."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from agencies.enums import Role
from core.models import AuditEntry
from core.refusals import Refused
from enrollment.enums import ReferralState
from enrollment.models import Graduate, Referral
from enrollment.models.people import LIVE_REFERRAL
from enrollment.moves import MOVES
from enrollment.services import (
    accept_referral,
    decline_referral,
    discard_draft,
    draft_referral,
    end_basis,
    expire_referrals,
    hand_on,
    receive_referral,
    refer,
    send_referral,
    withdraw_referral,
)
from tests.clock import NOW
from tests.conftest import account_of
from tests.enrollment.referral_scene import consents, memorandum
from tests.factories.agencies import CenterFactory, SchoolFactory
from tests.factories.enrollment import GraduateFactory

OPEN = {"sent", "received"}
BEFORE = {move.verb: {str(state) for state in move.before} for move in MOVES}
pytestmark = pytest.mark.django_db


class Referrals(RuleBasedStateMachine):
    """`model`: key of a referral -> [state, receiver, whether it rests on a live consent]."""

    rows = Bundle("rows")

    @initialize()
    def scene(self):
        self.point = transaction.atomic()
        self.point.__enter__()
        self.school, self.centers = SchoolFactory(), [CenterFactory(), CenterFactory()]
        self.staff = [account_of(center, Role.STAFF) for center in self.centers]
        self.by, self.person = account_of(self.school, Role.COUNSELOR), GraduateFactory(school=self.school)
        memorandum(self.school, *self.centers)
        consents(self.person)
        self.model, self.now = {}, NOW

    def teardown(self):
        transaction.set_rollback(True)
        self.point.__exit__(None, None, None)

    def refused(self, act, *args, **words):
        try:
            return act(*args, **words, at=self.now), False
        except Refused:
            return None, True

    def waiting(self):
        return [one for one in self.model.values() if one[0] in OPEN]

    @rule(
        target=rows, which=st.integers(0, 1), basis=st.sampled_from(["mou", "consent"]), again=st.booleans()
    )
    def send(self, which, basis, again):
        center = self.centers[which]
        blocked = any(one[1] == center for one in self.waiting()) or (self.waiting() and not again)
        row, no = self.refused(
            refer,
            self.person,
            from_agency=self.school,
            to_agency=center,
            basis=basis,
            again=again,
            by=self.by,
        )
        assert no == bool(blocked)
        return self.kept(row, "sent", center, basis == "consent")

    @rule(target=rows, which=st.integers(0, 1))
    def draft(self, which):
        center = self.centers[which]
        row, no = self.refused(
            draft_referral, self.person, from_agency=self.school, to_agency=center, by=self.by
        )
        assert not no
        return self.kept(row, "drafted", center, False)

    def kept(self, row, state, center, by_consent):
        if row is not None and row.pk not in self.model:
            self.model[row.pk] = [state, center, by_consent]
        return row.pk if row else None

    @rule(key=rows, verb=st.sampled_from(["receive", "accept", "decline", "withdraw", "discard"]))
    def move(self, key, verb):
        if key not in self.model:
            return
        acts = {
            "receive": (receive_referral, {}, "received"),
            "accept": (accept_referral, {}, "accepted"),
            "decline": (decline_referral, {"reason": "other"}, "declined"),
            "withdraw": (withdraw_referral, {}, "withdrawn"),
            "discard": (discard_draft, {}, None),
        }
        act, words, after = acts[verb]
        _row, no = self.refused(act, Referral.objects.get(pk=key), by=self.by, **words)
        assert no == (self.model[key][0] not in BEFORE[verb])
        if not no and after is None:
            del self.model[key]
        elif not no:
            self.model[key][0] = after

    @rule(key=rows)
    def send_draft(self, key):
        if key not in self.model:
            return
        state, center, _consent = self.model[key]
        blocked = state != "drafted" or any(one[1] == center for one in self.waiting())
        _row, no = self.refused(send_referral, Referral.objects.get(pk=key), again=True, by=self.by)
        assert no == blocked
        if not no:
            self.model[key][0] = "sent"

    @rule(target=rows, key=rows)
    def pass_on(self, key):
        if key not in self.model:
            return None
        state, center, _consent = self.model[key]
        other = self.centers[1 - self.centers.index(center)]
        row = Referral.objects.get(pk=key)
        gone = row.basis_ended_at is not None
        blocked = state not in BEFORE["hand_on"] or gone or any(one[1] == other for one in self.waiting())
        following, no = self.refused(hand_on, row, to_agency=other, again=True, by=self.by)
        assert no == blocked
        if not no:
            self.model[key][0] = "handed_on"
        return self.kept(following, "sent", other, False)

    @rule()
    def take_consent_back(self):
        end_basis(self.person, by=self.by, at=self.now)
        for one in self.model.values():
            if one[2] and one[0] in OPEN:
                one[0] = "withdrawn"

    @rule(days=st.sampled_from([1, 14, 15]))
    def pass_days(self, days):
        self.now += timedelta(days=days)
        overdue = Referral.objects.unanswered().filter(answer_by__lt=self.now.date())
        lapsing = set(overdue.values_list("pk", flat=True))
        assert expire_referrals(at=self.now) == len(lapsing)
        for key in lapsing:
            self.model[key][0] = "expired"

    @invariant()
    def both_agree(self):
        if not hasattr(self, "model"):
            return
        rows = {row.pk: row for row in Referral.objects.all()}
        assert {key: row.state for key, row in rows.items()} == {
            key: one[0] for key, one in self.model.items()
        }
        for center, user in zip(self.centers, self.staff, strict=True):
            mine = [row for row in rows.values() if row.to_agency == center and row.basis_ended_at is None]
            opened = any(row.state in LIVE_REFERRAL for row in mine)
            assert Graduate.objects.visible_to(user).filter(pk=self.person.pk).exists() == opened
        sent = {str(key) for key, one in self.model.items() if one[0] != ReferralState.DRAFTED}
        trail = AuditEntry.objects.filter(action="referral.sent").values_list("subject_id", flat=True)
        assert sorted(trail) == sorted(sent)


def test_referrals_agree_with_their_model():
    quick = settings(
        max_examples=8,
        stateful_step_count=12,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Referrals, settings=quick)


def test_a_state_set_by_hand_is_found():
    """The model is no copy of the services: a row changed behind their back differs from it at once."""
    machine = Referrals()
    machine.scene()
    machine.send(which=0, basis="mou", again=False)
    machine.both_agree()
    Referral.objects.update(state="accepted")
    with pytest.raises(AssertionError):
        machine.both_agree()
    machine.teardown()
