"""Who may do what in which state: every verb by every account, and the table that buttons and page are drawn from."""

import re

import pytest
from django.urls import reverse

from agencies.enums import AgencyKind, Role
from enrollment.enums import ReferralState
from enrollment.models import Referral
from enrollment.moves import AGAIN, MOVES, Move, Side, verbs_for
from enrollment.services import draft_referral, refer
from enrollment.services.referrals import ENDED
from enrollment.states import REFERRAL_STATES
from tests.conftest import account_of
from tests.enrollment.referral_scene import agency, memorandum
from tests.factories.agencies import CenterFactory, SchoolFactory
from tests.factories.enrollment import GraduateFactory
from tooling.shell import ROOT

DOORS = {
    "change": "edit_draft",
    "discard": "discard_draft",
    "receive": "receive_referral",
    "accept": "accept_referral",
    "decline": "decline_referral",
    "hand_on": "hand_on",
    "withdraw": "withdraw_referral",
}
SIDE_OF = {
    "staff of the receiver": {Side.RECEIVER},
    "head of the receiver": {Side.RECEIVER},
    "counsellor of the sender": {Side.SENDER},
    "volunteer who sent it": set(),
    "another volunteer of the sender": set(),
    "officer of the receiver": set(),
    "volunteer of the receiver": set(),
    "staff of another centre": set(),
    "counsellor of another school": set(),
    "trainee": set(),
}


@pytest.fixture
def cast(center, school):
    return {
        "staff of the receiver": account_of(center, Role.STAFF),
        "head of the receiver": account_of(center, Role.HEAD),
        "counsellor of the sender": account_of(school, Role.COUNSELOR),
        "volunteer who sent it": account_of(agency(AgencyKind.LABOR), Role.VOLUNTEER),
        "another volunteer of the sender": account_of(school, Role.VOLUNTEER),
        "officer of the receiver": account_of(center, Role.OFFICER),
        "volunteer of the receiver": account_of(center, Role.VOLUNTEER),
        "staff of another centre": account_of(CenterFactory(), Role.STAFF),
        "counsellor of another school": account_of(SchoolFactory(), Role.COUNSELOR),
        "trainee": GraduateFactory(user=account_of(CenterFactory(), Role.OFFICER)).user,
    }


@pytest.fixture
def sent(center, school, cast, now):
    memorandum(school, center)
    by = cast["counsellor of the sender"]
    return refer(GraduateFactory(school=school), from_agency=school, to_agency=center, by=by, at=now)


def put(row, state):
    """The referral as if it had come to that state."""
    facts = {"decline_reason": "other"} if state == ReferralState.DECLINED else {}
    Referral.objects.filter(pk=row.pk).update(state=state, **facts)
    row.refresh_from_db()
    return row


@pytest.mark.parametrize("state", ReferralState)
def test_each_side_has_the_verbs_of_the_table_and_nobody_else_any(state, sent, cast):
    row = put(sent, state)
    for who, user in cast.items():
        sides = SIDE_OF[who] - ({Side.RECEIVER} if state == ReferralState.DRAFTED else set())
        wanted = {move.verb for move in MOVES if move.side in sides and state in move.before}
        wanted |= {"again"} if Side.SENDER in sides and state in AGAIN else set()
        assert verbs_for(user, row) == wanted, who


@pytest.mark.parametrize("verb", DOORS)
def test_a_door_opens_for_its_side_in_its_states_only(verb, sent, cast, signed_in):
    """Who is not on the side gets 404 or 403; who is, in the wrong state, a refusal; nobody changes anything."""
    (move,) = (one for one in MOVES if one.verb == verb)
    tried = [(who, move.before[0], {403, 404}) for who in cast if move.side not in SIDE_OF[who]]
    insider = next(who for who in cast if move.side in SIDE_OF[who])
    tried += [(insider, state, {404, 409}) for state in ReferralState if state not in move.before]
    for who, state, expected in tried:
        row = put(sent, state)
        status = signed_in(cast[who]).post(reverse(DOORS[verb], args=[row.pk]), said(row)).status_code
        assert status in expected, (who, state, status)
        row.refresh_from_db()
        assert row.state == state, (who, state)


def said(row):
    return {
        "reason": "unreachable",
        "service": "training",
        "to_agency": row.to_agency_id,
        "basis": "",
        "law": "",
    }


def test_a_volunteer_acts_on_what_they_sent_themselves(cast, now, center):
    sender, other = cast["volunteer who sent it"], cast["another volunteer of the sender"]
    office = sender.memberships.get().agency
    memorandum(office, center)
    entered = GraduateFactory(registered_by=office, entered_by=sender, school=None)
    row = refer(entered, from_agency=office, to_agency=center, by=sender, at=now)
    colleague = account_of(office, Role.VOLUNTEER)
    assert verbs_for(sender, row) == {"withdraw"}
    assert verbs_for(other, row) == verbs_for(colleague, row) == set()
    draft = draft_referral(entered, from_agency=office, to_agency=CenterFactory(), by=sender, at=now)
    assert verbs_for(sender, draft) == {"send", "change", "discard"}


def test_whose_consent_is_gone_the_receiver_can_do_nothing(sent, cast, now):
    Referral.objects.filter(pk=sent.pk).update(basis_ended_at=now, state="accepted")
    sent.refresh_from_db()
    assert verbs_for(cast["staff of the receiver"], sent) == set()


# The table ---------------------------------------------------------------------------------------------


def follows(moves):
    table = {state: set() for state in ReferralState}
    for move in moves:
        for state in move.before:
            if move.after not in (None, state):
                table[state].add(move.after)
    return table


def test_the_moves_are_the_states_that_may_follow():
    assert follows(MOVES) == {state: set(after) for state, after in REFERRAL_STATES.items()}
    assert AGAIN == ENDED
    extra = Move("x", Side.SENDER, (ReferralState.DECLINED,), ReferralState.SENT)
    assert follows((*MOVES, extra)) != follows(MOVES)


def in_words(moves):
    """The rows of the page's table: state, then the verbs of each side."""
    sides = (Side.SENDER, Side.RECEIVER, Side.PERSON, Side.PRODUCT)
    for state in ReferralState:
        cells = []
        for side in sides:
            verbs = [
                f"{move.verb} → {move.after or 'gone'}"
                for move in moves
                if state in move.before and move.side == side
            ]
            verbs += ["again"] if side == Side.SENDER and state in AGAIN else []
            cells.append(", ".join(verbs) or "–")
        yield [str(state), *cells]


def table_of(page):
    rows = re.findall(r"^\| `(\w+)` \|(.*)\|$", page, re.MULTILINE)
    return [[state, *(cell.strip() for cell in cells.split("|"))] for state, cells in rows]


def test_the_page_says_what_the_code_does():
    page = (ROOT / "docs" / "referrals.md").read_text(encoding="utf-8")
    assert table_of(page) == list(in_words(MOVES))
    assert table_of(page) != list(in_words(MOVES[1:]))
