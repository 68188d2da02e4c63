"""One time a course is offered: planned with what it needs, and its way from planned to closed or to another end."""

from training.services.runs.ending import cancel_run, merge_run, move_run, restore_run
from training.services.runs.orientations import record_orientation
from training.services.runs.planning import RunNeeds, change_run, change_sizes, plan_run, supply_run
from training.services.runs.reserves import ReserveEntry, reserve_seats
from training.services.runs.steps import (
    announce_run,
    close_run,
    confirm_run,
    finish_run,
    open_announced_runs,
    open_run,
    reopen_run,
    start_run,
    take_back_announcement,
)

__all__ = [
    "ReserveEntry",
    "RunNeeds",
    "announce_run",
    "cancel_run",
    "change_run",
    "change_sizes",
    "close_run",
    "confirm_run",
    "finish_run",
    "merge_run",
    "move_run",
    "open_announced_runs",
    "open_run",
    "plan_run",
    "record_orientation",
    "reopen_run",
    "reserve_seats",
    "restore_run",
    "start_run",
    "supply_run",
    "take_back_announcement",
]
