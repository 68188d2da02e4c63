"""The command line on files, as anyone would run it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from enrollment.matching.__main__ import main

ROOT = Path(__file__).resolve().parents[3]

PROBLEM = {
    "graduates": [
        {"id": "ก1", "choices": ["A", "B"], "points": {"A": 5, "B": 1}, "groups": ["low"]},
        {"id": "g2", "choices": ["A", "C"], "points": 5, "groups": []},
        {"id": "g3", "choices": ["B", "A"], "points": 3},
        {"id": "g4", "choices": ["D"], "points": 3},
    ],
    "runs": [
        {
            "id": "A",
            "seats": 2,
            "minimum": 1,
            "reserves": [["low", 1]],
            "start": "2025-01-01",
            "end": "2025-02-01",
        },
        {"id": "B", "seats": 2, "minimum": 2, "reserves": []},
        {"id": "C", "seats": 1},
        {"id": "D", "seats": 1, "start": "2025-02-01", "end": "2025-02-02"},
    ],
    "locks": [["g4", "A", None]],
    "seed": "x",
    "closing": "search",
}


def run(*arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "enrollment.matching", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def write(folder: Path, problem: object) -> tuple[str, str, Path]:
    """Write a problem; return the command's arguments, the last of which is the file it is to write."""
    source, target = folder / "problem.json", folder / "result.json"
    source.write_text(problem if isinstance(problem, str) else json.dumps(problem), encoding="utf-8")
    return str(source), "-o", target


def test_the_result_has_the_published_format(tmp_path):
    source, option, target = write(tmp_path, PROBLEM)
    done = run(source, option, str(target))
    assert (done.returncode, done.stderr) == (0, "")
    result = json.loads(target.read_text(encoding="utf-8"))
    assert result.keys() == {"placements", "runs", "reasons", "digest"}
    assert result["placements"] == {
        "ก1": {"run": "A", "seat": "low"},
        "g2": {"run": "C", "seat": "open"},
        "g3": None,
        "g4": {"run": "A", "seat": "open"},
    }
    assert result["runs"]["A"] == {"open": True, "placed": 2, "why": {"code": "enough", "minimum": 1}}
    assert result["reasons"]["g4"] == {"D": {"code": "date_clash", "with": "A"}}
    assert result["reasons"]["g3"]["B"] == {"code": "not_opened", "why": "too_few", "wanted": 1, "minimum": 2}


def test_without_an_output_file_the_result_is_printed(tmp_path):
    source = tmp_path / "problem.json"
    source.write_text(json.dumps(PROBLEM), encoding="utf-8")
    assert json.loads(run(str(source)).stdout)["placements"]["ก1"]["run"] == "A"


def test_the_result_is_printed_as_json_is_on_any_terminal(tmp_path):
    source, *_ = write(tmp_path, PROBLEM)
    command = [sys.executable, "-m", "enrollment.matching", source]
    plain = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, env=plain)
    assert "ก1" in json.loads(done.stdout.decode())["placements"]


def test_a_result_that_cannot_be_printed_is_a_sentence(tmp_path):
    source, *_ = write(tmp_path, PROBLEM)
    with Path("/dev/full").open("w") as full:  # a disk without room
        command = [sys.executable, "-m", "enrollment.matching", source]
        done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "standard output: No space left on device.\n")


def changed(path: list, value: object) -> dict:
    problem = json.loads(json.dumps(PROBLEM))
    at = problem
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return problem


