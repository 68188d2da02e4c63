"""An invented province for `bench.duplicates`: who is in the register, and who is in it twice.

**Households.** Each has a family name, one guardian (in nine of ten of the same family name), a telephone (in 3 of 100
the teacher's, shared by many pupils), a subdistrict near one of the schools (one school a 1,000 people). A household
has 1, 2 or 3 children (60, 30, 10 of 100); the second is a twin in 3 of 100. Brothers and sisters go to the same
school in 8 of 10; a third of them, and half of the twins, bear names with the same opening. All are born
within six school years.

**Numbers.** 93 of 100 have a citizen ID, 3 a G-code, 4 neither. Running numbers of one registration office follow the
day of birth from a first one that each
office has, so that twins' numbers follow each other. No number was ever issued: digit 2, the first of a province's
code, is 0, and codes begin at 10.

**Gaps.** Missing in the register: school 5, guardian 15, telephone 20, subdistrict 5, romanized name 60, birth date 1,
day of birth 1 of 100.

**The second record** of a person (2 of 100 have one) is made by somebody else at another time: the school is the same,
unsaid or another in 75, 10 and 15 of 100; the guardian the same, unsaid or the other parent in 65, 20 and 15; the
telephone the same, unsaid or changed in 55, 25 and 20; the subdistrict in 85, 10 and 5. It has no number (the wall
against entering a number twice would have refused it) unless the first has none, and one kind of difference from KINDS.
15 of 100 have a second kind as well, drawn from the same list. Nothing else is known of it.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bench.names import family_name, given_name, mistyped, openings, other_spelling
from core.identity import citizen_check_digit
from enrollment.duplicates import FEMALE, MALE, Born, Record

FIRST_DAY, DAYS = date(2006, 5, 17), 6 * 365
TWICE = 0.02
OFFICES = 8
ERAS = (543, -57, -43)


@dataclass(frozen=True, slots=True)
class Province:
    """The records in random order; the true pairs (low, high) with the kind of each; who is kin or twin of whom."""

    records: list[Record]
    truth: dict[tuple[str, str], str]
    households: dict[str, int]
    twins: frozenset[str]


def invent(people: int, seed: int, kinds: tuple[str, ...] = ()) -> Province:
    """A province of about so many records; the same arguments always give the same one."""
    luck = random.Random(seed)
    makers = {kind: KINDS[kind] for kind in kinds or KINDS}
    built = _Builder(luck, people)
    while len(built.records) < people * (1 - TWICE):
        built.household()
    first = built.records[:]
    truth = {}
    for record in luck.sample(first, round(people * TWICE)):
        kind = luck.choice(list(makers))
        former, second = _second(built, record, kind)
        while second.citizen in built.numbers and not former.g_code and former.citizen:  # the wall refuses it
            former, second = _second(built, record, kind)
        built.replace(former)
        truth[record.key, second.key] = kind
        built.households[second.key] = built.households[record.key]
        built.records.append(second)
    records = built.records
    luck.shuffle(records)
    return Province(records, truth, built.households, frozenset(built.twins))


class _Builder:
    """The register as it grows; keys are counted so that the second record of a person is the higher."""

    def __init__(self, luck: random.Random, people: int) -> None:
        self.luck = luck
        self.schools = max(2, people // 1000)
        self.records: list[Record] = []
        self.places: dict[str, int] = {}
        self.households: dict[str, int] = {}
        self.twins: set[str] = set()
        self.given_out: Counter[tuple[str, int]] = Counter()
        self.begun: dict[str, int] = {}
        self.numbers: set[str] = set()
        self.house = 0

    def replace(self, record: Record) -> None:
        self.records[self.places[record.key]] = record

    def household(self) -> None:
        luck, self.house = self.luck, self.house + 1
        (family, latin), school = family_name(luck), luck.randrange(self.schools)
        surname = family if luck.random() < 0.9 else family_name(luck)[0]
        home = Record(
            "", "", family, name_en=latin, school=f"S{school}", guardian=f"{parent(luck)} {surname}",
            phone=self.phone(school), place=f"P{school * 3 + luck.randrange(4)}",
        )  # fmt: skip
        children: list[Record] = []
        for _ in range(luck.choices((1, 2, 3), (60, 30, 10))[0]):
            children.append(self.child(home, children))

    def phone(self, school: int) -> str:
        if self.luck.random() < 0.03:
            return f"08{school:08d}"
        return f"09{self.luck.randrange(10**8):08d}"

    def child(self, home: Record, elders: list[Record]) -> Record:
        luck = self.luck
        twin = len(elders) == 1 and luck.random() < 0.03
        female = luck.random() < 0.5
        given, latin = self.name(female, elders, luck.random() < (0.5 if twin else 0.34))
        self.born = self.born if twin else FIRST_DAY + timedelta(luck.randrange(DAYS))
        school = home.school if luck.random() < 0.8 or not elders else f"S{luck.randrange(self.schools)}"
        record = replace(
            home, key=f"{len(self.records):07d}", given=given, name_en=f"{latin} {home.name_en}", school=school,
            sex=FEMALE if female else MALE, born=Born(self.born.year, self.born.month, self.born.day),
            citizen=self.number(new=not twin),
        )  # fmt: skip
        record = _with_gaps(luck, record)
        if twin:
            self.twins |= {record.key, elders[0].key}
        self.places[record.key] = len(self.records)
        self.records.append(record)
        self.households[record.key] = self.house
        return record

    def name(self, female: bool, elders: list[Record], alike: bool) -> tuple[str, str]:
        """A name that no elder of the house bears, with the opening of the last one if they are to be alike."""
        if not (elders and alike):
            self.opening = openings(self.luck)
        name = given_name(self.luck, female, self.opening)
        return self.name(female, elders, alike) if name[0] in [elder.given for elder in elders] else name

    def number(self, *, new: bool = True) -> str:
        """A number as the office of the place of birth gives it on the day; without `new` the office's next one."""
        if new:
            self.office = f"10{self.luck.choice('1111111123456789')}{self.luck.randrange(OFFICES):02d}"
        begun = self.begun.setdefault(self.office, self.luck.randrange(10**7))
        day = (self.born - FIRST_DAY).days
        self.given_out[self.office, day] += 1
        running = (begun + day * 4_000 + self.given_out[self.office, day]) % 10**7
        body = f"{self.office}{running:07d}"
        number = body + str(citizen_check_digit(body))
        self.numbers.add(number)
        return number


