"""Sample papers of a template, as facts and as pictures: what is seen before a template is used."""

from django.conf import settings

from certificates.enums import CertificateKind
from certificates.models import TemplateVersion
from certificates.paper.facts import CertificateFacts, PaperKind
from certificates.paper.samples import sample
from certificates.paper.standing import standing
from certificates.paper.template import PaperTemplate, read_template
from certificates.refusals import TemplateUnusable, told
from core.paper.refusals import PaperRefused

PROOF = "certificates.paper.proof:proof"
# The kinds whose look a centre may decide, and what the paper calls them.
DESIGNED = {
    CertificateKind.CERTIFICATE: PaperKind.CERTIFICATE,
    CertificateKind.LETTER: PaperKind.RESULTS,
    CertificateKind.TRANSCRIPT: PaperKind.TRANSCRIPT,
}


def sample_of(version: TemplateVersion, name: str, template: PaperTemplate | None = None) -> CertificateFacts:
    """The facts of a sample paper of this version; of `template` where that is not stored yet."""
    kind = DESIGNED[CertificateKind(version.kind)]
    return sample(name, kind, template or read_template(version.content), settings.BASE_URL)


def picture_of(version: TemplateVersion, name: str, template: PaperTemplate | None = None) -> bytes:
    """A sample paper as PNG. Raises TemplateUnusable."""
    template = template or read_template(version.content)
    try:
        with standing(PROOF).press() as press:
            return press.print(sample_of(version, name, template), template)
    except PaperRefused as refusal:
        raise TemplateUnusable(detail=told(refusal)) from refusal
