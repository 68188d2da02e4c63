"""The paper as a printing shop wants it: on a larger sheet, with marks where to cut.

It is the file as printed, before it was signed, with a wider sheet and the marks added: what is for cutting is not what
is given out, and would not be taken for it.
"""

from certificates.paper.refusals import marked as _
from certificates.paper.typeface import POINTS_PER_MM
from certificates.signing.refusals import NotOurFile
from certificates.signing.update import Update

BLEED, MARGIN, LENGTH = (millimeters * POINTS_PER_MM for millimeters in (3, 10, 6))
END = b"%%EOF\n"


def with_marks(pdf: bytes) -> bytes:
    """The stored bytes of a paper made ready for cutting; raises NotOurFile."""
    unsigned, ending, _signature = pdf.partition(END)
    update = Update(unsigned + ending)
    page = update.first_page()
    body = update.get(page)
    before, _name, after = body.partition(b"/MediaBox [")
    edges, _bracket, rest = after.partition(b"]")
    box = [float(edge) for edge in edges.split()]
    if len(box) != 4 or b"/TrimBox" not in rest:
        raise NotOurFile(_("the page has no plain edges"))
    content = update.reference(page, b"Contents")
    drawing = _marks(box)
    marks = update.add(b"<</Length %d>>\nstream\n%b\nendstream" % (len(drawing), drawing))
    body = b"%b/MediaBox [%b]%b" % (before, _wider(box, MARGIN), rest)
    body = body.replace(b"/Contents %d 0 R" % content, b"/Contents [%d 0 R %d 0 R]" % (marks, content))
    bleed = body.index(b"/BleedBox [")
    end = body.index(b"]", bleed) + 1
    update.objects[page] = b"%b/BleedBox [%b]%b" % (body[:bleed], _wider(box, BLEED), body[end:])
    return update.written()


def _wider(box: list[float], by: float) -> bytes:
    left, bottom, right, top = box
    return b"%.3f %.3f %.3f %.3f" % (left - by, bottom - by, right + by, top + by)


def _marks(box: list[float]) -> bytes:
    """Two thin lines at each corner, outside the bleed, as an artifact of the page."""
    left, bottom, right, top = box
    lines = []
    for x, away in ((left, -1), (right, 1)):
        lines += [(x + away * BLEED, y, x + away * (BLEED + LENGTH), y) for y in (bottom, top)]
    for y, away in ((bottom, -1), (top, 1)):
        lines += [(x, y + away * BLEED, x, y + away * (BLEED + LENGTH)) for x in (left, right)]
    drawn = b"\n".join(b"%.3f %.3f m %.3f %.3f l" % line for line in lines)
    return b"/Artifact BMC\nq\n0.25 w\n0 G\n%b\nS\nQ\nEMC" % drawn
