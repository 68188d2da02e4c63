"""Whether a name is spelled with the letters of its script; the normal form of one that is."""

import re
from enum import StrEnum

from core.text import TextRefused, normalize_thai

MAX_NAME_LENGTH = 100
_THAI_NAME = re.compile(r"[ก-ฮเ-ไ][ก-ฮะ-ฺเ-์]*(?:(?:[ .-]|\. )[ก-ฮเ-ไ][ก-ฮะ-ฺเ-์]*)*\.?")
_ENGLISH_NAME = re.compile(r"[A-Za-z]+(?:(?:[ '.-]|\. )[A-Za-z]+)*\.?")
_DOUBLED_VOWEL = re.compile("[ะ-ฺ]{2}|[่-๋]{2}|[เ-ไ](?![ก-ฮ])")
_ALLOWED_PAIRS = re.compile("ัะ")


class NameFault(StrEnum):
    """Why a name was refused; the edge turns it into words."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    CONTROL_CHARACTER = "control_character"
    NOT_THAI = "not_thai"
    NOT_LATIN = "not_latin"
    BROKEN_SPELLING = "broken_spelling"


class NameRefused(ValueError):
    """A name that cannot be written so; says which fact is wrong and never the name."""

    def __init__(self, code: NameFault) -> None:
        super().__init__(code.value)
        self.code = code


def check_thai_name(text: str) -> str:
    """The Thai name in normal form; raises NameRefused for digits, other scripts or a slipped vowel."""
    name = _normal(text)
    if not _THAI_NAME.fullmatch(name):
        raise NameRefused(NameFault.NOT_THAI)
    if _DOUBLED_VOWEL.search(_ALLOWED_PAIRS.sub("ะ", name)):
        raise NameRefused(NameFault.BROKEN_SPELLING)
    return name


def check_english_name(text: str) -> str:
    """The romanized name in normal form: ASCII letters, space, ' - and dot; raises NameRefused."""
    name = _normal(text).replace("\u2019", "'")
    if not _ENGLISH_NAME.fullmatch(name):
        raise NameRefused(NameFault.NOT_LATIN)
    return name


def _normal(text: str) -> str:
    try:
        name = normalize_thai(text)
    except TextRefused:
        raise NameRefused(NameFault.CONTROL_CHARACTER) from None
    if not name:
        raise NameRefused(NameFault.EMPTY)
    if len(name) > MAX_NAME_LENGTH:
        raise NameRefused(NameFault.TOO_LONG)
    return name
