"""How many rows of signed sheets are read right, asked about, or read wrong: `python -m bench.sheets [pages] [seed]`.

Each page is drawn as it is printed, signed and ticked by many hands, and then spoiled as scanners, telephones and
tables do it. A row counts as wrong only if the reader was sure of something that is not so; a row that a person is
asked about is neither. Minutes written by hand are never read by the machine: such rows are asked about by design
and counted apart.
"""

from __future__ import annotations

import json
import random
import secrets
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFilter

from bench.scans import DOTS, LETTERS, at, jpeg, lit, noise
from enrollment.papers import signing
from enrollment.papers.signing import ROW_HEIGHT, ROWS_A_PAGE, Box
from enrollment.papers.signing_form import draw
from enrollment.scanning.signed import read_picture
from enrollment.scanning.straight import plane_of

PAGES, SEED = 12, 2569
PIXELS = DOTS / 25.4  # a millimetre
NAMES = ("นายสมชาย ใจดี", "นางสาวสมมติสมบูรณ์พูนสุข ทดสอบวัฒนาพงศ์", "นายกิตติ ศรีสุข", "นางสาวน้ำผึ้ง ดอยคำ")
Truth = tuple[str, int | None]
WRITTEN: Truth = ("late", None)
RIGHT, ASKED, WRONG, BY_DESIGN, REFUSED = "right", "asked", "wrong", "by design", "not read"


def code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(signing.CODE_LETTERS))


def printed(pages: int) -> list[Image.Image]:
    """Full pages at 300 dots per inch."""
    rows = [{"seat": seat, "name": NAMES[seat % len(NAMES)]} for seat in range(1, ROWS_A_PAGE + 1)]
    same = {
        "run": "การซ่อมรถจักรยานยนต์ไฟฟ้า รุ่นที่ 2/2569",
        "when": "23 พฤศจิกายน 2569 ช่วงเช้า",
        "session": 3,
        "topic": "ระบบไฟฟ้า",
        "agency": "สำนักงานพัฒนาฝีมือแรงงานสมมติ",
        "version": 1,
        "number": 1,
        "pages": 1,
    }
    sheets = [same | {"code": code(), "rows": [row | {"code": code()} for row in rows]} for _ in range(pages)]
    document = pdfium.PdfDocument(draw(json.dumps({"pages": sheets}).encode()))
    return [page.render(scale=DOTS / 72).to_pil().convert("L") for page in document]


@dataclass
class Hand:
    """Somebody with a pen: how thick, how dark, how tidy."""

    pen: ImageDraw.ImageDraw
    chance: random.Random

    def __post_init__(self) -> None:
        self.width = self.chance.uniform(0.3, 0.75) * PIXELS
        self.ink = int(self.chance.triangular(10, 130, 50))

    def stroke(self, points: list[tuple[float, float]]) -> None:
        at = [(x * PIXELS, y * PIXELS) for x, y in points]
        self.pen.line(at, fill=self.ink, width=max(1, round(self.width)), joint="curve")

    def sign(self, box: Box) -> None:
        """Loops from left to right; one in eight goes over the edge, one in ten is short."""
        chance = self.chance
        length = box.width * (
            chance.uniform(0.2, 0.35) if chance.random() < 0.1 else chance.uniform(0.4, 0.9)
        )
        x = box.x + chance.uniform(1, max(1.1, box.width - length))
        middle, high = box.y + box.height / 2, box.height * chance.uniform(0.25, 0.5)
        turns, phase = chance.uniform(4, 9), chance.uniform(0, 6)
        steps = np.linspace(0, 1, 90)
        curl = chance.uniform(0.5, 2.5)
        self.stroke(
            [
                (
                    x + length * t + curl * np.cos(2 * np.pi * turns * t + phase),
                    middle + high * np.sin(2 * np.pi * turns * t) * (0.5 + 0.5 * np.cos(3 * t + phase)),
                )
                for t in steps
            ]
        )
        if chance.random() < 0.125:
            self.stroke(
                [(x + length, middle), (x + length - 5, box.y + box.height + chance.uniform(0.5, 2.5))]
            )

    def tick(self, box: Box) -> None:
        chance = self.chance
        x, y = box.x + chance.uniform(-0.5, 0.5), box.y + chance.uniform(-0.5, 0.5)
        side = box.width
        over = chance.uniform(-0.6, 1.6)
        match chance.choice(("hook", "hook", "cross", "slash", "fill")):
            case "hook":
                self.stroke(
                    [
                        (x + side * 0.15, y + side * 0.5),
                        (x + side * 0.4, y + side * 0.85),
                        (x + side * 0.9 + over, y + side * 0.1 - over),
                    ]
                )
            case "cross":
                self.stroke([(x + 0.6, y + 0.6), (x + side - 0.6, y + side - 0.6)])
                self.stroke([(x + side - 0.6, y + 0.6), (x + 0.6, y + side - 0.6)])
            case "slash":
                self.stroke([(x + 0.5, y + side - 0.5), (x + side - 0.5 + over / 2, y + 0.5 - over / 2)])
            case "fill":
                for line in np.linspace(0.8, side - 0.8, 6):
                    self.stroke([(x + 0.8, y + line), (x + side - 0.8, y + line)])

    def number(self, box: Box) -> None:
        """Two digits, roughly."""
        for left in (2.0, 6.0):
            x, y = box.x + left, box.y + 1.5
            self.stroke([(x, y), (x + 2.4, y), (x + 0.6, y + 4.5), (x + 2.8, y + 4.5)])


