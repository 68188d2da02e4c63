"""State table of a timetable plan."""

from scheduling.enums import PlanState

PLAN_STATES: dict[PlanState, tuple[PlanState, ...]] = {
    PlanState.SOLVING: (PlanState.PROPOSED, PlanState.FAILED, PlanState.DISCARDED),
    PlanState.PROPOSED: (PlanState.PUBLISHED, PlanState.DISCARDED),
    PlanState.PUBLISHED: (),
    PlanState.FAILED: (),
    PlanState.DISCARDED: (),
}
