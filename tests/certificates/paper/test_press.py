import os
import time

import pytest

from certificates.paper.press import Press
from certificates.paper.refusals import (
    FactsInvalid,
    GlyphMissing,
    LayoutBroken,
    NameTooLong,
    PrintingFailed,
    refusal_named,
)
from certificates.paper.render import render_pdf
from core.guarded.refusals import Said
from tests.certificates.paper import workers
from tests.certificates.paper.samples import a_paper

WORKERS = "tests.certificates.paper.workers"


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_press_prints_the_same_bytes_with_one_child():
    with Press() as press:
        first = press.print(a_paper())
        child = press.pid
        assert press.print(a_paper()) == first == render_pdf(a_paper())
        assert press.pid == child
    assert press.pid is None
    assert not is_alive(child)


def test_a_refusal_comes_through_and_the_child_goes_on():
    with Press() as press:
        with pytest.raises(NameTooLong, match="name_th: 120 letters"):
            press.print(a_paper(name_th="ก" * 120))
        child = press.pid
        with pytest.raises(GlyphMissing, match="1F600"):
            press.print(a_paper(name_th="😀"))
        assert press.print(a_paper()).startswith(b"%PDF-1.7")
        assert press.pid == child


def test_a_child_that_hangs_is_killed_in_time_and_replaced():
    with Press(worker=f"{WORKERS}:hang_on_number_2", seconds=1) as press:
        assert press.print(a_paper(number="1")) == b"printed"
        child, started = press.pid, time.monotonic()
        with pytest.raises(PrintingFailed, match="too long"):
            press.print(a_paper(number="2"))
        assert 1 <= time.monotonic() - started < 5
        assert not is_alive(child)
        assert press.print(a_paper(number="3")) == b"printed"


@pytest.mark.parametrize("vector", workers.EXHAUSTING)
def test_a_page_that_would_take_minutes_or_all_memory_is_ended(vector):
    with Press(worker=f"{WORKERS}:print_exhausting", seconds=1) as press:
        assert press.print(a_paper())
        started = time.monotonic()
        with pytest.raises((PrintingFailed, LayoutBroken)):
            press.print(a_paper(number=vector))
        assert time.monotonic() - started < 5


@pytest.mark.parametrize("worker", ["die", "crash"])
def test_a_child_that_dies_is_a_failure_and_not_a_hang(worker):
    with Press(worker=f"{WORKERS}:{worker}") as press:
        for _ in range(2):
            with pytest.raises(PrintingFailed, match="died"):
                press.print(a_paper())


def test_a_child_that_wants_too_much_memory_dies():
    with Press(worker=f"{WORKERS}:swell") as press, pytest.raises(PrintingFailed, match="died"):
        press.print(a_paper())


def test_a_child_killed_between_two_papers_is_a_failure_once():
    with Press(worker=f"{WORKERS}:tell_process") as press:
        press.print(a_paper())
        os.kill(press.pid, 9)
        with pytest.raises(PrintingFailed, match="died"):
            press.print(a_paper())
        assert press.print(a_paper())


def test_a_child_is_replaced_after_so_many_papers():
    with Press(worker=f"{WORKERS}:tell_process", documents=2) as press:
        printed_by = [press.print(a_paper()).split()[0] for _ in range(5)]
    assert printed_by[0] == printed_by[1] != printed_by[2] == printed_by[3] != printed_by[4]


def test_the_child_knows_nothing_of_the_environment(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "do not tell")
    with Press(worker=f"{WORKERS}:tell_environment") as press:
        names = press.print(a_paper()).decode().split()
    assert "SECRET_KEY" not in names
    assert set(names) <= {"HOME", "LANG", "LC_CTYPE", "PATH", "TMPDIR"}


def test_the_child_finds_no_programs():
    with Press(worker=f"{WORKERS}:tell_programs") as press:
        assert press.print(a_paper()) == b"None None None"


def test_noise_on_standard_output_does_not_become_a_paper(capfd):
    with Press(worker=f"{WORKERS}:print_noise") as press:
        assert press.print(a_paper()) == "ลพ 0042/2569".encode()
    assert capfd.readouterr().out == ""


def test_an_answer_that_is_no_refusal_counts_as_failure():
    assert isinstance(refusal_named(Said("FactsInvalid", "x", {})), FactsInvalid)
    for name in ("SystemExit", "ChildFailed", ""):
        assert isinstance(refusal_named(Said(name, "x", {"kind": "y"})), PrintingFailed)


def test_nothing_is_left_behind():
    with Press() as press:
        press.print(a_paper())
        scratch = press._scratch.name
        assert os.path.isdir(scratch)  # noqa: PTH112 - a name from tempfile
    assert not os.path.isdir(scratch)  # noqa: PTH112
