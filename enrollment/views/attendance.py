"""The class: who was there."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies.requests import MemberRequest
from core.policy import require
from enrollment.enums import EnrollmentState
from enrollment.forms.attendance import mark_forms
from enrollment.permissions import can_teach
from enrollment.queries.attendance import standings_of
from enrollment.services import mark_attendance
from enrollment.views.classes import all_valid, run_of_class
from training.enums import RunState
from training.models import Session


@require_safe
@require(can_teach)
def run_attendance(request: MemberRequest, pk: int) -> HttpResponse:
    """The run's sessions with their lists, and who is at risk of missing the hours."""
    run = run_of_class(request, pk)
    sessions = run.sessions.select_related("topic").annotate(marked=Count("attendances")).order_by("number")
    today = timezone.localdate()
    held = [session for session in sessions if session.day and session.day <= today]
    context = {
        "run": run,
        "sessions": sessions,
        "due": [s for s in held if not s.marked] if run.state == RunState.RUNNING else [],
        "standings": standings_of(run),
        "today": today,
    }
    return render(request, "enrollment/learning/run_attendance.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_teach)
def attendance(request: MemberRequest, pk: int) -> HttpResponse:
    """One session's list: one tap a person."""
    session = get_object_or_404(Session.objects.select_related("run__course", "topic"), pk=pk)
    run = run_of_class(request, session.run_id)
    seats = run.enrollments.filter(state=EnrollmentState.TRAINING).select_related("graduate")
    forms = mark_forms(session, seats.order_by("seat_number"), request.POST or None)
    valid = request.method == "POST" and all_valid(forms)
    if valid:
        entries = [form.entry for form in forms]
        changed = mark_attendance(session, entries, by=request.user, at=timezone.localtime())
        messages.success(request, _("Attendance saved: %(count)s marks new or changed.") % {"count": changed})
        return redirect("run_attendance", pk=run.pk)
    context = {"run": run, "session": session, "forms": forms}
    status = 422 if request.method == "POST" else 200
    return render(request, "enrollment/learning/attendance.html", context, status=status)
