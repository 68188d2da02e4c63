"""Codes cannot be guessed: the arithmetic, and a real run of guesses against a register with a negative control."""

import math
import secrets
from collections import Counter

import pytest

from certificates.models import Certificate
from certificates.queries import typed_code
from certificates.services.issue import new_code

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
GUESSES, AT_ONCE = 100_000, 10_000


def test_a_code_has_130_random_bits():
    codes = [new_code() for _ in range(2_000)]
    assert len(set(codes)) == 2_000
    assert all(len(code) == 26 and set(code) <= set(LETTERS) for code in codes)
    assert 26 * math.log2(len(LETTERS)) == 130
    expected = 2_000 / len(LETTERS)
    for place in range(26):  # no letter of any place is known beforehand: far from 0 and from all
        counts = Counter(code[place] for code in codes)
        assert len(counts) == len(LETTERS)
        assert max(counts.values()) < 2 * expected


def test_a_million_guesses_among_ten_million_papers_find_one_in_10_to_the_26():
    chance = 1_000_000 * 10_000_000 / 2**130
    assert chance < 1e-25


def hits(make):
    """How many of so many different guesses are in the register."""
    found = 0
    for _ in range(GUESSES // AT_ONCE):
        found += Certificate.objects.filter(code__in={make() for _ in range(AT_ONCE)}).count()
    return found


@pytest.mark.django_db
def test_a_hundred_thousand_guesses_and_all_neighbors_hit_nothing(certificate):
    assert hits(new_code) == 0
    code = certificate.code
    neighbors = {code[:place] + letter + code[place + 1 :] for place in range(26) for letter in LETTERS} - {
        code
    }
    assert len(neighbors) == 26 * 31
    assert not Certificate.objects.filter(code__in=neighbors).exists()


@pytest.mark.django_db
def test_a_code_of_two_letters_would_be_hit(certificate):
    """Without this the test above would show nothing. All guesses miss once in e^97 runs."""
    Certificate.objects.filter(pk=certificate.pk).update(
        code="".join(secrets.choice(LETTERS) for _ in range(2))
    )
    assert hits(lambda: new_code()[:2]) > 0


@pytest.mark.parametrize("typed", ["\x00", "ก" * 26, "' OR 1=1 --", "%", "_" * 26, "../x", "𝐀" * 26])
def test_what_cannot_be_a_code_is_none(typed):
    assert typed_code(typed) == ""


@pytest.mark.parametrize(
    "around", ["{}", " {} ", "https://a.example/C/{}", "HTTPS://A.EXAMPLE/C/{}/GEZDGNBV", "a/c/{}?x=1"]
)
def test_a_code_is_found_in_the_address_of_the_qr_code_too(around):
    code = new_code()
    assert typed_code(around.format(code)) == typed_code(around.format(code).lower()) == code
