"""What a stranger's file says: its lines, the facts attached to it, and the check codes in it.

Runs in a guarded child, since the file may be anything. It keeps nothing and answers in JSON.
"""

import json
import re
from collections.abc import Iterator
from itertools import islice

import pypdfium2 as pdfium
import zxingcpp
from PIL import Image

from certificates.paper.facts import CertificateFacts
from certificates.paper.refusals import FactsInvalid
from core import pages
from core.guarded.refusals import TaskRefused

READ = "certificates.reading:read"
SECONDS = 15.0
MOST_BYTES = 10 * 1024 * 1024
MOST_TEXT, MOST_FACTS = 20_000, 60_000  # letters of a file; bytes of an attachment
MOST_PAGES = 5  # a paper has one; what stands on a second was added
MOST_CODES, MOST_ATTACHMENTS = 3, 20
MOST_LINES = (
    400  # each is held against each of the register's, outside of the guarded child; a paper has some 80
)
FACTS_NAME = "certificate.json"
QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_CODE = re.compile(r"(?<![A-Z2-7])[A-Z2-7]{26}(?![A-Z2-7])")


def read(content: bytes) -> bytes:
    """{"lines": …, "facts": …, "codes": …}; raises TaskRefused with a code of `core.pages`."""
    _count, picture = pages.page_of(content, 0)  # refuses what is damaged, locked or too large
    lines, facts = _words_of(content) if pages.is_pdf(content) else ([], "")
    codes = list(dict.fromkeys(_codes(picture, lines, facts)))[:MOST_CODES]
    return json.dumps({"lines": lines, "facts": facts, "codes": codes}).encode()


def _words_of(content: bytes) -> tuple[list[str], str]:
    try:
        with pdfium.PdfDocument(content) as document:
            return _lines(document), _facts(document)
    except pdfium.PdfiumError as broken:
        raise TaskRefused(pages.DAMAGED) from broken


def _lines(document: pdfium.PdfDocument) -> list[str]:
    pages_of_it = (document[number] for number in range(min(len(document), MOST_PAGES)))
    text = "\n".join(page.get_textpage().get_text_range() for page in pages_of_it)[:MOST_TEXT]
    lines = (line.strip() for line in text.replace("\x00", "").splitlines())
    return list(islice(filter(None, lines), MOST_LINES))


def _facts(document: pdfium.PdfDocument) -> str:
    """The attached facts as canonical JSON; "" where there are none, or none that a paper could have."""
    for number in range(min(document.count_attachments(), MOST_ATTACHMENTS)):
        attached = document.get_attachment(number)
        if attached.get_name() == FACTS_NAME:
            data = bytes(attached.get_data())
            return _canonical(data) if len(data) <= MOST_FACTS else ""
    return ""


def _canonical(data: bytes) -> str:
    try:
        return CertificateFacts.from_json(data).to_json()
    except FactsInvalid:
        return ""


def _codes(picture: Image.Image, lines: list[str], facts: str) -> Iterator[str]:
    if facts:
        yield CertificateFacts.from_json(facts).code
    for line in lines:
        yield from _CODE.findall(line)
    for found in zxingcpp.read_barcodes(picture, formats=QR):
        yield from _CODE.findall(found.text.upper())
