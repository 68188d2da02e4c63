"""People as the engine compares them, and the normal forms in which two writings of one fact are equal."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from core.names import PREFIX_WORDS, Prefix, phonetic_key, split_prefix
from core.text import TextRefused, normalize_thai

MALE, FEMALE, UNTOLD = 1, 2, 0
_SEX = {Prefix.BOY: MALE, Prefix.MR: MALE, Prefix.NOVICE: MALE} | dict.fromkeys(
    (Prefix.GIRL, Prefix.MISS, Prefix.MRS), FEMALE
)
_SEX_OF_WORD = {PREFIX_WORDS[prefix].thai: sex for prefix, sex in _SEX.items()}
_SPACES = re.compile(r"[\s.-]+")
_NUMBER = re.compile("[0-9]{9,}")
_NATIONAL = 9  # digits of a telephone number from its end that tell it from others: +66 and 0 are left out


@dataclass(frozen=True, slots=True)
class Born:
    """A birth date as well as it is known, C.E.; 0 where the month or the day is not."""

    year: int
    month: int = 0
    day: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """One person as a register has them; an empty value says nothing. `key` is the caller's.

    `citizen` (13 digits) and `g_code` are in normal form and stay out of the repr: a log line cannot hold them.
    """

    key: str
    given: str
    family: str = ""
    name_en: str = ""
    sex: int = UNTOLD
    born: Born | None = None
    citizen: str = field(default="", repr=False)
    g_code: str = field(default="", repr=False)
    school: str = ""
    guardian: str = ""
    phone: str = ""
    place: str = ""


def sex_of(prefix: str) -> int:
    """The sex that a prefix tells; UNTOLD for ranks and titles."""
    return _SEX_OF_WORD.get(prefix, UNTOLD)


def normal_name(name: str) -> str:
    """A name without the spaces, dots and hyphens that people write differently."""
    try:
        return _SPACES.sub("", normalize_thai(name)).casefold()
    except TextRefused:
        return ""


def normal_latin(name: str) -> str:
    """The letters of a romanized name."""
    return "".join(filter(str.isalpha, name)).casefold()


def normal_guardian(name: str) -> str:
    """How a guardian's full name is read, without its prefix: it is written down by ear."""
    try:
        bare = normal_name(split_prefix(name)[1])
    except TextRefused:
        return ""
    return phonetic_key(bare) or bare


def normal_phone(phone: str) -> str:
    """The last nine digits of the first number written."""
    first = re.split("[,/]", phone)[0]
    digits = "".join(filter(str.isdigit, first))
    return digits[-_NATIONAL:] if _NUMBER.fullmatch(digits) else ""


NORMAL_FORMS: dict[str, Callable[[str], str]] = {
    "given": normal_name,
    "family": normal_name,
    "name_en": normal_latin,
    "school": str,
    "guardian": normal_guardian,
    "phone": normal_phone,
    "place": str,
}


@dataclass(frozen=True, slots=True)
class Population:
    """How many people there are, and how often each value of a fact occurs among them (in normal form)."""

    people: int
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
