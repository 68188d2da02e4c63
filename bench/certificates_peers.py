"""The same page as others print it: WeasyPrint as its handbook says, a running Chromium, typst, TCPDF.

typst (from PyPI) and TCPDF (Debian's php-tcpdf and php-cli) are no part of the product: who wants them in the table
installs them.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pypdfium2
from weasyprint import CSS, HTML

from certificates.paper import art
from certificates.paper.fitting import fit
from certificates.paper.render import STYLE, TEMPLATES, page_of, rules_of_places, rules_of_sizes
from certificates.paper.template import STANDARD
from certificates.paper.typeface import POINTS_PER_MM
from core.paper import fonts
from core.paper.layout import OwnAssets

TCPDF = Path("/usr/share/php/tcpdf/tcpdf.php")
Way = Callable[[Any], bytes]
UNDER = "<div style='position:absolute;left:0;top:0'>{}</div>"


def page(facts: Any) -> str:
    """Everything in one page of HTML: style, background, words, QR code."""
    fitted = fit(facts, STANDARD)
    style = (TEMPLATES / STYLE).read_text(encoding="utf-8") + rules_of_places(STANDARD)
    style += rules_of_sizes(fitted.sizes)
    html = page_of(facts, STANDARD, fitted).replace("</head>", f"<style>{style}</style></head>")
    return html.replace("<body>", f"<body>{UNDER.format(art.background())}")


def naive(facts: Any) -> bytes:
    """WeasyPrint, a document at a time."""
    return bytes(HTML(string=page(facts), url_fetcher=OwnAssets()).write_pdf())


def installed(folder: Path, stack: ExitStack) -> dict[str, Way]:
    """The peers that this machine has."""
    found: dict[str, Way] = {}
    if browser := shutil.which("chromium"):
        found["chromium"] = stack.enter_context(Chromium(folder, browser))
    if find_spec("typst"):
        found["typst"] = _typst(folder)
    if shutil.which("php") and TCPDF.exists():
        found["tcpdf"] = stack.enter_context(Tcpdf(folder))
    return found


class Chromium:
    """A browser that runs; a page of it prints one paper after the other."""

    def __init__(self, folder: Path, browser: str) -> None:
        self._file, self._browser = folder / "page.html", browser

    def __enter__(self) -> Way:
        from playwright.sync_api import sync_playwright

        self._playwright = sync_playwright().start()
        launched = self._playwright.chromium.launch(executable_path=self._browser, args=["--no-sandbox"])
        self._page = launched.new_page()
        return self._print

    def __exit__(self, *_error: object) -> None:
        self._playwright.stop()

    def _print(self, facts: Any) -> bytes:
        html = page(facts).replace('url("asset:', f'url("file://{fonts.DEFAULT_FOLDER}/')
        self._file.write_text(html, encoding="utf-8")
        self._page.goto(self._file.as_uri())
        return bytes(self._page.pdf(prefer_css_page_size=True, print_background=True))


class Tcpdf:
    """A PHP that runs and prints one paper after the other, on the background as a picture of 150 dots an inch.

    For the time alone: it knows nothing of placing Thai marks.
    """

    def __init__(self, folder: Path) -> None:
        self._background = folder / "background.jpg"

    def __enter__(self) -> Way:
        drawn = HTML(string=UNDER.format(art.background()), url_fetcher=OwnAssets())
        paper = drawn.write_pdf(stylesheets=[CSS(string="@page{size:297mm 210mm;margin:0}")])
        pypdfium2.PdfDocument(paper)[0].render(scale=150 / 72).to_pil().convert("RGB").save(self._background)
        script, typeface = Path(__file__).with_name("certificates_tcpdf.php"), fonts.file_name("Regular")
        command = ["php", str(script), str(self._background.parent), str(fonts.DEFAULT_FOLDER / typeface)]
        self._php = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self._print

    def __exit__(self, *_error: object) -> None:
        self._php.communicate()

    def _print(self, facts: Any) -> bytes:
        fitted, qr = fit(facts, STANDARD), STANDARD.qr
        lines = [
            {
                "text": f"{each.text} {each.aside}".strip(),
                "size": fitted.sizes[each.line.name],
                "align": each.line.align[0].upper(),
                **{side: getattr(each.line, side) for side in ("left", "top", "width", "height")},
            }
            for each in fitted.lines
        ]
        place, url = [qr.left, qr.top, qr.width], facts.verify_url.upper()
        paper = {"lines": lines, "qr": place, "url": url, "background": str(self._background)}
        stdin, stdout = self._php.stdin, self._php.stdout
        assert stdin is not None  # noqa: S101 - both pipes were asked for
        assert stdout is not None  # noqa: S101
        stdin.write(json.dumps(paper).encode() + b"\n")
        stdin.flush()
        return stdout.read(int.from_bytes(stdout.read(4), "big"))


def _typst(folder: Path) -> Way:
    import typst

    (folder / "background.svg").write_text(art.background(), encoding="utf-8")
    family = typst.Fonts(include_system_fonts=False, font_paths=[str(fonts.DEFAULT_FOLDER)])

    def print_it(facts: Any) -> bytes:
        (folder / "code.svg").write_text(art.qr_code(facts.verify_url, "QR"), encoding="utf-8")
        (folder / "paper.typ").write_text(_typst_page(facts), encoding="utf-8")
        paper = str(folder / "paper.typ")
        return bytes(typst.compile(paper, root=str(folder), font_paths=family, pdf_standards="a-3a"))

    return print_it


def _typst_page(facts: Any) -> str:
    fitted = fit(facts, STANDARD)
    qr = STANDARD.qr
    parts = [
        f'#set document(title: "{facts.number}")',
        '#set page(width: 297mm, height: 210mm, margin: 0mm, background: image("background.svg", alt: "border"))',
        f'#set text(font: "{fonts.FAMILY}", lang: "th")',
        f'#place(dx: {qr.left}mm, dy: {qr.top}mm, image("code.svg", width: {qr.width}mm, alt: "QR code"))',
    ]
    for each in fitted.lines:
        line, size = each.line, fitted.sizes[each.line.name]
        place = f"dx: {line.left}mm, dy: {line.top + line.height - size / POINTS_PER_MM}mm"
        words = f"{each.text} {each.aside}".strip().replace("\\", "\\\\").replace('"', '\\"')
        look = f'size: {size}pt, weight: {fonts.WEIGHTS[line.style]}, fill: rgb("{line.color}")'
        inner = f'align({line.align}, text({look}, "{words}"))'
        parts.append(f"#place({place}, box(width: {line.width}mm, {inner}))")
    return "\n".join(parts)
