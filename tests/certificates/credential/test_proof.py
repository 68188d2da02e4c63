"""Proofs and lists, held against what the standards print."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certificates.credential.proof import base58, canonical, from_base58, key_of, proves, signed
from certificates.credential.status import Status, encoded, status_in
from tests.clock import NOW


def test_base58_as_the_draft_gives_it():
    assert base58(b"Hello World!") == "2NEpo7TZRRrLZSi2U"
    assert base58(bytes.fromhex("0000287fb4cd")) == "11233QC4"
    assert from_base58("11233QC4") == bytes.fromhex("0000287fb4cd")


def test_a_signature_in_base58_is_read_and_nothing_longer():
    assert from_base58(base58(b"\xff" * 64)) == b"\xff" * 64
    assert from_base58("1" * 88) == b"\0" * 88
    with pytest.raises(ValueError, match="89 letters"):
        from_base58("1" * 89)


def test_the_signature_is_of_both_hashes_and_names_its_key():
    private = Ed25519PrivateKey.generate()
    document = signed({"@context": ["x"], "b": 1, "a": "ก"}, private, method="did:web:x#k1", at=NOW)
    assert key_of(document) == "k1"
    assert proves(document, private.public_key())
    assert not proves(document | {"b": 2}, private.public_key())
    assert not proves(
        document | {"proof": document["proof"] | {"created": "2000-01-01T00:00:00Z"}}, private.public_key()
    )
    assert not proves(document, Ed25519PrivateKey.generate().public_key())
    for value in ("", "z", "z0", "u" + document["proof"]["proofValue"]):
        assert not proves(
            document | {"proof": document["proof"] | {"proofValue": value}}, private.public_key()
        )


def test_the_canonical_form_of_a_document():
    assert canonical({"b": [1, True, None], "a": "ก\n"}) == '{"a":"ก\\n","b":[1,true,null]}'.encode()


def test_a_list_says_of_each_number_what_was_put_in():
    statuses = {0: Status.REPLACED, 1: Status.REVOKED, 7: Status.REVOKED, 131_071: Status.REPLACED}
    found = {"credentialSubject": {"encodedList": encoded(statuses)}}
    assert {number: status_in(found, number) for number in (0, 1, 2, 7, 131_071)} == {
        **statuses,
        2: Status.VALID,
    }
    assert len(encoded({})) < 200