def signed(page: Image.Image, chance: random.Random) -> tuple[Image.Image, list[Truth]]:
    """The page filled in, and what each row says."""
    filled = page.copy()
    pen = ImageDraw.Draw(filled)
    trainer = Hand(pen, chance)
    return filled, [_fill_in(row, Hand(pen, chance), trainer, chance) for row in range(ROWS_A_PAGE)]


def _fill_in(row: int, person: Hand, trainer: Hand, chance: random.Random) -> Truth:
    def here(box: Box) -> Box:
        return box.below(row * ROW_HEIGHT)

    match chance.choices(
        ("present", "ticked", "late", "written", "blank", "absent", "excused"), (66, 8, 9, 1, 7, 5, 4)
    )[0]:
        case "present":
            person.sign(here(signing.SIGNATURE))
            return "present", None
        case "ticked":
            person.sign(here(signing.SIGNATURE))
            trainer.tick(here(signing.PRESENT))
            return "present", None
        case "late":
            person.sign(here(signing.SIGNATURE))
            minutes = chance.choice(list(signing.LATE))
            trainer.tick(here(signing.LATE[minutes]))
            return "late", minutes
        case "written":
            person.sign(here(signing.SIGNATURE))
            trainer.number(here(signing.WRITTEN))
            return WRITTEN
        case "absent":
            trainer.tick(here(signing.ABSENT))
            return "absent", None
        case "excused":
            trainer.tick(here(signing.EXCUSED))
            return "excused", None
    return "", None


def bent(page: Image.Image, chance: random.Random) -> Image.Image:
    """The paper does not lie flat: its middle is up to three millimetres off."""
    pixels = np.asarray(page)
    height, width = pixels.shape
    much = chance.uniform(-3, 3) * 200 / 25.4
    down = much * np.sin(np.pi * np.arange(width) / width)
    rows = np.clip(np.arange(height)[:, None] + np.rint(down)[None, :], 0, height - 1).astype(int)
    return Image.fromarray(pixels[rows, np.arange(width)[None, :]])


def tilted(page: Image.Image, chance: random.Random) -> Image.Image:
    """Photographed from one side: a true perspective, each corner of the page drawn in by up to a tenth."""
    width, height = page.size
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=float)
    inward = np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)]) * np.array([width, height]) / 10
    drawn = corners + inward * np.array([[chance.random(), chance.random()] for _ in corners])
    back = plane_of(drawn, corners)
    return page.transform(
        page.size,
        Image.Transform.PERSPECTIVE,
        back.flatten()[:8].tolist(),
        Image.Resampling.BICUBIC,
        fillcolor=80,
    )


def telephone(page: Image.Image, chance: random.Random) -> Image.Image:
    """As it comes in by hand: from the side, turned up to 25 degrees, soft, unevenly lit, noisy, compressed."""
    photo = tilted(at(230, page), chance).rotate(
        chance.uniform(-25, 25), Image.Resampling.BICUBIC, expand=True, fillcolor=60
    )
    photo = photo.filter(ImageFilter.GaussianBlur(chance.uniform(0.6, 1.4)))
    return jpeg(noise(_shade(photo, chance, 0.45), chance, 6), 60)


def bad_telephone(page: Image.Image, chance: random.Random) -> Image.Image:
    """The same in a dark workshop with an old telephone: much worse than anybody need hand in."""
    photo = tilted(at(200, bent(at(200, page), chance).resize(page.size)), chance)
    photo = photo.rotate(chance.uniform(-25, 25), Image.Resampling.BICUBIC, expand=True, fillcolor=60)
    return jpeg(noise(lit(photo.filter(ImageFilter.GaussianBlur(1.8)), chance), chance, 10), 40)


