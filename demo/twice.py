"""People entered twice: found by the comparison, one pair merged, twins judged different, the others left to judge."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from core.dates import PartialDate
from demo.dates import moment, working_day
from demo.names import BOYS, GIRLS
from demo.world import Cast, StoryBroken, World, work_off
from enrollment.entries import GuardianEntry, PersonEntry, entry_of
from enrollment.enums import PairState
from enrollment.models import DuplicatePair, Graduate
from enrollment.services import mark_different, merge_people, propose_pair, register_graduate, request_scan
from training.calendar import DAY

DOUBLES = 4  # the last one is a twin
LETTERS = (("์", ""), ("ณ", "น"), ("ศ", "ส"), ("ธ", "ท"), ("ั", "ะ"))  # as a name is misheard
WHY_DIFFERENT = "พี่น้องฝาแฝด สอบถามผู้ปกครองทางโทรศัพท์แล้ว"


def tell(world: World, cast: Cast, people: Sequence[Graduate]) -> tuple[int, int, int]:
    """The centre enters some again at a fair and compares; returns records entered, pairs found, people merged."""
    chosen = world.rng.sample([one for one in people if one.birth_date], k=DOUBLES)
    again = _enter(world, cast, chosen)
    at = moment(working_day(world.dates.today - 3 * DAY), 13)
    work_off([request_scan(by=cast.staff, at=at)])
    found = DuplicatePair.objects.filter(state=PairState.PROPOSED).count()
    _judge_twins(cast, chosen[-1], again[-1], at)
    _merge(cast, chosen[0], again[0], at)
    return len(again), found, 1


def _enter(world: World, cast: Cast, chosen: Sequence[Graduate]) -> list[Graduate]:
    day = working_day(world.dates.today - 6 * DAY)
    with transaction.atomic():
        return [
            register_graduate(
                entry=_slip(world, number, person), registered_by=cast.center, by=cast.staff,
                at=moment(day, 10, number),
            )
            for number, person in enumerate(chosen)
        ]  # fmt: skip


def _slip(world: World, number: int, person: Graduate) -> PersonEntry:
    """What was written down at the fair: no number, no school, and something not quite as the school has it."""
    known = entry_of(person)
    guardian = GuardianEntry(known.guardian.name, known.guardian.relation) if known.guardian else None
    slip = replace(known, school=None, name_en="", guardian=guardian, barriers=(), interests=(), reasons=())
    if number == DOUBLES - 1:
        return replace(slip, given_name=_twin(person))
    if number == 0:
        return replace(slip, birth=_swapped(person.birth_date), phone="000-123-0021")
    if number == 1:
        return replace(slip, family_name=_misheard(slip.family_name), phone="")
    return replace(slip, given_name=_misheard(slip.given_name))


def _swapped(born: date | None) -> PartialDate | None:
    """Day and month change places where both can be either."""
    if born is None or born.day > 12:
        return PartialDate.exact(born) if born else None
    return PartialDate(born.year, born.day, born.month)


def _misheard(name: str) -> str:
    for letter, heard in LETTERS:
        if letter in name:
            return name.replace(letter, heard, 1)
    return f"{name}์"


def _twin(person: Graduate) -> str:
    """Another name from the same list, with the same first letter if there is one."""
    names = next(names for names in (BOYS, GIRLS) if any(one.thai == person.given_name for one in names))
    others = [one.thai for one in names if one.thai != person.given_name]
    return next((name for name in others if name[0] == person.given_name[0]), others[0])


def _judge_twins(cast: Cast, one: Graduate, twin: Graduate, at: datetime) -> None:
    """The clerk thought them one; the guardian says they are two."""
    pair = propose_pair(one, twin, by=cast.staff, at=at)
    mark_different(pair, note=WHY_DIFFERENT, by=cast.staff, at=at)


def _merge(cast: Cast, kept: Graduate, gone: Graduate, at: datetime) -> None:
    """The school's record stays; the newer telephone is taken from the other; StoryBroken if no pair was found."""
    keys = [kept.pk, gone.pk]
    if not DuplicatePair.objects.filter(low__in=keys, high__in=keys, state=PairState.PROPOSED).exists():
        raise StoryBroken(f"the comparison has not found {kept.display_name} entered twice")
    merge_people(kept, gone, choices={"phone": "gone"}, by=cast.staff, at=at)
