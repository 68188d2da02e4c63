"""Input about certificates."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.enums import CertificateState
from certificates.models import Certificate
from core.date_fields import ThaiDateField
from enrollment.filters import NameFilter


class ReasonForm(forms.Form):
    """Why a certificate is revoked, reinstated or replaced."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Stays in the register and is shown on the check page."),
    )


class CodeForm(forms.Form):
    """A check code typed from a paper."""

    code = forms.CharField(
        label=_("Check code"),
        max_length=60,
        help_text=_("The letters and digits under the QR code of the paper."),
    )


class SigningOfficerForm(forms.Form):
    """Who signs in one of the two places, from a day on."""

    position_on_paper = forms.TypedChoiceField(
        label=_("Place on the paper"), coerce=int, choices=[(1, _("left")), (2, _("right"))]
    )
    name = forms.CharField(label=_("Name"), max_length=200)
    title_th = forms.CharField(label=_("Position in Thai"), max_length=200)
    title_en = forms.CharField(label=_("Position in English"), max_length=200, required=False)
    since = ThaiDateField(label=_("Signs from"))


class CertificateFilter(django_filters.FilterSet):
    """The register by name, number, run and state."""

    name = NameFilter("completion__enrollment__graduate__", label=_("Name"))
    number = django_filters.CharFilter(label=_("Number"), field_name="number", lookup_expr="icontains")
    run = django_filters.CharFilter(
        label=_("Run code"), field_name="completion__enrollment__run__code", lookup_expr="iexact"
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=CertificateState.choices, empty_label=_("All")
    )

    class Meta:
        model = Certificate
        fields: list[str] = []