def _shade(page: Image.Image, chance: random.Random, least: float) -> Image.Image:
    """Light falls off across the page in some direction, to `least` of the brightest."""
    across, down = np.linspace(0, 1, page.width)[None, :], np.linspace(0, 1, page.height)[:, None]
    mixed = chance.random()
    slope = (across if chance.random() < 0.5 else 1 - across) * mixed
    slope = slope + (down if chance.random() < 0.5 else 1 - down) * (1 - mixed)
    return Image.fromarray((np.asarray(page) * (1 - (1 - least) * slope)).astype("uint8"))


def turned(page: Image.Image, angle: float) -> Image.Image:
    return page.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=90)


Spoil = Callable[[Image.Image, random.Random], Image.Image]
MODERATE: dict[str, Spoil] = {
    "scanned at 200 dpi": lambda page, _: at(200, page),
    "scanned at 150 dpi": lambda page, _: at(150, page),
    "upside down": lambda page, _: turned(at(200, page), 180),
    "on its side": lambda page, chance: turned(at(200, page), chance.choice((90, 270))),
    "turned up to 25 degrees": lambda page, chance: turned(at(200, page), chance.uniform(-25, 25)),
    "blur, 1.5 pixels of 200 dpi": lambda page, _: at(200, page).filter(ImageFilter.GaussianBlur(1.5)),
    "noise": lambda page, chance: noise(at(200, page), chance, 20),
    "unevenly lit": lambda page, chance: _shade(at(200, page), chance, 0.3),
    "from one side": lambda page, chance: tilted(at(220, page), chance),
    "bent paper": lambda page, chance: bent(at(200, page), chance),
    "JPEG, quality 30": lambda page, _: jpeg(at(200, page), 30),
    "telephone, all at once": telephone,
}
HARD: dict[str, Spoil] = {
    "scanned at 100 dpi": lambda page, _: at(100, page),
    "blur, 2.5 pixels of 200 dpi": lambda page, _: at(200, page).filter(ImageFilter.GaussianBlur(2.5)),
    "lit from one side, 1 to 5": lambda page, chance: lit(at(200, page), chance),
    "bad telephone, all at once": bad_telephone,
}


def outcome(truth: Truth, row: dict[str, object]) -> str:
    if truth == WRITTEN:
        return BY_DESIGN if row["doubt"] else WRONG
    if row["doubt"]:
        return ASKED
    return RIGHT if (row["mark"], row["missed"]) == truth else WRONG


def tally(page: Image.Image, spoil: Spoil, chance: random.Random) -> tuple[Counter[str], float]:
    """What became of the rows of one page, and the seconds it took to read it."""
    filled, truths = signed(page, chance)
    photo = spoil(filled, chance).convert("RGB")
    started = time.perf_counter()
    facts, _shown = read_picture(photo)
    spent = time.perf_counter() - started
    if facts["doubt"]:
        return Counter({REFUSED: len(truths)}), spent
    rows = zip(truths, facts["rows"], strict=True)
    return Counter(outcome(truth, placed["read"]) for truth, placed in rows), spent


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else SEED
    pages = printed(count)
    print(f"{count} pages of {ROWS_A_PAGE} rows a line, seed {seed}; percent of rows\n")
    print(f"{'condition':30}{RIGHT:>8}{ASKED:>8}{WRONG:>8}{REFUSED:>10}{'ms':>7}")
    for kind, conditions in (("moderate", MODERATE), ("hard", HARD)):
        whole: Counter[str] = Counter()
        for name, spoil in conditions.items():
            read = [tally(page, spoil, random.Random(f"{seed} {name} {n}")) for n, page in enumerate(pages)]
            rows = sum((rows for rows, _spent in read), Counter[str]())
            whole += rows
            _say(name, rows, sum(spent for _rows, spent in read) / count)
        _say(f"all {kind}", whole, None)


def _say(name: str, rows: Counter[str], seconds: float | None) -> None:
    total = sum(rows.values()) - rows[BY_DESIGN]
    shares = [f"{100 * rows[what] / total:.2f}" for what in (RIGHT, ASKED, WRONG, REFUSED)]
    spent = f"{seconds * 1000:.0f}" if seconds is not None else ""
    right, asked, wrong, refused = shares
    print(f"{name:30}{right:>8}{asked:>8}{wrong:>8}{refused:>10}{spent:>7}", flush=True)


if __name__ == "__main__":
    main()
