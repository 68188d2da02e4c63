"""The soft terms of the exact model, one function each; a run left out costs nothing."""

from collections.abc import Mapping
from itertools import pairwise

from ortools.sat.python import cp_model

from scheduling.engine.alone import add_alone_term
from scheduling.engine.apart import at_site, presence
from scheduling.engine.compiled import Spot
from scheduling.engine.model import Term
from scheduling.engine.prices import seat_price, start_amount
from scheduling.engine.variables import (
    ExactModel,
    Held,
    Vars,
    domain,
    opens_day,
    sites_of,
    starts_at,
    teaching,
)


def add_terms(exact: ExactModel) -> None:
    """Add the weighted cost of every soft term to `exact.costs`."""
    for job in exact.jobs:
        _start_term(exact, job)
        _idle_term(exact, job)
        _variety_term(exact, job)
        _seats_term(exact, job)
        _days_term(exact, job)
    _load_term(exact)
    _evening_term(exact)
    _wishes_term(exact)
    _travel_term(exact)
    _changes_term(exact)
    add_alone_term(exact)


def _start_term(exact: ExactModel, job: int) -> None:
    """Days between the first session and the preferred start."""
    compiled, model = exact.compiled, exact.model
    weight = compiled.problem.weights[Term.START]
    if compiled.jobs[job].preferred is None or not weight:
        return
    away = [weight * start_amount(compiled, job, day) for day in range(len(compiled.ordinals))]
    price = model.new_int_var(0, max(away), "")
    found = model.new_int_var(0, max(away), "")
    model.add_element(exact.tasks[compiled.jobs[job].tasks[0]].day, away, found)
    model.add(price >= found).only_enforce_if(exact.placed[job])
    exact.costs.append(price)


def _idle_term(exact: ExactModel, job: int) -> None:
    """Days that the run could meet on between its first and last day, less those on which it does meet."""
    compiled, model, work = exact.compiled, exact.model, exact.compiled.jobs[job]
    weight = compiled.problem.weights[Term.IDLE]
    if len(work.tasks) == 1 or not weight:
        return
    rank = [sum(day < now for day in work.meets) for now in range(len(compiled.ordinals))]
    vars_ = [exact.tasks[index] for index in work.tasks]
    first, last = (model.new_int_var(0, max(rank), "") for _ in range(2))
    model.add_element(vars_[0].day, rank, first)
    model.add_element(vars_[-1].day, rank, last)
    met = len(vars_) if work.most == 1 else 1 + sum(opens_day(exact, a, b) for a, b in pairwise(vars_))
    idle = model.new_int_var(0, max(rank) + 1, "")
    model.add(idle >= last - first + 1 - met).only_enforce_if(exact.placed[job])
    exact.costs.append(weight * idle)


def _variety_term(exact: ExactModel, job: int) -> None:
    """Rooms beyond the first of a kind, trainers beyond the needed of a qualification."""
    compiled, work = exact.compiled, exact.compiled.jobs[job]
    weights = compiled.problem.weights
    vars_ = [exact.tasks[index] for index in work.tasks]
    for kind in sorted({one.task.kind for one in vars_}):
        chosen = [one.rooms for one in vars_ if one.task.kind == kind]
        _beyond(exact, job, chosen, 1, weights[Term.ROOMS])
    for name, size in sorted(work.team_size.items()):
        chosen = [one.trainers for one in vars_ if one.task.qualification == name]
        _beyond(exact, job, chosen, size, weights[Term.TRAINERS])


def _beyond(
    exact: ExactModel, job: int, chosen: list[dict[int, cp_model.IntVar]], free: int, weight: int
) -> None:
    used: dict[int, cp_model.IntVar] = {}
    for literals in chosen:
        for key, literal in literals.items():
            if key not in used:
                used[key] = exact.model.new_bool_var("")
            exact.model.add_implication(literal, used[key])
    if len(used) > free and weight:
        extra = exact.model.new_int_var(0, len(used), "")
        exact.model.add(extra >= sum(used.values()) - free * exact.placed[job])
        exact.costs.append(weight * extra)


def _seats_term(exact: ExactModel, job: int) -> None:
    """Wished seats that the chosen rooms do not have, and rooms half of which stays empty."""
    for index in exact.compiled.jobs[job].tasks:
        for room, chosen in exact.tasks[index].rooms.items():
            if price := seat_price(exact.compiled, job, room):
                exact.costs.append(price * chosen)


def _days_term(exact: ExactModel, job: int) -> None:
    """Days missing of those over which the run should spread."""
    work, weight = exact.compiled.jobs[job], exact.compiled.problem.weights[Term.DAYS]
    if work.days_wished > 1 and weight:
        vars_ = [exact.tasks[index] for index in work.tasks]
        met = exact.placed[job] + sum(opens_day(exact, a, b) for a, b in pairwise(vars_))
        missing = exact.model.new_int_var(0, work.days_wished, "")
        exact.model.add(missing >= work.days_wished - met).only_enforce_if(exact.placed[job])
        exact.costs.append(weight * missing)


def _load_term(exact: ExactModel) -> None:
    """Sessions of a trainer beyond their fair share."""
    for trainer, fair in enumerate(exact.compiled.fair):
        literals = [literal for _, literal in teaching(exact, trainer)]
        held = exact.state.trainer_work[trainer].bit_count()
        _excess(exact, literals, held - fair, exact.compiled.problem.weights[Term.LOAD])


