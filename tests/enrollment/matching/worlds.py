"""Small invented problems, and two independent ways of solving them that share nothing with the engine."""

import hashlib
import hmac
import itertools
import random

from enrollment.matching import Graduate, Lock, Problem, Reserve, Run

Matching = dict[str, str | None]


def tiny(
    seed: int,
    *,
    runs: int | None = None,
    people: int | None = None,
    reserves=True,
    minimum=True,
    confined=False,
) -> Problem:
    """A random problem small enough to enumerate; ties in points are common."""
    rng = random.Random(seed)
    count = runs or rng.randint(2, 5)
    offered = []
    for index in range(count):
        seats = rng.randint(1, 4)
        kinds = [Reserve(group, rng.randint(0, 2)) for group in "xyx" if reserves and rng.random() < 0.4]
        if confined and kinds and rng.random() < 0.7:
            kinds[0] = Reserve(kinds[0].group, kinds[0].seats, confined=True)
        offered.append(Run("ABCDEFGHI"[index], seats, rng.randint(0, seats) if minimum else 0, tuple(kinds)))
    ids = [run.id for run in offered]
    graduates = [
        Graduate(
            id=f"g{index}",
            choices=tuple(rng.sample(ids, rng.randint(1, count))),
            points={run: rng.randint(0, 2) for run in ids},
            groups=tuple(group for group in "xy" if rng.random() < 0.4),
        )
        for index in range(people or rng.randint(3, 12))
    ]
    return Problem(tuple(graduates), tuple(offered), (), f"seed {seed}")


def lottery(problem: Problem) -> dict[str, bytes]:
    """Each graduate's ticket; the smallest is the luckiest."""
    return {
        graduate.id: hmac.new(problem.seed.encode(), graduate.id.encode(), hashlib.sha256).digest()
        for graduate in problem.graduates
    }


def chosen(
    problem: Problem, run: Run, applicants: list[Graduate], tickets: dict[str, bytes]
) -> dict[str, str]:
    """The choice function word for word: who gets a seat in the run, and of which type. Knows no locks."""
    bound = {reserve.group for reserve in run.reserves if reserve.confined}

    def may(graduate: Graduate, reserve: Reserve | None) -> bool:
        """Whether the graduate may sit in a seat of the reserve, or in an open one."""
        if reserve and reserve.group not in graduate.groups:
            return False
        return not bound & {*graduate.groups} or bool(reserve and reserve.confined)

    def claim(graduate: Graduate) -> tuple[int, bytes]:
        points = graduate.points if isinstance(graduate.points, int) else graduate.points[run.id]
        return -points, tickets[graduate.id]

    remaining = sorted(applicants, key=claim)
    seats: dict[str, str] = {}
    for reserve in run.reserves:
        members = [graduate for graduate in remaining if may(graduate, reserve)]
        for graduate in members[: min(reserve.seats, run.seats - len(seats))]:
            seats[graduate.id] = reserve.group
        remaining = [graduate for graduate in remaining if graduate.id not in seats]
    free = [graduate for graduate in remaining if may(graduate, None)]
    for graduate in free[: run.seats - len(seats)]:
        seats[graduate.id] = "open"
    return seats


def textbook(problem: Problem, opened: set[str]) -> dict[str, tuple[str, str] | None]:
    """Deferred acceptance by the book, one proposal round after the other, over the open runs."""
    tickets = lottery(problem)
    lists = {
        graduate.id: [run for run in graduate.choices if run in opened] for graduate in problem.graduates
    }
    while True:
        seats: dict[str, tuple[str, str] | None] = dict.fromkeys(lists)
        for run in problem.runs:
            applicants = [graduate for graduate in problem.graduates if lists[graduate.id][:1] == [run.id]]
            for person, seat in chosen(problem, run, applicants, tickets).items():
                seats[person] = (run.id, seat)
        turned_away = [person for person, rest in lists.items() if rest and seats[person] is None]
        if not turned_away:
            return seats
        for person in turned_away:
            lists[person] = lists[person][1:]


def stable_matchings(problem: Problem) -> list[Matching]:
    """Every matching, of all that there are, in which no run would rather have taken someone who prefers it."""
    tickets = lottery(problem)
    options = [[*graduate.choices, None] for graduate in problem.graduates]
    found = []
    for seats in itertools.product(*options):
        matching = {graduate.id: run for graduate, run in zip(problem.graduates, seats, strict=True)}
        if all(_is_settled(problem, run, matching, tickets) for run in problem.runs):
            found.append(matching)
    return found


def _is_settled(problem: Problem, run: Run, matching: Matching, tickets: dict[str, bytes]) -> bool:
    """Whether the run, choosing among its people and all who would rather be in it, chooses just its people."""
    inside = [graduate for graduate in problem.graduates if matching[graduate.id] == run.id]
    if set(chosen(problem, run, inside, tickets)) != {graduate.id for graduate in inside}:
        return False
    envious = [graduate for graduate in problem.graduates if prefers(graduate, run.id, matching[graduate.id])]
    return set(chosen(problem, run, inside + envious, tickets)) == {graduate.id for graduate in inside}


def prefers(graduate: Graduate, run: str, to: str | None) -> bool:
    """Whether the graduate ranks the run above what they have; anything listed beats nothing."""
    if run not in graduate.choices:
        return False
    return to is None or graduate.choices.index(run) < graduate.choices.index(to)


def rank(graduate: Graduate, run: str | None) -> int:
    """The place of a run in the graduate's list, 0 the first; past the end for no run."""
    return len(graduate.choices) if run is None else graduate.choices.index(run)


def best_open_set(problem: Problem) -> set[str]:
    """The best of all open sets in which every run has its minimum: placed, squared ranks, then codes."""
    ids = sorted(run.id for run in problem.runs)
    minimum = {run.id: run.minimum for run in problem.runs}
    scores = {}
    for flags in itertools.product([False, True], repeat=len(ids)):
        opened = {run for run, flag in zip(ids, flags, strict=True) if flag}
        seats = textbook(problem, opened)
        filled = [seat[0] for seat in seats.values() if seat]
        if all(filled.count(run) >= minimum[run] for run in opened):
            squares = sum(rank(g, seats[g.id][0]) ** 2 for g in problem.graduates if seats[g.id])
            scores[len(filled), -squares, flags] = opened
    return scores[max(scores)]


def placements(problem: Problem, result) -> dict[str, tuple[str, str] | None]:
    """The engine's answer in the same shape as the textbook's."""
    answer: dict[str, tuple[str, str] | None] = {}
    for graduate, run, seat in zip(problem.graduates, result.run_of, result.seat_of, strict=True):
        answer[graduate.id] = (
            (problem.runs[run].id, problem.runs[run].seat_name(int(seat))) if run >= 0 else None
        )
    return answer


def locks_for(problem: Problem, result, people: set[str], seat_aware: bool = True) -> tuple[Lock, ...]:
    """Lock these people where a result put them; the broken variant forgets the seat type."""
    held = placements(problem, result)
    return tuple(
        Lock(person, held[person][0], held[person][1] if seat_aware else None) for person in sorted(people)
    )
