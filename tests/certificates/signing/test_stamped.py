"""With a time stamp: still an archive file, trusted with its stamp, checked as the others; without an answer, refused."""

import io
from datetime import UTC, datetime

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko_certvalidator import ValidationContext

from certificates.credential.proof import canonical, signed
from certificates.signing.checking import Checker, Verdict
from certificates.signing.keys import KeyRing
from certificates.signing.making import make_keys
from certificates.signing.published import PublishedKeys, published
from certificates.signing.stamped import StampingService, StampMissing, as_asn1, sign_with_time_stamp
from tests.certificates.signing.conftest import ISSUER
from tests.certificates.signing.judging import validated
from tests.certificates.signing.stamping import stamping_service
from tests.certificates.signing.test_paper import failures


def test_the_stamp_its_chain_and_the_signature_are_one_revision(sealed, tmp_path):
    now = datetime.now(UTC)
    ring = KeyRing(tuple(make_keys(tmp_path, b"x", owner="Office", at=now)))
    key, statements = ring.for_papers(now), ring.for_statements(now)
    content = {name: part for name, part in sealed.badge.items() if name != "proof"}
    badge = signed(content, statements.private, method=ISSUER.method(statements.id), at=now)
    files = [
        type(file)(file.name, file.media_type, file.description, canonical(badge))
        if file.name == "credential.json"
        else file
        for file in sealed.files
    ]
    with stamping_service() as service:
        pdf = sign_with_time_stamp(sealed.plain, key, service, at=now, name="Office", attachments=files)
    assert failures(pdf) == [[], []]
    reader = PdfFileReader(io.BytesIO(pdf))
    (found,) = reader.embedded_signatures
    roots = [as_asn1(key.chain[-1]), as_asn1(service.roots[0])]
    judged = validated(found, ValidationContext(trust_roots=roots))
    assert (judged.bottom_line, judged.coverage.name, judged.docmdp_ok) == (True, "ENTIRE_FILE", True)
    assert judged.timestamp_validity.valid
    assert len(reader.root["/DSS"]["/Certs"]) >= 2, "what a later check needs is inside"
    checker = Checker(PublishedKeys.read(published(ring, ISSUER, at=now)))
    assert checker.paper(pdf).verdict is Verdict.GENUINE
    assert checker.paper(pdf.replace(b"/Lang (th)", b"/Lang (en)")).verdict is Verdict.CHANGED


def test_a_service_that_does_not_answer_refuses(ring, sealed):
    with stamping_service() as service:
        gone = service
    for nobody in (gone, StampingService("file:///etc/hostname", ())):
        with pytest.raises(StampMissing):
            sign_with_time_stamp(sealed.plain, ring.keys[0], nobody, at=datetime.now(UTC), name="Office")
