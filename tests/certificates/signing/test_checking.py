"""Checked without database and network: every change is seen, and what no longer holds."""

import io
import json
import random
import re
from datetime import timedelta

import pikepdf
import pytest

from certificates.credential.proof import moment, signed
from certificates.credential.slip import slip
from certificates.credential.status import Status, status_list
from certificates.signing.checking import Checker, Verdict, badge_in
from certificates.signing.container import PaperSigner
from certificates.signing.keys import KeyRing
from certificates.signing.making import make_keys
from certificates.signing.paper import sign_paper
from certificates.signing.published import PublishedKeys, published
from tests.certificates.signing.conftest import CODE, ENTRY, ISSUER
from tests.clock import NOW

TRIALS = 1000


def a_list(ring, statuses, by=None):
    key = (by or ring).for_statements(NOW)
    found = status_list(ISSUER, center=4, fiscal_year=2569, statuses=statuses, at=NOW)
    return signed(found, key.private, method=ISSUER.method(key.id), at=NOW)


def test_a_paper_as_it_was_issued_is_genuine_and_says_its_facts(checker, sealed):
    found = checker.file(sealed.pdf)
    assert found.verdict is Verdict.GENUINE
    assert "status list" in found.reason
    assert found.facts == json.loads(sealed.facts.to_json())


def test_every_one_of_a_thousand_changed_bytes_is_seen(checker, sealed):
    chance, places = random.Random(7), set()
    start = sealed.pdf.index(b"/Contents <30")
    for trial in range(TRIALS):
        # a third of them in the signature and its room, where a signature itself sees nothing
        place = chance.randrange(start, len(sealed.pdf)) if trial % 3 else chance.randrange(len(sealed.pdf))
        changed = bytearray(sealed.pdf)
        changed[place] ^= 1 << chance.randrange(8)
        assert checker.paper(bytes(changed)).verdict not in {Verdict.GENUINE}, place
        places.add(place)
    assert len(places) > TRIALS * 0.9


def revised(pdf, number, body):
    """The file with a revision behind it, in which an object is another one, as a program would write it."""
    previous = int(re.findall(rb"startxref\n(\d+)", pdf)[-1])
    root = re.findall(rb"/Root \d+ 0 R", pdf)[-1]
    size = int(re.findall(rb"/Size (\d+)", pdf)[-1])
    place, table = len(pdf), b"xref\n%d 1\n%010d 00000 n \n"
    added = b"%d 0 obj\n%b\nendobj\n" % (number, body)
    trailer = b"trailer\n<</Size %d/Prev %d%b>>\n" % (max(size, number + 1), previous, root)
    start = b"startxref\n%d\n%%%%EOF\n" % (place + len(added))
    return pdf + added + table % (number, place) + trailer + start


def test_every_one_of_a_thousand_changes_of_a_paper_from_a_plate_is_seen(checker, plated):
    """Half of them a bit, half a revision that writes an object anew."""
    chance = random.Random(8)
    bodies = dict(re.findall(rb"\n(\d+) 0 obj\n(<<.{1,2000}?>>)\nendobj", plated, re.DOTALL))
    numbers = sorted(map(int, bodies))
    assert len(numbers) > 50
    for trial in range(TRIALS):
        if trial % 2:
            changed = bytearray(plated)
            changed[chance.randrange(len(plated))] ^= 1 << chance.randrange(8)
            assert checker.paper(bytes(changed)).verdict is not Verdict.GENUINE, trial
        else:
            number = chance.choice(numbers)
            body = bodies[str(number).encode()]
            changed = revised(plated, number, body[:-2] + b"/Title (%d)>>" % trial)
            assert checker.paper(changed).verdict is Verdict.CHANGED, trial


def test_a_revision_like_those_is_one_that_programs_read(plated, tmp_path):
    """Without this the test above might show that broken files are found broken."""
    with pikepdf.open(io.BytesIO(plated)) as document:
        catalog = document.Root.objgen[0]
    body = re.search(
        rb"\n%d 0 obj\n(.*?)\nendobj" % catalog, plated[plated.rindex(b"\n%d 0 obj\n" % catalog) :], re.DOTALL
    )
    with pikepdf.open(io.BytesIO(revised(plated, catalog, body[1].replace(b"(th)", b"(en)")))) as document:
        assert document.Root.Lang == "en"


def test_every_cut_and_every_addition_is_seen(checker, sealed):
    chance = random.Random(7)
    for _trial in range(100):
        cut = sealed.pdf[: chance.randrange(len(sealed.pdf))]
        assert checker.paper(cut).verdict is not Verdict.GENUINE
        added = sealed.pdf + chance.randbytes(chance.randrange(1, 200))
        assert checker.paper(added).verdict is Verdict.CHANGED


def test_a_changed_paper_tells_what_was_issued(checker, sealed):
    changed = sealed.pdf.replace(b"/Lang (th)", b"/Lang (en)")
    found = checker.paper(changed)
    assert (found.verdict, found.facts["name_th"]) == (Verdict.CHANGED, sealed.facts.name_th)


def test_a_paper_signed_anew_by_somebody_else_is_of_an_unknown_key(checker, sealed, tmp_path):
    stranger = KeyRing(tuple(make_keys(tmp_path, b"x", owner="Office", at=NOW)))
    forged = sign_paper(
        sealed.plain, PaperSigner.of(stranger.for_papers(NOW)), at=NOW, name="x", attachments=sealed.files
    )
    assert checker.paper(forged).verdict is Verdict.UNKNOWN_KEY
    assert checker.paper(sealed.plain).verdict is Verdict.NOT_OURS


