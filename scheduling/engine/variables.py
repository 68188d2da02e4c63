"""The variables of the exact model, shared by its rules and its terms."""

from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from scheduling.engine.compiled import Compiled, Task, periods_of
from scheduling.engine.state import State

Held = dict[int, cp_model.IntVar]
"""By period, whether something is held then; in a period that is not there, nothing can be."""


@dataclass(slots=True)
class Vars:
    """Variables of one session: when, on which day, in which room, by whom; `placed` is its run's literal."""

    task: Task
    placed: cp_model.IntVar
    start: cp_model.IntVar
    day: cp_model.IntVar
    rooms: dict[int, cp_model.IntVar]
    trainers: dict[int, cp_model.IntVar]
    week: cp_model.IntVar | None = None
    starts: "Held | None" = None
    there: dict[int, cp_model.IntVar] = field(default_factory=dict)


@dataclass(slots=True)
class ExactModel:
    """A CP-SAT model with the variables by task index and by run index."""

    state: State
    jobs: tuple[int, ...]
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    placed: dict[int, cp_model.IntVar] = field(default_factory=dict)
    tasks: dict[int, Vars] = field(default_factory=dict)
    costs: list[cp_model.LinearExprT] = field(default_factory=list)

    @property
    def compiled(self) -> Compiled:
        """The compiled problem behind the model."""
        return self.state.compiled


def domain(mask: int) -> cp_model.Domain:
    """The periods of a mask as CP-SAT has them."""
    return cp_model.Domain.from_values(list(periods_of(mask)))


def teaching(exact: ExactModel, trainer: int) -> list[tuple[Vars, cp_model.IntVar]]:
    """The sessions that a trainer may teach, each with its literal."""
    return [(one, one.trainers[trainer]) for one in exact.tasks.values() if trainer in one.trainers]


def starts_at(exact: ExactModel, one: Vars) -> Held:
    """For each period of a session, whether it is held then; for none if its run is left out."""
    if one.starts is None:
        model = exact.model
        at = one.starts = {period: model.new_bool_var("") for period in periods_of(one.task.times)}
        model.add(sum(at.values()) == one.placed)
        for period, literal in at.items():
            model.add(one.start == period).only_enforce_if(literal)
    return one.starts


def sites_of(exact: ExactModel, one: Vars) -> set[int]:
    """The sites at which a session can be."""
    return {exact.compiled.site_of[room] for room in one.rooms}


def there(exact: ExactModel, one: Vars, site: int) -> tuple[cp_model.IntVar, ...]:
    """A literal that holds if a session is at one of its sites; none where it has no other."""
    if sites_of(exact, one) == {site}:
        return ()
    if site not in one.there:
        literal = one.there[site] = exact.model.new_bool_var("")
        rooms = [chosen for room, chosen in one.rooms.items() if exact.compiled.site_of[room] == site]
        exact.model.add(sum(rooms) == literal)
    return (one.there[site],)


def opens_day(exact: ExactModel, before: Vars, after: Vars) -> cp_model.IntVar:
    """Whether a session is the first of its run on its day."""
    opens = exact.model.new_bool_var("")
    exact.model.add(after.day >= before.day + 1).only_enforce_if(opens, before.placed)
    exact.model.add(after.day == before.day).only_enforce_if(~opens, before.placed)
    return opens
