"""What a row would do to the registry: new, changed, unchanged, possibly somebody already there, or refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.names import phonetic_key
from enrollment.entries import PersonEntry
from enrollment.enums import BarrierKind
from enrollment.importing.frozen import freeze
from enrollment.importing.rows import Problem, Reader, ReadRow

MOST_NEAR = 5  # people shown whom a row may be
NAMES = ("given_name", "family_name", "name_en")
Record = dict[str, Any]


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
    version: int
    entry: PersonEntry


@dataclass(frozen=True, slots=True)
class Holders:
    """Who has the numbers of some rows: people the uploader sees, and the numbers of people they do not see."""

    seen: Mapping[str, Registered]
    unseen: frozenset[str]


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
class Crowd:
    """Everybody the rows are compared with by name; it grows, so that a row also meets the rows before it."""

    alike: dict[tuple[str, str], list[Someone]] = field(default_factory=dict)
    first_row: dict[str, int] = field(default_factory=dict)  # number -> where the file has it first

    def add(self, someone: Someone) -> None:
        self.alike.setdefault(sound_of(someone.given, someone.family), []).append(someone)

    def remember(self, record: Record) -> None:
        """A row judged before the worker was killed."""
        said = record.get("entry")
        if said:
            self.add(_someone(said, record["row"]))
        for key in (record.get("number"), record.get("person"), (said or {}).get("identifier")):
            if key:
                self.first_row.setdefault(key, record["row"])


def sound_of(given: str, family: str) -> tuple[str, str]:
    """Names that are read alike have one key; one without Thai letters keeps its spelling."""
    return _sound(given) or given, _sound(family) or family


_sound = lru_cache(maxsize=100_000)(phonetic_key)


class Judge:
    """Judges the rows of one file in their order. `implied` is what the file says of all its people unsaid."""

    def __init__(self, crowd: Crowd, reader: Reader, implied: Mapping[str, Any]) -> None:
        self._crowd, self._reader, self._implied = crowd, reader, implied

    def judged(self, rows: Iterable[ReadRow], holders: Holders) -> Iterator[Record]:
        """For each row its record as JSON: verdict, entry, changes, problems, people it may be."""
        for row in rows:
            yield {"row": row.number, "name": row.name, **self._judged(row, holders)}

    def _judged(self, row: ReadRow, holders: Holders) -> Record:
        if row.problems:
            return _refused(row.problems)
        number = row.said.get("identifier", "")
        if fault := self._number_fault(row.number, number, holders):
            return _refused([self._reader.problem(row.number, "identifier", number, fault)])
        if known := holders.seen.get(number):
            if (
                self._crowd.first_row.setdefault(known.pk, row.number) != row.number
            ):  # by another number of theirs
                return _refused([self._reader.problem(row.number, "identifier", number, "twice_in_file")])
            return {"number": number, **_compared(row.said, known)}
        said = {**self._implied, **row.said}
        someone = _someone(said, row.number)
        crowd = self._crowd.alike.get(sound_of(someone.given, someone.family), ())
        near = [_near(other) for other in crowd if may_be(someone, other)]
        self._crowd.add(someone)
        found = {"near": near[:MOST_NEAR]} if near else {}
        return {"verdict": Verdict.DUPLICATE if near else Verdict.NEW, "entry": said, **found}

    def _number_fault(self, row: int, number: str, holders: Holders) -> str:
        if not number:
            return ""
        if number in holders.unseen:
            return "already_registered"
        first = self._crowd.first_row.setdefault(number, row)
        return "" if first == row else "twice_in_file"


def _refused(problems: Iterable[Problem]) -> Record:
    listed = [
        {"field": p.field, "column": p.column, "heading": p.heading, "value": p.value, "code": p.code}
        for p in problems
    ]
    return {"verdict": Verdict.REFUSED, "problems": listed}


def _compared(said: Mapping[str, Any], known: Registered) -> Record:
    """Field by field what the row states otherwise than the registry; an empty cell states nothing."""
    before = freeze(known.entry)
    before["family_name"] = before["family_name"].strip("-")
    after = {**said, **_kept_parts(said, before)}
    changes = {
        name: [before[name], after[name]]
        for name in sorted(said)
        if name != "identifier" and before[name] != after[name]
    }
    names = [{name: side.get(name, before[name]) for name in NAMES} for side in (before, after)]
    whole = {"names": names} if set(NAMES) & set(changes) else {}
    verdict = Verdict.CHANGED if changes else Verdict.UNCHANGED
    return {"verdict": verdict, "person": known.pk, "version": known.version, "changes": changes, **whole}


def _kept_parts(said: Mapping[str, Any], before: Mapping[str, Any]) -> Record:
    """A row that repeats the guardian's name and leaves a cell empty does not wipe what is recorded; nor do
    answers about one barrier touch the others, or the same answer the day on which its paper was seen."""
    parts: Record = {}
    new, old = said.get("guardian"), before["guardian"]
    if new and old and new["name"] == old["name"]:
        parts["guardian"] = {name: new[name] or old[name] for name in old}
    if "barriers" in said:
        parts["barriers"] = _barriers(before["barriers"], said["barriers"])
    return parts


def _barriers(before: list[Any], said: list[Any]) -> list[Any]:
    answers = {kind: [kind, holds, day] for kind, holds, day in before}
    for kind, holds, day in said:
        known = answers.get(kind)
        answers[kind] = (
            known if known and known[1] == holds and day in (None, known[2]) else [kind, holds, day]
        )
    return [answers[kind] for kind in BarrierKind.values if kind in answers]


def _someone(said: Mapping[str, Any], row: int) -> Someone:
    return Someone(
        said["given_name"], said["family_name"], said.get("birth", ""), said.get("school"), row=row
    )


def _near(other: Someone) -> Record:
    return {"person": other.person, "row": other.row, "name": f"{other.given} {other.family}"}


def may_be(one: Someone, other: Someone) -> bool:
    """Names that sound alike, and the same birth date or the same school."""
    same_birth = bool(one.birth) and one.birth == other.birth
    return same_birth or (one.school is not None and one.school == other.school)
