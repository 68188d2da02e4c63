"""Prints certificates in a child process that may be killed (`core.guarded`)."""

from certificates.paper.facts import CertificateFacts
from certificates.paper.refusals import refusal_named
from core.guarded.process import MEMORY, SECONDS, TASKS, Guarded
from core.guarded.refusals import TaskRefused

RENDER = "certificates.paper.render:render_pdf"


class Press(Guarded):
    """A child that renders facts. `worker` names the function it runs on them; only a test prints with another."""

    module = "certificates.paper.child"

    def __init__(
        self,
        *,
        seconds: float = SECONDS,
        memory: int = MEMORY,
        documents: int = TASKS,
        worker: str = RENDER,
    ) -> None:
        super().__init__(worker, seconds=seconds, memory=memory, tasks=documents)

    def print(self, facts: CertificateFacts) -> bytes:
        """The PDF of these facts; raises the child's PaperRefused, or PrintingFailed if it hung or died."""
        return self.ask(facts.to_json().encode())

    def refusal(self, name: str, detail: str) -> TaskRefused:
        return refusal_named(name, detail)
