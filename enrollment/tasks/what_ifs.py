"""What-ifs in the worker."""

from typing import Any

from django.utils import timezone
from django_tasks import task

from core.jobs import Work, perform
from enrollment.models import MatchRun
from enrollment.services.what_ifs import make_what_if


@task()
def try_out(job_id: int, base_id: int, question: list[dict[str, Any]]) -> None:
    """Match a round with the changes; a second delivery finds the answer already there."""

    def body(work: Work) -> dict[str, Any]:
        base = MatchRun.objects.get(pk=base_id)
        answer = make_what_if(base, question, by=work.job.owner, at=timezone.now(), work=work)
        return {"what_if": answer.pk}

    perform(job_id, body)
