"""Draws sign-in sheets: JSON in, PDF out, twenty rows a page. Runs in a guarded child."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import segno
from django.template import Context, Engine
from django.utils.safestring import SafeString, mark_safe
from weasyprint import CSS, HTML
from weasyprint.urls import FatalURLFetchingError

from core.paper.layout import Complaints, OwnAssets, font_configuration
from core.paper.refusals import AssetMissing, LayoutBroken
from enrollment.papers import signing
from enrollment.papers.signing import Box

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
TEMPLATE, STYLE = "enrollment/sheets/paper/sheet.html", "enrollment/sheets/paper/sheet.css"
NO_SUCH_SLOT = "\x00no such slot: %s"


def draw(body: bytes) -> bytes:
    """The PDF of the pages in `body`; raises LayoutBroken if one needs more than its paper."""
    pages = [_with_codes(page) for page in json.loads(body)["pages"]]
    html = str(
        _engine().get_template(TEMPLATE).render(_context({"pages": pages, "late": list(signing.LATE)}))
    )
    if "\x00" in html:
        raise LayoutBroken("the template names a slot that does not exist")
    try:
        with Complaints().heard():
            return _print(html, len(pages))
    except FatalURLFetchingError as error:
        raise AssetMissing(str(error)) from error


def _context(values: dict[str, Any]) -> Context:
    """Numbers as they are: the child has no settings that could say how a country writes them."""
    return Context(values, use_l10n=False, use_tz=False)


def _print(html: str, pages: int) -> bytes:
    paper = HTML(string=html, url_fetcher=OwnAssets())
    document = paper.render(font_config=font_configuration(), stylesheets=[_style()])
    if len(document.pages) != pages:
        raise LayoutBroken(f"{len(document.pages)} sheets of paper for {pages} pages")
    document.metadata.created = document.metadata.modified = datetime.now(UTC).date().isoformat()
    return bytes(document.write_pdf())


def _with_codes(page: dict[str, Any]) -> dict[str, Any]:
    corners = [(letter, _qr(signing.code_text(letter, page["code"]))) for letter in signing.PAGE_CODES]
    rows = [
        row | {"drawn": _qr(signing.code_text(letter, row["code"])), "letter": letter}
        for letter, row in zip(signing.ROW_LETTERS, page["rows"], strict=False)
    ]
    return page | {"corners": corners, "rows": rows}


def _qr(text: str) -> SafeString:
    """The code as SVG without a margin: the page leaves it one, and the reader takes its edges for the frame."""
    code = segno.make_qr(text, version=1, error="q", mode="alphanumeric", boost_error=False)
    drawn = code.svg_inline(border=0, omitsize=True, svgclass="", lineclass="")
    return mark_safe(drawn)  # noqa: S308 - drawn by the library from letters and digits


@cache
def _engine() -> Engine:
    """A template engine of its own: escaping on, no tag library, no loader but the project's folder."""
    return Engine(dirs=[str(TEMPLATES)], autoescape=True, string_if_invalid=NO_SUCH_SLOT)


@cache
def _style() -> CSS:
    text = (TEMPLATES / STYLE).read_text(encoding="utf-8") + "\n".join(_positions())
    return CSS(string=text, font_config=font_configuration(), url_fetcher=OwnAssets())


def _positions() -> list[str]:
    """One rule a thing that the reader looks for."""
    above_rows = {
        "code": signing.ROW_CODE,
        "name": signing.NAME,
        "signature": signing.SIGNATURE,
        "present": signing.PRESENT,
        "written": signing.WRITTEN,
        "absent": signing.ABSENT,
        "excused": signing.EXCUSED,
    } | {f"late-{minutes}": box for minutes, box in signing.LATE.items()}
    rules = [_rule(f".row .{name}", box.below(-signing.TOP)) for name, box in above_rows.items()]
    rules += [_rule(f".corner.{letter}", box) for letter, box in signing.PAGE_CODES.items()]
    rules += [_rule(f".mark-{number}", box) for number, box in enumerate(signing.CORNER_MARKS)]
    for number, letter in enumerate(signing.ROW_LETTERS):
        rules.append(f".row.{letter} {{ top: {signing.TOP + number * signing.ROW_HEIGHT:g}mm; }}")
    return rules


def _rule(selector: str, box: Box) -> str:
    return (
        f"{selector} {{ left: {box.x:g}mm; top: {box.y:g}mm;"
        f" width: {box.width:g}mm; height: {box.height:g}mm; }}"
    )
