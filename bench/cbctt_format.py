"""The files of ITC-2007 track 3 (curriculum-based course timetabling): instances read, solutions written and read.

The format is that of the competition: https://www.eeecs.qub.ac.uk/itc2007/curriculmcourse/course_curriculm_index.htm
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Course:
    """A course: its lectures are to be spread over at least `least_days`; `students` want a seat."""

    id: str
    teacher: str
    lectures: int
    least_days: int
    students: int


@dataclass(frozen=True, slots=True)
class Instance:
    """An instance as its file has it; `curricula` are course ids by name, `closed` (day, period) by course id."""

    name: str
    days: int
    periods: int
    courses: tuple[Course, ...]
    rooms: dict[str, int]
    curricula: dict[str, tuple[str, ...]]
    closed: dict[str, frozenset[tuple[int, int]]]


Lecture = tuple[str, str, int, int]
"""A line of a solution: course, room, day, period; both counted from 0."""


class FormatError(ValueError):
    """The file is not what it should be; the message names the line."""


def read_instance(path: Path) -> Instance:
    """The instance in a file; raises FormatError."""
    lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines()]
    heads = {words[0]: words[1] for words in lines if len(words) == 2 and words[0].endswith(":")}
    closed: dict[str, set[tuple[int, int]]] = {}
    try:
        for course, day, period in _section(lines, "UNAVAILABILITY_CONSTRAINTS:"):
            closed.setdefault(course, set()).add((int(day), int(period)))
        return Instance(
            name=heads["Name:"],
            days=int(heads["Days:"]),
            periods=int(heads["Periods_per_day:"]),
            courses=tuple(
                Course(name, teacher, int(lectures), int(days), int(students))
                for name, teacher, lectures, days, students in _section(lines, "COURSES:")
            ),
            rooms={name: int(seats) for name, seats in _section(lines, "ROOMS:")},
            curricula={name: tuple(courses) for name, _, *courses in _section(lines, "CURRICULA:")},
            closed={course: frozenset(times) for course, times in closed.items()},
        )
    except (KeyError, ValueError) as error:
        raise FormatError(f"{path}: not an instance of ITC-2007 track 3 ({error})") from error


def _section(lines: list[list[str]], head: str) -> Iterator[list[str]]:
    """The lines below a head, up to the next head or END."""
    begin = lines.index([head]) + 1
    for words in lines[begin:]:
        if words and (words[0] == "END." or (len(words) == 1 and words[0].endswith(":"))):
            return
        if words:
            yield words


def write_instance(path: Path, instance: Instance) -> None:
    """The file that `read_instance` reads as this instance."""
    closed = [(course, *time) for course, times in instance.closed.items() for time in sorted(times)]
    heads = {
        "Name": instance.name,
        "Courses": len(instance.courses),
        "Rooms": len(instance.rooms),
        "Days": instance.days,
        "Periods_per_day": instance.periods,
        "Curricula": len(instance.curricula),
        "Constraints": len(closed),
    }
    sections: dict[str, Iterable[Iterable[object]]] = {
        "COURSES": ((c.id, c.teacher, c.lectures, c.least_days, c.students) for c in instance.courses),
        "ROOMS": instance.rooms.items(),
        "CURRICULA": ((name, len(its), *its) for name, its in instance.curricula.items()),
        "UNAVAILABILITY_CONSTRAINTS": closed,
    }
    lines = [f"{head}: {value}" for head, value in heads.items()]
    for head, rows in sections.items():
        lines += ["", f"{head}:", *(" ".join(map(str, row)) for row in rows)]
    path.write_text("\n".join([*lines, "", "END.", ""]), encoding="utf-8")


def write_solution(path: Path, lectures: list[Lecture]) -> None:
    """One line a lecture: course, room, day, period."""
    path.write_text("".join(f"{c} {r} {d} {p}\n" for c, r, d, p in lectures), encoding="utf-8")


def read_solution(path: Path) -> list[Lecture]:
    """The lectures of a solution file; raises FormatError."""
    found: list[Lecture] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        words = line.split()
        if words and (len(words) != 4 or not (words[2] + words[3]).isdigit()):
            raise FormatError(f"{path}, line {number}: not “course room day period”")
        found += [(words[0], words[1], int(words[2]), int(words[3]))] if words else []
    return found
