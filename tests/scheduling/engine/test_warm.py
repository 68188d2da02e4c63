"""What is made ahead is all that a plan needs, and is never that of another text of the sources."""

import shutil

import pytest

from bench.cbctt import as_problem
from bench.timetable_problem import generate
from scheduling.engine import kernel, native, teams, warm
from scheduling.engine.anneal import Anneal
from scheduling.engine.compiled import compile_problem
from scheduling.engine.layouts import Layouts
from scheduling.engine.state import State
from tests.scheduling.engine.test_anneal import SCHOOL

DOORS = (teams.cheapest, kernel.walk, kernel.restore)


def made():
    return [list(door.signatures) for door in DOORS]


def test_no_plan_needs_what_was_not_made_ahead():
    warm.for_runs()
    warm.for_lectures()
    before = made()
    assert [len(kinds) for kinds in before] == [1, 1, 1]
    center = compile_problem(generate(seed=2, runs=16, trainers=12, rooms=10, weeks=8))
    layouts = Layouts(center)
    for job in range(len(center.jobs)):
        layouts.cheapest(State(center), job)
    lectures = Anneal(compile_problem(as_problem(SCHOOL)), seed=1, workers=2)
    lectures.fill()
    lectures.step(1.0)
    assert made() == before


def test_both_parts_are_made_beside_each_other_and_it_is_said_where(monkeypatch, capfd):
    monkeypatch.setattr("sys.argv", ["warm", "--lectures"])
    assert warm.main() == 0
    assert str(native.folder()) in capfd.readouterr().out


def test_what_cannot_be_made_is_not_passed_over(monkeypatch):
    monkeypatch.setattr("sys.argv", ["warm"])
    monkeypatch.setattr(warm, "for_runs", fail)
    with pytest.raises(ZeroDivisionError):
        warm.main()


def fail():
    raise ZeroDivisionError


@pytest.mark.parametrize("changed", native.SOURCES)
def test_another_text_is_kept_elsewhere(changed, tmp_path, monkeypatch):
    for name in native.SOURCES:
        shutil.copy(native.HERE / name, tmp_path)
    monkeypatch.setattr(native, "HERE", tmp_path)
    before = native.folder()
    assert native.folder() == before
    with (tmp_path / changed).open("a") as source:
        source.write("# more\n")
    assert native.folder() != before


def test_every_file_with_compiled_functions_counts():
    using = {path.name for path in native.HERE.glob("*.py") if "engine.native import" in path.read_text()}
    assert using == set(native.SOURCES) - {"native.py"}


def test_only_what_is_kept_of_other_texts_is_removed(tmp_path, monkeypatch):
    monkeypatch.setattr(native, "HERE", tmp_path)
    monkeypatch.setattr(native, "SOURCES", ())
    now = native.folder()
    now.mkdir(parents=True)
    (now.parent / "native-before").mkdir()
    warm.forget_older()
    assert list(now.parent.iterdir()) == [now]
