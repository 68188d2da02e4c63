"""The sealed paper, judged by those who did not write it: an archive validator, qpdf, pyHanko."""

import hashlib
import io
import subprocess
from datetime import timedelta

import page
import pikepdf
import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko_certvalidator import ValidationContext

from certificates.paper.batch import print_paper
from certificates.signing.container import PaperSigner
from certificates.signing.keys import Key
from certificates.signing.paper import sign_paper
from certificates.signing.refusals import KeyMissing, NotOurFile
from tests.certificates.paper.samples import BARE, LONGEST, TALLEST, a_paper
from tests.certificates.signing.judging import validated
from tests.clock import NOW

PROFILES = [page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1]
LARGEST = 122_880  # bytes of a sealed paper


def judged(pdf, root):
    """What pyHanko finds of the only signature in the file."""
    (found,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    trusted = asn1_x509.Certificate.load(root.public_bytes(Encoding.DER))
    return validated(found, ValidationContext(trust_roots=[trusted], moment=NOW))


def failures(pdf):
    reports = [page.validate_pdf_bytes(pdf, profile=profile) for profile in PROFILES]
    return [sorted(failure.rule_id for failure in report.failures) for report in reports]


def test_a_batch_of_sealed_papers_conforms_and_is_trusted(ring, sealed, tmp_path):
    key = ring.for_papers(NOW)
    signer = PaperSigner.of(key)
    for number, changes in enumerate([{}, LONGEST, TALLEST, BARE] * 3):  # the last of each comes from a plate
        plain = print_paper(
            a_paper(**changes, number=f"{number:04}/2569") if "number" not in changes else a_paper()
        )
        pdf = sign_paper(plain, signer, at=NOW, name="สำนักงาน", attachments=sealed.files)
        assert failures(pdf) == [[], []], number
        (tmp_path / f"{number}.pdf").write_bytes(pdf)
        found = judged(pdf, key.chain[-1])
        assert (found.bottom_line, found.coverage.name, found.docmdp_ok) == (True, "ENTIRE_FILE", True), (
            number
        )
        assert pdf.startswith(plain), "what was printed stays as it was, to the byte"
        assert len(pdf) <= LARGEST
    for file in tmp_path.iterdir():
        said = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True, check=True).stdout
        assert "No syntax or stream encoding errors found" in said


def test_what_it_carries_can_be_taken_out(sealed):
    with pikepdf.open(io.BytesIO(sealed.pdf)) as document:
        assert document.check_pdf_syntax() == []
        assert sorted(document.attachments) == ["certificate.json", "certificate.xml", "credential.json"]
        for file in sealed.files:
            assert document.attachments[file.name].get_file().read_bytes() == file.content
        assert document.Root.Perms.DocMDP.Reference[0].TransformParams.P == 1


def test_an_added_revision_is_not_trusted_by_pyhanko_either(ring, sealed):
    with pikepdf.open(io.BytesIO(sealed.pdf)) as document:
        number = document.Root.objgen[0]
    catalog = sealed.pdf.rindex(b"\n%d 0 obj\n" % number)
    body = sealed.pdf[catalog + 1 : sealed.pdf.index(b"endobj", catalog)].replace(
        b"/Lang (th)", b"/Lang (en)"
    )
    last = sealed.pdf.rindex(b"startxref\n") + 10
    previous = sealed.pdf[last : sealed.pdf.index(b"\n", last)]
    table = (
        b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size 200/Prev %b/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    )
    place = len(sealed.pdf)
    changed = (
        sealed.pdf + body + b"endobj\n" + table % (number, place, previous, number, place + len(body) + 7)
    )
    found = judged(changed, ring.for_papers(NOW).chain[-1])
    assert found.intact
    assert not found.bottom_line


def test_an_rsa_key_signs_as_well(sealed):
    private = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Office")])
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    certificate = (
        x509.CertificateBuilder(name, name, private.public_key(), 2**159)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
        .add_extension(usage, critical=True)
        .sign(private, hashes.SHA256())
    )
    pdf = sign_paper(sealed.plain, PaperSigner.of(Key(private, certificate, ())), at=NOW, name="Office")
    assert judged(pdf, certificate).bottom_line


def test_the_same_paper_is_signed_differently_only_in_the_signature(ring, sealed):
    signer = PaperSigner.of(ring.for_papers(NOW))
    again = sign_paper(sealed.plain, signer, at=NOW, name=sealed.facts.center_th, attachments=sealed.files)
    start, end = sealed.pdf.index(b"/Contents <30"), sealed.pdf.rindex(b">>>")
    assert (again[:start], again[end:]) == (sealed.pdf[:start], sealed.pdf[end:])
    assert hashlib.sha256(again).digest() != hashlib.sha256(sealed.pdf).digest()


def test_a_key_for_statements_signs_no_paper(ring):
    with pytest.raises(KeyMissing):
        PaperSigner.of(ring.for_statements(NOW))


@pytest.mark.parametrize(
    "damage",
    [
        lambda pdf: b"",
        lambda pdf: pdf[:-5],
        lambda pdf: pdf.replace(b"\nxref\n", b"\nxrff\n"),
        lambda pdf: pdf.replace(b"/Root 2 0 R", b"/Root 99999 0 R"),
        lambda pdf: pdf.replace(b"/EmbeddedFiles", b"/EmbeddedFilez"),
        lambda pdf: pdf.replace(b"\n2 0 obj\n", b"\n3 0 obj\n"),
    ],
)
def test_a_file_that_is_not_as_our_press_writes_it_is_refused(ring, sealed, damage):
    signer = PaperSigner.of(ring.for_papers(NOW))
    with pytest.raises(NotOurFile):
        sign_paper(damage(sealed.plain), signer, at=NOW, name="Office", attachments=sealed.files)
