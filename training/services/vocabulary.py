"""The words that courses are described with: qualifications, kinds of rooms and of equipment, protective gear."""

from datetime import datetime
from typing import TypeVar

from django.db import transaction

from agencies.models import User
from core import audit
from training.models import Gear, RoomKind, Skill
from training.models.base import Named

Word = TypeVar("Word", Gear, RoomKind, Skill)


def add_skill(*, code: str, name_th: str, name_en: str, by: User | None, at: datetime) -> Skill:
    """Enter a qualification into the vocabulary; one that is there already is returned as it is."""
    return _add(Skill, "skill.added", code, name_th, name_en, by, at)


def add_room_kind(*, code: str, name_th: str, name_en: str, by: User | None, at: datetime) -> RoomKind:
    """Enter a kind of room into the vocabulary; one that is there already is returned as it is."""
    return _add(RoomKind, "room_kind.added", code, name_th, name_en, by, at)


def add_gear(*, code: str, name_th: str, name_en: str, by: User | None, at: datetime) -> Gear:
    """Enter a piece of protective gear into the vocabulary; one that is there already is returned as it is."""
    return _add(Gear, "gear.added", code, name_th, name_en, by, at)


@transaction.atomic
def rename_word(
    word: Named,
    *,
    name_th: str,
    name_en: str,
    by: User | None,
    at: datetime,
) -> None:
    """Call a word otherwise wherever it stands, at every centre. Its code stays: lists are matched by it."""
    before = [word.name_th, word.name_en]
    word.name_th, word.name_en = name_th, name_en
    word.save(update_fields=["name_th", "name_en"])
    audit.record("word.renamed", word, by=by, at=at, before=before, after=[name_th, name_en])


@transaction.atomic
def _add(
    words: type[Word], action: str, code: str, name_th: str, name_en: str, by: User | None, at: datetime
) -> Word:
    names = {"name_th": name_th, "name_en": name_en}
    word, created = words._default_manager.get_or_create(code=code, defaults=names)
    if created:
        audit.record(action, word, by=by, at=at)
    return word
