"""Filters of the lists of places and agencies."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.enums import MemorandumPurpose, PlaceLevel, SignatoryState, Standing
from agencies.models import Memorandum, Place, Signatory
from agencies.queries.places import words_of

ALL = _("All")
SEARCH_BOX = forms.TextInput(attrs={"type": "search", "autocomplete": "off"})


class PlaceFilter(django_filters.FilterSet):
    """Places by any part of a name, code or postcode, by level, and with or without those that are no more."""

    name = django_filters.CharFilter(label=_("Name, code or postcode"), widget=SEARCH_BOX, method="by_words")
    level = django_filters.ChoiceFilter(label=_("Level"), choices=PlaceLevel, empty_label=ALL)
    ended = django_filters.BooleanFilter(
        label=_("Also places that are no more"), widget=forms.CheckboxInput, method="with_ended"
    )

    class Meta:
        model = Place
        fields: list[str] = []

    def by_words(self, rows: QuerySet[Place], name: str, value: str) -> QuerySet[Place]:
        words = words_of(value)
        for word in words:
            rows = rows.filter(search_text__contains=word)
        return rows if words else rows.none()

    def with_ended(self, rows: QuerySet[Place], name: str, value: Any) -> QuerySet[Place]:
        return rows if value else rows.filter(pk__in=Place.objects.on(timezone.localdate()).values("pk"))


class MemorandumFilter(django_filters.FilterSet):
    """Memoranda by title or number, where they stand today, and purpose."""

    title = django_filters.CharFilter(label=_("Title or number"), widget=SEARCH_BOX, method="by_title")
    standing = django_filters.ChoiceFilter(label=_("State"), choices=Standing, empty_label=ALL)
    purpose = django_filters.ChoiceFilter(
        "purposes", "contains", label=_("Purpose"), choices=MemorandumPurpose, empty_label=ALL
    )

    class Meta:
        model = Memorandum
        fields: list[str] = []

    def by_title(self, rows: QuerySet[Memorandum], name: str, value: str) -> QuerySet[Memorandum]:
        return rows.filter(Q(title__icontains=value) | Q(number__icontains=value))


class SignatoryFilter(django_filters.FilterSet):
    """Those invited by name of the agency or signer, and by their answer."""

    name = django_filters.CharFilter(label=_("Agency or signer"), widget=SEARCH_BOX, method="by_name")
    state = django_filters.ChoiceFilter(label=_("State"), choices=SignatoryState, empty_label=ALL)

    class Meta:
        model = Signatory
        fields: list[str] = []

    def by_name(self, rows: QuerySet[Signatory], name: str, value: str) -> QuerySet[Signatory]:
        return rows.filter(
            Q(agency__name_th__icontains=value)
            | Q(agency__name_en__icontains=value)
            | Q(signer_name__icontains=value)
        )