def _evening_term(exact: ExactModel) -> None:
    """Evenings of a trainer in a week beyond the center's share."""
    compiled = exact.compiled
    weight = compiled.problem.weights[Term.EVENINGS]
    at: dict[tuple[int, int], cp_model.IntVar] = {}
    for trainer in range(len(compiled.trainer_open)) if weight else ():
        for week, mask in enumerate(compiled.week_masks):
            mask &= compiled.evenings
            both = [
                _and(exact, literal, _starts_in(exact, at, index, week, mask))
                for index, one in exact.tasks.items()
                if one.task.times & mask and (literal := one.trainers.get(trainer)) is not None
            ]
            held = (exact.state.trainer_work[trainer] & mask).bit_count()
            _excess(exact, both, held - compiled.problem.evenings_per_week, weight)


def _wishes_term(exact: ExactModel) -> None:
    """Sessions that a trainer holds when they would rather not teach."""
    weight = exact.compiled.problem.weights[Term.WISHES]
    for trainer, mask in enumerate(exact.compiled.unwished) if weight else ():
        for one, teaches in teaching(exact, trainer) if mask else ():
            then = [at for period, at in starts_at(exact, one).items() if mask >> period & 1]
            if then:
                against = exact.model.new_bool_var("")
                exact.model.add(against >= teaches + sum(then) - 1)
                exact.costs.append(weight * against)


def _travel_term(exact: ExactModel) -> None:
    """Sites of a trainer on a day beyond the first, or beyond those at which they are anyway."""
    compiled, weight = exact.compiled, exact.compiled.problem.weights[Term.TRAVEL]
    for trainer in range(len(compiled.trainer_open)) if weight and compiled.sites > 1 else ():
        fixed = {site: mask for site, mask in exact.state.trainer_at[trainer].items() if mask}
        taught = [(one, (literal,)) for one, literal in teaching(exact, trainer)]
        sites = {site for one, _ in taught for site in sites_of(exact, one)}
        if taught and len(sites | fixed.keys()) > 1:
            present = {site: presence(exact, at_site(exact, site, taught)) for site in sites}
            for day in range(len(compiled.ordinals)):
                _sites_on(exact, day, present, fixed, weight)


def _sites_on(
    exact: ExactModel, day: int, present: Mapping[int, Held], fixed: Mapping[int, int], weight: int
) -> None:
    mask = exact.compiled.day_mask(day)
    anyway = [site for site, periods in fixed.items() if periods & mask]
    others: list[cp_model.IntVar] = []
    for site, at in present.items():
        here = [literal for period, literal in at.items() if mask >> period & 1]
        if here and site not in anyway:
            others.append(exact.model.new_bool_var(""))
            exact.model.add_max_equality(others[-1], here)
    spare = 0 if anyway else 1
    if len(others) > spare:
        beyond = exact.model.new_int_var(0, len(others), "")
        exact.model.add(beyond >= sum(others) - spare)
        exact.costs.append(weight * beyond)


def _starts_in(
    exact: ExactModel, at: dict[tuple[int, int], cp_model.IntVar], index: int, week: int, mask: int
) -> cp_model.IntVar:
    """A literal that must hold if a session starts in an evening of a week."""
    if (index, week) not in at:
        one, literal = exact.tasks[index], exact.model.new_bool_var("")
        outside = one.task.times & ~mask
        if outside:
            exact.model.add_linear_expression_in_domain(one.start, domain(outside)).only_enforce_if(~literal)
        else:
            exact.model.add(literal == 1)
        at[index, week] = literal
    return at[index, week]


def _and(exact: ExactModel, a: cp_model.IntVar, b: cp_model.IntVar) -> cp_model.IntVar:
    both = exact.model.new_bool_var("")
    exact.model.add_bool_or(both, ~a, ~b)
    return both


def _excess(exact: ExactModel, literals: list[cp_model.IntVar], above: int, weight: int) -> None:
    """Pay for literals, beyond the free ones, when `above` (negative: still free) is used already."""
    if weight and len(literals) + above > 0:
        extra = exact.model.new_int_var(0, len(literals), "")
        exact.model.add(extra >= sum(literals) + min(above, 0))
        exact.costs.append(weight * extra)


def _changes_term(exact: ExactModel) -> None:
    """Against the published timetable: another period, another room, other trainers count one each."""
    weight = exact.compiled.problem.weights[Term.CHANGES]
    for one in exact.tasks.values():
        if one.task.published is not None and weight:
            exact.costs += [weight * changed for changed in _changed(exact, one, one.task.published)]


def _changed(exact: ExactModel, one: Vars, old: Spot) -> list[cp_model.IntVar]:
    model = exact.model
    moved, room, team = (model.new_bool_var("") for _ in range(3))
    model.add(one.start == old[0]).only_enforce_if(~moved, one.placed)
    model.add_bool_or(room, ~one.placed, *([one.rooms[old[1]]] if old[1] in one.rooms else []))
    for trainer in old[2]:
        kept = [one.trainers[trainer]] if trainer in one.trainers else []
        model.add_bool_or(team, ~one.placed, *kept)
    if len(old[2]) != one.task.count:
        model.add(team >= one.placed)
    return [moved, room, team]
