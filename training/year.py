"""A year of a centre, day by day: what is closed, who is absent, which runs meet."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency
from training.calendar import DAY, days_between, monday_of, public_holidays
from training.enums import RunState
from training.models import Closure, CourseRun, Session, TrainerAbsence

HOLIDAY, CLOSURE, ABSENCE, RUN = "holiday", "closure", "absence", "run"
KINDS = {
    HOLIDAY: gettext_lazy("Public holidays"),
    CLOSURE: gettext_lazy("Closures"),
    ABSENCE: gettext_lazy("Absences of trainers"),
    RUN: gettext_lazy("Runs"),
}
NOT_HELD = (RunState.CANCELLED,)


@dataclass(frozen=True, slots=True)
class YearEntry:
    """Days (both included) on which something is so; `row` is the record behind it, where there is one."""

    kind: str
    first: date
    last: date
    text: str
    about: str
    row: Any = None


@dataclass(frozen=True, slots=True)
class YearDay:
    """One day of the grid. `closed` is the whole centre's reason, the numbers count trainers and runs."""

    day: date
    in_month: bool
    closed: str
    absent: int
    meeting: int


def entries_of(center: Agency, year: int, kinds: set[str]) -> list[YearEntry]:
    """Everything of these kinds in a calendar year, in the order of its days."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    found = [
        *(_holidays(first, last) if HOLIDAY in kinds else ()),
        *(_closures(center, first, last) if CLOSURE in kinds else ()),
        *(_absences(center, first, last) if ABSENCE in kinds else ()),
        *(_runs(center, first, last) if RUN in kinds else ()),
    ]
    return sorted(found, key=lambda entry: (entry.first, entry.last, entry.kind, entry.text))


def _holidays(first: date, last: date) -> Iterator[YearEntry]:
    for day, name in public_holidays(first, last).items():
        yield YearEntry(HOLIDAY, day, day, name, _("Public holiday"))


def _closures(center: Agency, first: date, last: date) -> Iterator[YearEntry]:
    rows = Closure.objects.filter(center=center, first_day__lte=last, last_day__gte=first)
    for row in rows.select_related("room"):
        about = str(row.room) if row.room else _("The whole centre")
        yield YearEntry(CLOSURE, row.first_day, row.last_day, row.reason, about, row)


def _absences(center: Agency, first: date, last: date) -> Iterator[YearEntry]:
    rows = TrainerAbsence.objects.filter(trainer__center=center, first_day__lte=last, last_day__gte=first)
    for row in rows.select_related("trainer"):
        yield YearEntry(ABSENCE, row.first_day, row.last_day, row.reason, str(row.trainer), row)


def _runs(center: Agency, first: date, last: date) -> Iterator[YearEntry]:
    rows = CourseRun.objects.filter(center=center, first_day__lte=last, last_day__gte=first)
    for row in rows.exclude(state__in=NOT_HELD).select_related("course"):
        yield YearEntry(RUN, row.first_day, row.last_day, str(row.course), row.code, row)


def months_of(center: Agency, year: int) -> list[list[list[YearDay]]]:
    """Twelve months of weeks from Monday to Sunday; days of the months beside are there, but empty."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    closed = _closed_days(center, first, last)
    absent = _counted((one.first, one.last) for one in _absences(center, first, last))
    # unordered: a number to sort by would make each session of a day another row
    sessions = Session.objects.filter(run__center=center, day__range=(first, last))
    meeting = Counter(day for day, _run in sessions.values_list("day", "run").order_by().distinct() if day)
    return [_month(year, month, closed, absent, meeting) for month in range(1, 13)]


def _closed_days(center: Agency, first: date, last: date) -> dict[date, str]:
    closed = public_holidays(first, last)
    for one in _closures(center, first, last):
        if one.row.room_id is None:
            for day in days_between(one.first, one.last):
                closed.setdefault(day, one.text)
    return closed


def _counted(spans: Iterator[tuple[date, date]]) -> Counter[date]:
    return Counter(day for first, last in spans for day in days_between(first, last))


def _month(
    year: int, month: int, closed: dict[date, str], absent: Counter[date], meeting: Counter[date]
) -> list[list[YearDay]]:
    first = date(year, month, 1)
    last = date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - DAY
    days = [
        YearDay(day, day.month == month, closed.get(day, ""), absent[day], meeting[day])
        for day in days_between(monday_of(first), monday_of(last) + 6 * DAY)
    ]
    return [days[start : start + 7] for start in range(0, len(days), 7)]
