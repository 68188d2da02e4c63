"""A paper from a plate and the same paper laid out: the same picture, text, tags and payload."""

import io
from dataclasses import replace

import page
import pikepdf
import pypdf
import pypdfium2
import pytest

from certificates.paper import batch, cutting
from certificates.paper.plate import Person, Wording
from certificates.paper.render import render_pdf
from certificates.paper.shaping import UNITS, Face, Unplaceable, by_script
from certificates.paper.template import STANDARD
from certificates.paper.typeface import typeface
from certificates.paper.wording import set_lines
from tests.certificates.paper.samples import BARE, LONGEST, TALLEST, WORDS, a_paper, lines, words

DOTS = 200  # an inch
LARGEST = 122_880 - 9_000  # bytes, with room for the seal
OTHERS = (
    {"name_th": "นายปู ผึ้ง", "name_en": "Mr. Pu Phueng", "number": "ลพ 0043/2569"},
    {"name_th": "นางสาวน้ำฝน ปั้นฐานันดร์", "name_en": "Miss Namfon Panthanan", "number": "ลพ 12345/2570"},
    {"code": "A7K3M-OQXW2-D2RTH-N4VBJ-5C6PY-Z", "verify_url": "https://train.example.go.th/v/A7K3MOQXW2D2RTHN4VBJ5C6PYZ"},
)  # fmt: skip


def plate_of(facts, template=STANDARD):
    return cutting.cut(facts, template, typeface().sizes(set_lines(facts, template)))


def from_plate(plate, facts, template=STANDARD):
    return plate.print(Person.of(facts, set_lines(facts, template)))


def picture(pdf):
    bitmap = pypdfium2.PdfDocument(pdf)[0].render(scale=DOTS / 72)
    return bitmap.width, bitmap.height, bytes(bitmap.buffer)


def edges(pdf):
    """Where every word begins and ends, in millimeters."""
    return [edge for word in words(pdf) for edge in word]


def tags(pdf):
    """The tree of tags with the text of each: kind, alternative text, numbers of marked content, children."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return _tag(document.Root.StructTreeRoot.K[0])


def _tag(element):
    if not isinstance(element, pikepdf.Dictionary):
        return int(element)
    if element.get("/Type") == "/OBJR":
        return str(element.Obj.A.URI)
    return str(element.S), str(element.get("/Alt", "")), [_tag(child) for child in element.get("/K", [])]


def payload(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return {name: file.get_file().read_bytes() for name, file in document.attachments.items()}


def told(pdf):
    """What the file says of itself: its document information and its XMP."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        info = {key: str(value) for key, value in document.docinfo.items()}
        return info, bytes(document.Root.Metadata.read_bytes()), bytes(document.trailer.ID[0])


RAISED = {"name_th": "นางเกษี ฤๅษีนาม", "name_en": ""}  # letters that stand a hair above the line


@pytest.mark.parametrize(
    "kind", [{}, LONGEST, TALLEST, BARE, RAISED], ids=["plain", "longest", "tallest", "bare", "raised"]
)
def test_both_ways_are_equal(kind):
    first = a_paper(**kind)
    plate = plate_of(first)
    for others in ({}, *OTHERS):
        kept = {name: value for name, value in others.items() if kind.get(name, "x")}
        facts = a_paper(**kind | kept)
        if typeface().sizes(set_lines(facts, STANDARD)) != typeface().sizes(set_lines(first, STANDARD)):
            continue
        ours, plain = from_plate(plate, facts), render_pdf(facts)
        assert picture(ours) == picture(plain), "to the dot, so to half a dot too"
        assert lines(ours) == lines(plain)
        assert edges(ours) == pytest.approx(edges(plain), abs=0.001)
        assert tags(ours) == tags(plain)
        assert payload(ours) == payload(plain) == {"certificate.json": facts.to_json().encode()}
        assert told(ours) == told(plain)
        assert len(ours) < LARGEST


def test_92_of_92_hard_words_are_drawn_and_read_back_exactly():
    plate, read = plate_of(a_paper()), []
    for start in range(0, len(WORDS), 3):
        facts = a_paper(name_th=" ".join(WORDS[start : start + 3]))
        pdf = from_plate(plate, facts)
        (sheet,) = pypdf.PdfReader(io.BytesIO(pdf)).pages
        fine = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
        assert facts.name_th in lines(pdf)
        assert facts.name_th in sheet.extract_text()
        assert facts.name_th in fine
        read += facts.name_th.split()
        if start % 30 == 0:
            assert picture(pdf) == picture(render_pdf(facts))
    assert read == WORDS
    assert len(set(read)) == 92


