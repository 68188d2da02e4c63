"""Input about leave: what is asked for, its papers, the answer; and the filter of the list."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Case, QuerySet, When
from django.utils.translation import gettext_lazy as _

from core.date_fields import ThaiDateField
from core.templatetags.ui import thai_date
from enrollment.enums import LeaveKind, LeavePaperKind, LeavePart, LeaveState
from enrollment.filters import ALL, NameFilter
from enrollment.forms.consents import PICTURES
from enrollment.forms.rights import WordsField
from enrollment.models import Enrollment, LeaveRequest
from enrollment.models.leaves import OF_ONE_SESSION
from enrollment.services.leaves import EARLIEST, LeaveEntry
from training.models import CourseRun, Session


def session_words(session: Session) -> str:
    """A session by its day and slot."""
    day = thai_date(session.day) if session.day else ""
    return f"{day} {session.get_slot_display()} · {session.topic}"


class PaperForm(forms.Form):
    """A paper, photographed or as PDF."""

    paper = forms.FileField(
        label=_("Photograph or PDF of the paper"),
        widget=forms.FileInput(attrs={"accept": PICTURES}),
        max_length=200,
    )
    paper_kind = forms.ChoiceField(
        label=_("Kind of paper"),
        choices=LeavePaperKind,
        widget=forms.RadioSelect,
        initial=LeavePaperKind.CERTIFICATE,
    )


class LeaveForm(PaperForm):
    """Kind, days or a part of one session, and why. The paper may follow."""

    kind = forms.ChoiceField(label=_("Kind of leave"), choices=LeaveKind, widget=forms.RadioSelect)
    part = forms.ChoiceField(
        label=_("How much"), choices=LeavePart, widget=forms.RadioSelect, initial=LeavePart.WHOLE
    )
    first_day = ThaiDateField(
        label=_("First day"), help_text=_("For whole days, mornings, afternoons or evenings.")
    )
    last_day = ThaiDateField(label=_("Last day"), required=False, help_text=_("Empty: one day only."))
    session = forms.ModelChoiceField(
        label=_("Session"),
        queryset=Session.objects.none(),
        empty_label=_("Choose"),
        help_text=_("Only to come later to one session, or to leave it earlier."),
    )
    minutes = forms.IntegerField(
        label=_("Minutes away"),
        min_value=1,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    reason = WordsField(
        label=_("Reason"),
        max_length=500,
        help_text=_("Only who decides about it reads this."),
    )

    field_order = (
        "kind", "part", "first_day", "last_day", "session", "minutes", "reason", "paper_kind", "paper",
    )  # fmt: skip

    def __init__(self, *args: Any, seat: Enrollment, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        near = seat.run.sessions.filter(day__gte=today - EARLIEST).select_related("topic")
        gone = Case(When(day__lt=today, then=1), default=0)  # those to come stand first
        self.fields["session"].queryset = near.order_by(gone, "day", "number")  # type: ignore[attr-defined]
        self.fields["session"].label_from_instance = session_words  # type: ignore[attr-defined]
        self.fields["paper"].required = self.fields["paper_kind"].required = False
        if self.is_bound:  # what the choice does not ask for may stay empty
            of_session = self.data.get("part") in OF_ONE_SESSION
            self.fields["first_day"].required = not of_session
            self.fields["session"].required = self.fields["minutes"].required = of_session

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first_day"), data.get("last_day")
        if data.get("part") not in OF_ONE_SESSION and first and last and last < first:
            self.add_error("last_day", _("The last day is before the first."))
        return data

    @property
    def entry(self) -> LeaveEntry:
        data = self.cleaned_data
        is_part = data["part"] in OF_ONE_SESSION
        return LeaveEntry(
            kind=LeaveKind(data["kind"]),
            part=LeavePart(data["part"]),
            first_day=None if is_part else data["first_day"],
            last_day=None if is_part else data["last_day"] or data["first_day"],
            reason=data["reason"],
            session=data["session"] if is_part else None,
            minutes=data["minutes"] if is_part else None,
        )


class DeclineForm(forms.Form):
    answer = WordsField(label=_("Reason"), max_length=500)


def runs_of(request: Any) -> QuerySet[CourseRun]:
    asked = LeaveRequest.objects.of_deciders(request.user).order_by().values("enrollment__run")
    return CourseRun.objects.filter(pk__in=asked).select_related("course")


class LeaveFilter(django_filters.FilterSet):
    """Requests by name, state, kind and run."""

    name = NameFilter("enrollment__graduate__", label=_("Name"))
    state = django_filters.ChoiceFilter(label=_("State"), choices=LeaveState, empty_label=ALL)
    kind = django_filters.ChoiceFilter(label=_("Kind of leave"), choices=LeaveKind, empty_label=ALL)
    run = django_filters.ModelChoiceFilter(
        label=_("Run"), queryset=runs_of, field_name="enrollment__run", empty_label=ALL
    )
    order = django_filters.ChoiceFilter(
        label=_("Sorted by"),
        choices=[("asked", _("Asked last")), ("day", _("First day"))],
        method="sorted_by",
        empty_label=None,
    )

    class Meta:
        model = LeaveRequest
        fields: list[str] = []

    def sorted_by(self, rows: QuerySet[LeaveRequest], name: str, value: str) -> QuerySet[LeaveRequest]:
        return rows  # the view pages by it

    @property
    def sorting(self) -> tuple[str, ...]:
        chosen = self.form.cleaned_data.get("order") if self.form.is_valid() else ""
        return ("first_day", "id") if chosen == "day" else ("-asked_at", "id")
