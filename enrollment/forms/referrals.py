"""Input about referrals: where to and on what ground; why not."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.enums import AgencyKind
from agencies.models import Agency, User
from enrollment.enums import DeclineReason, LegalBasis
from enrollment.models import Graduate, Referral


class ReferForm(forms.Form):
    """One screen: the centre and the ground are those of this account's last referral unless changed."""

    to_agency = forms.ModelChoiceField(label=_("Centre"), queryset=Agency.objects.none(), empty_label=None)
    basis = forms.ChoiceField(
        label=_("On which ground the data is passed on"), choices=LegalBasis, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Note to the centre"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What the centre should know before it calls. No health or court details."),
    )

    def __init__(self, *args: Any, user: User, sender: Agency, graduate: Graduate, **kwargs: Any) -> None:
        last = Referral.objects.filter(sent_by=user).order_by("-sent_at", "-id").first()
        initial = {"to_agency": last.to_agency_id, "basis": last.basis} if last else {}
        super().__init__(*args, **{"initial": initial, **kwargs})
        near = Agency.objects.filter(kind=AgencyKind.CENTER, provinces__in=sender.provinces.all()).distinct()
        centers = near if near.exists() else Agency.objects.filter(kind=AgencyKind.CENTER)
        self.fields["to_agency"].queryset = centers  # type: ignore[attr-defined]


class DeclineForm(forms.Form):
    """Why the centre does not take the person on; the sender reads it."""

    reason = forms.ChoiceField(label=_("Reason"), choices=DeclineReason, widget=forms.RadioSelect)
    note = forms.CharField(
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