def parent(luck: random.Random) -> str:
    return given_name(luck, luck.random() < 0.7, openings(luck))[0]


def _with_gaps(luck: random.Random, record: Record) -> Record:
    gaps = {"school": 0.05, "guardian": 0.15, "phone": 0.2, "place": 0.05, "name_en": 0.6}
    record = replace(record, **{name: "" for name, share in gaps.items() if luck.random() < share})
    kind = luck.random()
    if kind < 0.07:
        record = replace(record, citizen="", g_code=_g_code(luck) if kind < 0.03 else "")
    precision = luck.random()
    if precision < 0.02 and record.born:
        record = replace(record, born=None if precision < 0.01 else Born(record.born.year, record.born.month))
    return record


def _g_code(luck: random.Random) -> str:
    return f"G{luck.randrange(58, 69)}00{luck.randrange(10**8):08d}"


def _second(built: _Builder, record: Record, kind: str) -> tuple[Record, Record]:
    """The first record as it stays (a kind may need a fact there), and the second."""
    luck = built.luck
    record = _fit_for(built, record, kind)
    second = KINDS[kind](luck, _seen_again(built, record), record)
    if luck.random() < 0.15:
        more = [other for other in KINDS if other not in SPECIAL]
        second = KINDS[luck.choice(more)](luck, second, record)
    return record, second


def _fit_for(built: _Builder, record: Record, kind: str) -> Record:
    luck = built.luck
    if kind in ("third_digit", "other_digit") and not record.citizen:
        built.born = FIRST_DAY
        record = replace(record, citizen=built.number(), g_code="")
    if kind == "g_code_then_number":
        record = replace(record, citizen="", g_code=_g_code(luck))
    if kind in ("swapped_day_month", "era", "month_only", "no_birth") and not (
        record.born and record.born.day
    ):
        record = replace(record, born=Born(2010, luck.randrange(1, 13), luck.randrange(1, 29)))
    if (
        kind == "swapped_day_month"
        and record.born
        and (record.born.day > 12 or record.born.day == record.born.month)
    ):
        record = replace(record, born=replace(record.born, day=record.born.month % 12 + 1))
    if kind == "school_guardian":
        record = replace(
            record, school=record.school or "S0", guardian=record.guardian or f"สมใจ {record.family}"
        )
    return record


