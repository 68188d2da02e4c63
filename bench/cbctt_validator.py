"""An independent judge of CB-CTT solutions, written from the published rules; it knows nothing of the engine.

Rules: Di Gaspero, McCollum, Schaerf, "The Second International Timetabling Competition (ITC-2007):
Curriculum-based course timetabling (track 3)", technical report, 2007.

`python -m bench.cbctt_validator INSTANCE.ctt FILE.sol` prints the hard violations and the four parts of the cost.
"""

import argparse
import json
import sys
from collections import Counter
from itertools import combinations
from pathlib import Path

from bench.cbctt_format import Instance, Lecture, read_instance, read_solution


def violations(instance: Instance, lectures: list[Lecture]) -> dict[str, int]:
    """How often each hard rule is broken: lectures, conflicts, availability, room occupancy."""
    held = Counter(course for course, _, _, _ in lectures)
    wanted = {course.id: course.lectures for course in instance.courses}
    twice = Counter((course, day, period) for course, _, day, period in lectures)
    nowhere = sum(
        room not in instance.rooms
        or course not in wanted
        or day >= instance.days
        or period >= instance.periods
        for course, room, day, period in lectures
    )
    return {
        "unknown": nowhere,
        "lectures": sum(abs(wanted[name] - held[name]) for name in wanted)
        + sum(n - 1 for n in twice.values()),
        "conflicts": _conflicts(instance, lectures),
        "availability": sum((d, p) in instance.closed.get(c, frozenset()) for c, _, d, p in lectures),
        "rooms": sum(n - 1 for n in Counter((r, d, p) for _, r, d, p in lectures).values()),
    }


def _conflicts(instance: Instance, lectures: list[Lecture]) -> int:
    """Pairs of lectures of different courses at one time that share a teacher or a curriculum."""
    teacher = {course.id: course.teacher for course in instance.courses}
    together = {
        pair for names in instance.curricula.values() for a in names for b in names for pair in [(a, b)]
    }
    at: dict[tuple[int, int], list[str]] = {}
    for course, _, day, period in lectures:
        at.setdefault((day, period), []).append(course)
    return sum(
        a != b and (teacher.get(a) == teacher.get(b) or (a, b) in together)
        for courses in at.values()
        for a, b in combinations(courses, 2)
    )


def parts(instance: Instance, lectures: list[Lecture]) -> dict[str, int]:
    """The cost by its four parts, weighted 1, 5, 2, 1."""
    students = {course.id: course.students for course in instance.courses}
    seats = (max(0, students[course] - instance.rooms[room]) for course, room, _, _ in lectures)
    days, rooms = Counter[str](), Counter[str]()
    days.update(course for course, _ in {(course, day) for course, _, day, _ in lectures})
    rooms.update(course for course, _ in {(course, room) for course, room, _, _ in lectures})
    return {
        "room_capacity": sum(seats),
        "min_working_days": 5 * sum(max(0, one.least_days - days[one.id]) for one in instance.courses),
        "curriculum_compactness": 2 * _isolated(instance, lectures),
        "room_stability": sum(count - 1 for count in rooms.values()),
    }


def _isolated(instance: Instance, lectures: list[Lecture]) -> int:
    """For each curriculum, its lectures that are next to no other of its lectures on the same day."""
    isolated = 0
    for courses in instance.curricula.values():
        times = [(day, period) for course, _, day, period in lectures if course in courses]
        isolated += sum((d, p - 1) not in times and (d, p + 1) not in times for d, p in times)
    return isolated


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.cbctt_validator")
    parser.add_argument("instance", type=Path)
    parser.add_argument("solution", type=Path)
    options = parser.parse_args()
    instance, lectures = read_instance(options.instance), read_solution(options.solution)
    broken, found = violations(instance, lectures), parts(instance, lectures)
    print(json.dumps({"violations": broken, "cost": sum(found.values()), "parts": found}))
    return 1 if any(broken.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
