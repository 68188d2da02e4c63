"""The list of topics on a transcript: its rows in words, and the heights and sizes in which they fit their place."""

from collections.abc import Iterator
from dataclasses import dataclass

from certificates.paper.facts import CertificateFacts, TopicResult
from certificates.paper.refusals import LineTooLong
from certificates.paper.refusals import marked as _
from certificates.paper.template import Box
from certificates.paper.typeface import POINTS_PER_MM, STEP
from certificates.paper.wording import hours_of
from core.text import to_thai_digits

HEAD, HIGHEST_ROW = 8.0, 6.6  # millimeters
NUMBER, FIGURE = 9.0, 19.0  # widths of the column of numbers and of each of the four of figures
THAI_SHARE, PADDING = 0.56, 2.0  # of the room for titles; millimeters between columns
LARGEST, SMALLEST = 10.0, 5.0  # points
LINE = 1.45  # of the size: how high a line of Thai is
STYLE = "Regular"
END = ("สิ้นสุดรายการ", "End of the list")  # so that nobody adds a row
HEADINGS = (
    ("ลำดับ", "No."),
    ("หัวข้อการฝึก", ""),
    ("Topic", ""),
    ("ทฤษฎี (ชั่วโมง)", "Theory (hours)"),
    ("ปฏิบัติ (ชั่วโมง)", "Practice (hours)"),
    ("คะแนนทฤษฎี", "Theory score"),
    ("คะแนนปฏิบัติ", "Practice score"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One topic as it is printed; `name` names the sizes of its titles."""

    name: str
    number: str
    title_th: str
    title_en: str
    figures: tuple[str, ...]

    @property
    def words(self) -> str:
        """The row as one line of text."""
        return " ".join(filter(None, (self.number, self.title_th, self.title_en, *self.figures)))


def rows_of(facts: CertificateFacts) -> list[Row]:
    """The rows of a transcript, none of another paper."""
    return [_row(place, topic, thai_digits=facts.thai_digits) for place, topic in enumerate(facts.topics, 1)]


def _row(place: int, topic: TopicResult, *, thai_digits: bool) -> Row:
    figures = (
        hours_of(topic.theory_minutes),
        hours_of(topic.practice_minutes),
        topic.theory_score or "–",
        topic.practice_score or "–",
    )
    title = to_thai_digits(topic.title_th) if thai_digits else topic.title_th
    return Row(f"topic_{place}", str(topic.number), title, topic.title_en, figures)


@dataclass(frozen=True, slots=True)
class Grid:
    """The measures of a list of so many topics in its place: millimeters, and points for what is written."""

    box: Box
    row: float
    size: float
    widths: tuple[float, ...]

    @classmethod
    def of(cls, box: Box, rows: int) -> "Grid":
        """Raises LineTooLong where the rows would be too low to be read."""
        row = min(HIGHEST_ROW, (box.height - HEAD) / (rows + 1))  # one more says that the list ends
        size = min(LARGEST, row / LINE * POINTS_PER_MM // STEP * STEP)
        room = box.width - NUMBER - 4 * FIGURE
        if size < SMALLEST or room < NUMBER:
            raise LineTooLong(_("%(rows)s topics do not fit into the place for them"), rows=rows)
        titles = (room * THAI_SHARE, room * (1 - THAI_SHARE))
        return cls(box, row, size, (NUMBER, *titles, *[FIGURE] * 4))

    def titles(self, row: Row) -> Iterator[tuple[str, str, float]]:
        """Each title of a row: the name of its size, its words, and the millimeters that it has."""
        for language, words, width in zip(
            ("th", "en"), (row.title_th, row.title_en), self.widths[1:], strict=False
        ):
            yield f"{row.name}_{language}", words, width - PADDING
