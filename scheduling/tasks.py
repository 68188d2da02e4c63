"""Work of the worker about timetables."""

from django_tasks import task

from core.jobs import perform
from scheduling.models import Plan
from scheduling.services.solving import solve_plan


@task()
def compute_plan(job_id: int, plan_id: int) -> None:
    """Compute the timetable of a plan."""
    perform(job_id, lambda work: solve_plan(Plan.objects.get(pk=plan_id), work=work))
