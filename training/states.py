"""Which state of a course run may follow which."""

from training.enums import RunState

RUN_STATES: dict[RunState, tuple[RunState, ...]] = {
    RunState.PLANNED: (RunState.OPEN, RunState.CANCELLED),
    RunState.OPEN: (RunState.MATCHED, RunState.CONFIRMED, RunState.CANCELLED),
    RunState.MATCHED: (RunState.CONFIRMED, RunState.OPEN, RunState.CANCELLED),
    RunState.CONFIRMED: (RunState.RUNNING, RunState.CANCELLED),
    RunState.RUNNING: (RunState.FINISHED, RunState.CANCELLED),
    RunState.FINISHED: (RunState.CLOSED,),
    RunState.CLOSED: (),
    RunState.CANCELLED: (),
}
