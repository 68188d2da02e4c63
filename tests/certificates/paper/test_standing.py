"""The press that stands ready: started beforehand, used again, never waited for long, and ended when nobody prints."""

import threading
import time

import pytest

from certificates.paper import standing as module
from certificates.paper.standing import Standing, standing
from tests.certificates.paper.samples import a_paper

TELLS = "tests.certificates.paper.workers:tell_process"


@pytest.fixture
def press():
    found = Standing(TELLS)
    yield found
    found.close()


def printed_by(standing):
    with standing.press() as press:
        return press.print(a_paper()).split()[0]


def until(is_so):
    for _ in range(400):
        if is_so():
            return
        time.sleep(0.05)
    raise AssertionError("waited in vain")


def test_one_child_prints_for_all_who_come(press):
    assert printed_by(press) == printed_by(press)


def test_it_is_there_before_anybody_prints(press):
    press.warm_up()
    until(lambda: press._press is not None and press._press.pid and not press._lock.locked())
    child = str(press._press.pid).encode()
    press.warm_up()
    assert printed_by(press) == child


def test_who_would_wait_long_gets_another(press, monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    others = []
    with press.press() as busy:
        first = busy.print(a_paper()).split()[0]
        thread = threading.Thread(target=lambda: others.append(printed_by(press)))
        thread.start()
        thread.join()
    assert others
    assert others[0] != first


def test_it_ends_after_a_rest(press, monkeypatch):
    monkeypatch.setattr(module, "IDLE", 0.05)
    first = printed_by(press)
    until(lambda: press._press is None)
    assert printed_by(press) != first


def test_a_refusal_leaves_it_in_order(press):
    with pytest.raises(ValueError, match="x"), press.press():
        raise ValueError("x")
    assert printed_by(press)


def test_each_process_has_its_own():
    assert standing(TELLS) is standing(TELLS)
    assert module._standing(TELLS, 1) is not standing(TELLS)
