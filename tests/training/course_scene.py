"""A course as staff enter it: for the services, and as the boxes of its pages."""

from datetime import date

from tests.clock import NOW
from tests.factories.training import RoomKindFactory, SkillFactory
from training import services
from training.entries import ContentEntry, CourseEntry, TopicEntry
from training.enums import CourseType


def topic(title="งานเชื่อม", theory=60, practice=120, **changes):
    return TopicEntry(title, "Welding", theory, practice, RoomKindFactory(), **changes)


def content(*topics, **changes):
    return ContentEntry(
        topics or (topic(), topic("ฝึก", 0, 300)), **{"approved_on": date(2026, 1, 5), **changes}
    )


def entry(**changes):
    facts = {
        "name_th": "ช่างเชื่อม",
        "name_en": "Welder",
        "course_type": CourseType.SUPPLEMENTARY,
        "skills": (SkillFactory(),),
        "size_minimum": 5,
        "size_maximum": 20,
    }
    return CourseEntry(**{**facts, **changes})


def add_course(by=None, taught=None, **changes):
    return services.add_course(code="W-1", entry=entry(**changes), content=taught or content(), by=by, at=NOW)


def lines(prefix, *rows):
    """Lines of a form as the browser sends them."""
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def topic_line(title, theory="1", practice="2", **changes):
    needs = {"score_weight": 1, "room_kind": "welding"}
    return {"title_th": title, "theory_minutes": theory, "practice_minutes": practice, **needs, **changes}


def course_boxes(**changes):
    return {
        "name_th": "ช่างเชื่อม",
        "course_type": CourseType.UPGRADE,
        "skills": ["welding"],
        "size_minimum": 5,
        "size_maximum": 20,
        "wage_per": "month",
        **lines("costs"),
        **changes,
    }


def content_boxes(*topics, **changes):
    return {
        "approved_on": "5 มกราคม 2569",
        "delivery": "same_place",
        **lines("topics", *(topics or (topic_line("ทฤษฎี"),))),
        **changes,
    }
