"""The child of any work: what it answers, and what a child that misbehaves is taken for."""

import pytest

from core.guarded.child import PRODUCT, REFUSAL, answer
from core.guarded.process import Guarded
from core.guarded.refusals import ChildFailed, TaskRefused, read_refusal


def shout(body):
    if body == b"no":
        raise TaskRefused("not_this")
    if body == b"defect":
        raise ValueError
    return body.upper()


def test_bytes_go_in_and_bytes_come_out():
    with Guarded(f"{__name__}:shout") as child:
        assert child.ask(b"word") == b"WORD"
        with pytest.raises(TaskRefused, match="not_this") as refused:
            child.ask(b"no")
        assert (refused.value.kind, type(refused.value)) == ("TaskRefused", TaskRefused)
        assert child.ask("ก".encode()) == "ก".encode()
        with pytest.raises(ChildFailed):
            child.ask(b"defect")
        assert child.ask(b"again") == b"AGAIN"


def test_an_answer_is_a_product_or_a_refusal():
    assert answer(shout, b"a") == PRODUCT + b"A"
    assert read_refusal(answer(shout, b"no").removeprefix(REFUSAL)) == ("TaskRefused", "not_this", {})


@pytest.mark.parametrize("text", [b"", b"[]", b'{"refusal": 1}', b"\xff"])
def test_what_is_no_refusal_is_none(text):
    assert read_refusal(text) is None
