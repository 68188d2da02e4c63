"""The columns of the list of people: on the page and in its spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.models import User
from core.templatetags.ui import in_thai, thai_date
from enrollment import seeing
from enrollment.entries import birth_of
from enrollment.enums import BarrierKind, Reason
from enrollment.models import Graduate, ShownColumns
from enrollment.queries.steps import ChainStep


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what stands in it for a person, and the relations that it reads."""

    code: str
    label: Any
    words: Callable[[Any], Any]
    one: tuple[str, ...] = ()  # foreign keys
    many: tuple[str, ...] = ()


def _numbers(person: Graduate) -> str:
    """Those that hold today, masked."""
    return ", ".join(number.masked for number in person.identifiers.all() if number.valid_until is None)


def _place(person: Graduate) -> str:
    return person.place.path if person.place else ""


def _reasons(person: Graduate) -> str:
    return ", ".join(str(Reason(code).label) for code in person.reasons if code in Reason.values)


def _barriers(person: Graduate) -> str:
    held = (barrier.kind for barrier in person.barriers.all() if barrier.holds)
    return ", ".join(str(BarrierKind(kind).label) for kind in held)


def _year(person: Graduate) -> Any:
    """B.E. in Thai, C.E. in English, as a number."""
    year = person.academic_year
    return year if year is None or in_thai() else year - 543


COLUMNS = (
    Column("number", pgettext_lazy("identifier", "Number"), _numbers, many=("identifiers",)),
    Column("school", _("School"), lambda person: str(person.school or ""), one=("school",)),
    Column("grade", _("Grade of leaving"), lambda person: person.get_grade_display()),
    Column("academic_year", _("Academic year of leaving"), _year),
    Column("case_type", _("Case"), lambda person: person.get_case_type_display()),
    Column("reasons", _("Reasons for not continuing"), _reasons),
    Column("birth", _("Date of birth"), lambda person: thai_date(birth_of(person), "short")),
    Column("place", _("Address"), _place, one=("place__parent__parent",)),
    Column("phone", _("Telephone"), lambda person: person.phone),
    Column("barriers", _("Barriers"), _barriers, many=("barriers",)),
    Column(
        "registered_at",
        _("Registered"),
        lambda person: thai_date(timezone.localdate(person.registered_at), "short"),
    ),
    Column("step", _("State"), lambda person: str(ChainStep(person.step).label)),
)
BY_CODE = {column.code: column for column in COLUMNS}
USUAL = ("number", "school", "case_type", "step")
NAME_HEADINGS = (_("Prefix"), _("Given name"), _("Family name"))


def columns_of(user: User) -> tuple[Column, ...]:
    """The columns that the account chose, or the usual ones, in the order of `COLUMNS`."""
    chosen = ShownColumns.objects.filter(user=user).first()
    codes = chosen.columns if chosen else USUAL
    return tuple(column for column in COLUMNS if column.code in codes)


def related(people: QuerySet[Graduate], columns: Iterable[Column]) -> QuerySet[Graduate]:
    """The people with all that the columns read."""
    columns = tuple(columns)
    one = {path for column in columns for path in column.one}
    many = {path for column in columns for path in column.many}
    return (
        people.select_related(*sorted(one)).prefetch_related(*sorted(many))
        if one
        else (people.prefetch_related(*sorted(many)))
    )


def export_row(person: Graduate, columns: Sequence[Column]) -> list[Any]:
    """One line of the spreadsheet: the name in its parts, then the columns; numbers stay masked."""
    seeing.saw(person.pk, person.user_id)
    name = [person.prefix, person.given_name, person.family_name]
    return name + [column.words(person) for column in columns]
