"""Filters of the lists of places, agencies and memoranda."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.enums import AgencyKind, MemorandumPurpose, PlaceLevel, SignatoryState, Standing
from agencies.forms.agencies import provinces_of
from agencies.models import Agency, AgencyCode, AgencyName, Memorandum, Place, Signatory
from agencies.queries.places import words_of
from core.text import strip_invisible, to_arabic_digits

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


def provinces_shown(request: Any) -> QuerySet[Place]:
    """The provinces that the account's own agencies serve."""
    return provinces_of(request.user)


class AgencyFilter(django_filters.FilterSet):
    """Agencies by any part of a present or former name or by a code, by kind and province served."""

    name = django_filters.CharFilter(label=_("Name or code"), widget=SEARCH_BOX, method="by_name")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=AgencyKind, empty_label=ALL)
    province = django_filters.ModelChoiceFilter(
        label=_("Province served"), queryset=provinces_shown, field_name="provinces", empty_label=ALL
    )

    class Meta:
        model = Agency
        fields: list[str] = []

    def by_name(self, rows: QuerySet[Agency], name: str, value: str) -> QuerySet[Agency]:
        text = " ".join(to_arabic_digits(strip_invisible(value)).split())
        named = AgencyName.objects.filter(Q(name_th__icontains=text) | Q(name_en__icontains=text))
        coded = AgencyCode.objects.filter(code__icontains=text.replace("-", ""))
        return rows.filter(
            Q(name_th__icontains=text)
            | Q(name_en__icontains=text)
            | Q(pk__in=named.values("agency"))
            | Q(pk__in=coded.values("agency"))
        )
