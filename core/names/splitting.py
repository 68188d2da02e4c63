"""Taking a full name apart: prefix, given name and family name. A name may begin like a prefix."""

import re
from enum import StrEnum
from typing import NamedTuple

from core.text import normalize_thai


class Prefix(StrEnum):
    """The prefixes that the registers use, kept apart from the name."""

    BOY = "boy"
    GIRL = "girl"
    MR = "mr"
    MISS = "miss"
    MRS = "mrs"
    NOVICE = "novice"


class PrefixWords(NamedTuple):
    """How one prefix is written."""

    thai: str
    thai_short: str
    english: str


PREFIX_WORDS = {
    Prefix.BOY: PrefixWords("เด็กชาย", "ด.ช.", "Master"),
    Prefix.GIRL: PrefixWords("เด็กหญิง", "ด.ญ.", "Miss"),
    Prefix.MR: PrefixWords("นาย", "นาย", "Mr."),
    Prefix.MISS: PrefixWords("นางสาว", "น.ส.", "Miss"),
    Prefix.MRS: PrefixWords("นาง", "นาง", "Mrs."),
    Prefix.NOVICE: PrefixWords("สามเณร", "สณ.", "Novice"),
}


class PersonName(NamedTuple):
    """A full name in parts; the family name is empty where only one word was given."""

    prefix: Prefix | None
    given: str
    family: str


# A prefix is followed by a space or, attached, by a letter that can begin a word: "นายิกา" has no prefix and
# "นางสาวิตรี" is นาง สาวิตรี. Longer forms stand first; short forms need a dot.
_WORD_BEGINS = "(?: ?(?=[ก-ฮเ-ไ])|$)"
_THAI_FORMS = (
    (re.compile(rf"(?:เด็กชาย|ด\. ?ช\.|ดช\.){_WORD_BEGINS}"), Prefix.BOY),
    (re.compile(rf"(?:เด็กหญิง|ด\. ?ญ\.|ดญ\.){_WORD_BEGINS}"), Prefix.GIRL),
    (re.compile(rf"(?:นางสาว|น\. ?ส\.|นส\.){_WORD_BEGINS}"), Prefix.MISS),
    (re.compile(rf"(?:สามเณร|สณ\.){_WORD_BEGINS}"), Prefix.NOVICE),
    (re.compile(rf"นาย{_WORD_BEGINS}"), Prefix.MR),
    (re.compile(rf"นาง{_WORD_BEGINS}"), Prefix.MRS),
)
_ENGLISH_FORMS = (
    (re.compile(r"master(?: |$)", re.IGNORECASE), Prefix.BOY),
    (re.compile(r"mr(?:\. ?| |$)", re.IGNORECASE), Prefix.MR),
    (re.compile(r"(?:miss|ms\.?)(?: |(?<=\.)|$)", re.IGNORECASE), Prefix.MISS),
    (re.compile(r"mrs(?:\. ?| |$)", re.IGNORECASE), Prefix.MRS),
)
# Given names in use that begin with a prefix; the prefix is theirs only when it stands before them again.
_NAMES_LIKE_PREFIXES = frozenset({"นางฟ้า", "นางนวล", "นางน้อย", "นายฮ้อย", "นายก"})


def split_prefix(text: str) -> tuple[Prefix | None, str]:
    """The prefix, if there is one, and the rest in normal form; raises TextRefused.

    Attached prefixes are usual ("เด็กชายสมชาย"). A few given names begin like one
    ("นางฟ้า") and are left whole.
    """
    name = normalize_thai(text)
    if name.split(" ")[0] in _NAMES_LIKE_PREFIXES:
        return None, name
    for pattern, prefix in (*_THAI_FORMS, *_ENGLISH_FORMS):
        if match := pattern.match(name):
            return prefix, name[match.end() :].strip()
    return None, name


def split_full_name(text: str) -> PersonName:
    """Prefix, given name and family name; words after the first are the family name ("ณ ลำพูน")."""
    prefix, name = split_prefix(text)
    given, _, family = name.partition(" ")
    return PersonName(prefix, given, family)
