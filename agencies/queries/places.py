"""One search box for places: any part of a name in Thai or English, a code, a postcode."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import StrIndex
from django.db.models.lookups import LessThan

from agencies.enums import PlaceLevel
from agencies.models import Place
from core.text import TextRefused, normalize_thai, to_arabic_digits

# “ต.ในเมืองอ.เมืองลำพูน”: words of the level, also attached; the subdistrict จ.ป.ร. and names ending in เขต stay whole.
_THAI_LEVEL_WORDS = re.compile(r"(?:ตำบล|แขวง|อำเภอ|เขต|จังหวัด|[ตอจ]\.)\s*(?=[ก-ฮเ-ไ][ก-์])")
_ENGLISH_LEVEL_WORDS = frozenset(
    ("tambon", "subdistrict", "khwaeng", "amphoe", "amphur", "district", "khet", "changwat", "province")
)
MOST_WORDS = 6


def words_of(text: str) -> list[str]:
    """What is looked for, without the words of the levels; nothing where the text holds a control character."""
    try:
        plain = to_arabic_digits(normalize_thai(text)).casefold()
    except TextRefused:
        return []
    words = _THAI_LEVEL_WORDS.sub(" ", plain).replace("|", " ").replace(",", " ").split()
    return [word for word in words if word not in _ENGLISH_LEVEL_WORDS][:MOST_WORDS]


def find_places(
    text: str, *, day: date, level: PlaceLevel | None = None, near: Iterable[str] = ()
) -> QuerySet[Place]:
    """Places of `day` whose own or outer names hold every word, the best first: the name itself, then names
    that begin so, then names with it inside; among equals those in the provinces `near` (codes) first."""
    # Prefetched, not joined: a join would be made for every place before the best few are taken.
    rows = Place.objects.on(day).prefetch_related("parent__parent")
    if level:
        rows = rows.filter(level=level)
    words = words_of(text)
    if not words:
        return rows.none()
    for word in words:
        rows = rows.filter(search_text__contains=word)
    close = [When(code__startswith=code, then=0) for code in near if code]
    distance = [Case(*close, default=1, output_field=IntegerField())] if close else []
    return rows.order_by(_rank(words), *distance, "code")


def _rank(words: list[str]) -> Case:
    """A search text is `|name|name|code| ` and then the words of the outer places (`place_search_text`)."""
    first, phrase = words[0], " ".join(words)
    own = LessThan(StrIndex(F("search_text"), Value(first)), StrIndex(F("search_text"), Value("| ")))
    return Case(
        When(Q(search_text__contains=f"|{phrase}|") | Q(search_text__contains=f"|{first}|"), then=0),
        When(Q(search_text__contains=f"|{phrase}") | Q(search_text__contains=f"|{first}"), then=1),
        When(own, then=2),
        default=3,
        output_field=IntegerField(),
    )
