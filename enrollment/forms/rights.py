"""Forms of rights: who asks and how that was made sure, answers, erasure, holds; filters of the lists."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core.date_fields import ThaiDateField
from core.reasons import ReasonField
from core.text import TextRefused, normalize_thai
from enrollment.enums import (
    ErasureReason,
    ErasureState,
    IdentityCheck,
    KeptAs,
    RightKind,
    RightState,
    SeenHow,
)
from enrollment.models import Erasure, RetentionNotice, RightsRequest, Sighting

ALL = _("All")
FOR_STAFF = [choice for choice in IdentityCheck.choices if choice[0] != IdentityCheck.ACCOUNT]
BY_PEOPLE = (ErasureReason.REQUEST, ErasureReason.CONSENT, ErasureReason.MISTAKE)


class WordsField(ReasonField):
    """A sentence or two, in one spelling and without control characters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def to_python(self, value: Any) -> str:
        try:
            return normalize_thai(super().to_python(value))
        except TextRefused as refused:
            raise forms.ValidationError(
                _("The text holds a character that cannot be written."), refused.code
            ) from refused


class IdentityForm(forms.Form):
    """How it was made sure that the one who asks is the person, or speaks for them."""

    identity = forms.ChoiceField(
        label=_("How do you know who asks?"), choices=FOR_STAFF, widget=forms.RadioSelect
    )


class RequestForm(IdentityForm):
    kind = forms.ChoiceField(label=_("Asked for"), choices=RightKind, widget=forms.RadioSelect)
    note = WordsField(label=_("What exactly"), required=False, max_length=500)
    field_order = ("kind", "note", "identity")


class AnswerForm(forms.Form):
    granted = forms.TypedChoiceField(
        label=_("Answer"),
        choices=[("yes", _("Granted")), ("no", _("Rejected with a reason"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = WordsField(
        label=_("In words that the person will read"),
        max_length=500,
        help_text=_("What was done, or why not."),
    )


class UnderstoodForm(forms.Form):
    """Asked twice: a list of what goes, then a tick."""

    understood = forms.BooleanField(label=_("I have read what goes. It cannot be brought back."))


class ErasureForm(IdentityForm, UnderstoodForm):
    reason = forms.ChoiceField(
        label=_("Why"), choices=[(one.value, one.label) for one in BY_PEOPLE], widget=forms.RadioSelect
    )
    field_order = ("reason", "identity", "understood")


class HoldForm(forms.Form):
    reason = WordsField(
        label=_("Why the data is still needed"),
        max_length=300,
        help_text=_("For example a complaint or a case at court. Write no personal facts."),
    )
    until = ThaiDateField(label=_("Until"))


class RightsFilter(django_filters.FilterSet):
    """Requests by what was asked, state, and whether the time to answer is over."""

    kind = django_filters.ChoiceFilter(label=_("Asked for"), choices=RightKind, empty_label=ALL)
    state = django_filters.ChoiceFilter(label=_("State"), choices=RightState, empty_label=ALL)
    overdue = django_filters.ChoiceFilter(
        label=_("Time to answer"), choices=[("over", _("over"))], method="by_time", empty_label=ALL
    )

    class Meta:
        model = RightsRequest
        fields: list[str] = []

    def by_time(self, rows: QuerySet[RightsRequest], name: str, value: str) -> QuerySet[RightsRequest]:
        return rows.filter(state=RightState.RECEIVED, due_on__lt=timezone.localdate())


class ErasureFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=ErasureState, empty_label=ALL)
    reason = django_filters.ChoiceFilter(label=_("Reason"), choices=ErasureReason, empty_label=ALL)

    class Meta:
        model = Erasure
        fields: list[str] = []


class NoticeFilter(django_filters.FilterSet):
    kept_as = django_filters.ChoiceFilter(label=_("How far they came"), choices=KeptAs, empty_label=ALL)

    class Meta:
        model = RetentionNotice
        fields: list[str] = []


class ViewerFilter(django_filters.FilterSet):
    """Who has seen a person, by form."""

    how = django_filters.ChoiceFilter(label=_("How"), choices=SeenHow, empty_label=ALL)

    class Meta:
        model = Sighting
        fields: list[str] = []


class AccountFilter(django_filters.FilterSet):
    """Accounts by a part of the name."""

    name = django_filters.CharFilter(label=_("Name"), method="by_name")

    class Meta:
        model = User
        fields: list[str] = []

    def by_name(self, rows: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        found = rows.filter(last_name__icontains=value) | rows.filter(first_name__icontains=value)
        return found | rows.filter(username__icontains=value)


class SpanForm(forms.Form):
    """From when to when; a day without a clock time is the whole day."""

    start_day = ThaiDateField(label=_("From day"), required=False)
    start_time = forms.TimeField(
        label=_("From time"), required=False, widget=forms.TimeInput(attrs={"class": "short"})
    )
    end_day = ThaiDateField(label=_("To day"), required=False)
    end_time = forms.TimeField(
        label=_("To time"), required=False, widget=forms.TimeInput(attrs={"class": "short"})
    )

    def span(self) -> tuple[datetime | None, datetime | None]:
        """The two moments in Bangkok's clock; None where no day is given."""
        said = self.cleaned_data if self.is_valid() else {}
        return (
            _moment(said.get("start_day"), said.get("start_time") or time.min),
            _moment(said.get("end_day"), said.get("end_time") or time.max),
        )


def _moment(day: Any, clock: time) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, clock)) if day else None
