import base64
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.keys import Keyring
from tests.races import race


def test_a_key_is_made_once_and_read_ever_after(tmp_path):
    ring = Keyring(tmp_path / "keys", may_create=True)
    key = ring.read("field")
    assert len(base64.urlsafe_b64decode(key)) == 32
    assert Keyring(tmp_path / "keys", may_create=False).read("field") == key
    assert ring.read("lookup") != key


def test_only_its_owner_reads_it(tmp_path):
    Keyring(tmp_path / "keys", may_create=True).read("field")
    assert stat.S_IMODE((tmp_path / "keys" / "field").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_production_makes_none(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="field"):
        Keyring(tmp_path, may_create=False).read("field")
    assert list(tmp_path.iterdir()) == []


def test_of_processes_that_start_together_all_get_the_same(tmp_path):
    keys = race([lambda: Keyring(tmp_path / "keys", may_create=True).read("field") for _ in range(8)])
    assert len(set(keys)) == 1
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["field"]
