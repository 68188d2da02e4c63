"""What is read out of a stranger's file."""

import io
import json

import pikepdf

from certificates.reading import MOST_LINES, read


def a_page_of(lines):
    """A PDF of one page with that many lines, each of one letter."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(500, 800))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    page.Contents = pdf.make_stream(b"BT /F 1 Tf 1 TL 10 790 Td " + b"(x) Tj T* " * lines + b"ET")
    written = io.BytesIO()
    pdf.save(written)
    return written.getvalue()


def test_no_more_lines_are_read_than_can_be_compared_in_a_moment():
    assert len(json.loads(read(a_page_of(MOST_LINES - 1)))["lines"]) == MOST_LINES - 1
    assert len(json.loads(read(a_page_of(MOST_LINES + 300)))["lines"]) == MOST_LINES
