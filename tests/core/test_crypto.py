import base64

import pytest
from cryptography.exceptions import InvalidTag
from django.core.exceptions import ImproperlyConfigured

from core import crypto

OLD = "k1:" + base64.urlsafe_b64encode(b"1" * 32).decode()
NEW = "k2:" + base64.urlsafe_b64encode(b"2" * 32).decode()
PLAIN = b"1234567890121"


def test_what_was_sealed_opens_in_its_place():
    assert crypto.unseal(crypto.seal(PLAIN, place="a:1"), place="a:1") == PLAIN


def test_moved_to_another_row_it_does_not_open():
    sealed = crypto.seal(PLAIN, place="a:1")
    with pytest.raises(InvalidTag):
        crypto.unseal(sealed, place="a:2")


def test_one_changed_bit_is_noticed():
    sealed = bytearray(crypto.seal(PLAIN, place="a:1"))
    sealed[-1] ^= 1
    with pytest.raises(InvalidTag):
        crypto.unseal(bytes(sealed), place="a:1")


def test_the_same_number_is_sealed_differently_each_time():
    first, second = (crypto.seal(PLAIN, place="a:1") for _ in range(2))
    assert first != second
    assert PLAIN not in first


def test_after_a_rotation_old_rows_open_and_new_ones_use_the_new_key(settings):
    settings.FIELD_KEYS = [OLD]
    before = crypto.seal(PLAIN, place="a:1")
    settings.FIELD_KEYS = [NEW, OLD]
    after = crypto.seal(PLAIN, place="a:1")
    assert (before[:3], after[:3]) == (b"k1:", b"k2:")
    assert crypto.unseal(before, place="a:1") == crypto.unseal(after, place="a:1") == PLAIN


def test_without_its_key_a_row_does_not_open(settings):
    settings.FIELD_KEYS = [OLD]
    sealed = crypto.seal(PLAIN, place="a:1")
    settings.FIELD_KEYS = [NEW]
    with pytest.raises(KeyError):
        crypto.unseal(sealed, place="a:1")


@pytest.mark.parametrize("broken", ["k1:", "k1", "k1:" + base64.urlsafe_b64encode(b"short").decode()])
def test_a_key_of_another_length_is_refused_without_being_shown(settings, broken):
    settings.FIELD_KEYS = [broken]
    with pytest.raises(ImproperlyConfigured) as refused:
        crypto.seal(PLAIN, place="a:1")
    assert "c2hvcnQ" not in str(refused.value)


def test_the_lookup_value_depends_on_kind_number_and_key(settings):
    values = {crypto.lookup("citizen", "1"), crypto.lookup("g_code", "1"), crypto.lookup("citizen", "2")}
    settings.LOOKUP_KEY = base64.urlsafe_b64encode(b"x" * 32).decode()
    values.add(crypto.lookup("citizen", "1"))
    assert len(values) == 4
    assert all(len(value) == 64 for value in values)
    assert crypto.lookup("citizen", "1") == crypto.lookup("citizen", "1")
