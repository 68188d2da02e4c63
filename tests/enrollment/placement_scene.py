"""A pre-employment class whose curriculum sends everybody to a firm, and a firm that takes them."""

from datetime import date, time, timedelta

from enrollment.models import PlacementSite
from enrollment.services import DayEntry, ReportEntry, log_days, place, record_report
from tests.clock import NOW
from tests.enrollment.class_scene import a_class, attended, scored
from training.enums import CourseType
from training.models import Curriculum

IN_FIRM = 1000  # minutes: 800 are 80 %
FIRST, LAST = date(2026, 11, 2), date(2026, 11, 20)  # a Monday, the Friday before NOW


def a_site(center, name="อู่สมมติ", **facts):
    plain = {"mentor": "ช่างใหญ่", "work": "ซ่อมรถ", "starts": time(8), "ends": time(17), "minutes_a_day": 480}
    return PlacementSite.objects.create(center=center, name=name, **plain | facts)


def a_firm_class(center, people=2, **facts):
    """Everybody has passed at the centre and was there all the time."""
    run = a_class(center, people, topics=[(60, 60)], kind=CourseType.PRE_EMPLOYMENT, session=60, **facts)
    Curriculum.objects.filter(pk=run.curriculum_id).update(placement_minutes=IN_FIRM)
    for seat in run.enrollments.all():
        seat.graduate.birth_date = date(2010, 6, 1)  # 16
        seat.graduate.save()
        attended(run, seat, 120)
        scored(run, seat, 80, 80)
    return type(run).objects.get(pk=run.pk)


def placed(seat, site, first=FIRST, last=LAST, **facts):
    return place(seat, site, first_day=first, last_day=last, by=None, at=NOW, **facts)


def worked(placement, minutes, *, a_day=400, start=None, confirmed=True, by=None):
    """Days from the first one on, until the minutes are full."""
    day, entries = start or placement.first_day, []
    while minutes > 0:
        entries.append(DayEntry(day, min(minutes, a_day)))
        minutes, day = minutes - a_day, day + timedelta(days=1)
    return log_days(placement, entries, confirmed=confirmed, by=by, at=NOW)


def reported(placement, passes=True, by=None, **facts):
    plain = {
        "evaluated_by": "ช่างใหญ่",
        "evaluated_on": placement.last_day,
        "job_result": "ซ่อมได้",
        "received_on": NOW.date(),
    }
    return record_report(placement, ReportEntry(passes, **plain | facts), by=by, at=NOW)
