"""The soft term of compact groups in the exact model: sessions right before and after which there is none."""

from scheduling.engine.compiled import periods_of
from scheduling.engine.model import Term
from scheduling.engine.variables import ExactModel, Held, starts_at


def add_alone_term(exact: ExactModel) -> None:
    """Pay for every period in which a compact group meets alone on its day, those already fixed included."""
    compiled, model = exact.compiled, exact.model
    weight = compiled.problem.weights[Term.ALONE]
    for group in compiled.compact if weight else ():
        members = [i for i, one in exact.tasks.items() if group in compiled.jobs[one.task.run].groups]
        starts = [starts_at(exact, exact.tasks[index]) for index in members]
        held = _held(exact, group, starts) if members else {}
        for period, meets in held.items():
            near = [p for p in (period - 1, period + 1) if p // compiled.slots == period // compiled.slots]
            alone = model.new_bool_var("")
            model.add_bool_or(alone, ~meets, *(held[p] for p in near if p in held))
            exact.costs.append(weight * alone)


def _held(exact: ExactModel, group: int, starts: list[Held]) -> Held:
    """When the group meets. It never meets twice at a time, so a sum of literals is one."""
    model = exact.model
    held = {period: model.new_constant(1) for period in periods_of(~exact.state.group_free[group])}
    for period in {period for at in starts for period in at} - held.keys():
        held[period] = model.new_bool_var("")
        model.add(held[period] == sum(at[period] for at in starts if period in at))
    return held
