"""A token of SoftHSM in a folder of its own, with keys and certificates as an office would have them."""

import os
import subprocess
from datetime import timedelta

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.utils import timezone
from pkcs11 import Attribute, CertificateType, KeyType, ObjectClass
from pkcs11.util.ec import encode_named_curve_parameters

from certificates.signing.token import Token
from tests.clock import NOW

LIBRARY, LABEL, PIN = "/usr/lib/softhsm/libsofthsm2.so", "office", "483920"
EARLIER = min(NOW, timezone.now()) - timedelta(
    days=1
)  # where a stamping service is asked, the real clock judges
LATER = NOW + timedelta(days=100)
YEAR = timedelta(days=365)


def token_in(folder):
    """The token: `old` and `new` (valid from `LATER`) of a P-256 key, `rsa`; `alone`, `mixed` and `edwards` are faulty."""
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")  # read once, when the library is loaded
    command = [
        "softhsm2-util",
        "--init-token",
        "--free",
        "--label",
        LABEL,
        "--pin",
        PIN,
        "--so-pin",
        "99887766",
    ]
    subprocess.run(command, check=True, capture_output=True)
    root = ec.generate_private_key(ec.SECP256R1())
    with pkcs11.lib(LIBRARY).get_token(token_label=LABEL).open(rw=True, user_pin=PIN) as session:
        _new_elliptic(session, "mixed")
        publics = {
            "root": root.public_key(),
            "old": _new_elliptic(session, "old"),
            "new": _new_elliptic(session, "new"),
            "rsa": _new_rsa(session, "rsa"),
            "alone": root.public_key(),
            "mixed": root.public_key(),
            "edwards": Ed25519PrivateKey.generate().public_key(),
        }
        for label, public in publics.items():
            _keep(session, label, _certificate(label, public, root, LATER if label == "new" else EARLIER))
    return Token(LIBRARY, LABEL, PIN)


def _new_elliptic(session, label):
    curve = {Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}
    parameters = session.create_domain_parameters(KeyType.EC, curve, local=True)
    public, _private = parameters.generate_keypair(label=label, store=True)
    point = public[Attribute.EC_POINT][2:]  # without the octet string around it
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)


def _new_rsa(session, label):
    public, _private = session.generate_keypair(KeyType.RSA, 2048, label=label, store=True)
    numbers = (int.from_bytes(public[each], "big") for each in (Attribute.PUBLIC_EXPONENT, Attribute.MODULUS))
    return RSAPublicNumbers(*numbers).public_key()


def _certificate(label, public, root, start):
    authority = label == "root"
    usage = x509.KeyUsage(not authority, not authority, *[False] * 3, authority, authority, *[False] * 2)
    builder = x509.CertificateBuilder(_named("root"), _named(label), public, x509.random_serial_number())
    builder = builder.not_valid_before(start).not_valid_after(max(start, timezone.now()) + YEAR)
    builder = builder.add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    return builder.add_extension(usage, critical=True).sign(root, hashes.SHA256())


def _named(common):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _keep(session, label, certificate):
    session.create_object(
        {
            Attribute.CLASS: ObjectClass.CERTIFICATE,
            Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
            Attribute.TOKEN: True,
            Attribute.LABEL: label,
            Attribute.SUBJECT: certificate.subject.public_bytes(),
            Attribute.VALUE: certificate.public_bytes(Encoding.DER),
        }
    )
