"""A round matched otherwise, to set beside its proposal: what-ifs, most people placed, first come first served."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from core.jobs import Work
from enrollment import deciding, matching, policies
from enrollment.matching import comparison, flow
from enrollment.matching.comparison import complainants
from enrollment.models import MatchRound, MatchRun
from enrollment.placing import HELD, as_it_stands, input_hash, solve

FLOW_VERSION = "min-cost-flow/1"


def first_come(problem: matching.Problem, order: Iterable[str]) -> dict[str, int]:
    """What taking people in this order would have led to: how many placed, runs below their minimum, complainants."""
    taken = comparison.first_come(problem, order)
    placed = Counter(seat["run"] for seat in taken.values() if seat)
    opened = frozenset(run.id for run in problem.runs if run.open is not False)
    return {
        "placed": sum(seat is not None for person, seat in taken.items() if not person.startswith(HELD)),
        "short": sum(0 < placed[run.id] < run.minimum for run in problem.runs),
        "complain": len(complainants(problem, taken, opened)),
    }


def what_if(
    round_: MatchRound, base: MatchRun, question: list[dict[str, Any]], work: Work | None = None
) -> dict[str, Any]:
    """The columns of the what-if that answers `question` (adopted changes and all) beside the proposal `base`.

    No reasons are kept.
    """
    problem = deciding.apply(as_it_stands(round_), question)
    policy = policies.policy_of(round_)
    if deciding.asks_most_placed(question):
        columns = _flow(problem, base, policy)
    else:
        columns = solve(problem, work, policy=policy, explained=False)
    runs, placements = columns["runs"], columns["placements"]
    for_the_other = {one for *pair, run in columns["together"] if run for one in pair}
    opened = frozenset(code for code, facts in runs.items() if facts["open"])
    everyone = placements | {lock.graduate: {"run": lock.run, "seat": lock.seat} for lock in problem.locks}
    return columns | {
        "reasons": {},
        "policy": columns["policy"] | {"changes": question},
        "complainants": [one for one in complainants(problem, everyone, opened) if one not in for_the_other],
    }


def _flow(problem: matching.Problem, base: MatchRun, policy: policies.Policy) -> dict[str, Any]:
    """Most placed in the runs that open in the proposal; the checker, who knows fairness only, is not asked."""
    opened = frozenset(code for code, facts in base.runs.items() if facts["open"])
    placements = flow.most_placed(problem, opened)
    placed = Counter(seat["run"] for seat in placements.values() if seat)
    own = {person: seat for person, seat in placements.items() if not person.startswith(HELD)}
    return {
        "engine_version": FLOW_VERSION,
        "input_sha256": input_hash(problem),
        "policy": {"version": policy["version"], "method": "most placed, then least sum of squared ranks"},
        "digest": hashlib.sha256(json.dumps(own, sort_keys=True).encode()).hexdigest(),
        "runs": {
            code: {**facts, "placed": placed[code] if code in opened else 0}
            for code, facts in base.runs.items()
        },
        "placements": own,
        "together": [],
        "violations": [],
    }
