"""Input about imports: the file, and which possible duplicates are new people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from enrollment.forms.people import agencies_of
from enrollment.importing.table import MOST_BYTES, MOST_ROWS


class UploadForm(forms.Form):
    """A file of leavers, for one of the account's agencies."""

    agency = forms.ModelChoiceField(label=_("For"), queryset=Agency.objects.none(), empty_label=None)
    file = forms.FileField(
        label=_("Excel or CSV file"),
        max_length=200,
        help_text=_(
            "Up to %(rows)s rows and %(megabytes)s MB. Nothing is entered before you confirm the preview."
        )
        % {"rows": f"{MOST_ROWS:,}", "megabytes": MOST_BYTES // 1024**2},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = agencies_of(user)
        self.fields["agency"].queryset = own  # type: ignore[attr-defined]
        if len(own) == 1:
            self.fields["agency"].widget = forms.HiddenInput()
            self.fields["agency"].initial = own[0]


class ConfirmForm(forms.Form):
    """Rows among the possible duplicates that the account says are new people."""

    rows = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: Any, offered: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rows"].choices = [(row, row) for row in offered]  # type: ignore[attr-defined]
