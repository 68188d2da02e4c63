"""What turns WeasyPrint's PDF/A-3a into one file that is also PDF/UA-1, the same to the byte each time.

Each step answers a rule of ISO 19005-3 or ISO 14289-1 that the writer leaves open. They run as
WeasyPrint's `finisher`, after the page is drawn and before the file is written.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import pydyf
from weasyprint import Document

from certificates.paper.refusals import GlyphMissing
from certificates.paper.refusals import marked as _
from core.paper.fonts import FAMILY
from core.paper.refusals import FontMissing

PDF_UA_METADATA = b"""
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
RDF_END = b"</rdf:RDF>"
LINE_ENDS = (b"\r", b"\n")


@dataclass(frozen=True, slots=True)
class Artwork:
    """A drawing taken out of a rendered page: its packed operators, and the graphics states they name."""

    packed: bytes
    states: pydyf.Dictionary
    box: tuple[float, ...]


@dataclass(slots=True)
class ColorProfile:
    """What WeasyPrint asks of a color profile, with the file's own bytes.

    Its own class gives the bytes back through the color library, which writes them differently once the name has
    been read, and leaves the file open.
    """

    content: bytes
    name: str = "sRGB2014"
    components: tuple[str, ...] = ("r", "g", "b")
    pdf_reference: bytes | None = None


@cache
def _srgb() -> bytes:
    return resources.files("weasyprint.pdf").joinpath("sRGB2014.icc").read_bytes()


def color_profile() -> ColorProfile:
    """The sRGB profile that an archive file carries."""
    return ColorProfile(_srgb())


class ArtworkTaken:
    """A finisher that keeps the first page's drawing in `artwork`."""

    artwork: Artwork

    def __call__(self, _document: Document, pdf: pydyf.PDF) -> None:
        page = _first_page(pdf)
        states = _at(pdf, page["Resources"]).get("ExtGState", pydyf.Dictionary())
        packed = _packed(_content(_at(pdf, page["Contents"])) + b"\n")
        self.artwork = Artwork(packed, states, tuple(page["MediaBox"]))


@dataclass(frozen=True, slots=True)
class Finisher:
    """Lays the artwork under the page, completes the metadata, and checks what the page was set in."""

    artwork: Artwork

    def __call__(self, document: Document, pdf: pydyf.PDF) -> None:
        check_fonts(document)
        lay_under(pdf, self.artwork)
        declare_pdf_ua(pdf)
        compress_safely(pdf)


def check_fonts(document: Document) -> None:
    """Refuse another typeface (FontMissing), and a glyph that would not copy as text (GlyphMissing)."""
    for font in document.fonts.values():
        if font.family != FAMILY:
            raise FontMissing(_("%(font)s was used instead of %(family)s"), font=font.family, family=FAMILY)
        if font.missing or not all(font.to_unicode.values()):
            raise GlyphMissing(_("a group of letters has no glyph of its own, so it could not be read back"))


def lay_under(pdf: pydyf.PDF, artwork: Artwork) -> None:
    """Draw the artwork first, as an artifact: a form with resources of its own, drawn once per process."""
    page = _first_page(pdf)
    form = pydyf.Stream(
        [artwork.packed],
        {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": pydyf.Array(artwork.box),
            "Resources": pydyf.Dictionary({"ExtGState": artwork.states}),
            "Filter": "/FlateDecode",
        },
    )
    pdf.add_object(form)
    _at(pdf, page["Resources"])["XObject"]["Artwork"] = form.reference
    _at(pdf, page["Contents"]).stream[:0] = [b"/Artifact BMC", b"/Artwork Do", b"EMC"]


def declare_pdf_ua(pdf: pydyf.PDF) -> None:
    """Add the PDF/UA mark to the metadata together with the schema that PDF/A asks for beside it."""
    metadata = _at(pdf, pdf.catalog["Metadata"])
    metadata.stream = [_content(metadata).replace(RDF_END, PDF_UA_METADATA + RDF_END, 1)]


def compress_safely(pdf: pydyf.PDF) -> None:
    """Compress every stream but the metadata (ISO 19005-3, 6.6.2.1), and none that would end in a line end.

    A stream that ends in CR or LF cannot be told from one with a line end too many. By the chance of a checksum that
    is one stream in 128: a drawing or a font is made a byte longer then, any other stream stays as it is.
    """
    metadata = _at(pdf, pdf.catalog["Metadata"])
    drawings = [_at(pdf, pdf.objects[page]["Contents"]) for page in pdf.pages["Kids"][::3]]
    for stream in _streams(pdf):
        if stream is metadata or "Filter" in stream.extra:
            continue
        content = _content(stream)
        if any(stream is drawing for drawing in drawings):
            content = padded(content, b" ")
        elif "Length1" in stream.extra:
            content = padded(content, b"\1")
            stream.extra["Length1"] = len(content)
        packed = _packed(content)
        if not packed.endswith(LINE_ENDS):
            stream.stream, stream.extra["Filter"] = [packed], "/FlateDecode"


def padded(content: bytes, filler: bytes) -> bytes:
    """The content, longer by as much as it takes for its packed form to end in no line end.

    The packed form ends in the sum of all bytes (Adler-32, RFC 1950): a filler of zero would never change it.
    """
    return zlib.decompress(packed_safely(content, filler))


def packed_safely(content: bytes, filler: bytes) -> bytes:
    """The packed form of the content so padded."""
    while (packed := _packed(content)).endswith(LINE_ENDS):
        content += filler
    return packed


def _streams(pdf: pydyf.PDF) -> Iterator[pydyf.Stream]:
    return (thing for thing in pdf.objects if isinstance(thing, pydyf.Stream))


def _first_page(pdf: pydyf.PDF) -> Any:
    return pdf.objects[pdf.pages["Kids"][0]]


def _at(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _content(stream: pydyf.Stream) -> bytes:
    return b"\n".join(bytes(pydyf._to_bytes(part)) for part in stream.stream)


def _packed(content: bytes) -> bytes:
    return zlib.compress(content, level=9)
