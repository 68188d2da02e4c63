"""What a row would do to the registry: new, changed, unchanged, possibly somebody already there, or refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.names import phonetic_key
from enrollment.entries import PersonEntry
from enrollment.importing.frozen import freeze
from enrollment.importing.rows import Problem, ReadRow


class Verdict(models.TextChoices):
    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    DUPLICATE = "duplicate", _("Possible duplicate")
    REFUSED = "refused", _("Refused")


@dataclass(frozen=True, slots=True)
class Registered:
    """A person in the registry whom the uploader may see."""

    pk: str
    name: str
    version: int
    entry: PersonEntry


@dataclass(frozen=True, slots=True)
class Someone:
    """Whoever a row may be about a second time: a registered person, or an earlier row of the file."""

    given: str
    family: str
    birth: str
    school: int | None
    person: str = ""
    row: int = 0


@dataclass(slots=True)
class Registry:
    """The registry as far as the uploader sees it. `taken` are numbers of people they do not see.

    `alike` grows with the rows of the file, so that a row also meets the rows before it.
    """

    by_number: Mapping[str, Registered]
    taken: frozenset[str]
    alike: dict[tuple[str, str], list[Someone]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    def add(self, someone: Someone) -> None:
        self.alike.setdefault(sound_of(someone.given, someone.family), []).append(someone)


def sound_of(given: str, family: str) -> tuple[str, str]:
    """Names that are read alike have one key; one without Thai letters keeps its spelling."""
    return phonetic_key(given) or given, phonetic_key(family) or family


def judge(rows: Iterable[ReadRow], registry: Registry, heading: str) -> Iterable[dict[str, Any]]:
    """For each row its record as JSON: verdict, entry, changes, problems, people it may be."""
    for row in rows:
        yield _judged(row, registry, heading)


def _judged(row: ReadRow, registry: Registry, heading: str) -> dict[str, Any]:
    record: dict[str, Any] = {"row": row.number, "name": row.name}
    entry = row.entry
    if entry is None:
        return record | refused(row.problems)
    if fault := _number_fault(row.number, entry.identifier, registry):
        return record | refused([Problem("identifier", heading, _tail(entry.identifier), fault)])
    known = registry.by_number.get(entry.identifier)
    if known:
        return record | _compared(entry, row.stated, known)
    someone = _someone(entry, row.number)
    likely = [other for other in registry.alike.get(sound_of(*_name(entry)), ()) if _may_be(someone, other)]
    registry.add(someone)
    verdict = Verdict.DUPLICATE if likely else Verdict.NEW
    near = [
        {"person": other.person, "row": other.row, "name": f"{other.given} {other.family}"}
        for other in likely
    ]
    return record | {"verdict": verdict, "entry": freeze(entry), "near": near[:5]}


def refused(problems: Iterable[Problem]) -> dict[str, Any]:
    """The part of a record that says why a row is left out."""
    listed = [{"field": p.field, "heading": p.heading, "value": p.value, "code": p.code} for p in problems]
    return {"verdict": Verdict.REFUSED, "problems": listed}


def _number_fault(row: int, number: str, registry: Registry) -> str:
    if not number:
        return ""
    if number in registry.taken:
        return "already_registered"
    first = registry.numbers.setdefault(number, row)
    return "" if first == row else "twice_in_file"


def _tail(number: str) -> str:
    return "x" * (len(number) - 3) + number[-3:]


def _compared(entry: PersonEntry, stated: Iterable[str], known: Registered) -> dict[str, Any]:
    """Field by field what the row states otherwise than the registry; an empty cell states nothing."""
    before = freeze(known.entry)
    after = freeze(_keeping_guardian(entry, known.entry))
    named = {"prefix", "given_name", "family_name", *stated} - {"identifier"}
    named = {"guardian" if name.startswith("guardian") else name for name in named}
    before["family_name"] = before["family_name"].strip("-")
    changes = {name: [before[name], after[name]] for name in sorted(named) if before[name] != after[name]}
    verdict = Verdict.CHANGED if changes else Verdict.UNCHANGED
    return {"verdict": verdict, "person": known.pk, "version": known.version, "changes": changes}


def _keeping_guardian(entry: PersonEntry, known: PersonEntry) -> PersonEntry:
    """A row that repeats the guardian's name and leaves a cell empty does not wipe what is recorded."""
    new, old = entry.guardian, known.guardian
    if new is None or old is None or new.name != old.name:
        return entry
    guardian = replace(
        new,
        relation=new.relation or old.relation,
        phone=new.phone or old.phone,
        consent_training_on=new.consent_training_on or old.consent_training_on,
        consent_data_on=new.consent_data_on or old.consent_data_on,
    )
    return replace(entry, guardian=guardian)


def _name(entry: PersonEntry) -> tuple[str, str]:
    return entry.given_name, entry.family_name


def _someone(entry: PersonEntry, row: int) -> Someone:
    birth = str(entry.birth) if entry.birth else ""
    return Someone(*_name(entry), birth=birth, school=entry.school.pk if entry.school else None, row=row)


def _may_be(one: Someone, other: Someone) -> bool:
    """Names that sound alike, and the same birth date or the same school."""
    same_birth = bool(one.birth) and one.birth == other.birth
    return same_birth or (one.school is not None and one.school == other.school)
