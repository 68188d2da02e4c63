"""The courses of the demo story: 24 of the three types, with topics in whole sessions of three hours.

Titles and hours are ours, in the manner of a provincial skill development office; none is an official
curriculum. Theory is taught in the classroom, practice in the course's workshop.
"""

from demo.courses.needs import EQUIPMENT, FEE, FIXED, GEAR, NEEDS, SOURCE
from demo.courses.pre_employment import PRE_EMPLOYMENT
from demo.courses.rooms_and_skills import CLASSROOM, ROOM_KINDS, SKILLS
from demo.courses.shapes import DemoCourse, DemoNamed, DemoTopic
from demo.courses.supplementary import SUPPLEMENTARY
from demo.courses.upgrade import UPGRADE

COURSES = PRE_EMPLOYMENT + UPGRADE + SUPPLEMENTARY

__all__ = [
    "CLASSROOM",
    "COURSES",
    "EQUIPMENT",
    "FEE",
    "FIXED",
    "GEAR",
    "NEEDS",
    "ROOM_KINDS",
    "SKILLS",
    "SOURCE",
    "DemoCourse",
    "DemoNamed",
    "DemoTopic",
]