def _seen_again(built: _Builder, record: Record) -> Record:
    luck = built.luck
    again = replace(
        record, key=f"{len(built.records):07d}", g_code="", name_en=luck.choice((record.name_en, ""))
    )
    again = replace(
        again,
        school=luck.choices((record.school, "", f"S{luck.randrange(built.schools)}"), (75, 10, 15))[0],
        guardian=luck.choices((record.guardian, "", f"{parent(luck)} {record.family}"), (65, 20, 15))[0],
        phone=luck.choices((record.phone, "", built.phone(0)), (55, 25, 20))[0],
        place=luck.choices((record.place, "", f"P{luck.randrange(built.schools * 3)}"), (85, 10, 5))[0],
    )
    return replace(again, citizen="" if record.citizen else built.number())


Maker = Callable[[random.Random, Record, Record], Record]
"""Takes the second record so far and the first; gives the second with one more difference."""


def _nothing(luck: random.Random, record: Record, first: Record) -> Record:
    return record


def _typo_given(luck: random.Random, record: Record, first: Record) -> Record:
    return replace(record, given=mistyped(luck, record.given, luck.choice((1, 1, 2))))


def _typo_family(luck: random.Random, record: Record, first: Record) -> Record:
    return replace(record, family=mistyped(luck, record.family, luck.choice((1, 1, 2))))


def _typo_both(luck: random.Random, record: Record, first: Record) -> Record:
    return replace(record, given=mistyped(luck, record.given), family=mistyped(luck, record.family))


def _spelling(luck: random.Random, record: Record, first: Record) -> Record:
    """The given name, the family name or both as they are heard."""
    which = luck.choice((("given",), ("family",), ("given", "family")))
    return replace(record, **{name: other_spelling(luck, getattr(record, name)) for name in which})


def _new_family(luck: random.Random, record: Record, first: Record) -> Record:
    return replace(record, family=family_name(luck)[0], name_en="")


def _swapped(luck: random.Random, record: Record, first: Record) -> Record:
    """Day and month changed over, where that is a date."""
    born = record.born
    if born is None or not 0 < born.day <= 12:
        return record
    return replace(record, born=Born(born.year, born.day, born.month))


def _era(luck: random.Random, record: Record, first: Record) -> Record:
    """543 years off, or 57 or 43 where two digits were read in the other era."""
    born = record.born
    return replace(record, born=replace(born, year=born.year + luck.choice(ERAS))) if born else record


def _no_birth(luck: random.Random, record: Record, first: Record) -> Record:
    return replace(record, born=None)


def _month_only(luck: random.Random, record: Record, first: Record) -> Record:
    return replace(record, born=Born(record.born.year, record.born.month)) if record.born else record


def _school_guardian(luck: random.Random, record: Record, first: Record) -> Record:
    """No birth date and a mistyped name, but the school and the guardian are said."""
    known = replace(record, born=None, school=first.school, guardian=first.guardian)
    return _typo_given(luck, known, first)


def _third_digit(luck: random.Random, record: Record, first: Record) -> Record:
    """Digit 3 wrong: the check digit cannot tell."""
    return replace(record, citizen=_with_digit(luck, first.citizen, 2))


def _other_digit(luck: random.Random, record: Record, first: Record) -> Record:
    """One digit wrong, as far as the check digit lets it pass; digit 3 where it lets none."""
    wrong = [
        _with_digit(luck, first.citizen, place)
        for place in (1, 3, 4, 5, 6, 7, 8, 9, 10, 11)
        for _ in range(9)
    ]
    fitting = [n for n in wrong if citizen_check_digit(n[:12]) == int(n[12])]
    return replace(record, citizen=luck.choice(fitting or [_with_digit(luck, first.citizen, 2)]))


def _with_digit(luck: random.Random, number: str, place: int) -> str:
    other = luck.choice([digit for digit in "0123456789" if digit != number[place]])
    return number[:place] + other + number[place + 1 :]


KINDS: dict[str, Maker] = {
    "nothing": _nothing,
    "typo_given": _typo_given,
    "typo_family": _typo_family,
    "typo_both": _typo_both,
    "spelling": _spelling,
    "new_family": _new_family,
    "swapped_day_month": _swapped,
    "era": _era,
    "no_birth": _no_birth,
    "month_only": _month_only,
    "school_guardian": _school_guardian,
    "third_digit": _third_digit,
    "other_digit": _other_digit,
    "g_code_then_number": _nothing,
}
SPECIAL = frozenset({"nothing", "third_digit", "other_digit", "g_code_then_number", "school_guardian"})
"""Kinds that are not added as a second one."""
