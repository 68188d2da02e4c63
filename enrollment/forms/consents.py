"""Input about consents: who gave what when, new words, signed forms, and the filters of their lists."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.models import Agency, User
from core.date_fields import ThaiDateField
from core.reasons import ReasonField
from enrollment.enums import (
    ConsentChannel,
    ConsentGiver,
    ConsentKind,
    EnrollmentState,
    ScanState,
)
from enrollment.filters import ALL, NameFilter
from enrollment.models import Graduate, Guardian, ScanPage
from enrollment.queries.consents import lacking
from training.enums import RunState
from training.models import CourseRun

IN_HAND = [
    (ConsentChannel.PAPER, _("Signed paper seen")),
    (ConsentChannel.IN_PERSON, _("Said so in person")),
]
KEEPERS = (Role.STAFF, Role.HEAD, Role.COUNSELOR, Role.OFFICER)
PICTURES = "application/pdf,image/jpeg,image/png"


class GiveForm(forms.Form):
    """One consent that staff or counsellor saw or heard: one kind, one giver, one day."""

    kind = forms.ChoiceField(choices=ConsentKind, widget=forms.HiddenInput)
    giver = forms.ChoiceField(choices=ConsentGiver, widget=forms.HiddenInput)
    channel = forms.ChoiceField(choices=IN_HAND, widget=forms.HiddenInput)
    given_on = ThaiDateField(label=_("Given on"))
    guardian = forms.ModelChoiceField(label=_("Guardian"), queryset=Guardian.objects.none(), required=False)

    def __init__(self, *args: Any, person: Graduate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind, giver = self["kind"].value(), self["giver"].value()
        if kind in ConsentKind.values and giver in ConsentGiver.values:
            self.auto_id = f"%s-{kind}-{giver}"  # one of several such forms on the page
        self.fields["guardian"].queryset = person.guardians.all()  # type: ignore[attr-defined]


class LinkForm(forms.Form):
    """For whose telephone a link is made."""

    giver = forms.ChoiceField(choices=ConsentGiver)


class TextForm(forms.Form):
    """New words of one kind, in both languages."""

    text_th = ReasonField(
        label=_("In Thai"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 12, "lang": "th"}),
        help_text=_(
            "{agency} becomes the name of the agency that asks, {contact} whom to ask. Begin a point with •."
        ),
    )
    text_en = ReasonField(
        label=_("In English"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 12, "lang": "en"})
    )


class SeveralFiles(forms.FileInput):
    """A file box that takes many."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Some files; answers a list."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in files]


class ScansForm(forms.Form):
    """Signed forms of any number of people, in any order."""

    papers = FilesField(
        label=_("Photographs or PDF"),
        max_length=200,
        widget=SeveralFiles(attrs={"accept": PICTURES, "multiple": True}),
        help_text=_(
            "Several at once, several people in one PDF, any way up. The code on each page says whose it is."
        ),
    )


class AssignForm(forms.Form):
    """Whose page it is."""

    person = forms.ModelChoiceField(label=_("Person"), queryset=Graduate.objects.none())

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Graduate.objects.visible_to(user)  # type: ignore[attr-defined]


class ConfirmForm(forms.Form):
    """What is ticked and signed on a page: each consent for itself."""

    signed_on = ThaiDateField(label=_("Signed on"))
    ticks = forms.MultipleChoiceField(
        label=_("Ticked and signed"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ticks"].choices = offered  # type: ignore[attr-defined]

    def chosen(self) -> list[tuple[ConsentKind, ConsentGiver]]:
        """The ticks as pairs."""
        pairs = (tick.split("-") for tick in self.cleaned_data["ticks"])
        return [(ConsentKind(kind), ConsentGiver(giver)) for kind, giver in pairs]


def runs(request: Any) -> QuerySet[CourseRun]:
    """Runs of the account's centres that are not over."""
    centers = request.user.agencies_as(Role.STAFF, Role.HEAD)
    over = [RunState.CLOSED, RunState.CANCELLED]
    return CourseRun.objects.filter(center__in=centers).exclude(state__in=over).order_by("first_day", "code")


class LackingFilter(django_filters.FilterSet):
    """People of whom a consent is missing, by name, school, run, kind of consent, and whether they hold a seat."""

    name = NameFilter(label=_("Name"))
    kind = django_filters.ChoiceFilter(
        label=_("Missing"), choices=ConsentKind, method="by_kind", empty_label=_("Any")
    )
    school = django_filters.ModelChoiceFilter(
        label=_("School"), queryset=Agency.objects.none(), empty_label=ALL
    )
    run = django_filters.ModelChoiceFilter(label=_("Run"), queryset=runs, method="in_run", empty_label=ALL)
    seated = django_filters.BooleanFilter(
        label=_("Only who has a seat"), method="with_seat", widget=forms.CheckboxInput
    )

    class Meta:
        model = Graduate
        fields: list[str] = []

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        people = self.queryset.order_by().values("school")
        self.filters["school"].extra["queryset"] = Agency.objects.filter(pk__in=people)

    @property
    def kinds(self) -> list[ConsentKind]:
        """The kinds asked about: one, or both."""
        chosen = self.form.cleaned_data.get("kind") if self.form.is_valid() else ""
        return [ConsentKind(chosen)] if chosen else list(ConsentKind)

    def filter_queryset(self, queryset: QuerySet[Graduate]) -> QuerySet[Graduate]:
        found: QuerySet[Graduate] = super().filter_queryset(queryset)
        return lacking(found, self.kinds, self.day)

    def by_kind(self, rows: QuerySet[Graduate], name: str, value: str) -> QuerySet[Graduate]:
        return rows  # `kinds` has it: the kind decides what is missing, not which rows there are

    def in_run(self, rows: QuerySet[Graduate], name: str, value: CourseRun) -> QuerySet[Graduate]:
        return rows.filter(pk__in=value.enrollments.exclude(state=EnrollmentState.LEFT).values("graduate"))

    def with_seat(self, rows: QuerySet[Graduate], name: str, value: bool) -> QuerySet[Graduate]:
        held = [EnrollmentState.ENROLLED, EnrollmentState.TRAINING]
        return rows.filter(enrollments__state__in=held).distinct() if value else rows


class ScanFilter(django_filters.FilterSet):
    """Pages of signed forms by state."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=ScanState, empty_label=ALL)

    class Meta:
        model = ScanPage
        fields: list[str] = []


def agency_of(user: User) -> Agency:
    """In whose name the account prints, asks and uploads: its hat, else its first agency."""
    own = Agency.objects.filter(pk__in=user.agencies_as(*KEEPERS)).order_by("pk")
    return own.filter(pk=user.acting_for or 0).first() or own[0]
