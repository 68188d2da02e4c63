"""Keys: made once for their owner's eyes, chosen by their validity, refused by name."""

import stat
from datetime import timedelta

import pytest

from certificates.signing.keys import KeyRing
from certificates.signing.making import VALID_DAYS, make_keys
from certificates.signing.published import pem, published
from certificates.signing.refusals import KeyExpired, KeyMissing
from tests.certificates.signing.conftest import ISSUER
from tests.clock import NOW


def test_they_are_read_back_with_the_passphrase_only(tmp_path):
    made = make_keys(tmp_path / "signing", b"secret", owner="Office", at=NOW)
    files = list((tmp_path / "signing").iterdir())
    assert [stat.S_IMODE(path.stat().st_mode) for path in files] == [0o600, 0o600]
    assert stat.S_IMODE((tmp_path / "signing").stat().st_mode) == 0o700
    read = KeyRing.read(files, b"secret")
    assert {key.id for key in read.keys} == {key.id for key in made}
    assert all(key.is_own for key in read.keys)
    with pytest.raises(KeyMissing, match="passphrase"):
        KeyRing.read(files, b"wrong")
    (tmp_path / "junk.p12").write_bytes(b"junk")
    with pytest.raises(KeyMissing, match=r"junk\.p12"):
        KeyRing.read([tmp_path / "junk.p12"], b"secret")


def test_the_newest_valid_one_signs(tmp_path):
    later = NOW + timedelta(days=100)
    old = make_keys(tmp_path, b"x", owner="Office", at=NOW)
    new = make_keys(tmp_path, b"x", owner="Office", at=later)
    ring = KeyRing((*new, *old))
    assert (ring.for_papers(later), ring.for_statements(later)) == tuple(new)
    assert ring.for_papers(later - timedelta(days=1)) == old[0], "the new one is not valid yet"
    assert ring.for_papers(later + timedelta(days=VALID_DAYS - 1)) == new[0], "the old one has ended"


def test_without_a_valid_key_there_is_a_reason(ring):
    with pytest.raises(KeyMissing, match="papers"):
        KeyRing(()).for_papers(NOW)
    with pytest.raises(KeyExpired, match="statements"):
        ring.for_statements(NOW + timedelta(days=VALID_DAYS + 1))


def test_what_is_published_holds_no_private_half(ring):
    shown = str(published(ring, ISSUER, at=NOW)) + pem(ring).decode()
    assert "PRIVATE" not in shown
    assert "'d'" not in shown
    for key in published(ring, ISSUER, at=NOW)["keys"]:
        assert key["madeByTheProduct"] is True
