"""A form sent twice counts once: its key and the answer to it are written in the transaction of what it does.

A phone that lost the connection cannot know whether the server got the form, so it sends it again. `@once` on a
view lets a key act one time for an account; the same form again gets the first answer. A form that was refused
leaves nothing behind, so that it can be mended and sent again.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import crypto
from core.middleware import answer_refusal
from core.models import Submission
from core.refusals import Refused

FIELD = "submission_key"
UNCOUNTED = frozenset(("csrfmiddlewaretoken", FIELD))
QUEUED = "X-Queued"  # header of a form that waited on the device: it wants its answer as data
ANSWERED = "answered"  # cookie by which the device learns what became of a key
ANSWERED_SECONDS = 600
KEPT = timedelta(days=30)  # longer than a device keeps an unsent form
View = Callable[..., HttpResponse]


class KeyUsedBefore(Refused):
    """Something else was sent under this key: an old page, opened again and filled in differently."""

    sentence = gettext_lazy("This form has already been sent, with other content.")
    remedy = gettext_lazy("Open it again and send what is still to be said.")


def once(view: View) -> View:
    """Let a POST with a key run the view one time; without a key the view runs as always."""

    @wraps(view)
    def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = _key_of(request)
        if key is None:
            return view(request, *args, **kwargs)
        sentence = ""
        try:
            response = _counted(request, key, lambda: view(request, *args, **kwargs))
        except Refused as refusal:
            sentence = str(refusal)
            response = answer_refusal(request, refusal)
            done = False
        else:
            done = response.status_code < 400
        return _told(request, response, key, done=done, sentence=sentence)

    return counted


def forget_submissions(*, at: datetime) -> None:
    """Drop keys that no device can still hold."""
    Submission.objects.filter(received_at__lt=at - KEPT).delete()


def _key_of(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST[FIELD]) if request.method == "POST" else None
    except (KeyError, ValueError):
        return None


def _counted(request: HttpRequest, key: UUID, act: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer to the first; raises `KeyUsedBefore`. Of two at once the second waits for the first's commit."""
    content = _content(request)
    facts = {"content": content, "received_at": timezone.now()}
    with transaction.atomic():
        row, is_first = Submission.objects.get_or_create(account_id=request.user.pk, key=key, defaults=facts)
        if not is_first:
            return _again(request, row, content)
        response = act()
        if response.status_code >= 400:
            transaction.set_rollback(True)
        else:
            row.location = response.headers.get("Location", "")
            row.save(update_fields=["location"])
    return response


def _again(request: HttpRequest, row: Submission, content: str) -> HttpResponse:
    if row.content != content:
        raise KeyUsedBefore
    messages.info(request, _("This had arrived already. Nothing was done twice."))
    return HttpResponseRedirect(row.location or request.get_full_path())


def _content(request: HttpRequest) -> str:
    """A keyed hash of address and fields: what was sent cannot be guessed from it."""
    said = sorted((name, values) for name, values in request.POST.lists() if name not in UNCOUNTED)
    return crypto.lookup("submission", json.dumps([request.get_full_path(), said]))


def _told(
    request: HttpRequest, response: HttpResponse, key: UUID, *, done: bool, sentence: str
) -> HttpResponse:
    """The answer with a word to the device, which then forgets what it kept; as data for a form from its queue."""
    if QUEUED in request.headers:
        to_mend = _("Something in the form has to be corrected.")
        said = "" if done else sentence or to_mend
        facts = {"done": done, "sentence": said, "url": response.headers.get("Location", "")}
        response = JsonResponse(facts, status=200 if done else 409)
    response.set_cookie(
        ANSWERED,
        f"{key}.{'done' if done else 'not'}",
        max_age=ANSWERED_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response
