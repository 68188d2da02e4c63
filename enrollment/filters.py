"""Filters of the lists of people and referrals."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from agencies.enums import PlaceLevel
from agencies.models import Agency, Place
from agencies.permissions import is_center_staff
from core.names import phonetic_key
from core.text import TextRefused, normalize_thai
from enrollment.enums import CaseType, ImportState, Reason, ReferralState
from enrollment.forms.people import agencies_of, school_choices
from enrollment.models import Graduate, ImportBatch, Referral
from enrollment.queries.people import ChainStep

ALL = _("All")


def schools(request: Any) -> QuerySet[Agency]:
    """The schools whose people the account may see: own, and those of the provinces its agencies serve."""
    own = agencies_of(request.user)
    return Agency.objects.filter(pk__in=[school.pk for agency in own for school in school_choices(agency)])


def districts(request: Any) -> QuerySet[Place]:
    served = Place.objects.filter(agencies__in=agencies_of(request.user))
    return Place.objects.filter(level=PlaceLevel.DISTRICT, parent__in=served)


def by_name(path: str, text: str) -> Q:
    """People of whose name `text` is any fragment, or whose names sound like all of its words."""
    try:
        words = normalize_thai(text).casefold()
    except TextRefused:
        return Q(pk=None)
    column = f"{path}search_text__contains"
    sounds = [key for key in map(phonetic_key, words.split()) if len(key) > 1]
    alike = Q(*(Q(**{column: f"~{key.casefold()}"}) for key in sounds)) if sounds else Q(pk=None)
    return Q(**{column: words}) | alike


class NameFilter(django_filters.CharFilter):
    """Any fragment of a name, or a spelling that sounds like it."""

    def __init__(self, path: str = "", **kwargs: Any) -> None:
        self.path = path
        super().__init__(widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}), **kwargs)

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(by_name(self.path, value)) if value else rows


class PeopleFilter(django_filters.FilterSet):
    """The register by name, school, district, case, reason and place in the chain."""

    name = NameFilter(label=_("Name or number"))
    step = django_filters.ChoiceFilter(label=_("State"), choices=ChainStep, empty_label=ALL)
    school = django_filters.ModelChoiceFilter(label=_("School"), queryset=schools, empty_label=ALL)
    district = django_filters.ModelChoiceFilter(
        label=_("District"), queryset=districts, field_name="place__parent", empty_label=ALL
    )
    case_type = django_filters.ChoiceFilter(label=_("Case"), choices=CaseType, empty_label=ALL)
    reason = django_filters.ChoiceFilter(
        label=_("Reason"), choices=Reason, method="by_reason", empty_label=ALL
    )

    class Meta:
        model = Graduate
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_center_staff(self.request.user) and len(agencies_of(self.request.user)) == 1:
            del self.filters["school"]  # a counsellor's people are all of one school

    def by_reason(self, rows: QuerySet[Graduate], name: str, value: str) -> QuerySet[Graduate]:
        # SQLite has no JSON containment; the codes are quoted in the text, so none is part of another.
        return rows.alias(reasons_text=Cast("reasons", TextField())).filter(
            reasons_text__contains=f'"{value}"'
        )


class ReferralFilter(django_filters.FilterSet):
    """Referrals by name of the person and state."""

    name = NameFilter("graduate__", label=_("Name"))
    # The tab chosen, carried along by the form; the view has picked the rows of that side already.
    side = django_filters.CharFilter(widget=forms.HiddenInput, method="on_side")
    state = django_filters.ChoiceFilter(label=_("State"), choices=ReferralState, empty_label=ALL)

    class Meta:
        model = Referral
        fields: list[str] = []

    def on_side(self, rows: QuerySet[Referral], name: str, value: str) -> QuerySet[Referral]:
        return rows


class ImportFilter(django_filters.FilterSet):
    """Imports by file name and state."""

    file = django_filters.CharFilter("file_name", "icontains", label=_("File"))
    state = django_filters.ChoiceFilter(label=_("State"), choices=ImportState, empty_label=ALL)

    class Meta:
        model = ImportBatch
        fields: list[str] = []
