"""Where everything stands on a sign-in sheet, in millimetres from the upper left corner of an A4 page.

The printer draws by these figures and the reader looks by them, so the two cannot drift apart.
"""

from __future__ import annotations

from typing import NamedTuple

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
MODULES = 21  # of a QR of version 1: what a code of ours needs, with a quarter of it to spare
CODE_MARK, CODE_LETTERS = "$", 14  # "$", the letter of the place, 14 random letters: 16 signs in all
ROWS_A_PAGE = 20
TOP, ROW_HEIGHT = 47.0, 11.0
ROW_LETTERS = "ABCDEFGHIJKLMNOPQRST"
MARK_SIDE = 5.0


class Box(NamedTuple):
    """A rectangle: left and upper edge, width and height."""

    x: float
    y: float
    width: float
    height: float

    def below(self, distance: float) -> Box:
        return self._replace(y=self.y + distance)

    def within(self, inset: float) -> Box:
        """What remains inside a margin: the printed frame and the blur around it left out."""
        return Box(self.x + inset, self.y + inset, self.width - 2 * inset, self.height - 2 * inset)

    @property
    def corners(self) -> list[tuple[float, float]]:
        """Upper left, upper right, lower right, lower left."""
        right, bottom = self.x + self.width, self.y + self.height
        return [(self.x, self.y), (right, self.y), (right, bottom), (self.x, bottom)]


# Solid squares in the corners: they hold the page where no code can be read.
CORNER_MARKS = (
    Box(7, 7, MARK_SIDE, MARK_SIDE),
    Box(198, 7, MARK_SIDE, MARK_SIDE),
    Box(198, 285, MARK_SIDE, MARK_SIDE),
    Box(7, 285, MARK_SIDE, MARK_SIDE),
)
# The page's own code, three times: upper right, lower right, lower left.
PAGE_CODES = {"X": Box(178, 8, 15, 15), "Y": Box(178, 275, 15, 15), "Z": Box(17, 275, 15, 15)}

# Of the first row; each further one is ROW_HEIGHT lower.
ROW_CODE = Box(14, TOP + 1.3, 8.4, 8.4)
NAME = Box(25, TOP, 45, ROW_HEIGHT)
SIGNATURE = Box(71, TOP + 0.8, 40, 9.4)


def _tick(x: float) -> Box:
    return Box(x, TOP + 2.7, 5.6, 5.6)


PRESENT, ABSENT, EXCUSED = _tick(116), _tick(179), _tick(190)
LATE = {15: _tick(129), 30: _tick(137), 45: _tick(145), 60: _tick(153)}  # minutes missed -> box
WRITTEN = Box(161, TOP + 1.5, 12, 8)  # other minutes, by hand: a person reads them
ROW = Box(12, TOP, 186, ROW_HEIGHT)


def row_code(row: int) -> Box:
    return ROW_CODE.below(row * ROW_HEIGHT)


def place_of(letter: str) -> Box | None:
    """Where the code with this letter stands; None for a letter that no sheet has."""
    if letter in PAGE_CODES:
        return PAGE_CODES[letter]
    row = ROW_LETTERS.find(letter)
    return row_code(row) if row >= 0 else None


def code_text(letter: str, code: str) -> str:
    """What the QR holds."""
    return f"{CODE_MARK}{letter}{code}"


def pages_of(people: int) -> int:
    return -(-people // ROWS_A_PAGE)
