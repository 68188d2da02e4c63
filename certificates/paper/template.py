"""What a template says: which words stand where on the paper, and in which size. Data, never code.

A line is fixed words with named slots in braces ("เลขที่ {number}"), which `certificates.paper.wording` fills in. No
other brace, no expression and no markup has a meaning, so a template can do no more than place words. Measures are
millimeters from the top left of an A4 page on its side; sizes are points.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any, Self

from certificates.paper import emblem
from certificates.paper.refusals import TemplateInvalid
from certificates.paper.refusals import marked as _

FORMAT = 1
WIDTH, HEIGHT = 297.0, 210.0
LARGEST = 60_000  # bytes of its JSON: less than a pipe holds, so that giving it to a child never waits
MOST_LINES, LONGEST_WORDS = 60, 200
SMALLEST_QR, LARGEST_QR = 22.0, 60.0  # millimeters; a smaller one is not read from a worn print
ASIDE = 0.76  # of the line's size: the words that stand behind it in the other language
SLOT = re.compile(r"\{([a-z][a-z0-9_]*)\}")
NO_SUCH_SLOT = _("there is no slot %(slots)s")
# Whoever holds the paper must be able to compare it with the register, line by line.
NEEDED = {"name_th", "course_th", "code"}
NUMBERS = {"number", "number_th"}
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_COLOR = re.compile(r"#[0-9a-f]{6}")
STYLES = ("Light", "Regular", "SemiBold", "Bold")  # of the built family
ALIGNMENTS = ("left", "center", "right")
LANGUAGES = ("th", "en")
HEADING = "title_th"  # the line that is the heading of the page for a reader who cannot see it
STANDARD_EMBLEM = "standard"
# What templates did not have at first: left out where it says nothing, so that older ones read back as written.
LATER: Mapping[str, Any] = {"table": None, "common_era": False}


class Frame(StrEnum):
    """The drawing around the page."""

    GUILLOCHE = "guilloche"
    RULES = "rules"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Box:
    """A place on the page. Raises TemplateInvalid where it leaves the page."""

    left: float
    top: float
    width: float
    height: float

    def __post_init__(self) -> None:
        numbers = (self.left, self.top, self.width, self.height)
        if not all(type(number) in {int, float} and 0 <= number <= WIDTH for number in numbers):
            raise TemplateInvalid(_("a measure is a number of millimeters, at least 0"))
        if self.left + self.width > WIDTH + 0.01 or self.top + self.height > HEIGHT + 0.01:
            raise TemplateInvalid(
                _("something leaves the page at %(left)s, %(top)s"), left=self.left, top=self.top
            )

    def meets(self, other: "Box") -> bool:
        """Whether the two lie over each other."""
        apart = (
            self.left + self.width <= other.left
            or other.left + other.width <= self.left
            or self.top + self.height <= other.top
            or other.top + other.height <= self.top
        )
        return not apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: its words, its place, and the sizes between which it is made to fit. Raises TemplateInvalid."""

    name: str
    text: str
    aside: str = ""
    left: float
    top: float
    width: float
    height: float
    size: float
    smallest: float
    style: str = "Regular"
    align: str = "center"
    color: str = "#22262e"
    language: str = "th"
    flourish: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not _NAME.fullmatch(self.name):
            raise TemplateInvalid(_("a line is named in small letters, digits and underlines"))
        for words in (self.text, self.aside):
            _check_words(self.name, words)
        if not self.text:
            raise TemplateInvalid(_("%(line)s: a line needs words"), line=self.name)
        self._check_look()
        self.box  # noqa: B018 - refuses a place off the page

    @property
    def box(self) -> Box:
        return Box(self.left, self.top, self.width, self.height)

    @property
    def slots(self) -> set[str]:
        """The slots that its words name."""
        return set(SLOT.findall(self.text + self.aside))

    def _check_look(self) -> None:
        chosen = (
            (self.style, STYLES), (self.align, ALIGNMENTS), (self.language, LANGUAGES), (self.flourish, (True, False)),
        )  # fmt: skip
        if any(value not in known for value, known in chosen) or not _COLOR.fullmatch(str(self.color)):
            raise TemplateInvalid(
                _("%(line)s: style, alignment, language or color is not one that there is"), line=self.name
            )
        if any(type(size) not in {int, float} for size in (self.size, self.smallest)):
            raise TemplateInvalid(_("%(line)s: a size is a number of points"), line=self.name)
        if not 4 <= self.smallest <= self.size <= 72:
            raise TemplateInvalid(
                _("%(line)s: sizes are from 4 to 72 points, the smallest first"), line=self.name
            )