def test_a_whole_batch_conforms():
    plate, sizes = plate_of(a_paper()), []
    for number in range(60):
        facts = a_paper(number=f"ลพ {number:04}/2569", name_th=f"นาย{WORDS[number]} {WORDS[number + 30]}")
        pdf = from_plate(plate, facts)
        for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
            assert not page.validate_pdf_bytes(pdf, profile=profile).failures, number
        with pikepdf.open(io.BytesIO(pdf)) as document:
            assert document.check_pdf_syntax() == []
        sizes.append(len(pdf))
    assert max(sizes) - min(sizes) < 3_000, "no stream is left unpacked by the chance of a checksum"


def test_the_first_of_a_kind_are_laid_out_and_the_others_come_from_a_plate(monkeypatch):
    plates = batch.Plates()
    monkeypatch.setattr(batch, "_plates", plates)
    papers = [a_paper(number=f"{number}/2569") for number in range(1, 6)]
    printed = [batch.print_paper(facts) for facts in papers]
    plain = [render_pdf(facts) for facts in papers]
    assert [a == b for a, b in zip(printed, plain, strict=True)] == [True, True, False, False, False]
    assert [lines(a) for a in printed] == [lines(b) for b in plain]


@pytest.mark.parametrize(
    "name",
    ["นายก, ข", "Señor ก", "นาย(ก) ข", "“ก” ข", "นายก\u0e3fข"],
    ids=["comma", "ñ", "brackets", "quotes", "baht"],
)
def test_what_a_plate_cannot_place_is_laid_out(name, monkeypatch):
    monkeypatch.setattr(batch, "_plates", batch.Plates())
    for _ in range(batch.PAYS_FROM):
        batch.print_paper(a_paper())
    facts = a_paper(name_th=name)
    with pytest.raises(Unplaceable):
        from_plate(
            batch._plates.of_kind(facts, STANDARD, typeface().sizes(set_lines(a_paper(), STANDARD))), facts
        )
    assert batch.print_paper(facts) == render_pdf(facts)


def with_line(name, **changes):
    """The standard paper with one line otherwise."""
    return replace(
        STANDARD,
        lines=tuple(replace(line, **changes) if line.name == name else line for line in STANDARD.lines),
    )


def test_a_page_that_behaves_otherwise_gives_no_plate():
    words_behind = with_line("name_th", aside="{name_en}")
    with pytest.raises(Unplaceable):
        plate_of(a_paper(), words_behind)
    printed = [batch.print_paper(a_paper(), words_behind) for _ in range(batch.PAYS_FROM + 1)]
    assert set(printed) == {render_pdf(a_paper(), words_behind)}


@pytest.mark.parametrize("align", ["left", "center", "right"])
def test_lines_may_have_words_around_their_slot_and_stand_anywhere(align):
    template = with_line("name_th", text="ขอรับรองว่า {name_th} เลขที่ {number}", align=align, size=20)
    plate, facts = plate_of(a_paper(), template), a_paper(name_th="นายปู ผึ้ง", number="1/2570")
    ours = from_plate(plate, facts, template)
    assert "ขอรับรองว่า นายปู ผึ้ง เลขที่ 1/2570".replace(
        "1/2570", "๑/๒๕๗๐" if facts.thai_digits else "1/2570"
    ) in lines(ours)
    assert picture(ours) == picture(render_pdf(facts, template))


def test_two_lines_that_say_the_same_by_chance_are_told_apart():
    same_look = {"style": "Regular", "size": 15, "smallest": 9, "height": 6.5}
    template = with_line("name_th", **same_look)
    plate = plate_of(a_paper(name_th="John Smith", name_en="John Smith"), template)
    facts = a_paper(name_th="นายปู ผึ้ง", name_en="Mr. Pu")
    assert lines(from_plate(plate, facts, template)) == lines(render_pdf(facts, template))


def test_a_longer_address_needs_another_plate():
    longer = "https://train.example.go.th/verify/certificates/7K3M9QXW2D8RTHN4VBJ5C6PYZA"
    with pytest.raises(Unplaceable):
        from_plate(plate_of(a_paper()), a_paper(verify_url=longer))


def test_plates_are_few_and_the_oldest_goes(monkeypatch):
    monkeypatch.setattr(batch, "MOST_PLATES", 1)
    monkeypatch.setattr(batch, "PAYS_FROM", 1)
    plates = batch.Plates()
    for course in ("ช่างไม้", "ช่างไฟ"):
        facts = a_paper(course_th=course)
        plates.of_kind(facts, STANDARD, typeface().sizes(set_lines(facts, STANDARD)))
    assert len(plates._cut) == 1


def test_words_in_a_text_are_found_the_longest_first():
    known = {"number": "1/2", "number_th": "เลขที่ 1/2"}
    assert Wording.learned("ใบ เลขที่ 1/2 (1/2)", known).pieces == ("ใบ ", "number_th", " (", "number", ")")


def test_a_line_is_cut_where_the_script_changes():
    assert by_script("No. ลพ 1/2") == [("No. ", "Latn"), ("ลพ 1/2", "Thai")]
    assert by_script("12 ก") == [("12 ก", "Thai")]
    assert Face("Regular", 12 * UNITS).shape("").width == 0
