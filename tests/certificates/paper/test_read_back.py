"""The 92 hard words as poppler, PDFium, pdf.js, MuPDF and pypdf read them off real papers; qpdf looks at the files.

MuPDF is asked through its program (`mutool`, Debian's mupdf-tools): the licence of its Python library (AGPL) would
reach whatever is linked with it. pdf.js is Debian's (2.14), run by Node.js; it writes ำ as its two parts (NFKC), so there
both sides are compared in that form.
"""

import io
import subprocess
import unicodedata
from dataclasses import replace
from functools import partial
from itertools import product
from pathlib import Path

import pypdf
import pypdfium2
import pytest

from certificates.paper.batch import print_paper
from certificates.paper.facts import PaperKind
from certificates.paper.fitting import fit
from certificates.paper.render import render_pdf
from certificates.paper.samples import ORDINARY, TALLEST, sample
from certificates.paper.starts import TRANSCRIPT, standard_for
from certificates.paper.topics import END, HEADINGS
from certificates.paper.wording import slots
from tests.certificates.paper.samples import WAYS_OF_POPPLER, WORDS, a_paper, poppler
from tests.certificates.paper.test_plate import from_plate, plate_of

IN_A_NAME, IN_A_TITLE = 6, 4  # words
SCRIPT = Path(__file__).with_name("read.js")


def in_parts(size):
    return [" ".join(WORDS[start : start + size]) for start in range(0, len(WORDS), size)]


def said(*command):
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def by_poppler(files, way):
    return "".join(poppler(file.read_bytes(), way) for file in files)


def by_pdfium(files):
    return "".join(pypdfium2.PdfDocument(file)[0].get_textpage().get_text_range() + "\n" for file in files)


def by_pypdf(files):
    return "".join(
        pypdf.PdfReader(io.BytesIO(file.read_bytes())).pages[0].extract_text() + "\n" for file in files
    )


def by_pdf_js(files):
    return said("node", str(SCRIPT), *map(str, files))


READERS = {
    **{f"poppler {' '.join(way)}": partial(by_poppler, way=way) for way in WAYS_OF_POPPLER},
    "PDFium": by_pdfium,
    "pdf.js": by_pdf_js,
    "MuPDF": lambda files: "".join(said("mutool", "draw", "-q", "-F", "txt", str(file)) for file in files),
    "pypdf": by_pypdf,
}


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    """Certificates from a plate and a transcript that is laid out, which hold all words between them."""
    folder = tmp_path_factory.mktemp("papers")
    topic = sample(ORDINARY, PaperKind.TRANSCRIPT, TRANSCRIPT, "https://train.example.go.th").topics[0]
    topics = tuple(
        replace(topic, number=place, title_th=words) for place, words in enumerate(in_parts(IN_A_TITLE), 1)
    )
    record = a_paper(kind=PaperKind.TRANSCRIPT, topics=topics)
    pdfs = [
        render_pdf(record, TRANSCRIPT),
        *(print_paper(a_paper(name_th=words)) for words in in_parts(IN_A_NAME)),
    ]
    files = [folder / f"{number}.pdf" for number in range(len(pdfs))]
    for file, pdf in zip(files, pdfs, strict=True):
        file.write_bytes(pdf)
    return files


@pytest.mark.parametrize("reader", READERS)
def test_all_words_are_read_as_they_are_printed(reader, papers):
    form = "NFKC" if reader == "pdf.js" else "NFC"
    assert len(set(WORDS)) == 92
    for files, lines in ((papers[:1], in_parts(IN_A_TITLE)), (papers[1:], in_parts(IN_A_NAME))):
        found = unicodedata.normalize(form, READERS[reader](files))
        missing = [words for words in lines if unicodedata.normalize(form, words) not in found]
        assert missing == []


def printed_words(facts, template):
    """Every line and every cell of a paper, and the words that it has at its foot."""
    fitted = fit(facts, template)
    values = slots(facts)
    yield from (values["form_th"], values["form_en"])
    for each in fitted.lines:
        yield from filter(None, (each.text, each.aside))
    for row in fitted.rows:
        yield from filter(None, (row.number, row.title_th, row.title_en, *row.figures))
    if fitted.rows:
        yield from (word for words in (*HEADINGS, END) for word in words)


@pytest.mark.parametrize("who", [ORDINARY, TALLEST])
@pytest.mark.parametrize("kind", PaperKind)
def test_every_printed_line_of_every_kind_is_read_in_every_way_of_poppler(kind, who):
    template = standard_for(kind)
    facts = sample(who, kind, template, "https://train.example.go.th")
    wanted = list(printed_words(facts, template))
    assert facts.thai_digits
    assert len(wanted) > 25
    assert any("๒๕๖๙" in words for words in wanted)
    files = [render_pdf(facts, template)]
    if not kind.is_transcript:  # whose list no plate holds
        files.append(from_plate(plate_of(facts, template), facts, template))
    for file, way in product(files, WAYS_OF_POPPLER):
        found = poppler(file, way)
        assert [words for words in wanted if words not in found] == [], way


def test_qpdf_finds_nothing_to_complain_of(papers):
    for file in papers[:3]:
        assert "No syntax or stream encoding errors found" in said("qpdf", "--check", str(file))
