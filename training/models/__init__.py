"""What is taught, under which rules, when it is offered, and by whom and where it can be."""

from training.models.courses import Course, Curriculum, RoomKind, Skill, Topic
from training.models.places import Closure, Room
from training.models.rules import RuleSet
from training.models.runs import CourseRun, RunQuerySet, Session
from training.models.trainers import Trainer, TrainerAbsence, TrainerSkill

__all__ = [
    "Closure",
    "Course",
    "CourseRun",
    "Curriculum",
    "Room",
    "RoomKind",
    "RuleSet",
    "RunQuerySet",
    "Session",
    "Skill",
    "Topic",
    "Trainer",
    "TrainerAbsence",
    "TrainerSkill",
]
