"""Filters of the lists of places and agencies."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.enums import PlaceLevel
from agencies.models import Place
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
