"""What this app keeps of a person: see `core.holdings`."""

from django.db.models import Case, Value, When
from django.utils.translation import gettext_lazy as _

from core.holdings import Holding

# The regulation has the centre keep a register of the papers it gave and issue a replacement on request (clauses
# 39-41, 49, 57); whoever holds a paper must be able to have it checked. Section 33 of the Personal Data Protection
# Act lets stay what a law obliges to keep and what defends a legal claim.
PRINTED = "what is printed on a paper given out: the register must confirm it and replace it (clauses 39-41, 49, 57)"

HOLDINGS = {
    "certificates.certificate": Holding(
        title=_("Certificates"),
        # A paper that is no longer valid has a reason, says the database.
        erased={"state_reason": Case(When(state_reason="", then=Value("")), default=Value("–"))},
        fate=_(
            "Stays in the register with what is printed on it: whoever holds the paper can still have it checked."
        ),
        kept={
            "number": PRINTED,
            "code": PRINTED,
            "facts": PRINTED,
            "template_version": "names a drawing, not a person",
        },
    ),
    "certificates.batchentry": Holding(
        title=_("Batches of certificates"),
        erased={"fingerprint": "", "problem": {}},
        fate=_("Stays as a place in a batch that somebody approved, without what would have been printed."),
    ),
    "certificates.certificatechange": Holding(
        title=_("Changes of certificates"),
        erased={"reason": Case(When(reason="", then=Value("")), default=Value("–"))},
        fate=_("That a paper was revoked, and when, stays in the register; the reason is taken out."),
    ),
    "certificates.certificatefile": Holding(
        title=_("Printed papers"),
        erased={},
        fate=_("Stays, for a replacement of a lost paper."),
        kept={"pdf": PRINTED, "sha256": PRINTED, "engine": "names a program, not a person"},
        files={"pdf": "pdf"},
    ),
}
