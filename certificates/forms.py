"""Input about certificates."""

from collections.abc import Mapping
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from certificates.enums import (
    BatchState,
    CertificateKind,
    CertificateState,
    EntryOutcome,
    IdentityProof,
    Remark,
    TemplateState,
)
from certificates.models import Batch, BatchEntry, Certificate, TemplateVersion
from certificates.sampling import DESIGNED
from certificates.services.batches import Tried
from core.date_fields import ThaiDateField, ThaiDatePartsField
from core.identity import IdentifierRefused, read_identifier
from core.reasons import ReasonField
from core.text import to_arabic_digits
from enrollment.faults import words_for
from enrollment.filters import NameFilter
from enrollment.models import Completion

LONGEST_ADDRESS = 2000  # letters, of which the signed facts take some 500


class ReasonForm(forms.Form):
    """Why a certificate is revoked, reinstated or replaced."""

    reason = ReasonField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Stays in the register and is shown on the check page."),
    )


class CheckCodeField(forms.CharField):
    """A check code as the holder gives it: typed from the paper, or the whole address that the QR code holds."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Check code"),
            max_length=LONGEST_ADDRESS,
            help_text=_("The letters and digits under the QR code of the paper."),
        )


class CodeForm(forms.Form):
    """A check code typed from a paper."""

    code = CheckCodeField()


class CheckFileForm(forms.Form):
    """The file of a paper, to be compared with the register."""

    file = forms.FileField(
        label=_("The PDF, or a photograph of the paper"),
        help_text=_("Choose it or drop it here. It is compared and forgotten; nothing of it is kept."),
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf,image/jpeg,image/png"}),
    )


class GetPaperForm(forms.Form):
    """What the holder of a paper knows."""

    code = CheckCodeField()
    birth_date = ThaiDatePartsField(label=_("Your birth date"))


class MailForm(forms.Form):
    """Where a link to the paper is sent."""

    email = forms.EmailField(label=_("E-mail address"), help_text=_("It is used once and not kept."))


class LostForm(forms.Form):
    """Whose paper is lost: by the number on the card that was shown, or by name and birth date."""

    identifier = forms.CharField(
        label=_("Personal number"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"}),
    )
    name = forms.CharField(label=_("Name"), required=False, max_length=200)
    birth_date = ThaiDatePartsField(label=_("Birth date"), required=False)

    def clean_identifier(self) -> str:
        """As the register writes it; refused in words where it cannot be a number."""
        typed: str = self.cleaned_data["identifier"]
        if not typed:
            return ""
        try:
            return read_identifier(to_arabic_digits(typed)).value
        except IdentifierRefused as refused:
            raise forms.ValidationError(
                " ".join(map(str, words_for("identifier", refused.code)))
            ) from refused

    def clean(self) -> dict[str, Any]:
        """One of the two ways, whole."""
        said = super().clean() or {}
        by_name = said.get("name") and said.get("birth_date")
        if not self.errors and not said.get("identifier") and not by_name:
            raise forms.ValidationError(_("Give the personal number, or the name and the birth date."))
        return said


class HandOutForm(forms.Form):
    """How the centre made sure who asks."""

    proof = forms.TypedChoiceField(
        label=_("Who asks is the person of the paper, or the guardian. Seen was:"),
        choices=IdentityProof.choices,
        coerce=IdentityProof,
        widget=forms.RadioSelect,
    )


class ReplacementForm(HandOutForm, ReasonForm):
    """Who asks for the replacement of a lost paper, and how it was lost."""


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
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=CertificateKind.choices, empty_label=_("All"))

    class Meta:
        model = Certificate
        fields: list[str] = []


class TemplateFilter(django_filters.FilterSet):
    """Versions of templates by the kind of paper and by where they stand."""

    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=[(kind.value, kind.label) for kind in DESIGNED], empty_label=_("All")
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=TemplateState.choices, empty_label=_("All"))

    class Meta:
        model = TemplateVersion
        fields: list[str] = []


class BatchFilter(django_filters.FilterSet):
    """Batches by run and state."""

    run = django_filters.CharFilter(
        label=_("Run code"), field_name="runs__code", lookup_expr="iexact", distinct=True
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=BatchState.choices, empty_label=_("All"))

    class Meta:
        model = Batch
        fields: list[str] = []


class TriedFilter(django_filters.FilterSet):
    """The people of a dry run by name and by what is to be said of their papers."""

    name = NameFilter("enrollment__graduate__", label=_("Name"))
    remark = django_filters.ChoiceFilter(
        label=_("Remark"), choices=Remark.choices, empty_label=_("All"), method="by_remark"
    )

    class Meta:
        model = Completion
        fields: list[str] = []

    def __init__(self, *args: Any, tried: Mapping[int, Tried], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._tried = tried

    def by_remark(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows.filter(pk__in=[key for key, each in self._tried.items() if value in each.remarks])


class EntryFilter(django_filters.FilterSet):
    """The people of a batch by name and by what became of them."""

    name = NameFilter("completion__enrollment__graduate__", label=_("Name"))
    outcome = django_filters.ChoiceFilter(
        label=_("Outcome"), choices=EntryOutcome.choices, empty_label=_("All"), method="by_outcome"
    )

    class Meta:
        model = BatchEntry
        fields: list[str] = []

    def by_outcome(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """`rows` say of each whether it `has_paper`."""
        if value == EntryOutcome.ISSUED:
            return rows.filter(has_paper=True)
        without = rows.filter(has_paper=False)
        return without.filter(problem={}) if value == EntryOutcome.WAITING else without.exclude(problem={})
