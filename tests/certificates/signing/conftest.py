"""A pair of keys, a real paper, and the paper sealed with them; each made once."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from certificates.credential.badge import Entry, Issuer, badge
from certificates.credential.proof import canonical, signed
from certificates.paper.cutting import cut
from certificates.paper.fitting import fit
from certificates.paper.plate import Person
from certificates.paper.render import render_pdf
from certificates.paper.template import STANDARD
from certificates.signing.attachments import Attachment
from certificates.signing.checking import Checker
from certificates.signing.container import PaperSigner
from certificates.signing.keys import KeyRing
from certificates.signing.making import make_keys
from certificates.signing.paper import sign_paper
from certificates.signing.published import PublishedKeys, published
from tests.certificates.paper.samples import a_paper
from tests.clock import NOW

ISSUER = Issuer("https://train.example.go.th")
ENTRY = Entry(center=4, fiscal_year=2569, sequence=42)
CODE = "A7K3MOQXW2D2RTHN4VBJ5C6PYZ"
FACTS = {"verify_url": f"{ISSUER.base_url}/C/{CODE}", "code": CODE}


@pytest.fixture(scope="session")
def ring(tmp_path_factory):
    return KeyRing(tuple(make_keys(tmp_path_factory.mktemp("keys"), b"secret", owner="Office", at=NOW)))


@pytest.fixture(scope="session")
def sealed(ring, built_fonts):
    """The paper before and after, its facts and its badge."""
    facts, key = a_paper(**FACTS, issued_on=NOW.date()), ring.for_statements(NOW)
    proved = signed(badge(facts, ISSUER, ENTRY), key.private, method=ISSUER.method(key.id), at=NOW)
    files = [
        Attachment("certificate.xml", "application/xml", "XML", b"<certificate/>"),
        Attachment("credential.json", "application/ld+json", "Open Badge", canonical(proved)),
    ]
    pdf = render_pdf(facts)
    signer = PaperSigner.of(ring.for_papers(NOW))
    whole = sign_paper(pdf, signer, at=NOW, name=facts.center_th, attachments=files)
    return SimpleNamespace(plain=pdf, pdf=whole, facts=facts, badge=proved, files=files)


@pytest.fixture(scope="session")
def plated(ring, sealed):
    """The same from a plate, of somebody else."""
    plain = cut(sealed.facts, STANDARD, fit(sealed.facts, STANDARD).sizes)
    other = replace(sealed.facts, name_th="นายปู ผึ้ง", name_en="Mr. Pu Phueng")
    pdf = plain.print(Person.of(other, fit(other, STANDARD).lines))
    signer = PaperSigner.of(ring.for_papers(NOW))
    return sign_paper(pdf, signer, at=NOW, name=other.center_th, attachments=sealed.files)


@pytest.fixture(scope="session")
def keys(ring):
    return PublishedKeys.read(published(ring, ISSUER, at=NOW))


@pytest.fixture(scope="session")
def checker(keys):
    return Checker(keys)
