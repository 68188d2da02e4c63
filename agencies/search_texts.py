"""What is written beside places and agencies so that both databases find and sort them alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core.names import thai_sort_key

LONGEST = 600


def place_search_text(place: Any, former: Iterable[Any], present: Mapping[str, Any]) -> str:
    """Own names, former ones too, code and postcode between bars, then the names of the outer places.

    `present` holds the places of today by code. Also used on rows as a migration sees them.
    """
    own = [place.name_th, place.name_en, place.code, place.postcode]
    own += [name for each in former for name in (each.name_th, each.name_en)]
    outer = [present[place.code[:length]] for length in (4, 2) if length < len(place.code)]
    around = " ".join(f"{each.name_th} {each.name_en}" for each in outer)
    return f"|{'|'.join(dict.fromkeys(filter(None, own)))}| {around}".casefold()[:LONGEST]


def agency_sort_key(name_th: str) -> str:
    """The Thai order of agencies."""
    return thai_sort_key(name_th)
