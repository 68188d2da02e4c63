"""The class: who was there."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from agencies.requests import MemberRequest
from core.policy import require
from core.refusals import Refused
from core.spreadsheets import xlsx_response
from core.templatetags.ui import thai_date
from enrollment.enums import EnrollmentState, MarkSource
from enrollment.forms.attendance import (
    ListForm,
    MarkForm,
    asks_reason,
    list_form,
    mark_form,
    mark_forms,
)
from enrollment.marks import MarkAnswer, Took, mark_words
from enrollment.models import Attendance
from enrollment.models.attendance import MarkValue
from enrollment.permissions import can_teach
from enrollment.queries.attendance import (
    Cell,
    StandingLine,
    matrix_of,
    runs_of_class,
    standings_of,
    window_of,
)
from enrollment.services import sync_marks
from enrollment.services.attendance import MARKED
from enrollment.views.classes import all_valid, run_of_class
from training.enums import RunState
from training.models import CourseRun, Session


@require_safe
@require(can_teach)
def run_attendance(request: MemberRequest, pk: int) -> HttpResponse:
    """People by sessions, who is at risk of missing the hours, and the lists still to be taken."""
    run = run_of_class(request, pk)
    today = timezone.localdate()
    sessions = list(
        run.sessions.select_related("topic").annotate(marked=Count("attendances")).order_by("number")
    )
    standings = standings_of(run, today)
    cells = matrix_of(run, sessions)
    if request.GET.get("format") == "xlsx":
        return _sheet(run, sessions, [(line, cells.get(line.enrollment.pk, [])) for line in standings])
    in_training = sum(line.enrollment.state == EnrollmentState.TRAINING for line in standings)
    held = [session for session in sessions if session.day and session.day <= today]
    due = [one for one in held if one.marked < in_training] if run.state == RunState.RUNNING else []
    context = {
        "run": run,
        "sessions": sessions,
        "due": due,
        "lines": [(line, cells.get(line.enrollment.pk, [])) for line in standings],
        "today": today,
        "is_open": run.state in MARKED,
    }
    return render(request, "enrollment/learning/run_attendance.html", context)


def _sheet(
    run: CourseRun, sessions: Sequence[Session], lines: Iterable[tuple[StandingLine, Sequence[Cell]]]
) -> HttpResponse:
    days = [f"{one.number} · {thai_date(one.day, 'short')} {one.get_slot_display()}" for one in sessions]
    headings = [_("Seat"), _("Name"), _("Hours attended"), _("Percent of the hours"), *days]
    rows = [
        [
            line.enrollment.seat_number,
            line.enrollment.graduate.display_name,
            line.forecast.attended / 60,
            line.percent,
            *(cell.words for cell in cells),
        ]
        for line, cells in lines
    ]
    return xlsx_response(f"attendance-{run.code}", _("Attendance"), headings, rows)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_teach)
def attendance(request: MemberRequest, pk: int) -> HttpResponse:
    """One session's list: one tap a person. A phone keeps it for the day (`static/js/marks.js`)."""
    session = get_object_or_404(Session.objects.select_related("run__course", "topic"), pk=pk)
    run = run_of_class(request, session.run_id)
    seats = run.enrollments.filter(state=EnrollmentState.TRAINING).select_related("graduate")
    data = request.POST or None
    forms, whole = mark_forms(session, seats.order_by("seat_number"), data), list_form(session, data)
    if request.method != "POST":
        return _list(request, run, session, forms, whole)
    answers = _save(request, session, forms, whole) if all_valid([*forms, whole]) else None
    if answers is None:
        return _list(request, run, session, forms, whole, status=422)
    open_ = [answer for answer in answers if answer.took in (Took.CONFLICT, Took.REFUSED)]
    _tell(request, sum(answer.is_written for answer in answers), len(open_))
    if open_:
        return _list(request, run, session, _to_decide(session, forms, open_), whole, status=409)
    return redirect("run_attendance", pk=run.pk)


