"""From facts to the bytes of the PDF: A4 on its side, tagged, for the archive, the same each time.

Rendering reads the facts, the template, and the built fonts; nothing else can be reached. Call it through
`certificates.paper.press.Press`, which can be killed; in one process it serves one thread at a time.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, time
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine
from django.utils.safestring import SafeString, mark_safe
from weasyprint import CSS, HTML, Attachment, Document
from weasyprint.urls import FatalURLFetchingError

from certificates.paper import art
from certificates.paper.archive import Artwork, ArtworkTaken, Finisher, color_profile
from certificates.paper.facts import CertificateFacts
from certificates.paper.fitting import Fitted, fit
from certificates.paper.template import HEADING, HEIGHT, STANDARD, WIDTH, Box, Line, PaperTemplate
from certificates.paper.topics import END, HEADINGS, Grid
from certificates.paper.wording import slots
from core.guarded.refusals import marked as _
from core.paper.fonts import WEIGHTS
from core.paper.layout import Complaints, OwnAssets, font_configuration
from core.paper.refusals import AssetMissing, LayoutBroken

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
PAGE = "certificates/paper/certificate.html"
STYLE = "certificates/paper/certificate.css"
FACTS_NAME = "certificate.json"
NO_SUCH_SLOT = "\x00no such slot: %s"


def render_pdf(facts: CertificateFacts, template: PaperTemplate = STANDARD) -> bytes:
    """The PDF of one certificate; raises a PaperRefused that says what is wrong with facts, template or set-up."""
    fitted = fit(facts, template)
    return print_page(page_of(facts, template, fitted), fitted.sizes, facts, template)


def print_page(
    html: str, sizes: Mapping[str, float], facts: CertificateFacts, template: PaperTemplate = STANDARD
) -> bytes:
    """The PDF of one page of HTML with these facts attached; `sizes` are points by class name."""
    try:
        with Complaints().heard():
            return write(layout(html, sizes, template), facts, template)
    except FatalURLFetchingError as error:
        raise AssetMissing(str(error)) from error


def page_of(facts: CertificateFacts, template: PaperTemplate, fitted: Fitted) -> str:
    """The page as HTML: its lines in reading order, the list of topics, the QR code, and whose document it is."""
    values = slots(facts)
    context = {
        **_around_the_list(fitted, template),
        "heading": HEADING,
        "link": "{verify_url}",
        "qr": _qr(facts, template),
        "issued_on": facts.issued_on.isoformat(),
        **{slot: values[slot] for slot in ("title_th", "number_th", "center_th", "form_th", "form_en")},
    }
    html = str(_engine().get_template(PAGE).render(Context(context, use_l10n=False)))
    if "\x00" in html:
        raise LayoutBroken(_("the template names a slot that does not exist"))
    return html


def _around_the_list(fitted: Fitted, template: PaperTemplate) -> dict[str, Any]:
    """The lines before and after the list of topics, which is read after the last line that stands above it."""
    if not (fitted.rows and template.table):
        return {"lines": fitted.lines, "grid": None, "rest": ()}
    above = [place for place, each in enumerate(fitted.lines, 1) if each.line.top < template.table.top]
    cut = max(above, default=0)
    return {
        "lines": fitted.lines[:cut],
        "grid": Grid.of(template.table, len(fitted.rows)),
        "rows": fitted.rows,
        "headings": HEADINGS,
        "end": END,
        "rest": fitted.lines[cut:],
    }


@cache
def _engine() -> Engine:
    """A template engine of its own: escaping on, no tag library, no loader but the project's folder."""
    return Engine(dirs=[str(TEMPLATES)], autoescape=True, string_if_invalid=NO_SUCH_SLOT)


def _qr(facts: CertificateFacts, template: PaperTemplate) -> SafeString:
    code = art.qr_code(facts.verify_url, f"QR code: {facts.verify_url}", template.qr.width)
    return mark_safe(code)  # noqa: S308 - our own SVG, text escaped


