"""Draws forms of consent: JSON in, PDF out, one A4 page a person. Runs in a guarded child."""

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
from enrollment.papers.marks import CODE_MARK

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
TEMPLATE, STYLE = "enrollment/consents/paper/form.html", "enrollment/consents/paper/form.css"
NO_SUCH_SLOT = "\x00no such slot: %s"


def draw(body: bytes) -> bytes:
    """The PDF of the sheets in `body`; raises LayoutBroken if one needs more than its page."""
    facts = json.loads(body)
    sheets = [sheet | _codes(sheet) for sheet in facts["sheets"]]
    html = str(_engine().get_template(TEMPLATE).render(_context(facts | {"sheets": sheets})))
    if "\x00" in html:
        raise LayoutBroken("the template names a slot that does not exist")
    try:
        with Complaints().heard():
            return _print(html, len(sheets))
    except FatalURLFetchingError as error:
        raise AssetMissing(str(error)) from error


def _context(values: dict[str, Any]) -> Context:
    """Numbers as they are: the child has no settings that could say how a country writes them."""
    return Context(values, use_l10n=False, use_tz=False)


def _print(html: str, sheets: int) -> bytes:
    page = HTML(string=html, url_fetcher=OwnAssets())
    document = page.render(font_config=font_configuration(), stylesheets=[_style()])
    if len(document.pages) != sheets:
        raise LayoutBroken(f"{len(document.pages)} pages for {sheets} people")
    document.metadata.created = document.metadata.modified = datetime.now(UTC).date().isoformat()
    return bytes(document.write_pdf())


def _codes(sheet: dict[str, Any]) -> dict[str, SafeString]:
    return {
        "code_drawn": _qr(CODE_MARK + sheet["code"], "q"),
        "receipt_drawn": _qr(sheet["receipt_url"], "m"),
    }


def _qr(text: str, error: str) -> SafeString:
    """The code as SVG, with the quiet zone that ISO/IEC 18004 asks for."""
    code = segno.make_qr(text, error=error, boost_error=False)
    drawn = code.svg_inline(border=4, omitsize=True, svgclass="", lineclass="")
    return mark_safe(drawn)  # noqa: S308 - drawn by the library from letters and digits


@cache
def _engine() -> Engine:
    """A template engine of its own: escaping on, no tag library, no loader but the project's folder."""
    return Engine(dirs=[str(TEMPLATES)], autoescape=True, string_if_invalid=NO_SUCH_SLOT)


@cache
def _style() -> CSS:
    text = (TEMPLATES / STYLE).read_text(encoding="utf-8")
    return CSS(string=text, font_config=font_configuration(), url_fetcher=OwnAssets())
