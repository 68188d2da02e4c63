import pytest
from django.utils import translation

from core.refusals import WrongState
from core.states import advance, unreachable
from enrollment.enums import RoundState
from enrollment.models import MatchRound
from enrollment.states import ROUND_STATES
from tests.clock import NOW
from tests.factories.agencies import CenterFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    return MatchRound.objects.create(
        name="r",
        center=CenterFactory(),
        seed="s",
        seed_hash="h",
        lists_close_on=NOW,
        answer_by=NOW,
        created_at=NOW,
    )


def test_a_move_that_the_table_allows_is_saved_with_its_changes(row):
    advance(row, RoundState.CLOSED, ROUND_STATES, name="closed now")
    assert (row.state, row.name) == ("closed", "closed now")
    row.refresh_from_db()
    assert (row.state, row.name) == ("closed", "closed now")


def test_a_move_that_the_table_does_not_allow_is_refused_and_changes_nothing(row):
    with pytest.raises(WrongState) as refused:
        advance(row, RoundState.PUBLISHED, ROUND_STATES, name="changed")
    assert set(refused.value.facts) == {"now", "wanted"}
    assert refused.value.facts["now"] != refused.value.facts["wanted"]
    row.refresh_from_db()
    assert (row.state, row.name) == ("open", "r")


def test_of_two_who_read_the_same_row_the_second_is_refused(row):
    same = MatchRound.objects.get(pk=row.pk)
    advance(row, RoundState.CLOSED, ROUND_STATES)
    with pytest.raises(WrongState) as refused, translation.override("en"):
        advance(same, RoundState.CLOSED, ROUND_STATES)
    assert same.state == "closed"  # told how it stands now
    with translation.override("en"):
        assert "already." in str(refused.value)  # not that what is closed cannot become closed
        assert "so it cannot become" in str(WrongState(now="open", wanted="published"))


def test_unreachable_states_are_found():
    assert unreachable({"a": ["b"], "b": [], "c": ["b"]}, "a") == {"c"}
    assert unreachable(ROUND_STATES, RoundState.OPEN) == set()
