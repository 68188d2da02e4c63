"""One's own password."""

from typing import Any

from allauth.account.forms import ChangePasswordForm
from django.utils.translation import gettext as _


class OwnPasswordForm(ChangePasswordForm):
    """A new password differs from the one before: a first password is known to two people."""

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean()
        if said.get("password1") and said["password1"] == said.get("oldpassword"):
            self.add_error("password1", _("This is the password that you have. Choose another one."))
        return said
