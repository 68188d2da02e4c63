"""Hats: an account with roles at several agencies acts for one of them at a time.

The hat is kept in the session, so that two browsers may wear two; a new session begins with the one chosen last.
Whoever never chose is asked once, before the first page of their own: nothing is ever shown or written under a hat
that nobody chose. A hat whose roles have ended is no hat any more with the next request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.permissions import AllowAny

from core.policy import public

if TYPE_CHECKING:
    from core.middleware import Answer

SESSION_KEY = "hat"
ASKING = "hats"  # the page that asks


class Hats:
    """Put the session's hat on the account of the request; ask for it where it is open."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            request.user.wear(request.session.get(SESSION_KEY, request.user.last_hat_id))
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        user = request.user
        if not (user.is_authenticated and is_personal(view) and user.must_choose_a_hat):
            return None
        if request.resolver_match and request.resolver_match.url_name == ASKING:
            return None
        if hasattr(view, "cls"):
            return JsonResponse({"detail": _("Choose first for which agency you act.")}, status=403)
        back = {"next": request.get_full_path()} if request.method == "GET" else {}
        return redirect(f"{reverse(ASKING)}?{urlencode(back)}")


def is_personal(view: Any) -> bool:
    """Views that show each account its own: all but the public ones and the sign-in library's."""
    if hasattr(view, "cls"):
        return AllowAny not in view.cls.permission_classes
    return getattr(view, "policy", public) is not public
