"""Which state of a course run may follow which."""

from training.enums import RuleSetState, RunState

RULE_SET_STATES: dict[RuleSetState, tuple[RuleSetState, ...]] = {
    RuleSetState.PROPOSED: (RuleSetState.IN_FORCE, RuleSetState.REFUSED),
    RuleSetState.IN_FORCE: (),
    RuleSetState.REFUSED: (),
}

PLANNED, ANNOUNCED, OPEN = RunState.PLANNED, RunState.ANNOUNCED, RunState.OPEN
MATCHED, CONFIRMED, RUNNING = RunState.MATCHED, RunState.CONFIRMED, RunState.RUNNING
CANCELLED, MERGED = RunState.CANCELLED, RunState.MERGED

NOT_BEGUN = (PLANNED, ANNOUNCED, OPEN, MATCHED, CONFIRMED)  # these can be moved, merged, called off
TAKING = (OPEN, MATCHED, CONFIRMED)  # these take people

RUN_STATES: dict[RunState, tuple[RunState, ...]] = {
    PLANNED: (ANNOUNCED, OPEN, CANCELLED, MERGED),
    ANNOUNCED: (OPEN, PLANNED, CANCELLED, MERGED),
    OPEN: (MATCHED, CONFIRMED, CANCELLED, MERGED),
    MATCHED: (CONFIRMED, OPEN, CANCELLED, MERGED),
    CONFIRMED: (RUNNING, CANCELLED, MERGED),
    RUNNING: (RunState.FINISHED, CANCELLED),
    RunState.FINISHED: (RunState.CLOSED,),
    RunState.CLOSED: (),
    CANCELLED: (),
    MERGED: NOT_BEGUN,  # a merger is undone: the run is again what it was
}
