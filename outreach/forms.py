"""Input about follow-up."""

from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.date_fields import ThaiDateField
from core.reasons import ReasonField
from enrollment.filters import NameFilter
from enrollment.forms.refusing import RefusedAt
from enrollment.models import Enrollment
from outreach.enums import Destination, Source
from outreach.services import EARNING, AlreadyAsked, AskedBeforeTraining, AskedInTheFuture, IncomeWithoutWork

REFUSED_AT: RefusedAt = {
    AskedInTheFuture: ("asked_on",),
    AskedBeforeTraining: ("asked_on",),
    AlreadyAsked: ("asked_on",),
    IncomeWithoutWork: ("income",),
}


class FollowUpForm(forms.Form):
    """One dated statement."""

    asked_on = ThaiDateField(label=_("Asked on"))
    destination = forms.ChoiceField(
        label=_("Where is the person now?"), choices=Destination.choices, widget=forms.RadioSelect
    )
    detail = ReasonField(label=_("School, employer or trade"), max_length=200, required=False)
    income = forms.DecimalField(
        label=_("Monthly income in baht"),
        min_value=0,
        max_value=9_999_999,
        decimal_places=2,
        required=False,
        help_text=_("Only for work or an own business."),
    )
    source = forms.ChoiceField(label=_("Who says so?"), choices=Source.choices, widget=forms.RadioSelect)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("income") is not None and data.get("destination") not in EARNING:
            self.add_error("income", _("Leave this empty, or choose work or an own business above."))
        return data

    @property
    def income_satang(self) -> int | None:
        """Whole satang, from baht with two decimals."""
        income: Decimal | None = self.cleaned_data["income"]
        return None if income is None else int(income * 100)


class FormerTraineeFilter(django_filters.FilterSet):
    """Former trainees by name, run and what is known of them."""

    name = NameFilter("graduate__", label=_("Name"))
    run = django_filters.CharFilter(label=_("Run code"), field_name="run__code", lookup_expr="iexact")
    latest = django_filters.ChoiceFilter(
        label=_("Where now"),
        choices=[("none", _("not asked yet")), *Destination.choices],
        method="by_latest",
        empty_label=_("All"),
    )

    class Meta:
        model = Enrollment
        fields: list[str] = []

    def by_latest(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(latest=None) if value == "none" else rows.filter(latest=value)
