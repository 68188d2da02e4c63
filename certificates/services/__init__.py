"""The use cases of certificates."""

from certificates.services.changes import reinstate_certificate, replace_certificate, revoke_certificate
from certificates.services.issue import appoint_signing_officer, issue_certificates, request_certificates

__all__ = [
    "appoint_signing_officer",
    "issue_certificates",
    "reinstate_certificate",
    "replace_certificate",
    "request_certificates",
    "revoke_certificate",
]
