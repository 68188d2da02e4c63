"""Sign-in: accounts are given by a centre, never opened by a visitor."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from agencies.hats import SESSION_KEY
from agencies.models import User


class ClosedAccounts(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """The session keeps the hat it begins with, whatever another browser chooses meanwhile."""
        super().login(request, user)
        request.session[SESSION_KEY] = user.last_hat_id

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Most users have no e-mail; a forgotten password is reset by the centre, in person."""
