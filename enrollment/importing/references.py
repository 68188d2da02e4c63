"""What cells may refer to: schools, places and courses, by any name or code a school would write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from agencies.models import Agency, Place
from enrollment.importing.columns import squeezed

_SCHOOL_WORDS = re.compile(r"^(โรงเรียน|ร\.ร\.|รร\.)\s*")
_PLACE_WORDS = re.compile(r"^(ตำบล|แขวง|อำเภอ|เขต|จังหวัด|ต\.|อ\.|จ\.)\s*")


class NotFound(ValueError):
    """A name or code that refers to nothing here, or to more than one thing."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class References:
    """Tables by squeezed name or code; `home` holds the codes of the uploading agency's provinces."""

    schools: Mapping[str, tuple[Agency, ...]]
    subdistricts: Mapping[str, tuple[Place, ...]]
    places: Mapping[str, Place]
    courses: Mapping[str, str]
    home: frozenset[str]

    def school(self, text: str) -> Agency:
        """By code or by name, with or without the word โรงเรียน; raises NotFound."""
        found = self.schools.get(school_key(text), ())
        if len(found) != 1:
            raise NotFound("ambiguous" if found else "unknown_school")
        return found[0]

    def course(self, text: str) -> str:
        """The code of a course given by code or name; raises NotFound."""
        code = self.courses.get(squeezed(text))
        if code is None:
            raise NotFound("unknown_course")
        return code

    def subdistrict(self, name: str, district: str, province: str, code: str) -> Place:
        """By code, else by name within what is said of district and province, else at home; raises NotFound."""
        if code:
            named = self.places.get(code)
            found = [named] if named else []
        else:
            found = [
                place
                for place in self.subdistricts.get(place_key(name), ())
                if self._lies_in(place, place.code[:4], district)
                and self._lies_in(place, place.code[:2], province)
            ]
        if len(found) > 1:
            found = [place for place in found if place.code[:2] in self.home] or found
        if len(found) != 1:
            raise NotFound("ambiguous" if found else "unknown_place")
        return found[0]

    def _lies_in(self, place: Place, code: str, name: str) -> bool:
        outer = self.places.get(code)
        return not name or (
            outer is not None and place_key(name) in {place_key(outer.name_th), place_key(outer.name_en)}
        )


def school_key(text: str) -> str:
    return squeezed(_SCHOOL_WORDS.sub("", text.strip()))


def place_key(text: str) -> str:
    return squeezed(_PLACE_WORDS.sub("", text.strip()))


def grouped(pairs: Iterable[tuple[str, Agency]]) -> dict[str, tuple[Agency, ...]]:
    """Key -> the different agencies that have it."""
    groups: dict[str, dict[int, Agency]] = {}
    for key, agency in pairs:
        if key:
            groups.setdefault(key, {})[agency.pk] = agency
    return {key: tuple(found.values()) for key, found in groups.items()}
