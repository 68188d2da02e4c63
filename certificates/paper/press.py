"""Prints certificates in a child process that may be killed (`core.guarded`)."""

import json

from certificates.paper.facts import CertificateFacts
from certificates.paper.refusals import refusal_named
from certificates.paper.template import STANDARD, PaperTemplate
from core.guarded.process import MEMORY, SECONDS, Guarded
from core.guarded.refusals import Said, TaskRefused

RENDER = "certificates.paper.batch:print_paper"
PAPERS_A_CHILD = 2500  # a plate makes papers without growing, and a new child has to cut it again


class Press(Guarded):
    """A child that renders facts by a template. `worker` names the function; only a test prints with another."""

    module = "certificates.paper.child"

    def __init__(
        self,
        *,
        seconds: float = SECONDS,
        memory: int = MEMORY,
        documents: int = PAPERS_A_CHILD,
        worker: str = RENDER,
    ) -> None:
        super().__init__(worker, seconds=seconds, memory=memory, tasks=documents)

    def print(self, facts: CertificateFacts, template: PaperTemplate = STANDARD) -> bytes:
        """The PDF of these facts; raises the child's PaperRefused, or PrintingFailed if it hung or died."""
        return self.ask(json.dumps([facts.to_json(), template.text], ensure_ascii=False).encode())

    def refusal(self, said: Said) -> TaskRefused:
        return refusal_named(said)
