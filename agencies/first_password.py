"""First passwords: whoever was told one by somebody else chooses their own before anything else.

Until then two people know it, and what the account does could be either's doing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.signals import password_changed
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.hats import is_personal
from agencies.models import User
from agencies.services import note_own_password

if TYPE_CHECKING:
    from core.middleware import Answer


class FirstPassword:
    """Lead an account with a first password to the page on which it is changed."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        user = request.user
        if not (user.is_authenticated and user.has_first_password and is_personal(view)):
            return None
        if hasattr(view, "cls"):
            return JsonResponse({"detail": _("Choose a password of your own first.")}, status=403)
        return redirect("account_change_password")


@receiver(password_changed)
def own_password_chosen(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """From now on nobody else knows it."""
    note_own_password(user, at=timezone.now())
