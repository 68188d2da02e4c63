"""Whether an entry can be right, field by field: one set of rules behind the form, the import and the services."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.dates import DateFault, DateUnreadable, PartialDate, Precision, academic_year
from core.identity import IdentifierRefused, read_identifier
from core.names import PREFIX_WORDS, NameRefused, check_english_name, check_thai_name, split_prefix
from core.refusals import Refused
from core.text import TextRefused, normalize_thai, to_arabic_digits
from enrollment.entries import NO_FAMILY_NAME, BarrierEntry, PersonEntry
from enrollment.enums import Aptitude, BarrierKind, CaseType, Education, Grade, PhoneOwner, Reason

YOUNGEST, OLDEST = 5, 80  # years of age that a birth date may give
YEARS_BACK = 40  # academic years before the present one that may be a person's last
_PREFIX = re.compile(r"[ก-๎. ]+")
_PHONE = re.compile(r"\+?[0-9][0-9 /,-]*")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one field is refused. `faults.words_for` says it; the value itself is never part of it."""

    field: str
    code: str


class EntryRefused(Refused):
    """Something in the entry cannot be right; `faults` says what, field by field."""

    sentence = _("Some fields cannot be right.")
    remedy = _("Correct the marked fields and save again.")

    def __init__(self, faults: Collection[Fault]) -> None:
        super().__init__(fields=sorted({fault.field for fault in faults}))
        self.faults = tuple(faults)


