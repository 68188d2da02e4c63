"""The signature container of a paper: CMS SignedData (RFC 5652) with the attributes that PAdES B-B asks for.

Content type, digest, and which certificate signed (RFC 5035): ETSI EN 319 142-1, table 1. All of it but the digest
and the signature is the same for each paper of a key, so it is written once. A general writer of ASN.1 takes 15 ms
for a container, this one a fortieth of that; tests have pyHanko and poppler check what it makes.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding

from certificates.paper.refusals import marked as _
from certificates.signing.keys import Key, PaperPrivateKey, TokenPrivateKey
from certificates.signing.refusals import KeyMissing

SEQUENCE, SET, OCTETS, TAG_0 = 0x30, 0x31, 0x04, 0xA0
DATA = "1.2.840.113549.1.7.1"
SIGNED_DATA = "1.2.840.113549.1.7.2"
CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
SHA_256 = "2.16.840.1.101.3.4.2.1"
ECDSA_WITH_SHA_256 = "1.2.840.10045.4.3.2"
RSA_WITH_SHA_256 = "1.2.840.113549.1.1.11"
VERSION_1 = bytes.fromhex("020101")
NULL = bytes.fromhex("0500")


@dataclass(frozen=True, slots=True)
class Form:
    """What is the same in all containers of a key. Whoever checks one fills in the form again and compares."""

    certificates: bytes
    signer_id: bytes
    signing_certificate: bytes
    algorithm: bytes

    @classmethod
    def of(cls, certificate: x509.Certificate, chain: Sequence[x509.Certificate]) -> Self:
        """The form of a key by its certificate."""
        own = certificate.public_bytes(Encoding.DER)
        every = sorted([own, *(each.public_bytes(Encoding.DER) for each in chain)])
        is_rsa = isinstance(certificate.public_key(), RSAPublicKey)
        return cls(
            certificates=der(TAG_0, *every),
            signer_id=_issuer_and_serial(certificate),
            signing_certificate=_signing_certificate(certificate, own),
            algorithm=der(SEQUENCE, oid(RSA_WITH_SHA_256), NULL)
            if is_rsa
            else der(SEQUENCE, oid(ECDSA_WITH_SHA_256)),
        )

    def attributes(self, digest: bytes) -> list[bytes]:
        """Signed beside the content, in the order of their bytes as DER wants a set."""
        return sorted(
            [
                der(SEQUENCE, oid(CONTENT_TYPE), der(SET, oid(DATA))),
                der(SEQUENCE, oid(MESSAGE_DIGEST), der(SET, der(OCTETS, digest))),
                self.signing_certificate,
            ]
        )

    def filled(self, digest: bytes, signature: bytes) -> bytes:
        """The container for content with this SHA-256 and this signature over the attributes."""
        signer = der(
            SEQUENCE,
            VERSION_1,
            self.signer_id,
            der(SEQUENCE, oid(SHA_256)),
            der(TAG_0, *self.attributes(digest)),
            self.algorithm,
            der(OCTETS, signature),
        )
        digests, content = der(SET, der(SEQUENCE, oid(SHA_256))), der(SEQUENCE, oid(DATA))
        signed = der(SEQUENCE, VERSION_1, digests, content, self.certificates, der(SET, signer))
        return der(SEQUENCE, oid(SIGNED_DATA), der(TAG_0, signed))


@dataclass(frozen=True, slots=True)
class PaperSigner:
    """Makes containers with one key."""

    private: PaperPrivateKey | TokenPrivateKey
    public: Any
    form: Form

    @classmethod
    def of(cls, key: Key) -> Self:
        """The signer of a key for papers; raises KeyMissing."""
        if not isinstance(key.private, EllipticCurvePrivateKey | RSAPrivateKey | TokenPrivateKey):
            raise KeyMissing(_("the key given for papers is one for statements"))
        return cls(key.private, key.certificate.public_key(), Form.of(key.certificate, key.chain))

    def container(self, digest: bytes) -> bytes:
        """The container for content with this SHA-256."""
        return self.form.filled(digest, self._signature(der(SET, *self.form.attributes(digest))))

    @property
    def room(self) -> int:
        """How many bytes a container may take: an ECDSA signature is shorter by a few, as chance has it."""
        bits = self.public.key_size
        longest = bits // 8 if isinstance(self.public, RSAPublicKey) else 2 * (bits // 8 + 4) + 3
        return len(self.form.filled(bytes(32), bytes(longest)))

    def _signature(self, content: bytes) -> bytes:
        if isinstance(self.private, TokenPrivateKey):
            return self.private.sign(content)
        if isinstance(self.private, RSAPrivateKey):
            return self.private.sign(content, PKCS1v15(), hashes.SHA256())
        return self.private.sign(content, ECDSA(hashes.SHA256()))


def der(tag: int, *parts: bytes) -> bytes:
    """One value in DER: tag, length in as few bytes as possible, content."""
    content = b"".join(parts)
    if len(content) < 0x80:
        return bytes([tag, len(content)]) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def oid(dotted: str) -> bytes:
    """An object identifier in DER."""
    first, second, *rest = (int(part) for part in dotted.split("."))
    return der(0x06, bytes([40 * first + second]), *(_base_128(number) for number in rest))


def _base_128(number: int) -> bytes:
    digits = [number & 0x7F]
    while number := number >> 7:
        digits.append(number & 0x7F | 0x80)
    return bytes(reversed(digits))


def _issuer_and_serial(certificate: x509.Certificate) -> bytes:
    serial = certificate.serial_number
    number = der(0x02, serial.to_bytes(serial.bit_length() // 8 + 1, "big"))
    return der(SEQUENCE, certificate.issuer.public_bytes(), number)


def _signing_certificate(certificate: x509.Certificate, content: bytes) -> bytes:
    """Which certificate signed, by its digest; SHA-256 is the default and so not written (RFC 5035, 4)."""
    names = der(SEQUENCE, der(0xA4, certificate.issuer.public_bytes()))
    serial = certificate.serial_number
    issuer = der(SEQUENCE, names, der(0x02, serial.to_bytes(serial.bit_length() // 8 + 1, "big")))
    identifier = der(SEQUENCE, der(OCTETS, hashlib.sha256(content).digest()), issuer)
    value = der(SEQUENCE, der(SEQUENCE, identifier))
    return der(SEQUENCE, oid(SIGNING_CERTIFICATE_V2), der(SET, value))
