"""The standards: PDF/A-3a and PDF/UA-1, judged by an independent validator over a batch."""

import hashlib
import io
import zlib

import page
import pikepdf
import pydyf
import pytest

from certificates.paper.archive import LINE_ENDS, compress_safely, padded
from certificates.paper.render import render_pdf
from tests.certificates.paper.samples import BARE, LONGEST, TALLEST, a_paper

PROFILES = [page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1]


def failures(pdf, profile):
    report = page.validate_pdf_bytes(pdf, profile=profile)
    return sorted({failure.rule_id for failure in report.failures})


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("changes", [{}, LONGEST, TALLEST, BARE])
def test_each_kind_of_paper_conforms(changes, profile):
    assert failures(render_pdf(a_paper(**changes)), profile) == []


def test_a_batch_conforms():
    for number in range(20):
        pdf = render_pdf(a_paper(number=f"ลพ {number:04}/2569", name_en=f"Miss Number {number}"))
        assert [failures(pdf, profile) for profile in PROFILES] == [[], []], number


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("part", ["/Metadata", "/StructTreeRoot", "/MarkInfo"])
def test_the_validator_misses_each_part_that_is_taken_away(part, profile):
    with pikepdf.open(io.BytesIO(render_pdf(a_paper()))) as document:
        del document.Root[part]
        changed = io.BytesIO()
        document.save(changed)
    assert failures(changed.getvalue(), profile)


def test_no_compressed_stream_ends_in_a_line_end():
    pdf = pydyf.PDF()
    streams = [pydyf.Stream([hashlib.sha256(bytes([n % 256, n // 256])).digest()]) for n in range(1000)]
    for stream in streams:
        pdf.add_object(stream)
    pdf.catalog["Metadata"] = streams[0].reference
    compress_safely(pdf)
    plain = [stream for stream in streams if "Filter" not in stream.extra]
    assert streams[0] in plain
    assert 2 < len(plain) < 30, "about one in 128 would have ended so"
    assert not [
        stream for stream in streams if stream not in plain and stream.stream[0][-1:] in (b"\r", b"\n")
    ]
    packed = next(stream for stream in streams if stream not in plain)
    assert len(zlib.decompress(packed.stream[0])) == 32


def test_the_file_is_whole():
    with pikepdf.open(io.BytesIO(render_pdf(a_paper()))) as document:
        assert document.check_pdf_syntax() == []
        assert bool(document.Root.MarkInfo.Marked)
        assert bool(document.Root.ViewerPreferences.DisplayDocTitle)


UNLUCKY = next(
    content
    for content in (hashlib.sha256(b"%d" % number).digest() for number in range(10_000))
    if zlib.compress(content, 9).endswith(LINE_ENDS)
)


def test_a_drawing_whose_packed_form_would_end_in_a_line_end_is_a_byte_longer_and_packed():
    longer = padded(UNLUCKY, b" ")
    assert longer.startswith(UNLUCKY)
    assert longer[len(UNLUCKY) :].strip() == b""
    assert len(longer) > len(UNLUCKY)
    assert not zlib.compress(longer, 9).endswith(LINE_ENDS)


def test_such_a_font_too_and_it_says_its_new_length():
    """A filler of zeros would never end: it leaves the checksum, the last bytes of the packed form, as it is."""
    pdf = pydyf.PDF()
    metadata, font = pydyf.Stream([b""]), pydyf.Stream([UNLUCKY], {"Length1": len(UNLUCKY)})
    pdf.add_object(metadata)
    pdf.add_object(font)
    pdf.catalog["Metadata"] = metadata.reference
    compress_safely(pdf)
    content = zlib.decompress(font.stream[0])
    assert content.startswith(UNLUCKY)
    assert len(content) == font.extra["Length1"] > len(UNLUCKY)
    assert not font.stream[0].endswith(LINE_ENDS)
