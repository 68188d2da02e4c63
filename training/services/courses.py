"""Courses: what is taught, what it needs, costs and leads to, and whether it is still offered."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from agencies.models import User
from core import audit
from training.entries import ContentEntry, CostEntry, CourseEntry, WageEntry, content_entry, course_entry
from training.models import Course, CourseCost
from training.refusals import CodeTaken, NoSkills, SizesOutOfOrder, TwoPartners, TypeInUse, WageOutOfOrder
from training.services.curricula import refuse_conditions, write_curriculum
from training.services.versions import overwrite


@transaction.atomic
def add_course(
    *, code: str, entry: CourseEntry, content: ContentEntry, by: User | None, at: datetime
) -> Course:
    """Enter a course with version 1 of its curriculum.

    Raises `CodeTaken`, `SizesOutOfOrder`, `NoSkills`, `TwoPartners`, `WageOutOfOrder`, and what
    `revise_curriculum` raises.
    """
    if Course.objects.filter(code=code).exists():
        raise CodeTaken(code=code)
    _refuse(entry)
    refuse_conditions(entry.course_type, content, timezone.localdate(at))
    course = Course.objects.create(code=code, **_columns(entry))
    _attach(course, entry)
    write_curriculum(course, 1, content)
    audit.record("course.added", course, by=by, at=at, code=code, minutes=content.minutes)
    return course


@transaction.atomic
def correct_course(
    course: Course, *, entry: CourseEntry, version: int, by: User | None, at: datetime
) -> None:
    """Write the whole entry over the course, if `version` is still the one its editor saw.

    The code stays: lists of people's wishes name the course by it. Raises `ChangedMeanwhile`, `TypeInUse`, and
    what `add_course` raises.
    """
    _refuse(entry)
    before = course_entry(course)
    if entry.course_type != before.course_type:
        _refuse_type(course, entry, timezone.localdate(at))
    overwrite(course, version, **_columns(entry))
    _attach(course, entry)
    audit.record("course.corrected", course, by=by, at=at, changed=changed_facts(before, entry))


@transaction.atomic
def retire_course(course: Course, *, by: User | None, at: datetime) -> None:
    """Offer the course no more: no new run can be planned; those that are planned go on."""
    _offer(course, False, "course.retired", by, at)


@transaction.atomic
def bring_back_course(course: Course, *, by: User | None, at: datetime) -> None:
    """Offer a retired course again."""
    _offer(course, True, "course.brought_back", by, at)


def _offer(course: Course, offered: bool, action: str, by: User | None, at: datetime) -> None:
    """A second click changes nothing and leaves no second row."""
    if Course.objects.filter(pk=course.pk, is_active=not offered).update(is_active=offered):
        audit.record(action, course, by=by, at=at)
    course.is_active = offered


def changed_facts(before: CourseEntry, after: CourseEntry) -> dict[str, list[Any]]:
    """Fact -> [old, new] for each fact that differs, as the audit trail keeps it."""
    facts = CourseEntry.__dataclass_fields__
    pairs = {name: [plain(getattr(before, name)), plain(getattr(after, name))] for name in facts}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def plain(fact: Any) -> Any:
    """A fact in values that JSON knows; rows by their key, those of a set in order."""
    match fact:
        case Model():
            return fact.pk
        case date():
            return fact.isoformat()
        case WageEntry() | CostEntry():
            return [plain(getattr(fact, name)) for name in fact.__dataclass_fields__]
        case tuple():
            listed = [plain(one) for one in fact]
            return sorted(listed) if all(isinstance(one, Model) for one in fact) else listed
    return fact


def _columns(entry: CourseEntry) -> dict[str, Any]:
    wage = entry.wage
    return {
        "name_th": entry.name_th,
        "name_en": entry.name_en,
        "course_type": entry.course_type,
        "size_minimum": entry.size_minimum,
        "size_maximum": entry.size_maximum,
        "partner": entry.partner,
        "partner_name": entry.partner_name,
        "partner_runs": entry.partner_runs,
        "leads_to": entry.leads_to,
        "leads_to_en": entry.leads_to_en,
        "wage_low": wage and wage.low,
        "wage_high": wage and wage.high,
        "wage_source": wage.source if wage else "",
        "wage_on": wage and wage.on,
        **({"wage_per": wage.per} if wage else {}),
    }


def _attach(course: Course, entry: CourseEntry) -> None:
    """Qualifications, gear and costs, which are rows of their own."""
    course.skills.set(entry.skills)
    course.gear.set(entry.gear)
    course.costs.all().delete()
    CourseCost.objects.bulk_create(
        CourseCost(
            course=course, number=number, kind=cost.kind, per=cost.per, satang=cost.satang, note=cost.note
        )
        for number, cost in enumerate(entry.costs, start=1)
    )


def _refuse(entry: CourseEntry) -> None:
    if not 1 <= entry.size_minimum <= entry.size_maximum:
        raise SizesOutOfOrder
    if not entry.skills:
        raise NoSkills
    if entry.partner and entry.partner_name:
        raise TwoPartners
    wage = entry.wage
    if wage and not (0 < wage.low <= wage.high and wage.source.strip()):
        raise WageOutOfOrder


def _refuse_type(course: Course, entry: CourseEntry, today: date) -> None:
    """Runs are judged by their course's type, so it stays once there is one (clause 64)."""
    if course.runs.exists():
        raise TypeInUse(course=course)
    newest = course.curricula.order_by("-version").first()
    if newest:
        refuse_conditions(entry.course_type, content_entry(newest), today)
