"""Writes about places: a table of them is loaded, once or again as it changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.enums import PlaceLevel
from agencies.models import Place, PlaceName, User
from agencies.place_table import PlaceRow
from agencies.search_texts import place_search_text
from core import audit
from core.refusals import Refused
from core.templatetags.ui import thai_date

LEVELS = {2: PlaceLevel.PROVINCE, 4: PlaceLevel.DISTRICT, 6: PlaceLevel.SUBDISTRICT}
WRITTEN = (
    "name_th", "name_en", "postcode", "latitude", "longitude", "parent", "valid_from", "valid_until", "search_text"
)  # fmt: skip
DEGREES = Decimal("0.0001")
ONE_DAY = timedelta(days=1)
BATCH = 500


class OuterPlaceMissing(Refused):
    sentence = _("%(code)s lies in %(outer)s, which is neither in the table nor in the register.")
    remedy = _("Add the outer place to the table.")


class PlaceSinceThen(Refused):
    sentence = _("%(code)s has been what it is only since %(day)s, which is not before the day given.")
    remedy = _("Load the tables in the order of their days.")


class NotYetSo(Refused):
    sentence = _("%(day)s is still to come: until then the present places hold.")
    remedy = _("Load the table on that day.")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a table did: codes that came, changed (`renamed` of them in name), ended, stayed; `missing` ones are
    not in the table and were left as they are."""

    new: int = 0
    changed: int = 0
    renamed: int = 0
    ended: int = 0
    unchanged: int = 0
    missing: int = 0

    @property
    def anything(self) -> bool:
        return bool(self.new or self.changed or self.ended)


@transaction.atomic
def load_places(
    rows: Iterable[PlaceRow],
    *,
    by: User | None,
    at: datetime,
    since: date | None = None,
    reused: Collection[str] = (),
    end_missing: bool = False,
) -> Loaded:
    """Bring the register of places to what a table says from `since` on (today, where a change needs a day).

    A code with another name is the same place renamed; a code in `reused`, and every code that begins with it, means
    another place from `since` on: what pointed to the old one still does. With `end_missing`, codes of the table's
    provinces that are not in it end on the day before. An ended code that comes back under its name goes on.
    Raises `OuterPlaceMissing`, `PlaceSinceThen`, `NotYetSo`. One audit row, if anything changed.
    """
    day = since or timezone.localdate(at)
    if day > timezone.localdate(at):
        raise NotYetSo(day=thai_date(day))
    table = sorted(rows, key=lambda row: (len(row.code), row.code))
    loading = _Loading(day, since, frozenset(reused))
    for row in table:
        loading.take(row)
    loading.leave({row.code for row in table}, end=end_missing)
    loading.write()
    loaded = Loaded(**loading.counts)
    if loaded.anything:
        first = loading.present[table[0].code]
        audit.record("places.loaded", first, by=by, at=at, since=day.isoformat(), counts=dict(loading.counts))
    return loaded


