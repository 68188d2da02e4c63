"""The filter of the register."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet, TextChoices, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.permissions import is_center_staff
from core.date_fields import ThaiDateField
from core.dates import academic_year, to_common
from enrollment.enums import BarrierKind, CaseType, Grade, Reason
from enrollment.filters import ALL, NameFilter, districts, schools
from enrollment.forms.people import agencies_of
from enrollment.models import Barrier, Consent, Graduate, Guardian, Identifier
from enrollment.queries.finding import Finding, few_seen_by
from enrollment.queries.names import NameSearch
from enrollment.queries.steps import ChainStep, at_step, keys_at_step

FIRST_FILTERS = ("name", "step", "school")  # in sight at once; the others unfold
YEARS_OFFERED = 6


def academic_years() -> list[tuple[int, str]]:
    """The last academic years, the present one first: B.E., and C.E. in brackets."""
    present = academic_year(timezone.localdate())
    return [(year, f"{year} ({to_common(year)})") for year in range(present, present - YEARS_OFFERED, -1)]


class DayFilter(django_filters.Filter):
    """A day as people write it; `moment` compares it with the days, in Bangkok, of a time of the database."""

    field_class = ThaiDateField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, help_text="", widget=forms.TextInput(attrs={"class": "short"}), **kwargs)


class Missing(TextChoices):
    """What a record lacks."""

    PHONE = "phone", _("No telephone")
    NUMBER = "number", _("No number")
    GUARDIAN = "guardian", _("No guardian")
    TRAINING = "training", _("No consent to train")
    DATA = "data", _("No consent for data")


def _lacks(what: str) -> Q:
    own = {"graduate": OuterRef("pk")}
    match what:
        case Missing.PHONE:
            return Q(phone="")
        case Missing.NUMBER:
            return ~Q(Exists(Identifier.objects.filter(**own, valid_until=None)))
        case Missing.GUARDIAN:
            return ~Q(Exists(Guardian.objects.filter(**own)))
        case _:
            return ~Q(Exists(Consent.objects.live().filter(**own, kind=what)))


class QuickSelect(forms.Select):
    """A select drawn by one template, where Django's takes two for each option: half of a page of filters."""

    template_name = "enrollment/people/_select.html"


class Choice(django_filters.ChoiceFilter):
    """One of a few."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, empty_label=ALL, widget=QuickSelect, **kwargs)


class PeopleFilter(django_filters.FilterSet):
    """The register by name and by what is known of each person. The name is not part of `qs`: see `finding`."""

    name = NameFilter(label=_("Name or number"))
    step = Choice(label=_("State"), choices=ChainStep, method="by_step")
    school = django_filters.ModelChoiceFilter(
        label=_("School"), queryset=schools, empty_label=ALL, widget=QuickSelect
    )
    district = django_filters.ModelChoiceFilter(
        label=_("District"),
        queryset=districts,
        field_name="place__parent",
        empty_label=ALL,
        widget=QuickSelect,
    )
    case_type = Choice(label=_("Case"), choices=CaseType)
    reason = Choice(label=_("Reason"), choices=Reason, method="by_reason")
    grade = Choice(label=_("Grade of leaving"), choices=Grade)
    academic_year = Choice(label=_("Academic year of leaving"), choices=academic_years)
    barrier = Choice(label=_("Barrier"), choices=BarrierKind, method="by_barrier")
    missing = Choice(label=_("Missing"), choices=Missing, method="by_missing")
    since = DayFilter("registered_at__date", "gte", label=_("Registered from"))
    until = DayFilter("registered_at__date", "lte", label=_("Registered to"))

    class Meta:
        model = Graduate
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_center_staff(self.request.user) and len(agencies_of(self.request.user)) == 1:
            del self.filters["school"]  # a counsellor's people are all of one school

    def filter_queryset(self, queryset: QuerySet[Graduate]) -> QuerySet[Graduate]:
        for name, value in self.form.cleaned_data.items():
            if name != "name":
                queryset = self.filters[name].filter(queryset, value)
        return queryset

    def finding(self) -> Finding:
        """Who is found, by the name as well."""
        valid = self.is_bound and self.form.is_valid()
        typed = self.form.cleaned_data.get("name", "") if valid else ""
        sought = NameSearch.read(typed) if typed else None
        rows = self.qs.none() if typed.strip() and sought is None else self.qs
        seen = few_seen_by(self.request.user)
        return Finding(rows, seen, list(self._keys() if valid else ()), sought)

    def _keys(self) -> Iterator[QuerySet[Any]]:
        """People by each filter that the database keeps an index of."""
        said, people = self.form.cleaned_data, Graduate.objects.order_by().values_list("pk")
        if said.get("school"):
            yield people.filter(school=said["school"])
        if said.get("district"):
            yield people.filter(place__parent=said["district"])
        if said.get("barrier"):
            yield Barrier.objects.filter(kind=said["barrier"], holds=True).order_by().values_list("graduate")
        at_step = keys_at_step(said["step"]) if said.get("step") else None
        if at_step is not None:
            yield at_step

    first = FIRST_FILTERS

    @property
    def in_use(self) -> bool:
        """Whether one of the filters behind the first ones is set."""
        said = self.form.cleaned_data if self.is_bound and self.form.is_valid() else {}
        return any(value for name, value in said.items() if name not in FIRST_FILTERS)

    def by_step(self, rows: QuerySet[Graduate], name: str, value: str) -> QuerySet[Graduate]:
        return rows.filter(at_step(value))

    def by_reason(self, rows: QuerySet[Graduate], name: str, value: str) -> QuerySet[Graduate]:
        # SQLite has no JSON containment; the codes are quoted in the text, so none is part of another.
        return rows.alias(reasons_text=Cast("reasons", TextField())).filter(
            reasons_text__contains=f'"{value}"'
        )

    def by_barrier(self, rows: QuerySet[Graduate], name: str, value: str) -> QuerySet[Graduate]:
        return rows.filter(Exists(Barrier.objects.filter(graduate=OuterRef("pk"), kind=value, holds=True)))

    def by_missing(self, rows: QuerySet[Graduate], name: str, value: str) -> QuerySet[Graduate]:
        return rows.filter(_lacks(value))
