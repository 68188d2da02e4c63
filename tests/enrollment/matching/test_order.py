"""The digest depends on what is asked, never on the order in which it was entered."""

import hashlib
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from enrollment.matching import Closing, Graduate, Problem, Run, match
from enrollment.matching.jsonio import result_document
from tests.enrollment.matching.worlds import locks_for, placements, tiny


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(list(Closing)), st.randoms(use_true_random=False))
def test_the_digest_ignores_the_order_of_input(seed, closing, random):
    base = tiny(seed)
    first = match(base)
    locked = {person for person, seat in placements(base, first).items() if seat and random.random() < 0.3}
    problem = Problem(base.graduates, base.runs, locks_for(base, first, locked), base.seed, closing)
    graduates, runs, locks = list(problem.graduates), list(problem.runs), list(problem.locks)
    for entries in (graduates, runs, locks):
        random.shuffle(entries)
    shuffled = Problem(tuple(graduates), tuple(runs), tuple(locks), problem.seed, closing)
    one, other = match(problem), match(shuffled)
    assert one.digest == other.digest
    assert result_document(problem, one) == result_document(shuffled, other)


def test_the_digest_is_that_of_canonical_json():
    people = (Graduate('ก"1', ("ช่าง",)), Graduate("a", ("ช่าง",)), Graduate("b", ()))
    problem = Problem(people, (Run("ช่าง", 2),))
    text = '{"a":{"run":"ช่าง","seat":"open"},"b":null,"ก\\"1":{"run":"ช่าง","seat":"open"}}'
    assert match(problem).digest == hashlib.sha256(text.encode()).hexdigest()


def test_a_published_document_can_be_verified_from_itself():
    problem = tiny(5)
    document = result_document(problem, match(problem))
    text = json.dumps(document["placements"], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert document["digest"] == hashlib.sha256(text.encode()).hexdigest()


def test_the_digest_is_the_same_on_any_machine():
    """A figure to hold on to: a change of it is a change of the rules and needs a new engine version."""
    digests = [match(tiny(seed)).digest for seed in range(40)]
    total = hashlib.sha256("".join(digests).encode()).hexdigest()
    assert total == "e3cbed73eb2f7e9bdee22aeabbedb168432469b7e33f225fd42a4b6ff3cdd3ae"
