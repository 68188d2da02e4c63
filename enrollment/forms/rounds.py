"""Input about rounds, choices and seats."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.models import User
from core.date_fields import ThaiDateField
from core.reasons import ReasonField
from core.row_fields import RowsField
from enrollment.enums import LeavingReason
from enrollment.models import Graduate, MatchRound
from enrollment.queries.claims import Claim
from enrollment.services.rounds import MOST_CHOICES
from training.enums import RunState
from training.models import CourseRun

FIRST_SHOWN = 5  # choices on the screen at first; the rest of the ten open below


class FallbackForm(forms.Form):
    """A round that fills what another left free: until when."""

    name = forms.CharField(label=_("Name of the round"), max_length=120)
    lists_close_on = ThaiDateField(label=_("Lists close on"))
    answer_by = ThaiDateField(label=_("Offers to be answered by"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_lists_close_on(self) -> date:
        day: date = self.cleaned_data["lists_close_on"]
        if day < self.today:
            raise forms.ValidationError(_("This day has passed; give today or a later day."))
        return day

    def clean_answer_by(self) -> date:
        day: date = self.cleaned_data["answer_by"]
        closing = self.cleaned_data.get("lists_close_on")
        if closing and day <= closing:
            raise forms.ValidationError(_("Offers go out after the lists close: give a later day."))
        return day


class RoundForm(FallbackForm):
    """A new round: which runs, until when."""

    runs = RowsField(
        label=_("Runs to fill"), queryset=CourseRun.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    field_order = ("name", "runs")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        centers = user.agencies_as(Role.STAFF, Role.HEAD)
        runs = CourseRun.objects.filter(center__in=centers, state=RunState.OPEN).select_related("course")
        self.fields["runs"].queryset = runs  # type: ignore[attr-defined]


class ChoicesForm(forms.Form):
    """A person's ranked list: one field a rank, no run twice, gaps closed."""

    def __init__(
        self, *args: Any, round_: MatchRound, given: Iterable[CourseRun] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        listed = list(given)
        for rank in range(1, MOST_CHOICES + 1):
            self.fields[f"choice_{rank}"] = forms.ModelChoiceField(
                label=_("Choice %(rank)s") % {"rank": rank},
                queryset=round_.runs.select_related("course").order_by("course__name_th", "first_day"),
                required=False,
                empty_label="–",
                initial=listed[rank - 1].pk if rank <= len(listed) else None,
            )

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return list(self)[:FIRST_SHOWN]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return list(self)[FIRST_SHOWN:]

    @property
    def more_shown(self) -> bool:
        """Whether the further fields hold something to be seen: a choice, or what is wrong with one."""
        return any(field.value() or field.errors for field in self.more_fields)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        seen: dict[int, str] = {}
        for name in self.fields:
            run = data.get(name)
            if run is None:
                continue
            if run.pk in seen:
                self.add_error(name, _("%(run)s is on the list already; choose it once.") % {"run": run})
            seen[run.pk] = name
        return data

    @property
    def runs(self) -> list[CourseRun]:
        """The list, best first."""
        return [run for name in self.fields if (run := self.cleaned_data.get(name)) is not None]


class EnrollForm(forms.Form):
    """A seat by hand, with its reason."""

    graduate = forms.ModelChoiceField(
        label=_("Person"), queryset=Graduate.objects.none(), widget=forms.HiddenInput
    )
    reason = ReasonField(
        label=_("Why past the matching"),
        max_length=300,
        help_text=_("Kept in the record: everybody who ranked this run may ask."),
    )
    # Those shown as passed over before it is confirmed: their keys, between spaces.
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["graduate"].queryset = people  # type: ignore[attr-defined]

    @staticmethod
    def shown(claims: Iterable[Claim]) -> str:
        """The value of `confirmed` for those whom the page lists."""
        return " ".join(str(claim.graduate.pk) for claim in claims)

    def clean_confirmed(self) -> list[UUID]:
        try:
            return [UUID(key) for key in self.cleaned_data["confirmed"].split()]
        except ValueError as error:
            raise forms.ValidationError(_("Look at the list again, then confirm.")) from error


class LeaveForm(forms.Form):
    """Why a seat is given up: one of the reasons that the run's rules list."""

    reason = forms.ChoiceField(label=_("Reason"))

    def __init__(self, *args: Any, reasons: Iterable[LeavingReason], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [(reason.value, reason.label) for reason in reasons]  # type: ignore[attr-defined]
