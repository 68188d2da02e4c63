"""Edges of every request: private pages stay out of caches, refusals become words, keys of nobody's are unknown."""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from core.refusals import Refused

logger = logging.getLogger(__name__)
Answer = Callable[[HttpRequest], HttpResponse]


class PermissionsPolicy:
    """Tell the browser which of its powers no page of ours uses."""

    HEADER = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.HEADER)
        return response


class PrivatePages:
    """What a signed-in person sees is stored by no cache on the way (nor shown by the Back button after sign-out).

    Signing out takes everything away that the device kept for the account (`core.drafts`).
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user  # the API replaces it on views that look at no session
        response = self.get_response(request)
        if user.is_authenticated or request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store"
        if user.is_authenticated and SESSION_KEY not in request.session:
            response.headers["Clear-Site-Data"] = '"storage"'
        return response


class NumbersTooLong:
    """A number in an address that no row's key can be is of no row: 404, before a database is asked for it.

    Left to them, SQLite's driver raises OverflowError where a view compares a relation with it.
    """

    LARGEST = 2**63 - 1  # of a bigint

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Answer, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> None:
        if any(isinstance(value, int) and value > self.LARGEST for value in kwargs.values()):
            raise Http404


class RefusalsInWords:
    """A `Refused` that a view let through is shown as a sentence: back on the page it came from, or as a page.

    A locked or unreachable database is a readable 503 with Retry-After, never a stack trace; the address of a button
    that is opened by itself (after signing in again, say) says so, where a browser would show an empty page.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET" and not response.content:
            allowed = response.headers["Allow"]
            response = render(request, "405.html", status=405)
            response.headers["Allow"] = allowed
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            return answer_refusal(request, exception)
        if isinstance(exception, OperationalError | InterfaceError):
            return busy(exception)
        return None


def busy(error: Exception) -> HttpResponse:
    """What is said where the database did not answer."""
    logger.error("the database did not answer", exc_info=error)
    sentence = _("The register is busy for a moment. Nothing was lost; please try again.")
    return HttpResponse(
        sentence, status=503, headers={"Retry-After": "5"}, content_type="text/plain; charset=utf-8"
    )


def answer_refusal(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The refusal as a message on the page that a form came from, or as a page of its own with the way back."""
    back = request.headers.get("Referer", "")
    same_site = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    if request.method == "POST" and same_site and not request.headers.get("HX-Request"):
        messages.error(request, str(refusal))
        return HttpResponseRedirect(back)
    shown = back if same_site and back != request.build_absolute_uri() else ""
    return render(request, "refused.html", {"refusal": refusal, "back": shown}, status=409)
