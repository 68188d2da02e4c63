"""The topics of a curriculum as a spreadsheet: an empty one to fill in, and one that was filled in."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from core.tables.reading import opened
from core.tables.table import TITLES, Cell, Formula, Row, column_letters
from core.text import amount_in
from training.entries import TopicEntry
from training.forms.amounts import MISPLACED_COMMA
from training.models import EquipmentKind, RoomKind

MOST_ROWS = 200  # read of a file; a curriculum has fewer topics
MOST_MINUTES = 60_000

# column -> headings that are understood, the one of the template first
HEADINGS: dict[str, tuple[str, ...]] = {
    "title_th": ("หัวข้อวิชา", "หัวข้อ", "Topic", "Thai title"),
    "title_en": ("หัวข้อวิชา (อังกฤษ)", "ชื่อภาษาอังกฤษ", "English title"),
    "theory": ("ทฤษฎี (ชั่วโมง)", "ทฤษฎี", "Theory (hours)", "Theory"),
    "practice": ("ปฏิบัติ (ชั่วโมง)", "ปฏิบัติ", "Practice (hours)", "Practice"),
    "weight": ("น้ำหนักคะแนน", "คะแนน", "Weight", "Weight in the total score"),
    "room": ("ห้องฝึกปฏิบัติ", "ห้อง", "Room", "Room for practice"),
    "equipment": ("อุปกรณ์", "Equipment", "Equipment for practice"),
}
NEEDED = ("title_th", "theory", "practice", "room")


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be taken: its row in the file, its column, what stands there, and what is wrong."""

    row: int
    column: str
    value: str
    words: str


class _Bad(ValueError):
    """A cell is wrong; the message is for people."""


