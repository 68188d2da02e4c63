"""The command line and the JSON format, on one small center."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from scheduling.engine.__main__ import main
from scheduling.engine.checker import check
from scheduling.engine.jsonio import read_problem
from scheduling.engine.model import Equipment, Placement, Solution
from scheduling.engine.validate import ProblemError


def center():
    return {
        "calendar": {
            "days": ["2026-06-01", "2026-06-02", "2026-06-03"],
            "slots": [{"name": "morning"}, {"name": "evening", "minutes": 120, "evening": True}],
        },
        "runs": [
            {
                "id": "W1",
                "people": 20,
                "weekdays": ["mon", "wed"],
                "slots": ["morning"],
                "groups": ["class-a"],
                "preferred_start": "2026-06-01",
                "sessions": [
                    {"id": "W1/1", "room_kind": "class", "qualification": "weld"},
                    {"id": "W1/2", "room_kind": "shop", "qualification": "weld", "equipment": ["arc"]},
                ],
            }
        ],
        "trainers": [{"id": "T1", "qualifications": [{"name": "weld", "valid_until": "2026-12-31"}]}],
        "rooms": [
            {"id": "C1", "kind": "class", "capacity": 30, "closed": [["2026-06-03", "evening"]]},
            {"id": "S1", "kind": "shop", "capacity": 20, "equipment": ["arc"]},
        ],
        "closed": [["2026-06-02", "morning"], ["2026-06-02", "evening"]],
        "locks": [{"session": "W1/2", "period": ["2026-06-03", "morning"]}],
    }


def run(tmp_path, data, *options):
    source, target = tmp_path / "problem.json", tmp_path / "timetable.json"
    source.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    code = main([str(source), "-o", str(target), "--seconds", "10", *options])
    return code, json.loads(target.read_text(encoding="utf-8")) if target.exists() else None


def test_equipment_and_booked_minutes_are_read():
    """Booked without minutes is the whole slot."""
    data = center()
    data["equipment"] = [{"id": "E1", "kind": "arc", "unavailable": [["2026-06-03", "morning"]]}]
    booked = [["2026-06-01", "evening"], ["2026-06-02", "evening", 60]]
    data["trainers"][0] |= {"booked": booked, "minutes_per_day": 180}
    given = read_problem(data)
    assert given.equipment == (Equipment("E1", "arc", "main", frozenset({4})),)
    assert (given.trainers[0].booked, given.trainers[0].minutes_per_day) == ({1: 120, 3: 60}, 180)
    data["trainers"][0]["booked"] = [["2026-06-01"]]
    with pytest.raises(ProblemError, match="must be a day, a slot and minutes"):
        read_problem(data)


def test_a_timetable_is_written_and_legal(tmp_path, capsys):
    code, made = run(tmp_path, center(), "--verbose")
    assert code == 0
    assert (made["status"], made["cost"], made["bound"], made["unplaced"]) == ("optimal", 0, 0, [])
    assert made["placements"] == [
        {"session": "W1/1", "period": ["2026-06-01", "morning"], "room": "C1", "trainers": ["T1"]},
        {"session": "W1/2", "period": ["2026-06-03", "morning"], "room": "S1", "trainers": ["T1"]},
    ]
    placements = tuple(
        Placement(p["session"], 0 if p["period"][0] == "2026-06-01" else 4, p["room"], tuple(p["trainers"]))
        for p in made["placements"]
    )
    assert check(read_problem(center()), Solution(placements)) == []
    assert "construct: 2 of 2 sessions" in capsys.readouterr().err


def test_a_timetable_can_be_published_and_read_back(tmp_path):
    made = run(tmp_path, center())[1]
    again = center() | {"published": made["placements"]}
    assert run(tmp_path, again)[1]["placements"] == made["placements"]


def test_impossible_exits_3_and_names_the_clash(tmp_path, capsys):
    data = center()
    data["runs"][0]["people"] = 25
    code, made = run(tmp_path, data)
    assert code == 3
    assert made["status"] == "impossible"
    assert made["clash"]["runs"] == ["W1"]
    assert "the rooms of kind shop" in capsys.readouterr().err


def test_giving_up_exits_4(tmp_path):
    data = center()
    data["runs"][0]["people"] = 25
    code, made = run(tmp_path, data, "--steps", "0")
    assert (code, made["status"], made["clash"]) == (4, "gave up", None)
    assert made["unplaced"][0]["run"] == "W1"


def changed(path, value):
    """The center with one value changed, or a key taken out if the value is None."""
    data = center()
    where = data
    for step in path[:-1]:
        where = where[step]
    if value is None:
        del where[path[-1]]
    else:
        where[path[-1]] = value
    return data


PUBLISHED = {"session": "W1/1", "period": ["2026-06-01", "morning"], "room": "C1", "trainers": ["T1"]}
FAULTS = [
    (("calendar",), None, "calendar: is missing."),
    (("rooms",), None, "problem: needs “rooms”."),
    (("runs", 0, "people"), None, "problem.runs[0]: needs “people”."),
    (("runs", 0, "people"), "20", "problem.runs[0].people: must be a whole number of 0 or more."),
    (("runs", 0, "people"), True, "problem.runs[0].people: must be a whole number of 0 or more."),
    (("runs", 0, "peple"), 3, "problem.runs[0]: has an unknown key “peple”."),
    (
        ("runs", 0, "slots"),
        ["noon"],
        "problem.runs[0].slots[0]: must be a slot of the calendar: morning, evening.",
    ),
    (("runs", 0, "sessions"), [], "run W1: has no sessions."),
    (("closed",), [["2026-06-09", "morning"]], "problem.closed[0]: 2026-06-09 is not a day of the calendar."),
    (("calendar", "days"), ["2026-06-02", "2026-06-01"], "calendar.days: must be ascending without repeats."),
    (("calendar", "days", 0), "1/6/2569", "calendar.days[0]: must be a day such as 2026-06-01."),
    (("rooms", 1, "id"), "C1", "rooms: “C1” is there 2 times."),
    (("rooms", 0, "id"), "\ud800", "problem.rooms[0].id: is not valid Unicode."),
    (("runs", 0, "seats_wished"), 2**63, "problem.runs[0].seats_wished: must be at most 1000000."),
    (
        ("runs", 0, "sessions", 0, "trainers"),
        10**6,
        "problem.runs[0].sessions[0].trainers: must be at most 1000.",
    ),
    (("runs", 0, "sessions", 0, "minutes"), 0, "session W1/1: needs at least one minute."),
    (("calendar", "slots", 1, "name"), "morning", "calendar.slots: “morning” is there 2 times."),
    (("locks", 0, "trainers"), ["T1", "T1"], "lock of session W1/2: names a trainer twice."),
    (
        ("trainers", 0, "booked"),
        [["2026-06-01", "evening"]] * 2,
        "problem.trainers[0].booked: names a period twice.",
    ),
    (("published",), [PUBLISHED, PUBLISHED], "published: “W1/1” is there 2 times."),
    (("locks", 0, "session"), "W9", "lock of session W9: there is no such session."),
    (("calendar", "days", 0), "2026-W23-1", "calendar.days[0]: must be a day such as 2026-06-01."),
    (
        ("calendar", "slots", 0, "begins"),
        "9 o'clock",
        "calendar.slots[0].begins: must be a time such as 08:30.",
    ),
    (
        ("trainers", 0, "booked_at"),
        [["2026-06-01", "evening"]],
        "problem.trainers[0].booked_at[0]: must be a day, a slot and a site, such as [“2026-06-01”, “morning”, “main”].",
    ),
    (("travel",), [{"a": "main", "b": "annex"}], "problem.travel[0]: needs “minutes”."),
    (("weights",), {"rums": 1}, "problem.weights: has an unknown key “rums”."),
]


@pytest.mark.parametrize(("path", "value", "sentence"), FAULTS, ids=[fault[2] for fault in FAULTS])
def test_a_malformed_problem_exits_2_with_one_sentence(tmp_path, capsys, path, value, sentence):
    assert run(tmp_path, changed(path, value)) == (2, None)
    assert capsys.readouterr().err == sentence + "\n"


DIGITS = '{"calendar": ' + "9" * 5000 + "}"


@pytest.mark.parametrize(
    "text", ["", "{", "[1, 2", "nonsense", "[" * 10**5, '{"a": ' * 10**5, DIGITS, '{"runs": 1, "runs": 2}']
)
def test_what_is_not_json_exits_2(tmp_path, capsys, text):
    assert run(tmp_path, text) == (2, None)
    assert capsys.readouterr().err.count("\n") == 1


def test_a_list_is_no_problem():
    with pytest.raises(ProblemError, match="problem: must be an object"):
        read_problem([])


def test_a_missing_file_exits_2(tmp_path, capsys):
    assert main([str(tmp_path / "none.json"), "-o", str(tmp_path / "out.json")]) == 2
    assert "No such file" in capsys.readouterr().err


def test_levels_that_no_64_bits_can_count_exit_2(tmp_path, capsys):
    """Each level multiplies what lies below it."""
    levels = [["seats"], ["days"], ["load"], ["rooms"], ["idle"]]
    data = center() | {"levels": levels, "weights": {"idle": 10**6, "rooms": 10**6, "load": 10**6}}
    assert run(tmp_path, data) == (2, None)
    assert capsys.readouterr().err.startswith("weights: a cost could be too high to be counted")


def test_what_cannot_be_written_is_said_before_the_work(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("scheduling.engine.__main__.solve", lambda *_, **__: pytest.fail("worked in vain"))
    source = tmp_path / "problem.json"
    source.write_text(json.dumps(center()), encoding="utf-8")
    assert main([str(source), "-o", str(tmp_path / "nowhere" / "out.json")]) == 2
    assert main([str(source), "-o", str(tmp_path)]) == 2
    missing, folder = capsys.readouterr().err.splitlines()
    assert (missing.endswith("No such file or directory."), folder.endswith("Is a directory.")) == (
        True,
        True,
    )


def test_a_calendar_that_nobody_plans_exits_2(tmp_path, capsys):
    data = center()
    data["calendar"]["slots"] = [{"name": f"minute {n}", "minutes": 1} for n in range(6000)]
    assert run(tmp_path, data)[0] == 2
    assert "at most 10000 can be planned" in capsys.readouterr().err


@pytest.mark.parametrize(
    "odd", [("--workers", "-3"), ("--workers", "0"), ("--steps", "-1"), ("--seconds", "nan")]
)
def test_odd_options_exit_2(tmp_path, capsys, odd):
    with pytest.raises(SystemExit) as stopped:
        run(tmp_path, center(), *odd)
    assert stopped.value.code == 2
    assert f"argument {odd[0]}: must be" in capsys.readouterr().err


def test_the_module_runs_without_django(tmp_path):
    source = tmp_path / "problem.json"
    source.write_text(json.dumps(center()), encoding="utf-8")
    command = [
        sys.executable,
        "-X",
        "importtime",
        "-m",
        "scheduling.engine",
        str(source),
        "-o",
        str(tmp_path / "out.json"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "django" not in done.stderr


def test_the_documented_problem_is_one(tmp_path):
    """The example of the page is read as it stands, and its run is placed."""
    page = (Path(__file__).parents[3] / "docs" / "timetable-json.md").read_text(encoding="utf-8")
    example = page.split("```json")[1].split("```")[0]
    code, made = run(tmp_path, json.loads(example))
    assert (code, made["status"]) == (0, "optimal")
