"""Why a certificate is not issued or changed, named as the fact."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from core.guarded.refusals import TaskRefused
from core.refusals import Refused, Told

# What lines of a paper are called where a refusal names them; others keep the name that the template gives them.
LINES = {
    "name_th": gettext_noop("Name"),
    "name_en": gettext_noop("Name in English"),
    "course_th": gettext_noop("Course"),
    "course_en": gettext_noop("Course in English"),
    "ended_on": gettext_noop("Taught to"),
    "total_hours": gettext_noop("Hours of training"),
    "replaces_number": gettext_noop("Replaces number"),
    "verify_url": gettext_noop("Address of this check"),
    "center_th": gettext_noop("Name of the training center"),
    "center_en": gettext_noop("Name of the training center in English"),
}


def told(refusal: TaskRefused) -> Told:
    """What the press said, in the reader's language, with lines called as people call them."""
    line = str(refusal.facts.get("line", ""))
    facts: dict[str, Any] = {**refusal.facts}
    if line in LINES:
        facts["line"] = Told(LINES[line])
    elif line.startswith("topic_"):
        facts["line"] = Told(TOPIC, {"number": line.split("_")[1]})
    return Told(refusal.words, facts)


TOPIC = gettext_noop("Topic %(number)s")


class NoSigningOfficers(Refused):
    sentence = _("It is not recorded who signs the certificates of %(center)s.")
    remedy = _("Enter the two who sign, with their positions, on the certificate settings page.")


class NothingToIssue(Refused):
    sentence = _("Nobody in %(run)s has a confirmed result without a certificate.")
    remedy = _("Confirm the results of the run first.")


class NoPaperForThis(Refused):
    sentence = _("The result “%(result)s” gives no paper.")


class NoCertificateYet(Refused):
    sentence = _("A transcript goes with a valid certificate, and this completion has none.")
    remedy = _("Issue the certificate first.")


class ScoresChanged(Refused):
    sentence = _("The scores are no longer those that the confirmed result rests on.")
    remedy = _("Correct the scores, or reopen the result where no certificate rests on it.")


class AlreadyIssued(Refused):
    sentence = _("A valid paper of this kind (%(number)s) exists for this completion.")
    remedy = _("To correct it, replace it; the old one then says so.")


class ReasonMissing(Refused):
    sentence = _("Say why: the reason stays in the register and on the check page.")


class AlreadyHidden(Refused):
    sentence = _("This certificate is not on public view already.")


class NotHidden(Refused):
    sentence = _("This certificate is on public view.")


class MailNotSent(Refused):
    sentence = _("The e-mail could not be sent.")
    remedy = _("Try again later, or download the paper here.")


class NoPicture(Refused):
    sentence = _("No picture could be made of this paper.")
    remedy = _("Download the PDF instead.")


class TemplateBeingMade(Refused):
    sentence = _("A new version of this template is being made already.")
    remedy = _("Go on with it, or discard it.")


class TemplateUnusable(Refused):
    sentence = _("The template cannot be used: %(detail)s.")


class SamePerson(Refused):
    sentence = _("Who made a template does not approve it.")
    remedy = _("Ask a second person who heads the centre.")


class CannotBePrinted(Refused):
    sentence = _("The certificate cannot be printed: %(detail)s.")
    remedy = _("Correct the fact in the register; nothing was issued.")


class NoLongerValid(Refused):
    sentence = _("%(number)s is no longer valid (%(state)s), and what is not valid is not printed.")
    remedy = _("Print the paper that stands in its place, where there is one.")


class PressFailed(CannotBePrinted):
    sentence = _("The press did not deliver the paper: %(detail)s.")
    remedy = _("Try again; if it stays so, ask those who run this installation. Nothing was issued.")


class CannotSign(Refused):
    sentence = _("The certificate cannot be signed: %(detail)s.")
    remedy = _("Ask those who run this installation to renew the signing keys; nothing was issued.")


class StoreFull(Refused):
    sentence = _("There is no room left to store certificates.")
    remedy = _("Ask those who run this installation to make room; nothing was issued.")


class OwnBatch(Refused):
    sentence = _("Who asked for certificates does not approve them.")
    remedy = _("Ask a second person of the centre.")


class BatchWaiting(Refused):
    sentence = _("Certificates of %(run)s are waiting for approval already.")
    remedy = _("Approve or withdraw those first.")


class BatchAtWork(Refused):
    sentence = _("The papers of this batch are being issued already.")
    remedy = _("Wait until that is over, or stop it first.")


class NobodyToIssue(Refused):
    sentence = _("None of these papers can be printed as things are.")
    remedy = _("The list says of each person why; put that right first.")


class ChangedSinceApproved(Refused):
    sentence = _("What the paper would say was changed after it was approved.")
    remedy = _("Ask for it again, so that a second person sees the change.")


class RegisterBusy(Refused):
    sentence = _("The register of this centre is being written to by too many at once.")
    remedy = _("Try again in a moment; nothing was issued.")


class ResultReopened(Refused):
    sentence = _("The result was reopened, so there is no certificate to be issued for it.")
    remedy = _("Confirm the result again first.")
