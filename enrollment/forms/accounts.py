"""Input for a trainee's account."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _

MOST_DIGITS = 9  # more digits than these may be a citizen ID or a telephone


class TraineeAccountForm(forms.Form):
    """A user name and a first password, told to the trainee in person: most have no e-mail."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text=_("Easy to remember; not the citizen ID."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("First password"),
        help_text=_("At least 10 characters, not only digits. The trainee changes it after signing in."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )

    def clean_username(self) -> str:
        """A user name stands in logs and lists, so it may not be a personal number."""
        name: str = self.cleaned_data["username"]
        if sum(map(str.isdigit, name)) > MOST_DIGITS:
            raise forms.ValidationError(_("This looks like a personal number. Choose a name instead."))
        return name

    def clean_password(self) -> str:
        word: str = self.cleaned_data["password"]
        validate_password(word)
        return word
