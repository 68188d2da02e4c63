"""State table of a certificate."""

from certificates.enums import CertificateState

CERTIFICATE_STATES: dict[CertificateState, tuple[CertificateState, ...]] = {
    CertificateState.ISSUED: (CertificateState.REPLACED, CertificateState.REVOKED),
    CertificateState.REPLACED: (),
    CertificateState.REVOKED: (CertificateState.ISSUED,),
}
