"""Sessions: the list, and moving one by hand in three clicks."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.requests import MemberRequest
from core.listing import Sheet, answer_list
from core.policy import require
from core.refusals import Refused
from scheduling import services
from scheduling.filters import SessionFilter
from scheduling.forms import MoveForm
from scheduling.lessons import booked, free_places
from scheduling.models import Assignment
from scheduling.permissions import can_make_timetables
from scheduling.queries import sessions_of
from training.calendar import monday_of
from training.models import Session

ORDER = ("run__code", "number", "id")


def _session(request: MemberRequest, pk: int) -> Session:
    related = ("run__course", "run__center", "run__held_at", "run__site", "topic", "room_kind")
    return get_object_or_404(sessions_of(request.user).select_related(*related), pk=pk)


@require_safe
@require(can_make_timetables)
def sessions(request: MemberRequest) -> HttpResponse:
    """All sessions of the centre, to filter and to download."""
    found = SessionFilter(request.GET, queryset=sessions_of(request.user), request=request)
    related = found.qs.distinct().select_related(
        "run__course", "run__held_at", "topic", "room_kind", "assignment__room"
    )
    rows = related.prefetch_related("assignment__bookings__trainer")
    sheet = Sheet("sessions", _("Sessions"), _headings(), _cells)
    return answer_list(request, found, rows, ORDER, "scheduling/sessions.html", sheet)


def _headings() -> list[str]:
    return [
        _("Run"),
        _("Course"),
        pgettext("session", "Number"),
        _("Topic"),
        _("Part"),
        _("Minutes"),
        _("Day"),
        _("Half day"),
        _("Room"),
        _("Trainers"),
    ]


def _cells(session: Session) -> list[object]:
    place = getattr(session, "assignment", None)
    return [
        session.run.code,
        session.run.course,
        session.number,
        session.topic,
        session.get_part_display(),
        session.minutes,
        session.day,
        session.get_slot_display(),
        place.place if place else "",
        ", ".join(str(booking.trainer) for booking in place.bookings.all()) if place else "",
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_make_timetables)
def move_session(request: MemberRequest, pk: int) -> HttpResponse:
    """Another day, room or trainers for one session; what stands against it is said in words."""
    session = _session(request, pk)
    form = MoveForm(request.POST or None, session=session)
    if request.method == "POST" and form.is_valid() and _moved(request, session, form):
        messages.success(request, _("The session was moved and stays fixed there."))
        week = monday_of(form.cleaned_data["day"]).isoformat()
        return redirect(f"{reverse('timetable')}?week={week}")
    lessons = booked(Assignment.objects.filter(session=session))
    context = {
        "session": session,
        "form": form,
        "lesson": lessons[0] if lessons else None,
        "free": free_places(session, today=timezone.localdate()),
    }
    return render(request, "scheduling/move_session.html", context, status=422 if form.errors else 200)


def _moved(request: MemberRequest, session: Session, form: MoveForm) -> bool:
    try:
        services.move_session(session, by=request.user, at=timezone.now(), **form.place)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@require_POST
@require(can_make_timetables)
def unlock_session(request: MemberRequest, pk: int) -> HttpResponse:
    services.unlock_session(_session(request, pk), by=request.user, at=timezone.now())
    messages.success(request, _("The next timetable may move this session."))
    return redirect("move_session", pk=pk)
