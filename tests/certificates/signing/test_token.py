"""A key in a token (SoftHSM): it signs, is rotated and published as others are; what is wrong with it is a sentence."""

import logging
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from certificates.models import Certificate, Register
from certificates.refusals import CannotSign
from certificates.sealing import key_ring, statement
from certificates.services.issue import issue_certificate
from certificates.signing import token as tokens
from certificates.signing.checking import Checker, Verdict
from certificates.signing.container import PaperSigner
from certificates.signing.keys import KeyRing
from certificates.signing.paper import sign_paper
from certificates.signing.published import PublishedKeys, published
from certificates.signing.refusals import KeyExpired, KeyMissing
from certificates.signing.stamped import sign_with_time_stamp
from tests.certificates.quick import quick_press
from tests.certificates.signing.conftest import ISSUER
from tests.certificates.signing.softhsm import LABEL, LATER, LIBRARY, PIN, YEAR, token_in
from tests.certificates.signing.stamping import stamping_service
from tests.certificates.signing.test_paper import failures, judged
from tests.clock import NOW


@pytest.fixture(scope="session")
def token(tmp_path_factory):
    return token_in(tmp_path_factory.mktemp("token"))


@pytest.fixture
def set_up(settings, token):
    """An installation whose papers are signed by the token: `set_up(labels)`."""

    def configure(*labels, **changes):
        settings.SIGNING_PKCS11_LIBRARY, settings.SIGNING_PKCS11_TOKEN = LIBRARY, LABEL
        settings.SIGNING_PKCS11_PIN, settings.SIGNING_PKCS11_KEYS = PIN, list(labels)
        for name, value in changes.items():
            setattr(settings, f"SIGNING_PKCS11_{name}", value)

    return configure


@pytest.mark.parametrize("label", ["old", "rsa"])
def test_a_paper_signed_by_a_token_is_as_any_other(label, token, ring, sealed):
    (key,) = token.read([label])
    pdf = sign_paper(sealed.plain, PaperSigner.of(key), at=NOW, name="Office", attachments=sealed.files)
    assert failures(pdf) == [[], []]
    found = judged(pdf, key.chain[-1])
    assert (found.bottom_line, found.coverage.name, found.docmdp_ok) == (True, "ENTIRE_FILE", True)
    keys = PublishedKeys.read(published(KeyRing((key, *ring.keys)), ISSUER, at=NOW))
    assert Checker(keys).paper(pdf).verdict is Verdict.GENUINE
    assert Checker(keys).paper(pdf.replace(b"/Lang (th)", b"/Lang (en)")).verdict is Verdict.CHANGED


def test_with_a_time_stamp_the_token_signs_too(token, ring, sealed):
    (key,) = token.read(["old"])
    with stamping_service() as service:
        pdf = sign_with_time_stamp(
            sealed.plain, key, service, at=datetime.now(UTC), name="Office", attachments=sealed.files
        )
    keys = PublishedKeys.read(published(KeyRing((key, *ring.keys)), ISSUER, at=NOW))
    assert failures(pdf) == [[], []]
    assert Checker(keys).paper(pdf).verdict is Verdict.GENUINE


def test_rotation_is_a_label_more(token):
    ring = KeyRing(token.read(["old", "new"]))
    assert ring.for_papers(NOW).private.label == "old"
    assert ring.for_papers(LATER).private.label == "new"
    with pytest.raises(KeyExpired):
        ring.for_papers(LATER + 2 * YEAR)
    assert [len(key.chain) for key in ring.keys] == [1, 1]


def test_an_installation_issues_with_it_and_publishes_its_chain(set_up, completion, staff, client, caplog):
    set_up("old", "new")
    with caplog.at_level(logging.DEBUG), quick_press() as press:
        paper = issue_certificate(completion, press, by=staff, at=NOW)
    taken_home = client.get("/certificates/keys.json").json()
    assert Checker(PublishedKeys.read(taken_home)).paper(bytes(paper.file.pdf)).verdict is Verdict.GENUINE
    papers = [key for key in taken_home["keys"] if key["purpose"] == "papers"]
    assert {"old", "new"} <= {getattr(key.private, "label", "") for key in key_ring().keys}
    assert [len(key["x5c"]) for key in papers if not key["madeByTheProduct"]] == [2, 2]
    assert PIN not in caplog.text + repr(key_ring())


WRONG = {
    "a wrong PIN": (("old",), {"PIN": "000000"}, "PIN"),
    "no such token": (("old",), {"TOKEN": "elsewhere"}, "no token “elsewhere”"),
    "no such library": (("old",), {"LIBRARY": "/nowhere.so"}, "library"),
    "no such label": (("older",), {}, "no certificate “older”"),
    "no private half": (("alone",), {}, "no private key “alone”"),
    "somebody else's certificate": (("mixed",), {}, "does not belong"),
    "a key of another kind": (("edwards",), {}, "“edwards”"),
    "no label at all": ((), {}, "no key for signing papers"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_a_sentence_and_nothing_is_issued(case, set_up, completion, staff, caplog, english):
    labels, changes, words = WRONG[case]
    set_up(*labels, **changes)
    with (
        caplog.at_level(logging.DEBUG),
        quick_press() as press,
        pytest.raises(CannotSign, match=words) as refused,
    ):
        issue_certificate(completion, press, by=staff, at=NOW)
    assert not Certificate.objects.exists()
    assert not Register.objects.exclude(last_number=0).exists()
    for pin in (PIN, "000000"):
        assert pin not in f"{refused.value}{refused.value.__cause__!r}{caplog.text}"
    assert statement({"@context": []}, at=NOW)["proof"], "badges and lists need no token"


def test_a_wrong_pin_is_tried_once_so_that_the_token_does_not_lock_itself(token, monkeypatch):
    wrong, opened = replace(token, pin="111111"), []
    real = tokens._library
    monkeypatch.setattr(tokens, "_library", lambda *given: opened.append(given) or real(*given))
    for _attempt in range(3):
        with pytest.raises(KeyMissing, match="PIN"):
            wrong.read(["old"])
    assert len(opened) == 1
    assert token.read(["old"])


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # the library sweeps up, too late
def test_a_session_that_ended_is_begun_anew(token):
    (key,) = token.read(["old"])
    tokens._session(token).close()
    with pytest.raises(KeyMissing, match="does not answer"):
        key.private.sign(b"x")
    assert key.private.sign(b"x")