def layout(html: str, sizes: Mapping[str, float], template: PaperTemplate) -> Document:
    """One page, laid out but not yet written."""
    page = HTML(string=html, url_fetcher=OwnAssets())
    sheets = [_style(), _places(template), CSS(string=rules_of_sizes(sizes))]
    document = page.render(font_config=font_configuration(), stylesheets=sheets)
    if len(document.pages) != 1:
        raise LayoutBroken(_("%(pages)s pages instead of one"), pages=len(document.pages))
    return document


def write(document: Document, facts: CertificateFacts, template: PaperTemplate) -> bytes:
    """The laid out page as a file for the archive, with these facts attached."""
    _check_links(document, facts)
    text = facts.to_json()
    document.color_profiles["srgb"] = color_profile()
    pdf = document.write_pdf(
        finisher=Finisher(_artwork(template)),
        pdf_variant="pdf/a-3a",
        output_intent="",  # the profile above, and not one that the writer opens by itself
        pdf_identifier=hashlib.sha256(text.encode()).hexdigest()[:32].encode(),
        attachments=[_attachment(text, facts)],
        uncompressed_pdf=True,  # no object streams; the finisher compresses stream by stream
    )
    return bytes(pdf)


def _check_links(document: Document, facts: CertificateFacts) -> None:
    """A paper leads to its check page and nowhere else: no `javascript:`, no file, no attachment behind a word."""
    for page in document.pages:
        for kind, target, *_place in page.links:
            if (kind, target) != ("external", facts.verify_url):
                raise LayoutBroken(_("the page has a link that does not lead to the check of this paper"))


def _attachment(text: str, facts: CertificateFacts) -> Attachment:
    issued = datetime.combine(facts.issued_on, time(), UTC)
    return Attachment(
        string=text,
        name=FACTS_NAME,
        description="The facts of this certificate",
        relationship="Data",
        created=issued,
        modified=issued,
    )


@cache
def _style() -> CSS:
    text = (TEMPLATES / STYLE).read_text(encoding="utf-8")
    return CSS(string=text, font_config=font_configuration(), url_fetcher=OwnAssets())


@lru_cache(maxsize=16)
def _places(template: PaperTemplate) -> CSS:
    return CSS(string=rules_of_places(template), font_config=font_configuration(), url_fetcher=OwnAssets())


def rules_of_sizes(sizes: Mapping[str, float]) -> str:
    """The sizes of the lines, as a style sheet."""
    return "".join(f".{slot}{{font-size:{size:g}pt}}" for slot, size in sizes.items())


def rules_of_places(template: PaperTemplate) -> str:
    """Where the lines of a template stand and how they look, as a style sheet."""
    rules = [_box("qr", template.qr)]
    rules += [f"{_box(line.name, line.box)}.{line.name}{{{_look(line)}}}" for line in template.lines]
    return "".join(rules)


def _box(name: str, box: Box) -> str:
    return f".{name}{{left:{box.left:g}mm;top:{box.top:g}mm;width:{box.width:g}mm;height:{box.height:g}mm}}"


def _look(line: Line) -> str:
    weight = WEIGHTS[line.style]
    return f"line-height:{line.height:g}mm;font-weight:{weight};text-align:{line.align};color:{line.color}"


@lru_cache(maxsize=8)
def _artwork(template: PaperTemplate) -> Artwork:
    """The background, drawn once per process: it costs three times as much as all the rest of a page."""
    sheet = CSS(string=f"@page{{size:{WIDTH}mm {HEIGHT}mm;margin:0}}body{{margin:0}}svg{{display:block}}")
    taken = ArtworkTaken()
    options: dict[str, Any] = {"uncompressed_pdf": True, "finisher": taken}
    HTML(string=art.background(template), url_fetcher=OwnAssets()).write_pdf(stylesheets=[sheet], **options)
    return taken.artwork