def test_a_signature_dated_outside_the_life_of_its_key_does_not_count(ring, checker, sealed):
    signer = PaperSigner.of(ring.for_papers(NOW))
    late = sign_paper(sealed.plain, signer, at=NOW + timedelta(days=9000), name="x", attachments=sealed.files)
    assert checker.paper(late).verdict is Verdict.UNKNOWN_KEY


@pytest.mark.parametrize(
    ("status", "verdict"),
    [(None, Verdict.GENUINE), (Status.REVOKED, Verdict.REVOKED), (Status.REPLACED, Verdict.REPLACED)],
)
def test_a_downloaded_list_tells_what_no_longer_holds(ring, keys, sealed, status, verdict):
    statuses = {41: Status.REVOKED, 43: Status.REPLACED} | ({42: status} if status else {})
    found = Checker(keys, (a_list(ring, statuses),)).paper(sealed.pdf)
    assert (found.verdict, found.list_of, found.reason) == (verdict, moment(NOW), "")


def test_a_forged_list_and_one_of_another_year_are_not_believed(ring, keys, sealed, tmp_path):
    stranger = KeyRing(tuple(make_keys(tmp_path, b"x", owner="Office", at=NOW)))
    clean = a_list(ring, {42: Status.REVOKED})
    clean["credentialSubject"] = a_list(ring, {})["credentialSubject"]
    other = a_list(ring, {42: Status.REVOKED}) | {"id": ISSUER.list_url(4, 2568)}
    for forged in (a_list(ring, {42: Status.REVOKED}, by=stranger), clean, other):
        found = Checker(keys, (forged,)).paper(sealed.pdf)
        assert (found.verdict, found.list_of) == (Verdict.GENUINE, "")
        assert "would not be seen" in found.reason


@pytest.mark.parametrize(
    "spoilt", [{"validFrom": "yesterday"}, {"validFrom": None}, {"proof": {}}, {"proof": 5}]
)
def test_a_spoilt_list_is_not_believed(ring, keys, sealed, spoilt):
    found = Checker(keys, (a_list(ring, {42: Status.REVOKED}) | spoilt,)).paper(sealed.pdf)
    assert (found.verdict, found.list_of) == (Verdict.GENUINE, "")
    assert "would not be seen" in found.reason


def test_the_badge_alone_and_a_changed_one(checker, sealed):
    assert checker.file(json.dumps(sealed.badge).encode()).verdict is Verdict.GENUINE
    sealed_facts = sealed.badge["credentialSubject"]["facts"]
    subject = sealed.badge["credentialSubject"] | {"facts": sealed_facts | {"total_hours": 600}}
    assert checker.badge(sealed.badge | {"credentialSubject": subject}).verdict is Verdict.CHANGED
    assert checker.file(b"{}").verdict is checker.file(b"\xff\x00").verdict is Verdict.NOT_OURS
    assert checker.file(b"[" * 100_000).verdict is Verdict.NOT_OURS
    assert checker.file(b'{"a":' * 100_000).verdict is Verdict.NOT_OURS


@pytest.mark.parametrize(
    "created", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-07-03", "now"]
)
def test_a_badge_of_no_day_on_which_we_sign_is_refused_and_not_stumbled_over(checker, sealed, created):
    badge = sealed.badge | {"proof": sealed.badge["proof"] | {"created": created}}
    assert checker.file(json.dumps(badge).encode()).verdict in {Verdict.NOT_OURS, Verdict.UNKNOWN_KEY}


def test_the_text_of_the_qr_code(ring, keys, sealed):
    key = ring.for_statements(NOW)
    text = slip(sealed.facts, ENTRY, key.id, key.private)
    assert text.startswith(f"https://train.example.go.th/C/{CODE}/")
    found = Checker(keys, (a_list(ring, {42: Status.REVOKED}),)).slip(text)
    assert (found.verdict, found.facts["name_th"]) == (Verdict.REVOKED, sealed.facts.name_th)
    checker = Checker(keys)
    assert checker.file(text.encode()).verdict is Verdict.GENUINE
    for place in range(len(text) - 150, len(text) - 1, 3):
        swapped = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
        assert checker.slip(swapped).verdict is not Verdict.GENUINE, place
    assert checker.slip(text.replace(CODE, "B" + CODE[1:])).verdict is Verdict.NOT_OURS


def test_the_badge_found_inside_is_the_one_that_was_put_there(sealed):
    assert badge_in(sealed.pdf) == sealed.badge
    assert badge_in(sealed.plain) is None


def test_papers_of_an_old_key_stay_checkable_after_rotation(ring, sealed, tmp_path):
    newer = make_keys(tmp_path, b"x", owner="Office", at=NOW + timedelta(days=400))
    both = PublishedKeys.read(published(KeyRing((*ring.keys, *newer)), ISSUER, at=NOW))
    assert Checker(both).paper(sealed.pdf).verdict is Verdict.GENUINE
    assert Checker(PublishedKeys.read(published(KeyRing(tuple(newer)), ISSUER, at=NOW))).paper(
        sealed.pdf
    ).verdict is (Verdict.UNKNOWN_KEY)
