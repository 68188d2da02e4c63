"""What the schools say of the whole class: what the others do, and how many finished."""

from collections.abc import Sequence

from django.db import transaction

from agencies.models import Agency
from core.dates import age_on
from demo.dates import moment
from demo.world import Cast, World
from enrollment.enums import PathKind, PathSource
from enrollment.models import Graduate
from enrollment.queries.completeness import finishers, staying
from enrollment.queries.rosters import class_year
from enrollment.services.rosters import declare_class, record_path

PATHS = (  # kind, in whose words, detail
    (PathKind.CONTINUES, PathSource.SCHOOL, "วิทยาลัยเทคนิคดอยสมมติ ปวช. 1"),
    (PathKind.CONTINUES, PathSource.PUPIL, "สกร. ใกล้บ้าน (สมมติ)"),
    (PathKind.WORKS, PathSource.GUARDIAN, "ช่วยอู่ซ่อมรถของอา (สมมติ)"),
    (PathKind.WORKS, PathSource.PUPIL, "ร้านอาหารในตลาด (สมมติ)"),
    (PathKind.FAMILY, PathSource.GUARDIAN, "ช่วยสวนลำไยของครอบครัว"),
    (PathKind.AWAY, PathSource.TEACHER, "ย้ายตามผู้ปกครองไปต่างจังหวัด"),
)
EMPLOYABLE = 15
NOTHING_YET, IN_WORK = (
    (1, 7),
    (2, 9),
)  # of every 12 schools; the first two have not confirmed their lists either


def plan_others(world: World, cast: Cast, people: Sequence[Graduate]) -> int:
    """Counsellors note what some do whom nobody refers: school, work, family. Returns how many."""
    free = [person for person in people if not person.referrals.exists()]
    chosen = free[::2]  # for the others nothing is on its way
    with transaction.atomic():
        for person in chosen:
            _note(world, cast, person)
    return len(chosen)


def _note(world: World, cast: Cast, person: Graduate) -> None:
    day = world.dates.before_term(20)
    child = person.birth_date is None or age_on(person.birth_date, day) < EMPLOYABLE
    kind, said_by, detail = world.rng.choice(
        [path for path in PATHS if not (child and path[0] == PathKind.WORKS)]
    )
    record_path(
        person, kind=kind, said_by=said_by, said_on=day, detail=detail,
        by=cast.counselor_of[person.school_id or 0], at=moment(day, world.rng.randint(9, 15)),
    )  # fmt: skip


def declare(world: World, cast: Cast) -> dict[str, int]:
    """Most schools report the class, some have begun, some have not. Returns how many of each."""
    told = {"reported": 0, "in work": 0, "nothing": 0}
    with transaction.atomic():
        for number, school in enumerate(cast.schools):
            if number % 12 in NOTHING_YET:
                told["nothing"] += 1
                continue
            done = number % 12 not in IN_WORK
            _declare(world, cast, school, done=done)
            told["reported" if done else "in work"] += 1
    return told


def _declare(world: World, cast: Cast, school: Agency, *, done: bool) -> None:
    """The numbers fit the register; one school in five knows of one or two whom it has not entered."""
    day, rng = world.dates.before_term(18), world.rng
    year = class_year(world.dates.today)
    known = staying(finishers(year)).filter(school=school).count()
    missing = rng.choice((0, 0, 0, 0, rng.randint(1, 2)))
    continuing = rng.randint(60, 140) if school in cast.secondary else rng.randint(8, 25)
    declare_class(
        school, year=year, finished=known + missing + continuing, continuing=continuing, version=0, done=done,
        by=cast.counselor_of[school.pk], at=moment(day, rng.randint(9, 15), rng.randint(0, 59)),
    )  # fmt: skip
