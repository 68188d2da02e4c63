"""A paper as a picture of itself: what the editor of templates shows, drawn in the child that printed it."""

from certificates.paper.facts import CertificateFacts
from certificates.paper.render import render_pdf
from certificates.paper.template import PaperTemplate
from certificates.picture import draw


def proof(facts: CertificateFacts, template: PaperTemplate) -> bytes:
    """The PNG of the paper; raises what `render_pdf` raises."""
    return draw(render_pdf(facts, template))
