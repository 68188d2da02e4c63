"""What is typed to find a person by name, as conditions on the search text of the register."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.db.models.expressions import RawSQL

from core.names import phonetic_key, split_prefix
from core.text import TextRefused, normalize_thai
from enrollment.models import NameLine

MOST_WORDS = 6
GRAM = 3  # letters that the index keeps together
MANY = 30_000  # of so many the first in order are soon met by walking
PRIVATE_USE = 0xE000
_PRIVATE = {code: PRIVATE_USE + code for code in range(128)}
LAST_LETTER = "\U0010ffff"


def search_text(given: str, family: str, name_en: str) -> str:
    """What a person is found by: the Thai name and the romanised one, each without spaces, and how they sound."""
    names = ["".join(part.split()) for part in (given + family, name_en)]
    sounds = [sound_mark(phonetic_key(part)) for part in (given, *family.split())]
    return " ".join([*filter(None, names), *sounds]).casefold()


def sound_mark(key: str) -> str:
    """A sound key in signs that nobody types, so that a romanised name does not meet it."""
    return "~" + key.translate(_PRIVATE)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of what was typed: the ways it may be spelled, and the mark of its sound ("" for none)."""

    spellings: tuple[str, ...]
    sound: str

    @property
    def fragments(self) -> tuple[str, ...]:
        return (*self.spellings, self.sound) if self.sound else self.spellings


@dataclass(frozen=True, slots=True)
class NameSearch:
    """A name as typed: people are found in whom every word is a fragment of the name, or sounds like a part of it."""

    words: tuple[Word, ...]

    @classmethod
    def read(cls, text: str) -> NameSearch | None:
        """None where nothing can be found by it: nothing typed, or a control character in it."""
        try:
            whole = normalize_thai(text)
        except TextRefused:
            return None
        name = split_prefix(whole)[1] or whole
        words = [_word(word) for word in name.split()[:MOST_WORDS]]
        if words and name != whole:  # นายิกา is no นาย: the beginning of a name may look like a prefix
            attached = whole.removesuffix(name).strip() + words[0].spellings[0]
            words[0] = Word((*words[0].spellings, attached), words[0].sound)
        return cls(tuple(words)) if words else None

    def condition(self, column: str) -> Q:
        """The plain truth, person by person."""
        every = Q()
        for word in self.words:
            every &= Q(*(Q(**{f"{column}__contains": part}) for part in word.fragments), _connector=Q.OR)
        return every

    def lines(self) -> QuerySet[NameLine]:
        """The lines of those who are found, by the index over trigrams."""
        return self.scanned_lines().filter(self._indexed())

    def lines_in_order(self) -> QuerySet[NameLine]:
        """The same lines, to be walked in order: by the index or, where so many are found, without it.

        PostgreSQL knows beforehand how many that will be; for SQLite they are counted.
        """
        if connection.vendor != "postgresql" and self.places(MANY + 1) > MANY:
            return self.scanned_lines()
        return self.lines()

    def scanned_lines(self) -> QuerySet[NameLine]:
        """The same lines without the index."""
        return NameLine.objects.filter(self.condition("text"))

    def _indexed(self) -> Q:
        """What the index says; a few lines of it may be wrong."""
        if connection.vendor == "postgresql":
            return Q(_GramsMatch(F("text"), Value(_query_postgresql(self.words))))
        sql, params = _keys_sqlite(self.words)
        return Q(pk__in=RawSQL(sql, params))  # noqa: S611 ours: what was typed is a parameter

    def places(self, most: int) -> int:
        """At how many places SQLite's index says the name may be, read no further than `most`."""
        sql, params = _keys_sqlite(self.words)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM ({sql} LIMIT %s) AS found", [*params, most])  # noqa: S608 ours
            (found,) = cursor.fetchone()
        return int(found)


class _GramsMatch(Func):
    """That the trigrams of a text meet a query: the expression of PostgreSQL's index."""

    template = "(enrollment_grams(%(expressions)s::tsquery)"
    arg_joiner = ") @@ "
    output_field = BooleanField()


def _word(text: str) -> Word:
    key = phonetic_key(text) if len(text) >= GRAM else ""
    return Word((text.casefold(),), sound_mark(key) if len(key) > 1 else "")


def _query_postgresql(words: tuple[Word, ...]) -> str:
    return " & ".join(
        "(" + " | ".join(f"({_windows(part)})" for part in word.fragments) + ")" for word in words
    )


def _windows(fragment: str) -> str:
    """Every window of three letters; of a shorter fragment, any window that begins with it."""
    if len(fragment) < GRAM:
        return f"{_lexeme(fragment)}:*"
    return " & ".join(_lexeme(fragment[n : n + GRAM]) for n in range(len(fragment) - GRAM + 1))


def _lexeme(text: str) -> str:
    quoted = text.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}'"


def _keys_sqlite(words: tuple[Word, ...]) -> tuple[str, list[str]]:
    """By the words long enough for the index; where there is none, by the longest fragment in its vocabulary."""
    long = [word for word in words if min(map(len, word.spellings)) >= GRAM]
    if long:
        query = " AND ".join("(" + " OR ".join(map(_phrase, word.fragments)) + ")" for word in long)
        return "SELECT rowid FROM enrollment_namegrams WHERE enrollment_namegrams MATCH %s", [query]
    longest = max((word.spellings[0] for word in words), key=len)
    sql = "SELECT doc FROM enrollment_namegrams_words WHERE term >= %s AND term < %s"
    return sql, [longest, longest + LAST_LETTER]


def _phrase(fragment: str) -> str:
    quoted = fragment.replace('"', '""')
    return f'"{quoted}"'