class _Loading:
    """The register in memory while a table is compared with it; `touched` is what has to be written."""

    def __init__(self, day: date, since: date | None, reused: frozenset[str]) -> None:
        self.day, self.since, self.reused = day, since, reused
        self.counts: Counter[str] = Counter()
        self.touched: dict[str, Place] = {}
        self.former: list[PlaceName] = []
        self.names: dict[str, list[PlaceName]] = {}
        self.present: dict[str, Place] = {}
        self.ended: dict[str, Place] = {}
        for place in Place.objects.order_by("valid_until"):  # of several ended ones the last stays
            (self.ended if place.valid_until else self.present)[place.code] = place
        for name in PlaceName.objects.order_by("valid_until"):
            self.names.setdefault(name.place_id, []).append(name)

    def take(self, row: PlaceRow) -> None:
        """One row of the table, after the row of the place it lies in."""
        outer = self.present.get(row.code[:-2])
        if outer is None and len(row.code) > 2:
            raise OuterPlaceMissing(code=row.code, outer=row.code[:-2])
        place = self.present.get(row.code)
        if place and row.code.startswith(tuple(self.reused)) and place.valid_from != self.day:
            self._end(place)
            place = None
        if place is None:
            place = self._returned(row) or self._new(row, outer)
        else:
            self._compare(place, row, outer)
        self.present[row.code] = place

    def _new(self, row: PlaceRow, outer: Place | None) -> Place:
        before = self.ended.get(row.code)
        if before and before.valid_until and before.valid_until >= self.day:
            raise PlaceSinceThen(code=row.code, day=thai_date(before.valid_until))
        key = f"{row.code}@{self.day.isoformat()}" if before else row.code
        since = self.day if before else self.since
        place = Place(id=key, code=row.code, level=LEVELS[len(row.code)], parent=outer, valid_from=since)
        _assign(place, _said(row))
        self.counts["new"] += 1
        return self._touch(place)

    def _returned(self, row: PlaceRow) -> Place | None:
        """The place ended before that now is in the table again under its name."""
        place = self.ended.get(row.code)
        if place is None or place.name_th != row.name_th or row.code.startswith(tuple(self.reused)):
            return None
        place.valid_until = None
        _assign(place, _said(row))
        self.counts["changed"] += 1
        return self._touch(place)

    def _compare(self, place: Place, row: PlaceRow, outer: Place | None) -> None:
        said = _said(row)
        changes = {name: value for name, value in said.items() if getattr(place, name) != value}
        if not changes and place.parent_id == (outer.pk if outer else None):
            self.counts["unchanged"] += 1
            return
        if changes.keys() & {"name_th", "name_en"}:
            self._rename(place)
        _assign(place, changes)
        place.parent = outer
        self.counts["changed"] += 1
        self._touch(place)

    def _rename(self, place: Place) -> None:
        """The present name becomes a former one, unless it began on this very day: then it is only corrected."""
        former = self.names.setdefault(place.pk, [])
        began = former[-1].valid_until + ONE_DAY if former else place.valid_from
        if began and began > self.day:
            raise PlaceSinceThen(code=place.code, day=thai_date(began))
        if began == self.day:
            return
        name = PlaceName(
            place=place, name_th=place.name_th, name_en=place.name_en, valid_until=self.day - ONE_DAY
        )
        former.append(name)
        self.former.append(name)
        self.counts["renamed"] += 1

    def _end(self, place: Place) -> None:
        if place.valid_from and place.valid_from >= self.day:
            raise PlaceSinceThen(code=place.code, day=thai_date(place.valid_from))
        place.valid_until = self.day - ONE_DAY
        self.ended[place.code] = self._touch(place)
        self.counts["ended"] += 1
        del self.present[place.code]

    def leave(self, codes: Collection[str], *, end: bool) -> None:
        """What becomes of the places that are not in the table, in the provinces that are."""
        provinces = {code for code in codes if len(code) == 2}
        named = {
            code[:length] for code in codes for length in LEVELS
        }  # also what a place of the table lies in
        missing = [
            place for code, place in self.present.items() if code not in named and code[:2] in provinces
        ]
        if not end:
            self.counts["missing"] = len(missing)
            return
        for place in missing:
            self._end(place)

    def _touch(self, place: Place) -> Place:
        self.touched[place.pk] = place
        return place

    def write(self) -> None:
        """In few statements: ended rows before those that take their codes over, outer places before inner ones."""
        self._refresh_search()
        order = sorted(
            self.touched.values(), key=lambda one: (one.valid_until is None, len(one.code), one.pk)
        )
        Place.objects.bulk_create(
            order, BATCH, update_conflicts=True, unique_fields=["id"], update_fields=list(WRITTEN)
        )
        PlaceName.objects.bulk_create(self.former, BATCH)

    def _refresh_search(self) -> None:
        """A new name of a district is found in each of its subdistricts, also in those not in the table."""
        for code in sorted(self.present, key=lambda code: (len(code), code)):
            place = self.present[code]
            text = place_search_text(place, self.names.get(place.pk, ()), self.present)
            if text != place.search_text:
                place.search_text = text
                self._touch(place)


def _said(row: PlaceRow) -> dict[str, Any]:
    """What the row says of its place; what it leaves empty stays as it is."""
    said: dict[str, Any] = {"name_th": row.name_th, "name_en": row.name_en, "postcode": row.postcode}
    for name in ("latitude", "longitude"):
        text = getattr(row, name)
        said[name] = Decimal(text).quantize(DEGREES) if text else None
    return {name: value for name, value in said.items() if value not in {"", None}}


def _assign(place: Place, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(place, name, value)
