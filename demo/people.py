"""Invented leavers: names from the lists, identifiers with a right check digit in a district that does not exist."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from agencies.models import Agency, Place
from core.dates import PartialDate, to_buddhist
from core.identity import citizen_check_digit
from core.names import PREFIX_WORDS
from core.names.splitting import Prefix
from demo.names import BOYS, FAMILIES, GIRLS, DemoName
from demo.world import World
from enrollment.entries import GuardianEntry, PersonEntry

NO_DISTRICT = "5199"  # digits 2–5 of a citizen ID name the registering district; Lamphun has 5101 to 5108
REASONS = (  # as schools write them, with rough weights
    ("ฐานะยากจน", 34), ("ไม่ประสงค์เรียนต่อ", 22), ("ดูแลครอบครัว", 14), ("ทำงาน", 12), ("โรงเรียนไกล", 7),
    ("สุขภาพ", 4), ("ตั้งครรภ์", 3), ("ไม่มีที่เรียน", 2), ("อื่นๆ", 2),
)  # fmt: skip
RELATIONS = ("บิดา", "มารดา", "ตา", "ยาย", "ย่า", "ลุง", "ป้า", "พี่สาว")


@dataclass(frozen=True, slots=True)
class Leaver:
    """One invented person as the school's list knows them."""

    school: Agency
    prefix: Prefix
    given: DemoName
    family: DemoName
    born: date
    number: str
    left_early: bool
    academic_year: int
    reasons: tuple[str, ...]
    interests: tuple[str, ...]
    place: Place
    address: str
    phone: str
    needs_lodging: bool
    is_poor: bool
    guardian: str
    relation: str
    consent: date | None

    @property
    def name_en(self) -> str:
        return f"{self.given.english} {self.family.english}"


def invent(
    world: World,
    school: Agency,
    *,
    academic_year: int,
    interests: tuple[str, ...],
    at_start: date,
    listed: date,
    eligible: bool = False,
) -> Leaver:
    """One leaver of the school: mostly 15 to 17 at the run's start; with `eligible`, always."""
    rng = world.rng
    is_boy = rng.random() < 0.58
    given, family = rng.choice(BOYS if is_boy else GIRLS), rng.choice(FAMILIES)
    born = _birth(world, at_start, eligible=eligible)
    parent = rng.choice(BOYS + GIRLS)
    return Leaver(
        school=school,
        prefix=_prefix(is_boy, born, listed),
        given=given,
        family=family,
        born=born,
        number=_number(world, to_buddhist(listed.year), always=eligible),
        left_early=not eligible and rng.random() < 0.05,
        academic_year=academic_year,
        reasons=_reasons(world),
        interests=interests,
        place=_home(world, school),
        address=f"{rng.randint(1, 240)}{rng.choice(('', '/1', '/2'))} หมู่ {rng.randint(1, 14)}",
        phone=f"000-{rng.randint(0, 999):03d}-{rng.randint(0, 9999):04d}" if rng.random() < 0.9 else "",
        needs_lodging=rng.random() < 0.15,
        is_poor=rng.random() < 0.2,
        guardian=f"{parent.thai} {family.thai}",
        relation=rng.choice(RELATIONS),
        consent=world.day_between(date(listed.year, listed.month, 1), listed)
        if rng.random() < 0.85
        else None,
    )


def entry_of(person: Leaver, **facts: Any) -> PersonEntry:
    """What a form would say of the person; `facts` go before what was invented."""
    said: dict[str, Any] = {
        "prefix": PREFIX_WORDS[person.prefix].thai,
        "given_name": person.given.thai,
        "family_name": person.family.thai,
        "name_en": person.name_en,
        "birth": PartialDate.exact(person.born),
        "place": person.place,
        "address": person.address,
        "phone": person.phone,
        "needs_lodging": person.needs_lodging,
        "guardian": GuardianEntry(person.guardian, person.relation),
    }
    return PersonEntry(**said | facts)


def _birth(world: World, at_start: date, *, eligible: bool) -> date:
    """15 to 17 at the start for most; a few older, a few still too young for any course."""
    chance = 0.5 if eligible else world.rng.random()
    youngest, oldest = (15, 17) if chance < 0.90 else (18, 19) if chance < 0.96 else (14, 14)
    first = at_start.replace(year=at_start.year - oldest - 1, day=min(at_start.day, 28))
    last = at_start.replace(year=at_start.year - youngest, day=min(at_start.day, 28))
    return world.day_between(date.fromordinal(first.toordinal() + 2), date.fromordinal(last.toordinal() - 2))


def _prefix(is_boy: bool, born: date, on: date) -> Prefix:
    grown = (on.year - born.year) - ((on.month, on.day) < (born.month, born.day)) >= 15
    return (Prefix.MR if grown else Prefix.BOY) if is_boy else (Prefix.MISS if grown else Prefix.GIRL)


def _number(world: World, year: int, *, always: bool) -> str:
    """A citizen ID, for some a G-code, for a few nothing."""
    chance = 0.5 if always else world.rng.random()
    running = world.next_number()
    if chance < 0.05:
        return f"G{year % 100:02d}51{99_000_000 + running:08d}"
    if chance < 0.09:
        return ""
    twelve = f"1{NO_DISTRICT}{running:07d}"
    return f"{twelve}{citizen_check_digit(twelve)}"


def _reasons(world: World) -> tuple[str, ...]:
    words, weights = zip(*REASONS, strict=True)
    return tuple(dict.fromkeys(world.rng.choices(words, weights, k=world.rng.choice((1, 1, 2)))))


def _home(world: World, school: Agency) -> Place:
    """A subdistrict of the school's district, usually the school's own."""
    if world.rng.random() < 0.6:
        return school.place
    return world.rng.choice(list(Place.objects.filter(parent=school.place.parent).order_by("code")))


def prefix_as_written(prefix: Prefix, *, short: bool) -> str:
    words = PREFIX_WORDS[prefix]
    return words.thai_short if short else words.thai