class WrongValue(ValueError):
    """A rule of this module that a value breaks."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Known:
    """What the rules need to know besides the entry: today, and the codes of the courses there are."""

    today: date
    courses: frozenset[str]


def checked(entry: PersonEntry, known: Known) -> PersonEntry:
    """The entry in normal form; raises EntryRefused with every fault it has, not only the first.

    Faults of the first guardian are of fields `guardian_…`, of the further ones of `guardian2_…`, `guardian3_…`.
    """
    values, faults = _apply(PERSON_RULES, entry, known, "")
    guardian = entry.guardian
    if guardian is not None:
        parts, more = _apply(GUARDIAN_RULES, guardian, known, "guardian_")
        faults += more
        guardian = replace(guardian, **parts)
    others = entry.other_guardians
    if others is not None:
        judged = [_apply(OTHER_RULES, one, known, f"guardian{n}_") for n, one in enumerate(others, start=2)]
        faults += [fault for _, more in judged for fault in more]
        others = tuple(replace(one, **parts) for one, (parts, _) in zip(others, judged, strict=True))
    if faults:
        raise EntryRefused(faults)
    return replace(entry, **values, guardian=guardian, other_guardians=others)


def _apply(
    rules: dict[str, Rule], entry: Any, known: Known, label: str
) -> tuple[dict[str, Any], list[Fault]]:
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, rule in rules.items():
        try:
            values[name] = rule(getattr(entry, name), known)
        except (NameRefused, IdentifierRefused, DateUnreadable, TextRefused, WrongValue) as wrong:
            faults.append(Fault(label + name, str(wrong.code)))
    return values, faults


Rule = Callable[[Any, Known], Any]


def _prefix(value: str, known: Known) -> str:
    """A known prefix in its full form; another one (ว่าที่ร้อยตรี) as written."""
    text = normalize_thai(value)
    found, rest = split_prefix(text)
    if found and not rest:
        return PREFIX_WORDS[found].thai
    if not text:
        raise WrongValue("prefix_missing")
    if len(text) > 40 or not _PREFIX.fullmatch(text):
        raise WrongValue("prefix_unknown")
    return text


def _given_name(value: str, known: Known) -> str:
    return check_thai_name(value)


def _family_name(value: str, known: Known) -> str:
    if normalize_thai(value) in {NO_FAMILY_NAME, "–", "—"}:
        return ""
    if not value.strip():
        raise WrongValue("family_name_missing")
    return check_thai_name(value)


def _name_en(value: str, known: Known) -> str:
    return check_english_name(value) if value.strip() else ""


def _identifier(value: str, known: Known) -> str:
    return read_identifier(value).value if value.strip() else ""


def _birth(value: PartialDate | None, known: Known) -> PartialDate | None:
    if value is None:
        return None
    if value.precision is Precision.YEAR_UNKNOWN:
        raise DateUnreadable(DateFault.YEAR_MISSING, "")
    first, last = birth_window(known.today)
    span = value.span
    if span is None or span[1] < first or span[0] > last:
        raise DateUnreadable(DateFault.OUTSIDE_WINDOW, "")
    return value


def birth_window(today: date) -> tuple[date, date]:
    """First and last day on which a person in the register can have been born."""
    return date(today.year - OLDEST, 1, 1), today - timedelta(days=YOUNGEST * 365)


def _one_of(choices: type[TextChoices], *, or_none: bool = False) -> Rule:
    def rule(value: str, known: Known) -> str:
        if value not in choices.values and not (or_none and value == ""):
            raise WrongValue("unknown_choice")
        return value

    return rule


def _academic_year(value: int | None, known: Known) -> int | None:
    present = academic_year(known.today)
    if value is not None and not present - YEARS_BACK <= value <= present + 1:
        raise WrongValue("academic_year_outside")
    return value


def _some_of(choices: type[TextChoices]) -> Rule:
    def rule(value: Collection[str], known: Known) -> tuple[str, ...]:
        if not set(value) <= set(choices.values):
            raise WrongValue("unknown_choice")
        return tuple(dict.fromkeys(value))

    return rule


def _barriers(value: Collection[BarrierEntry], known: Known) -> tuple[BarrierEntry, ...]:
    """Each kind once, in their order; a paper not yet seen is no paper."""
    kinds = [barrier.kind for barrier in value]
    if not set(kinds) <= set(BarrierKind.values) or len(set(kinds)) < len(kinds):
        raise WrongValue("unknown_choice")
    if any(barrier.seen_on and barrier.seen_on > known.today for barrier in value):
        raise WrongValue("in_the_future")
    return tuple(sorted(value, key=lambda barrier: BarrierKind.values.index(barrier.kind)))


def _interests(value: Collection[str], known: Known) -> tuple[str, ...]:
    if not set(value) <= known.courses:
        raise WrongValue("unknown_course")
    return tuple(dict.fromkeys(value))


def _text(longest: int) -> Rule:
    """Free text in normal form that fits its column: SQLite would store what PostgreSQL refuses."""

    def rule(value: str, known: Known) -> str:
        text = normalize_thai(value) if value else ""
        if len(text) > longest:
            raise WrongValue("too_long")
        return text

    return rule


def _phone(value: str, known: Known) -> str:
    """One or several numbers as written, in ASCII digits; 9 digits (a landline) are the fewest."""
    text = to_arabic_digits(normalize_thai(value)) if value else ""
    if not text:
        return ""
    if not _PHONE.fullmatch(text) or sum(map(str.isdigit, text)) < 9 or len(text) > 40:
        raise WrongValue("not_a_phone")
    return text


def _guardian_name(value: str, known: Known) -> str:
    text = _text(200)(value, known)
    if not text:
        raise WrongValue("guardian_name_missing")
    return str(text)


def _not_in_future(value: date | None, known: Known) -> date | None:
    if value is not None and value > known.today:
        raise WrongValue("in_the_future")
    return value


PERSON_RULES: dict[str, Rule] = {
    "prefix": _prefix,
    "given_name": _given_name,
    "family_name": _family_name,
    "name_en": _name_en,
    "identifier": _identifier,
    "birth": _birth,
    "case_type": _one_of(CaseType),
    "education": _one_of(Education),
    "grade": _one_of(Grade, or_none=True),
    "academic_year": _academic_year,
    "reasons": _some_of(Reason),
    "interests": _interests,
    "aptitudes": _some_of(Aptitude),
    "address": _text(200),
    "phone": _phone,
    "phone_owner": _one_of(PhoneOwner, or_none=True),
    "barriers": _barriers,
}
GUARDIAN_RULES: dict[str, Rule] = {
    "name": _guardian_name,
    "relation": _text(60),
    "phone": _phone,
    "consent_training_on": _not_in_future,
    "consent_data_on": _not_in_future,
}
OTHER_RULES: dict[str, Rule] = {name: GUARDIAN_RULES[name] for name in ("name", "relation", "phone")}
