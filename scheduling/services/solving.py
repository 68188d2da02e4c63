"""What the worker does for a plan: ask the engine, let the checker judge, write the proposal."""

import logging
import os
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit
from core.jobs import Cancelled, Work
from core.states import advance
from scheduling.engine import model as engine
from scheduling.engine.answers import Clash, Result
from scheduling.engine.checker import check
from scheduling.engine.validate import ProblemError
from scheduling.enums import PlanState
from scheduling.models import Plan
from scheduling.naming import key_of
from scheduling.planning import fingerprint, placements_of, problem_for
from scheduling.services.watching import Watch
from scheduling.states import PLAN_STATES

logger = logging.getLogger(__name__)
REJECTED = "rejected"  # the status of a timetable that our own checker refused
WORKERS = max(1, (os.cpu_count() or 2) // 2)  # the web needs the other half


def solve_plan(plan: Plan, *, work: Work) -> dict[str, Any]:
    """Compute the plan's timetable and leave it as a proposal, or as failed with what stands in its way.

    A timetable that the checker refuses is never proposed. A plan that is no longer being computed (a second
    delivery, or discarded meanwhile) is left alone. Raises `Cancelled` when asked to stop; the plan is discarded.
    """
    if plan.state != PlanState.SOLVING:
        return {"plan": plan.pk, "state": plan.state}
    today = timezone.localdate(plan.created_at)
    problem = problem_for(plan.center, plan.runs.all(), today=today)
    result = _solve(plan, problem, work)
    if work.should_stop():
        _discard(plan)
        raise Cancelled
    _write(plan, problem, result)
    return {"plan": plan.pk, "state": plan.state}


def _solve(plan: Plan, problem: engine.Problem, work: Work) -> Result | None:
    """The engine's answer, or None for one that is not legal."""
    watch = Watch(plan, work)
    watch.begin()
    # OR-Tools takes most of a second to load: the worker pays it with its first plan, the web never.
    from scheduling.engine.solve import EngineError, solve

    try:
        result = solve(
            problem,
            seconds=plan.seconds,
            seed=plan.seed,
            workers=WORKERS,
            on_progress=watch.progress,
            should_stop=watch.should_stop,
        )
    except (EngineError, ProblemError):
        logger.exception("plan %s: the engine broke its word", plan.pk)
        return None
    violations = check(problem, result.solution)
    if violations:
        logger.error("plan %s: the checker refused the timetable: %s", plan.pk, violations[:5])
        return None
    return result


@transaction.atomic
def _write(plan: Plan, problem: engine.Problem, result: Result | None) -> None:
    at = timezone.now()
    facts = _facts(problem, result) if result else {"status": REJECTED}
    placed = bool(result and result.solution.placements)
    advance(plan, PlanState.PROPOSED if placed else PlanState.FAILED, PLAN_STATES, **facts)
    _record(plan, "plan.proposed" if placed else "plan.failed", at)


def _facts(problem: engine.Problem, result: Result) -> dict[str, Any]:
    return {
        "problem_sha256": fingerprint(problem),
        "status": result.status.value,
        "cost": result.cost,
        "bound": result.bound,
        "terms": {term.value: amount for term, amount in result.terms.items()},
        "placements": [place.to_json() for place in placements_of(problem, result.solution)],
        "unplaced": [_left_out(one, result.clash_of(one.run)) for one in result.solution.unplaced],
    }


def _left_out(one: engine.Unplaced, clash: Clash | None) -> dict[str, Any]:
    """A run left out, in codes and row keys: `scheduling.wording` puts them into words for each reader."""
    facts, repairs = (clash.facts, clash.repairs) if clash else ((), ())
    return {
        "run": key_of(one.run),
        "reason": one.reason.name,
        "rivals": [key_of(rival) for rival in one.rivals],
        "facts": [{"kind": fact.kind.name, "about": fact.about} for fact in facts],
        "minimal": bool(clash and clash.minimal),
        "repairs": [
            {
                "change": one.change.name,
                "about": one.fact.about,
                "amount": one.amount,
                "details": list(one.details),
            }
            for one in repairs
        ],
    }


@transaction.atomic
def _discard(plan: Plan) -> None:
    advance(plan, PlanState.DISCARDED, PLAN_STATES)
    _record(plan, "plan.stopped", timezone.now())


def _record(plan: Plan, action: str, at: datetime) -> None:
    audit.record(action, plan, by=None, at=at, status=plan.status, placed=len(plan.placements))
