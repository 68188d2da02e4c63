"""FET (its command line `fet-cl`, Debian's package `fet`) and the engine on the part of the problem that FET can state.

`python -m bench.timetable_fet --seconds 60 --seeds 1 2 3 --runs 4 8 15 60`

FET cannot choose trainers. So the engine's own timetable fixes them for both. It knows a week of days with hours, so a
week of the term is one of its days and the week's periods are the hours: a weekly limit is its daily one; a daily limit
cannot be stated then and is dropped for both. All else is stated: runs, groups that share people, absences, closures,
windows, patterns, rooms of the right kind, size and equipment, the order of sessions. Wanted is a complete timetable;
costs do not count. FET is asked twice: with every session in its order, and with theory before practice only, which is
easier (sessions of one kind may then change places). One line of JSON each with the CPU seconds of both and the most
sessions that FET had placed; a complete timetable of FET's is judged by the checker. So that no slip in the file makes
it unsolvable, FET is first given the engine's timetable with it, every session fixed: `file_allows_ours` says that it
took that.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations, pairwise, product
from pathlib import Path
from re import findall
from resource import RUSAGE_CHILDREN, getrusage
from shutil import which
from time import perf_counter, process_time
from xml.etree.ElementTree import Element, ElementTree, SubElement, parse

from bench.timetable_problem import generate
from scheduling.engine import rules
from scheduling.engine.answers import Progress
from scheduling.engine.checker import check
from scheduling.engine.compiled import compile_problem, periods_of
from scheduling.engine.model import Lock, Placement, Problem, Rule, Solution
from scheduling.engine.solve import solve

PROGRAM = "fet-cl"
FILE_VERSION = "6.8.5"
SECONDS = 3.0
"""CPU seconds in which the timetable is made that fixes the trainers."""

DAYS = 7


def reduced(problem: Problem, made: Solution) -> Problem:
    """The problem with every session's trainers fixed as in a timetable of the engine, and no daily limits."""
    locks = tuple(Lock(one.session, trainers=one.trainers) for one in made.placements)
    trainers = tuple(replace(who, minutes_per_day=None) for who in problem.trainers)
    return replace(problem, locks=locks, trainers=trainers)


