"""A result to JSON, as documented in `docs/timetable-json.md`."""

from scheduling.engine.answers import Repair, Result
from scheduling.engine.model import Placement, Problem


def write_result(problem: Problem, result: Result) -> dict[str, object]:
    """The result as plain values for JSON."""
    clash = result.clash
    return {
        "status": str(result.status),
        "statement": result.statement(),
        "cost": result.cost,
        "bound": result.bound,
        "terms": {term.name.lower(): price for term, price in result.terms.items()},
        "seconds": round(result.seconds, 3),
        "steps": result.steps,
        "seed": result.seed,
        "placements": [_placement(problem, placement) for placement in result.solution.placements],
        "unplaced": [
            {"run": one.run, "reason": str(one.reason), "rivals": list(one.rivals)}
            for one in result.solution.unplaced
        ],
        "clash": clash
        and {
            "runs": list(clash.runs),
            "facts": [str(fact) for fact in clash.facts],
            "minimal": clash.minimal,
            "repairs": [_repair(repair) for repair in clash.repairs],
        },
    }


def _repair(repair: Repair) -> dict[str, object]:
    return {
        "change": repair.change.name.lower(),
        "about": repair.fact.about,
        "amount": repair.amount,
        "details": list(repair.details),
        "burden": repair.burden,
        "words": str(repair),
    }


def _placement(problem: Problem, placement: Placement) -> dict[str, object]:
    calendar = problem.calendar
    when = [calendar.day(placement.period).isoformat(), calendar.slot(placement.period).name]
    return {
        "session": placement.session,
        "period": when,
        "room": placement.room,
        "trainers": list(placement.trainers),
    }
