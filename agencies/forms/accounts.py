"""Input about accounts and their roles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.forms.agencies import ThaiTextField
from agencies.models import User
from core.date_fields import ThaiDateField
from core.text import to_arabic_digits

MOST_DIGITS = 9  # more digits than these may be a citizen ID or a telephone
PLAIN = {"autocomplete": "off", "autocapitalize": "none"}


class PasswordForm(forms.Form):
    """A first password, told in person: most have no e-mail."""

    password = forms.CharField(
        label=_("First password"),
        help_text=_("At least 10 characters, not only digits. It is changed after signing in."),
        widget=forms.TextInput(attrs=PLAIN),
    )

    def clean_password(self) -> str:
        word: str = self.cleaned_data["password"]
        validate_password(word)
        return word


class AccountForm(PasswordForm):
    """A user name and a first password."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text=_("Easy to remember; not the citizen ID."),
        widget=forms.TextInput(attrs=PLAIN),
    )

    field_order = ["username", "password"]

    def clean_username(self) -> str:
        """A user name stands in logs and lists, so it may not be a personal number."""
        name: str = self.cleaned_data["username"]
        if sum(map(str.isdigit, name)) > MOST_DIGITS:
            raise forms.ValidationError(_("This looks like a personal number. Choose a name instead."))
        return name


class RoleForm(forms.Form):
    """A role, until a day or until further notice."""

    role = forms.TypedChoiceField(label=_("Role"), coerce=Role, widget=forms.RadioSelect)
    until = ThaiDateField(
        label=_("Until"),
        required=False,
        help_text=_("The last day. Leave it empty for until further notice."),
    )

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["role"]
        choices.choices = [(role.value, role.label) for role in roles]
        if len(roles) == 1:
            self.initial.setdefault("role", roles[0])

    def clean_until(self) -> Any:
        last = self.cleaned_data["until"]
        if last and last < timezone.localdate():
            raise forms.ValidationError(
                _("The last day of a role cannot lie in the past. Give today or a later day.")
            )
        return last


class ContactForm(forms.Form):
    """Where colleagues reach somebody: a number may have an extension behind it."""

    phone = ThaiTextField(
        label=_("Telephone at work"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label=_("E-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    def clean_phone(self) -> str:
        said = to_arabic_digits(self.cleaned_data["phone"])
        if said and not any(map(str.isdigit, said)):
            raise forms.ValidationError(_("A telephone number has digits. Give one, or leave it empty."))
        return said


class MemberForm(RoleForm, AccountForm, ContactForm):
    """A new account for somebody of the agency."""

    first_name = forms.CharField(label=_("Given name"), max_length=150)
    last_name = forms.CharField(label=_("Family name"), max_length=150)

    field_order = ["first_name", "last_name", "phone", "email", "role", "until", "username", "password"]


class ColleagueForm(RoleForm):
    """A role for an account that exists: it keeps its other roles and may change over between its agencies."""

    username = forms.CharField(
        label=_("User name of the account"), max_length=150, widget=forms.TextInput(attrs=PLAIN)
    )

    field_order = ["username", "role", "until"]

    def clean_username(self) -> User:
        name = self.cleaned_data["username"].strip()
        user = User.objects.filter(username=name, is_active=True).first()
        if user is None:
            raise forms.ValidationError(
                _("There is no open account “%(name)s”. Compare the name, or open a new account."),
                params={"name": name[:60]},
            )
        return user