def _list(
    request: MemberRequest,
    run: CourseRun,
    session: Session,
    forms: Sequence[MarkForm],
    whole: ListForm,
    *,
    status: int = 200,
) -> HttpResponse:
    at = timezone.localtime()
    context = {
        "run": run,
        "session": session,
        "forms": forms,
        "whole": whole,
        "asks_reason": asks_reason(forms, session, by=request.user, at=at),
        "is_today": session.day == at.date(),
        "opens": _opens_later(session, at),
    }
    return render(request, "enrollment/learning/attendance.html", context, status=status)


def _opens_later(session: Session, at: datetime) -> datetime | None:
    """From when on the list is taken, where that is still to come."""
    opens = window_of(session).opens if session.day else None
    return opens if opens and at < opens else None


def _save(
    request: MemberRequest, session: Session, forms: Sequence[MarkForm], whole: ListForm
) -> list[MarkAnswer] | None:
    """Save what can be saved; None, with the reason on the form, of a list refused whole."""
    try:
        return sync_marks(
            session,
            [form.entry(whole.cleaned_data["reason"]) for form in forms],
            by=request.user,
            at=timezone.localtime(),
            source=MarkSource.LIST,
            planned=whole.planned,
        )
    except Refused as refusal:
        whole.refuse(refusal, session)
        return None


def _tell(request: MemberRequest, changed: int, undecided: int) -> None:
    """How many marks were saved, and how many were not: who reads "saved" above all may leave."""
    if changed or not undecided:
        words = ngettext(
            "Attendance saved: %(count)s mark new or changed.",
            "Attendance saved: %(count)s marks new or changed.",
            changed,
        )
        messages.success(request, words % {"count": changed})
    if undecided:
        words = ngettext(
            "%(count)s mark is not saved: decide about it below.",
            "%(count)s marks are not saved: decide about them below.",
            undecided,
        )
        messages.warning(request, words % {"count": undecided})


def _to_decide(session: Session, forms: Sequence[MarkForm], answers: Iterable[MarkAnswer]) -> list[MarkForm]:
    """The people about whom something is still open: what stands now, and what this list said."""
    by_seat = {form.enrollment.pk: form for form in forms}
    found = []
    for answer in answers:
        entry, row = answer.entry, answer.standing
        form = mark_form(session, by_seat[entry.enrollment_id].enrollment, row)
        form.mine = mark_words(entry.mark, entry.arrived_after or 0, entry.left_before or 0)
        form.refusal = str(answer.refusal) if answer.refusal else ""
        if answer.took is Took.REFUSED:
            said = {"mark": entry.mark, "late": entry.arrived_after, "early": entry.left_before}
            form.initial = {**form.initial, **said}
        found.append(form)
    return found


@require_safe
@require(can_teach)
def mark(request: MemberRequest, pk: int) -> HttpResponse:
    """One mark with its history: what stood there before, who replaced it and why."""
    rows = Attendance.objects.filter(session__run__in=runs_of_class(request.user))
    row = get_object_or_404(
        rows.select_related("enrollment__graduate", "session__run__course", "session__topic", "marked_by"),
        pk=pk,
    )
    changes = list(row.changes.select_related("marked_by"))
    reasons = [change.reason for change in changes]
    values: list[MarkValue] = [row, *changes]
    entries = [_told(value, reason) for value, reason in zip(values, [*reasons, ""], strict=True)]
    context = {"row": row, "run": row.session.run, "entries": entries}
    return render(request, "enrollment/learning/mark.html", context)


def _told(value: MarkValue, reason: str) -> dict[str, object]:
    """A mark of the history; `reason` is why it replaced the one before it."""
    who = value.marked_by
    why = _("Why: %(reason)s") % {"reason": reason} if reason else ""
    return {
        "at": value.marked_at,
        "title": mark_words(value.mark, value.arrived_after, value.left_before),
        "by": (who.get_full_name() or who.get_username()) if who else _("the system"),
        "text": " · ".join(filter(None, [str(value.get_source_display()), why])),
        "tone": "good" if value.minutes else "warn",
        "url": "",
    }
