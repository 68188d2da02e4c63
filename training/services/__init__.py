"""The use cases of training."""

from training.services.courses import TopicEntry, add_course, add_room_kind, add_skill, revise_curriculum
from training.services.places import add_room, record_closure, remove_closure
from training.services.rules import install_rules
from training.services.runs import (
    cancel_run,
    close_run,
    confirm_run,
    finish_run,
    open_run,
    plan_run,
    start_run,
)
from training.services.trainers import add_trainer, qualify_trainer, record_absence, remove_absence

__all__ = [
    "TopicEntry",
    "add_course",
    "add_room",
    "add_room_kind",
    "add_skill",
    "add_trainer",
    "cancel_run",
    "close_run",
    "confirm_run",
    "finish_run",
    "install_rules",
    "open_run",
    "plan_run",
    "qualify_trainer",
    "record_absence",
    "record_closure",
    "remove_absence",
    "remove_closure",
    "revise_curriculum",
    "start_run",
]
