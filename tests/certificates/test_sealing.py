"""Sealing at issue: what is stored is what was signed; without a valid key nothing is issued and no number is used."""

import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import CommandError, call_command
from django.utils import timezone

from certificates.models import Certificate, Register
from certificates.refusals import CannotSign
from certificates.sealing import key_ring
from certificates.services import reinstate_certificate, revoke_certificate
from certificates.services.issue import issue_certificate
from certificates.signing.checking import Checker, Verdict
from certificates.signing.making import VALID_DAYS, make_keys
from certificates.signing.published import PublishedKeys
from tests.certificates.quick import approved, issued, quick_press
from tests.clock import NOW

PASS = "secret"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Keys of this test alone."""
    settings.SIGNING_KEY_FOLDER, settings.SIGNING_PASSPHRASE = tmp_path / "signing", PASS


@pytest.fixture
def taken_home(client, tmp_path):
    """What somebody has downloaded: `taken_home()` gives the paths of keys and lists as they are now."""

    def take():
        paths = []
        for name in ("keys", "status"):
            answer = client.get(f"/certificates/{name}.json")
            assert answer.status_code == 200
            paths.append(tmp_path / f"{name}.json")
            paths[-1].write_bytes(answer.content)
        return paths

    return take


def checker(paths):
    keys, lists = (json.loads(path.read_text()) for path in paths)
    return Checker(PublishedKeys.read(keys), tuple(lists["lists"]))


def test_the_stored_bytes_are_the_signed_ones_and_a_revocation_is_seen_without_us(
    certificate, head, taken_home
):
    pdf = bytes(certificate.file.pdf)
    found = checker(taken_home()).paper(pdf)
    assert found.verdict is Verdict.GENUINE
    assert found.list_of
    assert found.facts == json.loads(certificate.facts)
    revoke_certificate(certificate, reason="ออกผิดคน", by=head, at=NOW)
    assert checker(taken_home()).paper(pdf).verdict is Verdict.REVOKED
    reinstate_certificate(certificate, reason="ถูกคนแล้ว", by=head, at=NOW)
    assert checker(taken_home()).paper(pdf).verdict is Verdict.GENUINE


def test_the_command_needs_no_database(certificate, head, taken_home, tmp_path, capsys, django_db_blocker):
    revoke_certificate(certificate, reason="ออกผิดคน", by=head, at=NOW)
    keys, lists = taken_home()
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(bytes(certificate.file.pdf))
    with django_db_blocker.block():
        call_command("verify_certificate", str(paper), "--keys", str(keys))
        assert "GENUINE" in capsys.readouterr().out
        with pytest.raises(CommandError, match="1 of 1 not genuine"):
            call_command("verify_certificate", str(paper), "--keys", str(keys), "--status", str(lists))
        assert "REVOKED" in capsys.readouterr().out
        paper.write_bytes(paper.read_bytes().replace(b"MediaBox [0 0 842", b"MediaBox [0 0 843"))
        with pytest.raises(CommandError):
            call_command("verify_certificate", str(paper))
        said = capsys.readouterr().out
    assert "CHANGED" in said
    assert f"as issued: number: {certificate.number}" in said


def test_the_command_says_of_every_file_what_is_wrong_with_it(certificate, taken_home, tmp_path, capsys):
    keys, _lists = taken_home()
    paper, missing, other = tmp_path / "paper.pdf", tmp_path / "none.pdf", tmp_path / "other.pdf"
    paper.write_bytes(bytes(certificate.file.pdf))
    other.write_bytes(b"%PDF-1.7 of somebody else")
    files = [str(file) for file in (missing, tmp_path, other, paper)]
    with pytest.raises(CommandError, match="3 of 4 not genuine"):
        call_command("verify_certificate", *files, "--keys", str(keys))
    said = capsys.readouterr().out
    assert f"{missing}: CANNOT BE READ\n  No such file or directory\n{tmp_path}: CANNOT BE READ" in said
    assert f"{other}: NOT OURS" in said
    assert f"{paper}: GENUINE" in said


@pytest.mark.parametrize("file", ["null", "5", "{}", '{"keys": []}', '{"lists": 5}', '{"lists": [5]}', "[]"])
def test_the_command_takes_no_other_file_for_a_status_list(tmp_path, file):
    paper, lists = tmp_path / "paper.txt", tmp_path / "status.json"
    paper.write_text("a paper")
    lists.write_text(file)
    with pytest.raises(CommandError, match="no status list"):
        call_command("verify_certificate", str(paper), "--status", str(lists))


def issue_one(completion, staff, at=NOW):
    with quick_press() as press:
        return issue_certificate(completion, press, by=staff, at=at)


def test_without_a_key_nothing_is_issued_and_no_number_is_used(
    completion, run, staff, head, settings, tmp_path, english
):
    settings.SIGNING_OWN_KEYS = False
    with pytest.raises(CannotSign, match="there is no key"):
        issue_one(completion, staff)
    with pytest.raises(CannotSign):
        issued(approved(run, staff, head))
    long_ago = NOW - timedelta(days=VALID_DAYS + 1)
    make_keys(settings.SIGNING_KEY_FOLDER, PASS.encode(), owner="Office", at=long_ago)
    with pytest.raises(CannotSign, match="is valid today"):
        issue_one(completion, staff)
    settings.SIGNING_PASSPHRASE = "wrong"
    with pytest.raises(CannotSign, match="passphrase"):
        issue_one(completion, staff)
    assert not Certificate.objects.exists()
    assert not Register.objects.exclude(last_number=0).exists()
    settings.SIGNING_PASSPHRASE = PASS
    make_keys(settings.SIGNING_KEY_FOLDER, PASS.encode(), owner="Office", at=NOW)
    assert issue_one(completion, staff).sequence == 1


def test_rotation_keeps_old_papers_checkable(certificate, run, staff, taken_home, settings, capsys):
    old = {key.id for key in key_ring().keys}
    call_command("make_signing_keys")
    assert len(key_ring().keys) == 4
    assert "papers, until" in capsys.readouterr().out
    judge = checker(taken_home())
    assert judge.paper(bytes(certificate.file.pdf)).verdict is Verdict.GENUINE
    assert old < set(judge.keys.certificates)


def test_a_stamping_service_that_is_silent_refuses(completion, staff, settings, tmp_path, english):
    now = timezone.localtime()  # pyHanko judges the key by the real clock
    settings.SIGNING_TSA_URL = "http://127.0.0.1:9/"
    settings.SIGNING_TSA_ROOTS = tmp_path / "roots.pem"
    with pytest.raises(CannotSign, match="roots"):
        issue_one(completion, staff, now)
    root = key_ring().for_papers(now).chain[-1]
    settings.SIGNING_TSA_ROOTS.write_bytes(root.public_bytes(Encoding.PEM))
    with pytest.raises(CannotSign, match="answer"):
        issue_one(completion, staff, now)
    assert not Certificate.objects.exists()
