"""Input about referrals: what is asked of whom and on what ground; why not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from core.reasons import ReasonField
from core.refusals import Refused
from core.row_fields import RowsField
from enrollment.enums import DeclineReason, LegalBasis, Service
from enrollment.grounds import DataConsentMissing, LawNotNamed, NoGround, NoMemorandum
from enrollment.models import Graduate
from enrollment.queries.referrals import receivers_near, usual_receiver
from enrollment.routing import usual_service
from enrollment.services.referrals import OpenElsewhere

FOUND = ("", _("What holds today: a memorandum, else the consents"))
# Where on the form a refusal belongs; the others are about the agency.
PLACES: dict[type[Refused], str] = {
    OpenElsewhere: "again",
    NoGround: "basis",
    NoMemorandum: "basis",
    DataConsentMissing: "basis",
    LawNotNamed: "law",
}
RELOAD = {
    "hx-trigger": "change",
    "hx-get": "",
    "hx-target": "#where",
    "hx-select": "#where",
    "hx-swap": "outerHTML",
    "hx-include": "[name=service], [name=to_agency]",
}


class ReferForm(forms.Form):
    """One screen: service, agency and ground are filled in by what is known, so that one tap sends it."""

    service = forms.ChoiceField(label=_("What is asked for"), choices=Service, widget=forms.RadioSelect)
    to_agency = forms.ModelChoiceField(
        label=_("Agency"),
        queryset=Agency.objects.none(),
        empty_label=_("Choose an agency"),
        error_messages={"invalid_choice": _("Choose an agency that offers this service.")},
    )
    note = ReasonField(
        label=_("Note to the agency"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What it should know before it calls. No health or court details."),
    )
    basis = forms.ChoiceField(
        label=_("On which ground the data is passed on"),
        choices=[FOUND, *LegalBasis.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    law = ReasonField(
        label=_("Law or order"),
        required=False,
        max_length=300,
        help_text=_("Only for a legal duty: its name and section."),
    )
    again = forms.BooleanField(label=_("Ask this agency too, at the same time"), required=False)

    def __init__(
        self,
        *args: Any,
        user: User,
        sender: Agency,
        service: str,
        receiver: Agency | None = None,
        **kwargs: Any,
    ) -> None:
        receiver = receiver or usual_receiver(user, sender, service)
        initial = {"service": service, "to_agency": receiver and receiver.pk, "basis": ""}
        super().__init__(*args, **{**kwargs, "initial": initial | kwargs.get("initial", {})})
        self.offer(receivers_near(sender, self._chosen(service)))
        for name in ("service", "to_agency"):
            self.fields[name].widget.attrs.update(RELOAD)

    def _chosen(self, usual: str) -> str:
        said = self.data.get("service", "") if self.is_bound else ""
        return said if said in Service.values else usual

    def offer(self, agencies: QuerySet[Agency]) -> None:
        """The agencies to choose from, under their kinds where there is more than one."""
        field: Any = self.fields["to_agency"]
        field.queryset = agencies
        groups: dict[str, list[tuple[int, str]]] = {}
        for agency in agencies:
            groups.setdefault(str(agency.get_kind_display()), []).append((agency.pk, str(agency)))
        listed: Iterable[Any] = groups.items() if len(groups) > 1 else next(iter(groups.values()), [])
        field.choices = [("", field.empty_label), *listed]

    def said(self) -> dict[str, Any]:
        """What a service of referrals takes."""
        return {**self.cleaned_data, "basis": self.cleaned_data["basis"] or None}

    def explain(self, refusal: Refused) -> None:
        """Put a refusal where it can be mended."""
        self.add_error(PLACES.get(type(refusal), "to_agency"), str(refusal))


class ReferSeveralForm(ReferForm):
    """Several people at once, the same for all; each on the ground that holds for them."""

    people = RowsField(
        label=_("People"),
        queryset=Graduate.objects.none(),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "columns-2"}),
        error_messages={"required": _("Choose at least one person.")},
    )
    field_order = ("people", "service", "to_agency", "note", "basis", "law", "again")

    def __init__(self, *args: Any, people: QuerySet[Graduate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["people"]
        field.queryset = people
        field.label_from_instance = lambda person: person.display_name


class DeclineForm(forms.Form):
    """Why the receiver does not take the person on; the sender reads it."""

    reason = forms.ChoiceField(label=_("Reason"), choices=DeclineReason, widget=forms.RadioSelect)
    note = ReasonField(
        label=_("Message to the sender"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """ "Another reason" alone tells the sender nothing."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("reason") == DeclineReason.OTHER and not said.get("note"):
            self.add_error("note", _("Say what the other reason is: the sender has to act on it."))
        return said


def first_service(person: Graduate, day: date, asked: str = "") -> str:
    """The service that the form opens with: the one asked for, else what the law sends a person of that age to."""
    return asked if asked in Service.values else usual_service(person, day).value
