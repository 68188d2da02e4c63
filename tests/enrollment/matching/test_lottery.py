"""The lottery can be redrawn by anyone with the standard library."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.matching import Graduate, Problem, check, match
from enrollment.matching.lottery import draw, tickets_of


@given(st.text(max_size=200), st.lists(st.text(), max_size=5))
def test_tickets_are_standard_hmac(seed, keys):
    seed, keys = _encodable(seed), [_encodable(key) for key in keys]
    expected = [hmac.new(seed.encode(), key.encode(), hashlib.sha256).digest() for key in keys]
    assert tickets_of(seed, keys) == expected


def _encodable(text: str) -> str:
    return text.encode(errors="ignore").decode()


@pytest.mark.parametrize("seed", ["", "short", "a seed longer than one block of SHA-256, " * 3])
def test_the_smallest_ticket_is_the_luckiest(seed):
    keys = [f"person {number}" for number in range(50)]
    tickets = dict(zip(keys, tickets_of(seed, keys), strict=True))
    numbers = dict(zip(keys, draw(seed, keys).tolist(), strict=True))
    assert sorted(keys, key=tickets.get) == sorted(keys, key=numbers.get)
    assert sorted(numbers.values()) == list(range(1, 51))
    problem = Problem(tuple(Graduate(key, ()) for key in keys), (), seed=seed)
    assert check(problem, match(problem)) == []


def test_another_seed_draws_another_lottery():
    keys = [f"person {number}" for number in range(50)]
    assert draw("a", keys).tolist() != draw("b", keys).tolist()
