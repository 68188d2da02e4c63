"""The public yardstick: its files, its rules judged apart from the engine, its command line."""

import json

import pytest

from bench import cbctt, cbctt_validator
from bench.cbctt_format import FormatError, read_instance, read_solution, write_instance, write_solution
from bench.cbctt_variants import variant

TEXT = """Name: Two
Courses: 3
Rooms: 2
Days: 2
Periods_per_day: 3
Curricula: 1
Constraints: 1

COURSES:
a ann 2 2 30
b ann 1 1 10
c cid 2 1 10

ROOMS:
R 20
S 40

CURRICULA:
q 2 a c

UNAVAILABILITY_CONSTRAINTS:
b 0 0

END.
"""
GOOD = [("a", "S", 0, 0), ("c", "R", 0, 1), ("a", "S", 1, 0), ("c", "R", 1, 1), ("b", "R", 0, 2)]


@pytest.fixture
def instance_file(tmp_path):
    path = tmp_path / "two.ctt"
    path.write_text(TEXT)
    return path


def test_a_perfect_timetable_costs_nothing(instance_file):
    instance = read_instance(instance_file)
    assert not any(cbctt_validator.violations(instance, GOOD).values())
    assert not any(cbctt_validator.parts(instance, GOOD).values())


@pytest.mark.parametrize(
    ("index", "lecture", "broken"),
    [
        (4, ("b", "R", 0, 0), {"conflicts": 1, "availability": 1}),
        (4, ("b", "R", 0, 1), {"rooms": 1}),
        (1, ("c", "R", 0, 0), {"conflicts": 1}),
        (1, ("c", "R", 1, 1), {"lectures": 1, "rooms": 1}),
        (4, ("a", "R", 0, 2), {"lectures": 2}),
        (4, ("b", "X", 0, 2), {"unknown": 1}),
        (4, ("b", "R", 2, 0), {"unknown": 1}),
    ],
)
def test_each_hard_rule_is_judged(instance_file, index, lecture, broken):
    changed = [lecture if number == index else one for number, one in enumerate(GOOD)]
    found = cbctt_validator.violations(read_instance(instance_file), changed)
    assert {rule: count for rule, count in found.items() if count} == broken


@pytest.mark.parametrize(
    ("changes", "part", "price"),
    [
        ({0: ("a", "R", 0, 0)}, "room_capacity", 10),
        ({1: ("c", "S", 0, 1)}, "room_stability", 1),
        ({3: ("c", "R", 1, 2)}, "curriculum_compactness", 4),
        ({2: ("a", "S", 0, 2)}, "min_working_days", 5),
    ],
)
def test_each_soft_rule_is_priced(instance_file, changes, part, price):
    changed = [changes.get(number, one) for number, one in enumerate(GOOD)]
    assert cbctt_validator.parts(read_instance(instance_file), changed)[part] == price


def test_the_command_solves_writes_and_says_so(instance_file, tmp_path, capsys):
    out = tmp_path / "two.sol"
    assert cbctt.main([str(instance_file), "--seconds", "5", "--out", str(out)]) == 0
    said = json.loads(capsys.readouterr().out)
    assert {"instance", "cost", "parts", "bound", "cpu_s", "wall_s", "trajectory"} <= said.keys()
    assert (said["instance"], said["cost"], said["bound"], said["violations"]) == ("two", 0, 0, 0)
    instance, lectures = read_instance(instance_file), read_solution(out)
    assert not any(cbctt_validator.violations(instance, lectures).values())
    assert sum(cbctt_validator.parts(instance, lectures).values()) == said["cost"]


def test_what_is_no_instance_is_refused_in_a_sentence(tmp_path, capsys):
    path = tmp_path / "no.ctt"
    path.write_text("COURSES:\na ann two 1 30\n")
    assert cbctt.main([str(path), "--out", str(tmp_path / "o")]) == 2
    assert "not an instance" in capsys.readouterr().err


def test_solutions_are_read_as_they_were_written(tmp_path):
    path = tmp_path / "a.sol"
    write_solution(path, GOOD)
    assert read_solution(path) == GOOD
    path.write_text("a S 0\n")
    with pytest.raises(FormatError):
        read_solution(path)


def test_variants_are_of_their_seed_and_read_as_they_were_written(instance_file, tmp_path):
    instance = read_instance(instance_file)
    one = variant(instance, 2)
    assert one == variant(instance, 2) != variant(instance, 3)
    path = tmp_path / "variant.ctt"
    write_instance(path, one)
    assert read_instance(path) == one
