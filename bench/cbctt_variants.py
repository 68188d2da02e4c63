"""Relatives of CB-CTT instances, for trying parameters out on: what is measured in the end stays unseen.

`python -m bench.cbctt_variants INSTANCE.ctt --seed N --out FILE.ctt` leaves out a tenth of the courses, changes the
size of each by up to a fifth, moves its closed periods to other days, and reads curricula without what is gone.
"""

import argparse
from dataclasses import replace
from pathlib import Path
from random import Random

from bench.cbctt_format import Course, Instance, read_instance, write_instance

LEFT_OUT = 0.1
"""Share of the courses that a variant does without."""

LARGER = 0.2
"""Share by which a course may have more or fewer students."""


def variant(instance: Instance, seed: int) -> Instance:
    """The same variant for the same seed."""
    rng = Random(seed)
    courses = tuple(_resized(course, rng) for course in instance.courses if rng.random() >= LEFT_OUT)
    there = {course.id for course in courses}
    curricula = {name: tuple(c for c in its if c in there) for name, its in instance.curricula.items()}
    return replace(
        instance,
        name=f"{instance.name}-{seed}",
        courses=courses,
        curricula={name: its for name, its in curricula.items() if its},
        closed={
            course: _moved(instance.days, its, rng)
            for course, its in instance.closed.items()
            if course in there
        },
    )


def _resized(course: Course, rng: Random) -> Course:
    return replace(course, students=round(course.students * rng.uniform(1 - LARGER, 1 + LARGER)))


def _moved(days: int, closed: frozenset[tuple[int, int]], rng: Random) -> frozenset[tuple[int, int]]:
    """Closed periods on other days at the same time of day, whole days staying whole."""
    other = rng.sample(range(days), days)
    return frozenset((other[day], period) for day, period in closed)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.cbctt_variants")
    parser.add_argument("instance", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    write_instance(options.out, variant(read_instance(options.instance), options.seed))


if __name__ == "__main__":
    main()
