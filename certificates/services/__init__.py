"""The use cases of certificates."""

from certificates.services.batches import (
    approve_batch,
    issue_batch,
    propose_batch,
    resume_batch,
    send_back_batch,
    withdraw_batch,
)
from certificates.services.changes import (
    hide_certificate,
    reinstate_certificate,
    replace_certificate,
    replace_lost,
    revoke_certificate,
    show_certificate,
)
from certificates.services.giving import hand_out, mail_link, note_bundled, note_fetched, print_ready
from certificates.services.issue import appoint_signing_officer
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
    "approve_batch",
    "approve_template",
    "begin_template",
    "change_template",
    "discard_template",
    "hand_out",
    "hide_certificate",
    "issue_batch",
    "mail_link",
    "note_bundled",
    "note_fetched",
    "print_ready",
    "propose_batch",
    "propose_template",
    "reinstate_certificate",
    "replace_certificate",
    "replace_lost",
    "resume_batch",
    "retire_template",
    "revoke_certificate",
    "send_back_batch",
    "send_back_template",
    "show_certificate",
    "withdraw_batch",
]