class Sheet:
    """The problem in FET's words."""

    def __init__(self, problem: Problem, *, loose: bool, fixed: Solution | None = None) -> None:
        self.problem, self.loose = problem, loose
        self.fixed = fixed.by_session() if fixed else {}
        self.compiled = compile_problem(problem)
        self.hours = DAYS * len(problem.calendar.slots)
        self.root = Element("fet", version=FILE_VERSION)
        SubElement(self.root, "Institution_Name").text = "center"
        SubElement(self.root, "Comments")
        self._names("Days_List", "Number_of_Days", "Day", problem.calendar.periods // self.hours)
        self._names("Hours_List", "Number_of_Hours", "Hour", self.hours)
        SubElement(SubElement(SubElement(self.root, "Subjects_List"), "Subject"), "Name").text = "lesson"
        SubElement(self.root, "Activity_Tags_List")
        self._people()
        self._activities()
        SubElement(self.root, "Buildings_List")
        rooms = SubElement(self.root, "Rooms_List")
        for room in problem.rooms:
            _add(rooms, "Room", Name=room.id, Capacity=30000, Virtual="false")
        self._times()
        self._places()

    def _names(self, tag: str, number: str, one: str, count: int) -> None:
        group = SubElement(self.root, tag)
        SubElement(group, number).text = str(count)
        for name in range(count):
            _add(group, one, Name=name)

    def _people(self) -> None:
        teachers, students = SubElement(self.root, "Teachers_List"), SubElement(self.root, "Students_List")
        for trainer in self.problem.trainers:
            one = _add(teachers, "Teacher", Name=trainer.id, Target_Number_of_Hours=0)
            SubElement(one, "Qualified_Subjects")
        for name in [run.id for run in self.problem.runs] + sorted(self._groups()):
            _add(students, "Year", Name=name, Number_of_Students=0)

    def _groups(self) -> set[str]:
        return {group for run in self.problem.runs for group in run.groups}

    def _activities(self) -> None:
        group = SubElement(self.root, "Activities_List")
        teams = {lock.session: lock.trainers or () for lock in self.problem.locks}
        number = 0
        for run in self.problem.runs:
            for session in run.sessions:
                number += 1
                one = SubElement(group, "Activity")
                for name in teams[session.id]:
                    SubElement(one, "Teacher").text = name
                SubElement(one, "Subject").text = "lesson"
                for name in [run.id, *sorted(run.groups)]:
                    SubElement(one, "Students").text = name
                for tag, value in (("Duration", 1), ("Total_Duration", 1), ("Id", number)):
                    SubElement(one, tag).text = str(value)
                SubElement(one, "Activity_Group_Id").text = "0"
                SubElement(one, "Active").text = "true"

    def _times(self) -> None:
        group = SubElement(self.root, "Time_Constraints_List")
        _add(group, "ConstraintBasicCompulsoryTime", Weight_Percentage=100, Active="true")
        everything = rules.bits(range(self.problem.calendar.periods))
        for trainer in self.problem.trainers:
            open_ = rules.trainer_available(self.problem, trainer)
            self._closed(group, "Teacher", "Teacher", trainer.id, everything & ~open_)
            if trainer.minutes_per_week is not None:
                most = trainer.minutes_per_week // self.problem.runs[0].sessions[0].minutes
                limit = {"Teacher_Name": trainer.id, "Maximum_Hours_Daily": most}
                _add(group, "ConstraintTeacherMaxHoursDaily", Weight_Percentage=100, **limit, Active="true")
        for job, run in zip(self.compiled.jobs, self.problem.runs, strict=True):
            free = self.compiled.tasks[job.tasks[0]].times
            self._closed(group, "StudentsSet", "Students", run.id, everything & ~free)
            for first, second in self._ordered(job.tasks):
                pair = {"First_Activity_Id": first + 1, "Second_Activity_Id": second + 1}
                _add(group, "ConstraintTwoActivitiesOrdered", Weight_Percentage=100, **pair, Active="true")

        for index, task in enumerate(self.compiled.tasks):
            if task.id in self.fixed:
                day, hour = divmod(self.fixed[task.id].period, self.hours)
                at = {"Preferred_Day": day, "Preferred_Hour": hour, "Permanently_Locked": "true"}
                fixed = {"Weight_Percentage": 100, "Activity_Id": index + 1, **at, "Active": "true"}
                _add(group, "ConstraintActivityPreferredStartingTime", **fixed)

    def _ordered(self, tasks: tuple[int, ...]) -> list[tuple[int, int]]:
        """Sessions of a run that come one before the other; loosely, only those in rooms of different kinds."""
        if not self.loose:
            return list(pairwise(tasks))
        kinds = {task: self.compiled.tasks[task].kind for task in tasks}
        return [(a, b) for a, b in combinations(tasks, 2) if kinds[a] != kinds[b]]

    def _places(self) -> None:
        group = SubElement(self.root, "Space_Constraints_List")
        _add(group, "ConstraintBasicCompulsorySpace", Weight_Percentage=100, Active="true")
        everything = rules.bits(range(self.problem.calendar.periods))
        for room, open_ in zip(self.problem.rooms, self.compiled.room_open, strict=True):
            self._closed(group, "Room", "Room", room.id, everything & ~open_)
        for index, task in enumerate(self.compiled.tasks):
            one = SubElement(group, "ConstraintActivityPreferredRooms")
            SubElement(one, "Weight_Percentage").text = "100"
            SubElement(one, "Activity_Id").text = str(index + 1)
            names = [self.problem.rooms[room_index].id for room_index in task.rooms]
            if task.id in self.fixed:
                names = [self.fixed[task.id].room]
            SubElement(one, "Number_of_Preferred_Rooms").text = str(len(names))
            for name in names:
                SubElement(one, "Preferred_Room").text = name
            SubElement(one, "Active").text = "true"

    def _closed(self, group: Element, sort: str, tag: str, name: str, mask: int) -> None:
        """Periods in which someone or something is not available."""
        periods = list(periods_of(mask))
        if not periods:
            return
        one = SubElement(group, f"Constraint{sort}NotAvailableTimes")
        SubElement(one, "Weight_Percentage").text = "100"
        SubElement(one, tag).text = name
        SubElement(one, "Number_of_Not_Available_Times").text = str(len(periods))
        for period in periods:
            _add(one, "Not_Available_Time", Day=period // self.hours, Hour=period % self.hours)
        SubElement(one, "Active").text = "true"

    def read(self, found: Path) -> Solution:
        """FET's timetable (its `activities.xml`) in the words of the model."""
        teams = {lock.session: lock.trainers or () for lock in self.problem.locks}
        placements: list[Placement] = []
        for one in parse(found).getroot().iter("Activity"):  # noqa: S314  (a file that we made a moment ago)
            text = {part.tag: part.text or "" for part in one}
            session = self.compiled.tasks[int(text["Id"]) - 1].id
            period = int(text["Day"]) * self.hours + int(text["Hour"])
            placements.append(Placement(session, period, text["Room"], tuple(sorted(teams[session]))))
        return Solution(tuple(sorted(placements, key=lambda placement: placement.session)))


def _add(group: Element, tag: str, **parts: object) -> Element:
    one = SubElement(group, tag)
    for name, value in parts.items():
        SubElement(one, name).text = str(value)
    return one


def run_fet(
    problem: Problem, seconds: int, seed: int, *, loose: bool, fixed: Solution | None = None
) -> dict[str, object]:
    """FET's way to a complete timetable: CPU seconds and whether the checker accepts it."""
    sheet = Sheet(problem, loose=loose, fixed=fixed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "center.fet"
        ElementTree(sheet.root).write(path, encoding="UTF-8", xml_declaration=True)
        before, start = getrusage(RUSAGE_CHILDREN).ru_utime, perf_counter()
        subprocess.run(
            [
                str(which(PROGRAM)),
                f"--inputfile={path}",
                f"--outputdir={folder}",
                f"--timelimitseconds={seconds}",
                "--htmllevel=0",
                *(f"--randomseeds{part}={seed}" for part in (10, 11, 12, 20, 21, 22)),
            ],
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        cpu = getrusage(RUSAGE_CHILDREN).ru_utime - before
        found = sorted(Path(folder).glob("timetables/center/center_activities.xml"))
        solution = sheet.read(found[0]) if found else Solution(())
        placed = _most_placed(Path(folder) / "logs" / "max_placed_activities.txt")
    whole = len(solution.placements) == len(sheet.compiled.tasks)
    return {
        "complete": whole,
        "placed": len(solution.placements) if whole else placed,
        "rules_broken": _broken(problem, solution, loose=loose) if whole else None,
        "cpu_s": round(cpu, 2),
        "wall_s": round(perf_counter() - start, 2),
    }


def _most_placed(log: Path) -> int:
    """The most sessions that FET had placed at any time, by its own log."""
    said = findall(r"reached (\d+) activities", log.read_text(encoding="utf-8")) if log.exists() else []
    return max(map(int, said), default=0)


def _broken(problem: Problem, solution: Solution, *, loose: bool) -> int:
    """Broken rules; loosely, sessions of a run in rooms of one kind may have changed places."""
    forgiven = {Rule.ORDER} if loose else set()
    return sum(violation.rule not in forgiven for violation in check(problem, solution))


def run_engine(problem: Problem, seconds: float, seed: int) -> dict[str, object]:
    """The engine's way to a complete timetable."""
    start, wall, whole = process_time(), perf_counter(), list[bool]()

    def note(progress: Progress) -> None:
        whole.extend([True] if progress.placed == progress.total else [])

    result = solve(problem, seconds=seconds, seed=seed, on_progress=note, should_stop=lambda: bool(whole))
    return {
        "complete": not result.solution.unplaced,
        "placed": len(result.solution.placements),
        "rules_broken": len(check(problem, result.solution)),
        "cpu_s": round(process_time() - start, 2),
        "wall_s": round(perf_counter() - wall, 2),
    }


def main(arguments: Iterable[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.timetable_fet")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--runs", type=int, nargs="+", default=[4, 8, 15, 60])
    options = parser.parse_args(None if arguments is None else list(arguments))
    if which(PROGRAM) is None:
        sys.stderr.write(f"{PROGRAM} is not installed (Debian's package fet): nothing to compare with.\n")
        return 1
    for runs, seed in product(options.runs, options.seeds):
        center = generate(runs=runs, seed=seed)
        made = solve(center, seconds=SECONDS, seed=seed, clock=process_time).solution
        problem = reduced(center, made)
        engine = run_engine(problem, options.seconds, seed)
        allows = run_fet(problem, options.seconds, seed, loose=False, fixed=made)["complete"]
        for loose in (False, True):
            fet = run_fet(problem, options.seconds, seed, loose=loose)
            order = "theory before practice only" if loose else "every session in order"
            facts = {"seed": seed, "runs": runs, "fet_keeps": order, "file_allows_ours": allows}
            facts |= {"engine": engine, "fet": fet}
            print(json.dumps(facts), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
