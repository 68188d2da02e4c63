"""The code on the trainer's screen, and the trainee who scans it."""

from datetime import datetime
from typing import cast

import segno
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies.requests import MemberRequest
from core.policy import public, require
from core.refusals import Refused
from enrollment.enums import EnrollmentState, MarkSource
from enrollment.marks import mark_words
from enrollment.models import Attendance
from enrollment.permissions import can_teach, is_trainee
from enrollment.queries.attendance import window_of
from enrollment.services.presence import mark_present, read_presence, refuse_code, show_code
from enrollment.views.classes import run_of_class
from training.models import Session

SCANNED = "presence_scanned"  # in the session of a browser: [code, moment of the scan]


@require_safe
@require(can_teach)
def presence_screen(request: MemberRequest, pk: int) -> HttpResponse:
    """The code, large, and how many are there; the part with the code is fetched anew as long as the page is open."""
    session = get_object_or_404(Session.objects.select_related("run__course", "topic"), pk=pk)
    run = run_of_class(request, session.run_id)
    context = {"run": run, "session": session, **_screen(session, timezone.localtime())}
    part = request.headers.get("HX-Request") == "true"
    template = "enrollment/learning/_code.html" if part else "enrollment/learning/presence_screen.html"
    # 286 ends the fetching: there is no code any more.
    return render(request, template, context, status=286 if part and not context["qr"] else 200)


def _screen(session: Session, at: datetime) -> dict[str, object]:
    seats = session.run.enrollments.filter(state=EnrollmentState.TRAINING)
    marked = Attendance.objects.filter(session=session, enrollment__in=seats)
    counts = {
        "there": marked.filter(minutes__gt=0).count(),
        "by_code": marked.filter(source=MarkSource.QR).count(),
        "seats": seats.count(),
        "qr": "",
        "refusal": "",
    }
    try:
        shown = show_code(session, at=at)
    except Refused as refusal:
        return counts | {"refusal": str(refusal)}
    address = settings.BASE_URL + reverse("here", args=[shown.code])
    image = segno.make_qr(address, error="m").svg_data_uri(scale=8, border=4)
    return counts | {"qr": image, "seconds": shown.seconds, "window": window_of(session)}


@require_http_methods(["GET", "HEAD", "POST"])
@public
def here(request: HttpRequest, code: str) -> HttpResponse:
    """What a scanned code opens: who is not signed in signs in first, and is present from the moment of the scan."""
    at = timezone.localtime()
    if not _may_try(request):
        refused: HttpResponse = ratelimit.respond_429(request)
        return refused
    scanned = _scanned(request, code) or at
    try:
        if not request.user.is_authenticated:
            refuse_code(code, at=scanned)
            request.session[SCANNED] = [code, scanned.isoformat()]
            words = _(
                "Sign in to be marked. Without an account, tell the trainer your name: it is tapped on the list."
            )
            messages.info(request, words)
            return redirect_to_login(request.get_full_path())
        return _marked(cast(MemberRequest, request), code, scanned, at)
    except Refused as refusal:
        return render(request, "enrollment/learning/not_here.html", {"refusal": refusal}, status=409)


def _may_try(request: HttpRequest) -> bool:
    """Not too often: by account, and of those not signed in by address, behind which a whole class may stand."""
    user = request.user if request.user.is_authenticated else None
    limit = settings.PRESENCE_LIMIT if user else settings.PRESENCE_OPEN_LIMIT
    tried = ratelimit.consume(
        request, app="enrollment", action="presence", config={"presence": limit}, user=user, limit_get=True
    )
    return bool(tried)


def _marked(request: MemberRequest, code: str, scanned: datetime, at: datetime) -> HttpResponse:
    if not is_trainee(request.user):
        return render(request, "enrollment/learning/not_here.html", {"no_trainee": True}, status=403)
    if request.method == "POST":
        row = mark_present(code, by=request.user, at=at, scanned_at=scanned)
        request.session.pop(SCANNED, None)
        words = mark_words(row.mark, row.arrived_after, row.left_before)
        messages.success(request, _("You are marked: %(mark)s.") % {"mark": words})
        return redirect("my_attendance")
    presence = read_presence(code, request.user, scanned_at=scanned)
    request.session[SCANNED] = [code, scanned.isoformat()]
    return render(request, "enrollment/learning/here.html", {"presence": presence})


def _scanned(request: HttpRequest, code: str) -> datetime | None:
    """When this browser opened the code first, if it did."""
    known, moment = request.session.get(SCANNED, ("", ""))
    return parse_datetime(moment) if known == code else None