def topics_template(topics: Sequence[TopicEntry] = ()) -> bytes:
    """An .xlsx with the headings, drop-downs of the rooms, and the topics there are."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    sheet, lists = book.add_worksheet(_("Topics")), book.add_worksheet("lists")
    lists.hide()
    sheet.write_row(0, 0, [words[0] for words in HEADINGS.values()], book.add_format({"bold": True}))
    sheet.set_column(0, len(HEADINGS) - 1, 24)
    sheet.freeze_panes(1, 0)
    for number, topic in enumerate(topics, start=1):
        sheet.write_row(number, 0, _cells(topic))
    rooms = [kind.name_th for kind in RoomKind.objects.all()]
    lists.write_column(0, 0, rooms)
    if rooms:
        column = list(HEADINGS).index("room")
        rule = {"validate": "list", "source": f"=lists!$A$1:$A${len(rooms)}"}
        sheet.data_validation(1, column, MOST_ROWS, column, rule)
    book.close()
    return buffer.getvalue()


def _cells(topic: TopicEntry) -> list[Any]:
    times = [topic.theory_minutes / 60, topic.practice_minutes / 60]
    equipment = ", ".join(kind.name_th for kind in topic.equipment)
    return [topic.title_th, topic.title_en, *times, topic.score_weight, topic.room_kind.name_th, equipment]


def read_topics(file_name: str, content: bytes) -> tuple[list[TopicEntry], list[Fault]]:
    """The topics of a file and what is wrong in it; nothing is saved. Raises `FileUnreadable`."""
    with opened(file_name, content) as table:
        rows = list(islice(table.rows, MOST_ROWS + TITLES))
    places, rest = _headings(rows)
    missing = [HEADINGS[name][0] for name in NEEDED if name not in places]
    if missing:
        words = _("This column is missing.")
        return [], [Fault(rows[0].number, heading, "", words) for heading in missing]
    reader = _Reader(places)
    topics = [topic for row in rest if (topic := reader.read(row))]
    return topics, reader.faults


def _headings(rows: Sequence[Row]) -> tuple[dict[str, int], Sequence[Row]]:
    """Where each column stands, told by the first row that has most of the headings, and the rows below it."""
    known = {_squeezed(word): name for name, words in HEADINGS.items() for word in words}
    best: dict[str, int] = {}
    below: Sequence[Row] = rows
    for number, row in enumerate(rows[:TITLES], start=1):
        named = [known.get(_squeezed(cell)) if isinstance(cell, str) else None for cell in row.cells]
        found = {name: place for place, name in reversed(list(enumerate(named))) if name}
        if len(found) > len(best):
            best, below = found, rows[number:]
    return best, below


def _squeezed(text: str) -> str:
    return "".join(text.casefold().split())


class _Reader:
    """Rows into topics; what is wrong is gathered, so that a file is mended in one go."""

    def __init__(self, places: Mapping[str, int]) -> None:
        self.places, self.faults = places, list[Fault]()
        self.rooms = _by_name(RoomKind.objects.all())
        self.equipment = _by_name(EquipmentKind.objects.all())

    def read(self, row: Row) -> TopicEntry | None:
        """The topic of a row, or None where a cell of it is wrong."""
        before = len(self.faults)
        entry = TopicEntry(
            title_th=self._take(row, "title_th", _needed_text),
            title_en=self._take(row, "title_en", _text),
            theory_minutes=self._take(row, "theory", _minutes),
            practice_minutes=self._take(row, "practice", _minutes),
            room_kind=self._take(row, "room", self._room),
            score_weight=self._take(row, "weight", _weight),
            equipment=self._take(row, "equipment", self._equipment),
        )
        if len(self.faults) == before and not entry.theory_minutes + entry.practice_minutes:
            self._fault(row, "practice", _("Give hours of theory or of practice."))
        return entry if len(self.faults) == before else None

    def _take(self, row: Row, name: str, read: Callable[[Cell], Any]) -> Any:
        try:
            return read(self._cell(row, name))
        except _Bad as bad:
            self._fault(row, name, str(bad))

    def _cell(self, row: Row, name: str) -> Cell:
        place = self.places.get(name)
        return row.cells[place] if place is not None and place < len(row.cells) else None

    def _fault(self, row: Row, name: str, words: str) -> None:
        cell, place = self._cell(row, name), self.places.get(name, 0)
        column = f"{column_letters(place + 1)} · {HEADINGS[name][0]}"
        shown = "=…" if isinstance(cell, Formula) else "" if cell is None else str(cell)[:80]
        self.faults.append(Fault(row.number, column, shown, words))

    def _room(self, cell: Cell) -> RoomKind:
        found: RoomKind = _known(self.rooms, _needed_text(cell))
        return found

    def _equipment(self, cell: Cell) -> tuple[EquipmentKind, ...]:
        words = (word.strip() for word in _text(cell).replace(";", ",").split(","))
        return tuple(_known(self.equipment, word) for word in words if word)


def _by_name(kinds: Iterable[Any]) -> dict[str, Any]:
    """Both names and the code lead to the kind."""
    return {
        _squeezed(word): kind for kind in kinds for word in (kind.code, kind.name_en, kind.name_th) if word
    }


def _known(kinds: Mapping[str, Any], word: str) -> Any:
    found = kinds.get(_squeezed(word))
    if found is None:
        names = ", ".join(dict.fromkeys(_names(kinds)))
        raise _Bad(_("“%(word)s” is not known here. Known are: %(names)s.") % {"word": word, "names": names})
    return found


def _names(kinds: Mapping[str, Any]) -> Iterator[str]:
    yield from sorted(kind.name_th for kind in kinds.values())


def _text(cell: Cell) -> str:
    if isinstance(cell, Formula):
        raise _Bad(_("A formula is not read: write its result."))
    text = "" if cell is None else str(cell).strip()
    if len(text) > 200:
        raise _Bad(_("At most 200 letters."))
    return text


def _needed_text(cell: Cell) -> str:
    if not (text := _text(cell)):
        raise _Bad(_("This cell is empty."))
    return text


def _number(cell: Cell) -> Decimal | None:
    text = _text(cell)
    try:
        number = amount_in(text) if text else None
    except ValueError:
        raise _Bad(MISPLACED_COMMA if "," in text else _("This is no number.")) from None
    if number is not None and not 0 <= number <= MOST_MINUTES:
        raise _Bad(_("This number is out of range."))
    return number


def _minutes(cell: Cell) -> int:
    """Hours as minutes."""
    minutes = (_number(cell) or Decimal(0)) * 60
    if minutes != int(minutes) or minutes > MOST_MINUTES:
        raise _Bad(_("This is no whole number of minutes: a quarter of an hour is 0.25."))
    return int(minutes)


def _weight(cell: Cell) -> int:
    number = _number(cell)
    if number is None:
        return 1
    if number != int(number) or not 1 <= number <= 1_000:
        raise _Bad(_("A weight is a whole number from 1 to 1,000."))
    return int(number)
