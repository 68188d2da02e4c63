"""What is taught, under which rules, when it is offered, and by whom and where it can be."""

from training.models.courses import Course, CourseCost, Curriculum, Gear, RoomKind, Skill, Topic
from training.models.places import (
    Closure,
    Equipment,
    EquipmentKind,
    EquipmentOutage,
    Journey,
    Room,
    Site,
    TeachingWeek,
)
from training.models.rules import RuleSet
from training.models.runs import CourseRun, Orientation, Reserve, RunQuerySet, Session
from training.models.trainers import (
    AlternativeText,
    Trainer,
    TrainerAbsence,
    TrainerAppointment,
    TrainerSkill,
)

__all__ = [
    "AlternativeText",
    "Closure",
    "Course",
    "CourseCost",
    "CourseRun",
    "Curriculum",
    "Equipment",
    "EquipmentKind",
    "EquipmentOutage",
    "Gear",
    "Journey",
    "Orientation",
    "Reserve",
    "Room",
    "RoomKind",
    "RuleSet",
    "RunQuerySet",
    "Session",
    "Site",
    "Skill",
    "TeachingWeek",
    "Topic",
    "Trainer",
    "TrainerAbsence",
    "TrainerAppointment",
    "TrainerSkill",
]
