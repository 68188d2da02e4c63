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
from certificates.services.templates import (
    approve_template,
    begin_template,
    change_template,
    discard_template,
    propose_template,
    retire_template,
    send_back_template,
)

__all__ = [
    "appoint_signing_officer",
    "approve_template",
    "begin_template",
    "change_template",
    "discard_template",
    "hand_out",
    "hide_certificate",
    "issue_certificates",
    "mail_link",
    "note_fetched",
    "propose_template",
    "reinstate_certificate",
    "replace_certificate",
    "request_certificates",
    "retire_template",
    "revoke_certificate",
    "send_back_template",
    "show_certificate",
]
