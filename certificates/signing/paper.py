"""Signs a paper: PAdES B-B, certified against any change (ISO 32000-1, 12.8; ETSI EN 319 142-1).

The signature is invisible and covers every byte of the file but itself. File and container are written by `update`
and `container`, in a fortieth of the time of general writers; with a time stamp, pyHanko signs (`stamped`).
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from certificates.signing.attachments import Attachment, attach, pdf_date
from certificates.signing.container import PaperSigner
from certificates.signing.update import Update, pdf_text

FIELD = "Issuer"
NO_CHANGES = 1  # the permission of DocMDP under which every later revision breaks the signature
_RANGE = b"[0 %010d %010d %010d]"
_UNKNOWN = _RANGE % (0, 0, 0)


def sign_paper(
    pdf: bytes, signer: PaperSigner, *, at: datetime, name: str, attachments: Sequence[Attachment] = ()
) -> bytes:
    """The paper with these files in it and the signature of `name` over everything; raises NotOurFile."""
    update = Update(pdf)
    attach(update, attachments, at)
    room = b"0" * (2 * signer.room)
    _place_signature(update, at, name, room)
    return _sign(bytearray(update.written()), signer, room, len(pdf))


def _place_signature(update: Update, at: datetime, name: str, room: bytes) -> None:
    """The signature, its field, and where the catalog and the page name them.

    The field stands outside the page: PDF/A forbids hiding it, PDF/UA asks for a tag on what is inside.
    """
    signature = update.add(_signature(at, name, room))
    page, root = update.first_page(), update.root()
    field = update.add(
        b"<</Type /Annot/Subtype /Widget/FT /Sig/T (%b)/TU %b/V %d 0 R/P %d 0 R/F 132"
        b"/Rect [-9999 -9999 -9999 -9999]>>"
        % (FIELD.encode(), pdf_text("Signature of the issuer"), signature, page)
    )
    update.append(page, b"Annots", b"%d 0 R" % field)
    update.extend(
        root, b"/AcroForm <</Fields [%d 0 R]/SigFlags 3>>/Perms <</DocMDP %d 0 R>>" % (field, signature)
    )


def _signature(at: datetime, name: str, room: bytes) -> bytes:
    return (
        b"<</Type /Sig/Filter /Adobe.PPKLite/SubFilter /ETSI.CAdES.detached/M %b/Name %b"
        b"/Reference [<</Type /SigRef/TransformMethod /DocMDP"
        b"/TransformParams <</Type /TransformParams/V /1.2/P %d>>>>]"
        b"/ByteRange %b/Contents <%b>>>" % (pdf_date(at), pdf_text(name), NO_CHANGES, _UNKNOWN, room)
    )


def _sign(file: bytearray, signer: PaperSigner, room: bytes, since: int) -> bytes:
    start = file.index(b"/Contents <" + room, since) + len(b"/Contents ")
    end = start + len(room) + 2
    place = file.index(_UNKNOWN, since)
    file[place : place + len(_UNKNOWN)] = _RANGE % (start, end, len(file) - end)
    digest = hashlib.sha256(memoryview(file)[:start])
    digest.update(memoryview(file)[end:])
    container = signer.container(digest.digest())
    file[start + 1 : start + 1 + 2 * len(container)] = container.hex().encode()
    return bytes(file)
