"""What the Labour Protection Act B.E. 2541 lets a child do in a firm, day by day: plain Python.

Under 15 nobody works; under 18 the labour inspector is told, no work between 22:00 and 06:00, no overtime, nothing
hazardous (sections 44, 45, 47, 48, 49). A limit ends on the birthday itself, so a birthday during the placement is
seen. Every figure is a setting: `YoungWork`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from core.dates import PartialDate, age_range_on, birthday_of_age
from training.rules.codes import Verdict

_DAY = 24 * 60


class Hazard(StrEnum):
    """Kinds of work of section 49."""

    METAL = "metal"
    HEAT_NOISE = "heat_noise"
    CHEMICALS = "chemicals"
    GERMS = "germs"
    EXPLOSIVES = "explosives"
    LIFTING_GEAR = "lifting_gear"
    POWER_SAW = "power_saw"
    UNDERGROUND = "underground"
    RADIATION = "radiation"
    MOVING_MACHINES = "moving_machines"
    HEIGHTS = "heights"


class YoungRule(StrEnum):
    """One rule each; in the order in which they are reported."""

    WORKING_AGE = "working_age"
    NIGHT = "night"
    OVERTIME = "overtime"
    HAZARD = "hazard"
    INSPECTOR = "inspector"


@dataclass(frozen=True, slots=True)
class YoungWork:
    """The limits, in years, clock times and minutes a day, and the kinds of work that count as hazardous."""

    working_age: int = 15
    adult_age: int = 18
    night_from: time = time(22)
    night_until: time = time(6)
    minutes_a_day: int = 480
    hazards: frozenset[Hazard] = frozenset(Hazard)


@dataclass(frozen=True, slots=True)
class WorkFacts:
    """A stay in a firm. `ends` at or before `starts` lies on the next day; `birth` is None where nobody knows it."""

    birth: PartialDate | None
    first_day: date
    last_day: date
    starts: time
    ends: time
    minutes_a_day: int
    hazards: frozenset[Hazard] = frozenset()
    inspector_told_on: date | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says: failed refuses the stay, unknown is still to be seen to. `free_on` ends the limit."""

    rule: YoungRule
    verdict: Verdict
    fact: str | int | tuple[str, ...] | None
    required: str | int | None
    basis: str
    free_on: date | None = None


def judge_young_work(facts: WorkFacts, limits: YoungWork) -> tuple[Finding, ...]:
    """The rules that do not pass; nothing for somebody who is an adult from the first day on."""
    return tuple(_findings(facts, limits))


def refuses(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings that keep the person out; what remains is to be seen to while the stay goes on."""
    return tuple(one for one in findings if one.rule is not YoungRule.INSPECTOR)


def may_be_younger(birth: PartialDate | None, day: date, years: int) -> bool:
    """Whether the person may be younger than `years` on `day`; yes where the birth date leaves it open."""
    ages = age_range_on(birth, day) if birth else None
    return ages is None or ages.lowest < years


def _findings(facts: WorkFacts, limits: YoungWork) -> Iterator[Finding]:
    if may_be_younger(facts.birth, facts.first_day, limits.working_age):
        yield _too_young(facts, limits)
    if not may_be_younger(facts.birth, facts.first_day, limits.adult_age):
        return
    free_on = _birthday(facts.birth, limits.adult_age)
    if _meets_night(facts.starts, facts.ends, limits):
        shown = f"{facts.starts:%H:%M}–{facts.ends:%H:%M}"
        window = f"{limits.night_from:%H:%M}–{limits.night_until:%H:%M}"
        yield Finding(YoungRule.NIGHT, Verdict.FAILED, shown, window, "47", free_on)
    if facts.minutes_a_day > limits.minutes_a_day:
        minutes = facts.minutes_a_day, limits.minutes_a_day
        yield Finding(YoungRule.OVERTIME, Verdict.FAILED, *minutes, "48", free_on)
    if flagged := tuple(sorted(facts.hazards & limits.hazards)):
        yield Finding(YoungRule.HAZARD, Verdict.FAILED, flagged, None, "49", free_on)
    if facts.inspector_told_on is None:
        yield Finding(YoungRule.INSPECTOR, Verdict.UNKNOWN, None, None, "45", free_on)


def _too_young(facts: WorkFacts, limits: YoungWork) -> Finding:
    """Too young for certain, or not known to be old enough: a person must ask for the birth date first."""
    ages = age_range_on(facts.birth, facts.first_day) if facts.birth else None
    certain = ages is not None and ages.highest < limits.working_age
    verdict = Verdict.FAILED if certain else Verdict.UNKNOWN
    free_on = _birthday(facts.birth, limits.working_age)
    return Finding(YoungRule.WORKING_AGE, verdict, ages and ages.highest, limits.working_age, "44", free_on)


def _birthday(birth: PartialDate | None, years: int) -> date | None:
    exact = birth.as_date if birth else None
    return birthday_of_age(exact, years) if exact else None


def _meets_night(starts: time, ends: time, limits: YoungWork) -> bool:
    """Whether any minute of the working day falls into the night; ending as it begins is no minute of it."""
    first, last = _stretch(starts, ends)
    begin, end = _stretch(limits.night_from, limits.night_until)
    return any(first < end + days * _DAY and last > begin + days * _DAY for days in (-1, 0, 1))


def _stretch(starts: time, ends: time) -> tuple[int, int]:
    """The minutes of a day at which it begins and ends; past midnight the count goes on."""
    first, last = (clock.hour * 60 + clock.minute for clock in (starts, ends))
    return first, last if last > first else last + _DAY
