"""Matching in the worker."""

from typing import Any

from django.utils import timezone
from django_tasks import task

from core.jobs import Work, perform
from enrollment.enums import RoundState
from enrollment.models import MatchRound
from enrollment.services.rounds import make_proposal


@task()
def propose(job_id: int, round_id: int) -> None:
    """Match one round and keep the proposal."""

    def body(work: Work) -> dict[str, Any]:
        round_ = MatchRound.objects.get(pk=round_id)
        if round_.state == RoundState.PROPOSED and round_.proposal:
            return {"proposal": round_.proposal.pk}  # the killed attempt had already saved it
        proposal = make_proposal(round_, by=work.job.owner, at=timezone.now(), work=work)
        return {"proposal": proposal.pk}

    perform(job_id, body)
