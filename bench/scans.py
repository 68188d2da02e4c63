"""How many signed forms are read, by how they were photographed: `python -m bench.scans [forms]`.

Each form is drawn as it is printed, with a code of its own, and then spoiled as paper and telephones do it. "naive"
is one look of the same library at the picture as it is; "ours" is what the product does.
"""

from __future__ import annotations

import io
import json
import random
import secrets
import sys
import time
from collections.abc import Callable

import numpy as np
import pypdfium2 as pdfium
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from enrollment.papers.form import draw
from enrollment.scanning.codes import codes_on

FORMS, SEED, DOTS = 20, 2569, 300
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
LINES = ["• ข้อความที่ยาวพอสมควรเพื่อให้เต็มบรรทัดของแบบฟอร์ม และมีตัวอักษรไทยหลายแบบ"] * 14


def forms(count: int) -> list[tuple[str, Image.Image]]:
    """Codes with the page that carries each, at 300 dots per inch."""
    codes = ["".join(secrets.choice(LETTERS) for _ in range(26)) for _ in range(count)]
    text = {"title": "ความยินยอม", "act": "เรื่องข้อมูล", "version": "1", "lines": LINES}
    same = {
        "agency": "สำนักงานพัฒนาฝีมือแรงงานสมมติ",
        "name": "นายสมมติ ทดสอบ",
        "birth": "14 มีนาคม 2554",
        "school": "โรงเรียนสมมติ",
        "guardian": "นางสมหญิง ทดสอบ",
        "texts": [text, text],
        "givers": [{"label": "ผู้เข้ารับการฝึก", "name": "นายสมมติ ทดสอบ"}],
    }
    sheets = [
        same
        | {
            "code": code,
            "short": code[:8],
            "receipt_url": f"https://training.example.org/consent/{code[::-1]}/",
        }
        for code in codes
    ]
    document = pdfium.PdfDocument(draw(json.dumps({"sheets": sheets, "contact": ""}).encode()))
    return [
        (code, page.render(scale=DOTS / 72).to_pil().convert("L"))
        for code, page in zip(codes, document, strict=True)
    ]


def at(dots: int, page: Image.Image) -> Image.Image:
    return page.resize((page.width * dots // DOTS, page.height * dots // DOTS))


def lit(page: Image.Image, chance: random.Random) -> Image.Image:
    """Light falls from one side; the far side is five times darker."""
    light = np.linspace(1.0, 0.2, page.width)[None, :]
    light = light if chance.random() < 0.5 else light[:, ::-1]
    return Image.fromarray((np.asarray(page) * light).astype("uint8"))


def noise(page: Image.Image, chance: random.Random, much: float) -> Image.Image:
    drawn = np.random.default_rng(chance.randrange(10**9)).normal(0, much, (page.height, page.width))
    return Image.fromarray((np.asarray(page, dtype=float) + drawn).clip(0, 255).astype("uint8"))


def tilted(page: Image.Image, chance: random.Random) -> Image.Image:
    """Photographed from one side: every corner is moved by up to a tenth."""
    width, height = page.size
    corners = [(0, 0), (0, height), (width, height), (width, 0)]

    def out(at: int, length: int) -> float:
        return at + (1 if at else -1) * chance.random() * length / 10

    moved = [(out(x, width), out(y, height)) for x, y in corners]
    quad = [number for corner in moved for number in corner]
    return page.transform(page.size, Image.Transform.QUAD, quad, Image.Resampling.BICUBIC, fillcolor=80)


def jpeg(page: Image.Image, quality: int) -> Image.Image:
    stored = io.BytesIO()
    page.save(stored, "JPEG", quality=quality)
    return Image.open(stored).convert("L")


def telephone(page: Image.Image, chance: random.Random) -> Image.Image:
    """All at once: from the side, turned, a little blurred, lit from one side, noisy, stored small."""
    photo = tilted(at(200, page), chance).rotate(chance.uniform(-25, 25), expand=True, fillcolor=60)
    photo = photo.filter(ImageFilter.GaussianBlur(1.6))
    return jpeg(noise(lit(photo, chance), chance, 10), 40)


def stained(page: Image.Image, chance: random.Random) -> Image.Image:
    """A coffee stain on the corner of the code that is no mark of its own, and a pen stroke through it."""
    spoiled = at(200, page)
    pen = ImageDraw.Draw(spoiled)
    left, top = spoiled.width - 190, 240 + chance.randrange(20)
    pen.ellipse((left, top, left + 70, top + 70), fill=120)
    pen.line((spoiled.width - 370, 190, spoiled.width - 90, 170 + chance.randrange(40)), fill=40, width=4)
    return spoiled


def small_in_the_picture(page: Image.Image, _chance: random.Random) -> Image.Image:
    table = Image.new("L", (3000, 2200), 90)
    table.paste(at(100, page), (900, 500))
    return table


Spoil = Callable[[Image.Image, random.Random], Image.Image]
CONDITIONS: dict[str, Spoil] = {
    "scanned at 200 dpi": lambda page, _: at(200, page),
    "scanned at 100 dpi": lambda page, _: at(100, page),
    "upside down": lambda page, _: at(150, page).rotate(180),
    "on its side": lambda page, _: at(150, page).rotate(90, expand=True),
    "askew": lambda page, chance: at(150, page).rotate(chance.uniform(3, 40), expand=True, fillcolor=90),
    "blur, 2 pixels of 200 dpi": lambda page, _: at(200, page).filter(ImageFilter.GaussianBlur(2)),
    "blur, 3 pixels": lambda page, _: at(200, page).filter(ImageFilter.GaussianBlur(3)),
    "blur, 4 pixels": lambda page, _: at(200, page).filter(ImageFilter.GaussianBlur(4)),
    "noise": lambda page, chance: noise(at(150, page), chance, 45),
    "lit from one side": lambda page, chance: lit(at(150, page), chance),
    "from one side": lambda page, chance: tilted(at(200, page), chance),
    "stained": stained,
    "small in the picture": small_in_the_picture,
    "telephone, all at once": telephone,
}


def naive(picture: Image.Image) -> set[str]:
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    found = zxingcpp.read_barcodes(np.asarray(picture), formats=formats)
    return {one.text.removeprefix("CONSENT:") for one in found if one.text.startswith("CONSENT:")}


def main() -> None:
    pages, chance = forms(int(sys.argv[1]) if len(sys.argv) > 1 else FORMS), random.Random(SEED)
    print(f"{len(pages)} forms a line; a wrong code read would be counted apart\n")
    print(f"{'condition':28}{'naive':>8}{'ours':>8}{'wrong':>8}{'ms':>8}")
    for name, spoil in CONDITIONS.items():
        once = ours = wrong = 0
        spent = 0.0
        for code, page in pages:
            picture = spoil(page, chance)
            once += naive(picture) == {code}
            started = time.perf_counter()
            found = codes_on(picture)
            spent += time.perf_counter() - started
            ours += found == {code}
            wrong += bool(found - {code})
        each = f"{spent / len(pages) * 1000:.0f}"
        print(f"{name:28}{once:>8}{ours:>8}{wrong:>8}{each:>8}", flush=True)


if __name__ == "__main__":
    main()
