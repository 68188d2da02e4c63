"""Filters of the lists of referrals and imports, and the one by name that every list of people has."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.enums import PlaceLevel
from agencies.models import Agency, Place
from enrollment.enums import ImportState, ReferralState, Service
from enrollment.forms.people import agencies_of, school_choices
from enrollment.models import ImportBatch, Referral
from enrollment.models.referrals import OPEN_REFERRAL
from enrollment.queries.names import NameSearch
from enrollment.queries.referrals import due_soon, partners_of, schools_near, without_sequel

ALL = _("All")


def schools(request: Any) -> QuerySet[Agency]:
    """The schools whose people the account may see: own, and those of the provinces its agencies serve."""
    near = (school_choices(agency).values("pk") for agency in agencies_of(request.user))
    return Agency.objects.filter(reduce(or_, (Q(pk__in=keys) for keys in near), Q(pk__in=[])))


def districts(request: Any) -> QuerySet[Place]:
    served = Place.objects.filter(agencies__in=agencies_of(request.user))
    return Place.objects.filter(level=PlaceLevel.DISTRICT, parent__in=served)


class NameFilter(django_filters.CharFilter):
    """Any fragment of a name, or a spelling that sounds like it."""

    def __init__(self, path: str = "", **kwargs: Any) -> None:
        self.path = path
        super().__init__(widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}), **kwargs)

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        sought = NameSearch.read(value) if value else None
        if sought is None:
            return rows.none() if value and value.strip() else rows
        return rows.filter(sought.condition(f"{self.path}search_text"))


class AnswerDue(TextChoices):
    """What is still to come of a referral."""

    WAITING = "waiting", _("Waiting for an answer")
    SOON = "soon", _("Answer due within 3 days")
    LEFT = "left", _("Declined or not answered, nothing since")


class ReferralFilter(django_filters.FilterSet):
    """Referrals by name of the person, state, service, agency of the other side, day of the answer and school."""

    name = NameFilter("graduate__", label=_("Name"))
    # The tab chosen, carried along by the form; the view has picked the rows of that side already.
    side = django_filters.CharFilter(widget=forms.HiddenInput, method="on_side")
    state = django_filters.ChoiceFilter(label=_("State"), choices=ReferralState, empty_label=ALL)
    service = django_filters.ChoiceFilter(label=_("Asked for"), choices=Service, empty_label=ALL)
    due = django_filters.ChoiceFilter(
        label=_("Answer"), choices=AnswerDue, method="by_answer", empty_label=ALL
    )
    agency = django_filters.ModelChoiceFilter(
        label=_("Agency"), queryset=Agency.objects.none(), method="with_agency", empty_label=ALL
    )
    school = django_filters.ModelChoiceFilter(
        label=_("School"), queryset=Agency.objects.none(), field_name="graduate__school", empty_label=ALL
    )

    class Meta:
        model = Referral
        fields: list[str] = []

    def __init__(self, *args: Any, side: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.side = side
        self.filters["agency"].queryset = partners_of(self.queryset, side)
        self.filters["school"].queryset = schools_near(self.request.user)

    def on_side(self, rows: QuerySet[Referral], name: str, value: str) -> QuerySet[Referral]:
        return rows

    def with_agency(self, rows: QuerySet[Referral], name: str, value: Agency) -> QuerySet[Referral]:
        return rows.filter(**{"from_agency" if self.side == "received" else "to_agency": value})

    def by_answer(self, rows: QuerySet[Referral], name: str, value: str) -> QuerySet[Referral]:
        if value == AnswerDue.SOON:
            return due_soon(rows, timezone.localdate())
        waiting = rows.filter(state__in=OPEN_REFERRAL)
        return waiting if value == AnswerDue.WAITING else without_sequel(rows)


class ImportFilter(django_filters.FilterSet):
    """Imports by file name and state."""

    file = django_filters.CharFilter("file_name", "icontains", label=_("File"))
    state = django_filters.ChoiceFilter(label=_("State"), choices=ImportState, empty_label=ALL)

    class Meta:
        model = ImportBatch
        fields: list[str] = []