MALFORMED = [
    ("{", "line 1 column 2: not JSON"),
    ('{"graduates": [], "graduates": [], "runs": []}', "the key 'graduates' is given twice"),
    ([], "problem: must be an object."),
    ({"runs": []}, "problem: 'graduates' is missing."),
    (changed(["extra"], 1), "problem: 'extra' is not a key of this format."),
    (changed(["closing"], "best"), "closing: must be one of search, greedy, none."),
    (changed(["seed"], 5), "seed: must be a string."),
    (changed(["graduates"], {}), "graduates: must be a list."),
    (changed(["graduates", 1], 7), "graduates[1]: must be an object."),
    (changed(["graduates", 1, "id"], "g3"), "graduates[2].id: 'g3' is used twice."),
    (changed(["graduates", 1, "choices", 1], "Z"), "graduates[1].choices[1]: no run has the id 'Z'."),
    (changed(["graduates", 1, "choices", 1], "A"), "graduates[1].choices[1]: 'A' is chosen twice."),
    (
        changed(["graduates", 0, "points"], {"A": 5}),
        "graduates[0].points: nothing is given for the chosen run 'B'.",
    ),
    (changed(["graduates", 0, "points", "A"], 1.5), "graduates[0].points['A']: must be a whole number."),
    (changed(["graduates", 1, "points"], True), "graduates[1].points: must be a whole number."),
    (changed(["graduates", 1, "points"], 2**60), "graduates[1].points: must lie between"),
    (changed(["graduates", 1, "points"], -(10**30)), "graduates[1].points: must lie between"),
    (changed(["graduates", 1, "groups"], "low"), "graduates[1].groups: must be a list."),
    (changed(["graduates", 1, "id"], "\ud800"), "graduates[1].id: is not valid Unicode."),
    (
        changed(["graduates", 1, "ineligible"], {"A": {"rule": "r"}}),
        "graduates[1].ineligible['A']: 'clause' is missing.",
    ),
    (
        changed(["graduates", 1, "ineligible"], {"a": {"rule": "r", "fact": "f", "clause": "c"}}),
        "graduates[1].ineligible: no run has the id 'a'.",
    ),
    (changed(["graduates", 2, "withdrawn"], ["Z"]), "graduates[2].withdrawn: no run has the id 'Z'."),
    (changed(["runs", 1, "id"], "A"), "runs[1].id: 'A' is used twice."),
    (changed(["runs", 1, "seats"], -1), "runs[1].seats: must not be negative."),
    (changed(["runs", 1, "minimum"], -1), "runs[1].minimum: must not be negative."),
    (changed(["runs", 1, "seats"], 2**31), "runs[1].seats: must be at most 1000000000."),
    (changed(["runs", 1, "minimum"], 10**30), "runs[1].minimum: must be at most 1000000000."),
    (changed(["runs", 0, "reserves", 0, 1], 2**63), "runs[0].reserves[0][1]: must be at most 1000000000."),
    (
        '{"graduates": [], "runs": [{"id": "A", "seats": ' + "9" * 5000 + "}]}",
        "a number with too many digits",
    ),
    (changed(["runs", 0, "reserves", 0], ["low"]), "runs[0].reserves[0]: must be a pair"),
    (changed(["runs", 0, "reserves", 0, 1], -1), "runs[0].reserves[0][1]: must not be negative."),
    (changed(["runs", 0, "reserves", 0, 0], "open"), "runs[0].reserves[0][0]: 'open' names the open seats"),
    (changed(["runs", 0, "start"], "1/1/2025"), "runs[0].start: must be a date written YYYY-MM-DD."),
    (changed(["runs", 0, "start"], "2025-03-01"), "runs[0].end: lies before the start."),
    (changed(["runs", 0, "end"], None), "runs[0]: give both start and end or neither."),
    (changed(["runs", 0, "open"], "yes"), "runs[0].open: must be true, false or null."),
    (changed(["runs", 0, "open"], False), "locks[0][1]: 'A' is not to open, so nobody can be locked in it."),
    (changed(["locks", 0], ["g4", "A"]), "locks[0]: must be a triple"),
    (changed(["locks", 0, 0], "g9"), "locks[0][0]: no graduate has the id 'g9'."),
    (changed(["locks", 0, 1], "Z"), "locks[0][1]: no run has the id 'Z'."),
    (changed(["locks", 0, 2], "poor"), "locks[0][2]: 'A' has no seat of type 'poor' left for this lock."),
    (changed(["locks"], [["g4", "A", None], ["g4", "B", None]]), "locks[1][0]: 'g4' is locked twice"),
    (changed(["locks"], [["g4", "C", None], ["g3", "C", "open"]]), "locks[1][1]: 'C' has only 1 seats"),
]


@pytest.mark.parametrize(("problem", "sentence"), MALFORMED, ids=[sentence for _, sentence in MALFORMED])
def test_a_malformed_problem_gets_one_sentence_that_names_the_place(tmp_path, capsys, problem, sentence):
    source, option, target = write(tmp_path, problem)
    assert main([source, option, str(target)]) == 2
    told = capsys.readouterr().err
    assert sentence in told
    assert told.count("\n") == 1
    assert not target.exists()


def test_a_missing_file_and_one_that_is_not_text_get_a_sentence(tmp_path):
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe")
    for name, words in (("none.json", "No such file"), ("bytes.json", "not UTF-8")):
        done = run(str(tmp_path / name))
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert words in done.stderr


def test_a_result_that_cannot_be_written_gets_a_sentence(tmp_path):
    source, option, _target = write(tmp_path, PROBLEM)
    done = run(source, option, str(tmp_path / "nowhere" / "result.json"))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "No such file" in done.stderr


HOSTILE = (None, True, -1, 2**64, "A", [[]], {"A": 2**70})


def places(part: object, path: tuple = ()):
    """The path to every value in a problem."""
    yield path
    inside = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, value in inside:
        yield from places(value, (*path, key))


def test_no_value_anywhere_makes_it_crash(tmp_path, capsys):
    """Some 350 problems: a hostile value in every place. Each is matched, or refused with one sentence."""
    answers = []
    for path in list(places(PROBLEM))[1:]:
        for value in HOSTILE:
            source, option, target = write(tmp_path, changed(list(path), value))
            answers.append(main([source, option, str(target)]))
            assert capsys.readouterr().err.count("\n") == (answers[-1] == 2)
    assert {0, 2} == {*answers}