@dataclass(frozen=True, kw_only=True)
class PaperTemplate:
    """One paper. Raises TemplateInvalid, naming what is missing or wrong."""

    lines: tuple[Line, ...]
    qr: Box
    rules: tuple[Box, ...] = ()
    frame: Frame = Frame.GUILLOCHE
    watermark: bool = True
    emblem: str = STANDARD_EMBLEM
    emblem_place: Box = Box(138.5, 21.4, 20, 20)
    thai_digits: bool = True
    is_department_form: bool = False
    common_era: bool = False  # years in Thai lines
    table: Box | None = None  # where a transcript lists its topics
    format: int = FORMAT

    def __post_init__(self) -> None:
        names = [line.name for line in self.lines]
        if len(set(names)) < len(names) or len(names) > MOST_LINES:
            raise TemplateInvalid(_("lines have different names and are at most %(most)s"), most=MOST_LINES)
        if not SMALLEST_QR <= self.qr.width <= LARGEST_QR or self.qr.width != self.qr.height:
            raise TemplateInvalid(_("the QR code is a square of 22 to 60 mm"))
        if (
            self.format != FORMAT
            or type(self.emblem) is not str
            or any(type(each) is not bool for each in self._switches)
        ):
            raise TemplateInvalid(_("the template is of another kind"))
        if self.emblem not in {"", STANDARD_EMBLEM} and self.emblem != emblem.clean(self.emblem):
            raise TemplateInvalid(_("the emblem is not as the product writes it"))
        self._check_slots()
        self._check_kept_free()

    @property
    def _switches(self) -> tuple[bool, ...]:
        return (self.watermark, self.thai_digits, self.is_department_form, self.common_era)

    @property
    def slots(self) -> set[str]:
        """Every slot that it has a place for."""
        return {slot for line in self.lines for slot in line.slots}

    @cached_property
    def text(self) -> str:
        """Its canonical JSON: what is stored, and what its digest is taken of."""
        said = {
            name: value for name, value in asdict(self).items() if name not in LATER or LATER[name] != value
        }
        return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read it back; whatever is unknown, missing or mistyped raises TemplateInvalid."""
        return cls(**_read(text))

    def line(self, name: str) -> Line:
        """The line of that name."""
        return next(line for line in self.lines if line.name == name)

    def _check_slots(self) -> None:
        missing = sorted(NEEDED - self.slots)
        if missing:
            raise TemplateInvalid(_("no place for %(slots)s"), slots=", ".join(missing))
        if not NUMBERS & self.slots:
            raise TemplateInvalid(_("no place for %(slots)s"), slots="number")

    def _check_kept_free(self) -> None:
        """The QR code, the words on whose document it is, and the list of topics lie under nothing."""
        kept_free = [self.qr] if self.is_department_form else [self.qr, FORM_NOTE]
        if self.table and any(self.table.meets(place) for place in kept_free):
            raise TemplateInvalid(_("the list of topics lies over the QR code or the note on the form"))
        for line in self.lines:
            if self.table and line.box.meets(self.table):
                raise TemplateInvalid(_("%(line)s: lies over the list of topics"), line=line.name)
            if any(line.box.meets(place) for place in kept_free):
                raise TemplateInvalid(
                    _("%(line)s: lies over the QR code or the note on the form"), line=line.name
                )


def _check_words(name: str, words: Any) -> None:
    if not isinstance(words, str) or len(words) > LONGEST_WORDS or words != " ".join(words.split()):
        raise TemplateInvalid(
            _("%(line)s: words are one line of at most %(most)s letters"), line=name, most=LONGEST_WORDS
        )
    if "{" in SLOT.sub("", words) or "}" in SLOT.sub("", words):
        raise TemplateInvalid(_("%(line)s: a brace belongs around the name of a slot"), line=name)


def _read(text: str) -> dict[str, Any]:
    if len(text.encode()) > LARGEST:
        raise TemplateInvalid(_("larger than %(most)s kB"), most=LARGEST // 1000)
    try:
        values = json.loads(text)
        if "qr" not in values:
            raise TemplateInvalid(_("no place for the QR code"))
        return {name: _value(name, value) for name, value in values.items()}
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise TemplateInvalid(_("not a template")) from error


def _value(name: str, value: Any) -> Any:
    if name == "lines":
        return tuple(Line(**each) for each in value)
    if name == "rules":
        return tuple(Box(**each) for each in value)
    if name in {"qr", "emblem_place", "table"}:
        return Box(**value)
    if name == "frame":
        return Frame(value)
    if name not in {field.name for field in fields(PaperTemplate)}:
        raise ValueError(name)
    return value


@lru_cache(maxsize=32)
def read_template(text: str) -> PaperTemplate:
    """The template of this JSON, read once per process; raises TemplateInvalid."""
    return PaperTemplate.from_json(text)


def filled(words: str, values: Mapping[str, str]) -> str:
    """The words with their slots filled in; "" where all of their slots are empty. A slot may not be unknown."""
    named = SLOT.findall(words)
    if named and not any(values[slot] for slot in named):
        return ""
    return SLOT.sub(lambda slot: values[slot[1]], words).strip()


# ------------------------------------------------------------------ the paper that the product comes with

NAVY, GOLD, INK, SOFT = "#1d3557", "#96732a", "#22262e", "#5b6472"
FORM_NOTE = Box(24, 186.8, 249, 3)  # where the paper says that it is not the department's document
PAGE = {"left": 30.5, "width": 236}
CORNER = {"left": 210, "width": 62, "align": "right"}
CHECK = {"left": 109.5, "width": 78}
FIRST, SECOND = {"left": 24, "width": 84}, {"left": 189, "width": 84}


def lines_of_slots(*rows: tuple[Any, ...], **place: Any) -> Iterator[Line]:
    """Lines named as the slot that fills them: (slot, top, height, size, smallest, further looks)."""
    for slot, top, height, size, smallest, *more in rows:
        looks = {"text": f"{{{slot}}}", "language": "en" if slot.endswith("_en") else "th"}
        looks |= {"color": SOFT} if slot.endswith("_en") else {}
        if more:
            looks |= more[0]
        yield Line(name=slot, top=top, height=height, size=size, smallest=smallest, **place | looks)


def _signature(place: int, **where: Any) -> Iterator[Line]:
    who = f"signatory_{place}"
    return lines_of_slots(
        (f"{who}_name", 171.27, 5.73, 12.5, 8),
        (f"{who}_position_th", 177.0, 5.27, 11.5, 7),
        (f"{who}_position_en", 182.27, 4.13, 9, 6),
        **where,
    )


STANDARD = PaperTemplate(
    lines=(
        *lines_of_slots(
            ("number_th", 24, 5.04, 11, 7),
            ("number_en", 29.04, 4.13, 9, 6),
            ("replaces_th", 33.17, 4.36, 9.5, 6),
            ("replaces_en", 37.53, 3.67, 8, 6),
            **CORNER,
        ),
        *lines_of_slots(
            ("center_th", 41.8, 7, 17, 10, {"style": "SemiBold", "color": NAVY}),
            ("center_en", 48.8, 4.4, 10.5, 7),
            ("title_th", 53.2, 16.5, 36, 18, {"style": "Bold", "color": NAVY}),
            ("title_en", 71, 5, 11.5, 7, {"style": "SemiBold", "color": GOLD, "flourish": True}),
            ("intro_th", 78.5, 6, 12.5, 8, {"aside": "{intro_en}"}),
            ("name_th", 87.7, 15, 32, 17, {"style": "Bold", "color": NAVY}),
            ("name_en", 103.3, 6.5, 15, 9),
            ("deed_th", 111.6, 6, 12.5, 8, {"aside": "{deed_en}"}),
            ("course_th", 117.6, 10, 21, 11, {"style": "SemiBold"}),
            ("course_en", 127.6, 5, 12, 8),
            ("details_th", 133.6, 6, 12.5, 8),
            ("details_en", 139.6, 4.4, 9.5, 6),
            ("given_th", 144.9, 6.5, 12.5, 8, {"aside": "{given_en}"}),
            **PAGE,
        ),
        *_signature(1, **FIRST),
        *lines_of_slots(
            ("code", 178.54, 4.29, 9, 5.5, {"style": "SemiBold", "language": "en"}),
            ("verify_url", 182.83, 3.57, 7.5, 4.5, {"language": "en", "color": SOFT}),
            **CHECK,
        ),
        *_signature(2, **SECOND),
    ),
    qr=Box(136, 153.54, 25, 25),
    rules=(Box(24, 170.07, 84, 0.2), Box(189, 170.07, 84, 0.2)),
)

# A start for a centre that prints into the department's own forms: words only, where the form has its places.
PREPRINTED = replace(STANDARD, frame=Frame.NONE, watermark=False, emblem="", rules=())
