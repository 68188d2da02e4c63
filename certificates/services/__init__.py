"""The use cases of certificates."""

from certificates.services.changes import (
    hide_certificate,
    reinstate_certificate,
    replace_certificate,
    revoke_certificate,
    show_certificate,
)
from certificates.services.giving import hand_out, mail_link, note_fetched
from certificates.services.issue import appoint_signing_officer, issue_certificates, request_certificates

__all__ = [
    "appoint_signing_officer",
    "hand_out",
    "hide_certificate",
    "issue_certificates",
    "mail_link",
    "note_fetched",
    "reinstate_certificate",
    "replace_certificate",
    "request_certificates",
    "revoke_certificate",
    "show_certificate",
]
