"""What is booked and can no longer be held, and taking a trainer or a room out of use, which makes it so."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies.models import User
from agencies.requests import MemberRequest
from core.keys import key_in
from core.policy import require
from scheduling.judging import wrongly_placed
from scheduling.lessons import Lesson, booked, lessons_at
from scheduling.models import Assignment
from scheduling.permissions import can_make_timetables
from scheduling.queries import plannable_runs
from scheduling.reasons import Reasons
from training import services
from training.models import Room, Trainer
from training.queries import centers_of, rooms_of, trainers_of

Needy = tuple[Lesson, list[str]]


def in_need(user: User) -> Iterator[Needy]:
    """Sessions to come of the account's centres that stand wrongly now, with the reasons in words."""
    today = timezone.localdate()
    for center in centers_of(user):
        found = list(wrongly_placed(center, plannable_runs(center, today), today=today))
        for lesson, (place, broken) in zip(
            lessons_at([place for place, _broken in found]), found, strict=True
        ):
            yield lesson, Reasons(lesson.session, place).of(broken)


def again(needy: Iterable[Needy]) -> str:
    """The query with which a new timetable starts: the runs of these sessions."""
    query = QueryDict(mutable=True)
    query.setlist("runs", sorted({str(lesson.session.run_id) for lesson, _reasons in needy}))
    return query.urlencode()


@require_safe
@require(can_make_timetables)
def sessions_in_need(request: MemberRequest) -> HttpResponse:
    """All of them, or those of one trainer or room: a page, and a part of the pages on which they come about."""
    needy: list[Needy] = list(in_need(request.user))
    subject: Trainer | Room | None = None
    if asked := request.GET.get("trainer", ""):
        trainer = subject = get_object_or_404(trainers_of(request.user), pk=key_in(asked))
        needy = [(lesson, why) for lesson, why in needy if trainer in lesson.trainers]
    elif asked := request.GET.get("room", ""):
        room = subject = get_object_or_404(rooms_of(request.user), pk=key_in(asked))
        needy = [(lesson, why) for lesson, why in needy if lesson.room == room]
    context = {"needy": needy, "again": again(needy), "subject": subject or ""}
    return render(request, f"scheduling/{'_' if _is_part(request) else ''}in_need.html", context)


def _is_part(request: HttpRequest) -> bool:
    return bool(request.htmx)  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_make_timetables)
def deactivate_trainer(request: MemberRequest, pk: int) -> HttpResponse:
    """Shows what is booked for the trainer, then says that they teach here no more."""
    row = get_object_or_404(trainers_of(request.user).filter(is_active=True), pk=pk)
    if request.method == "POST":
        services.deactivate_trainer(row, by=request.user, at=timezone.now())
        messages.success(request, _("The trainer teaches here no longer."))
        return redirect(f"{reverse('sessions_in_need')}?trainer={pk}")
    return _ask(
        request,
        row,
        Assignment.objects.filter(bookings__trainer=row),
        question=_("Teaches no longer"),
        effect=_(
            "They stay booked and are shown as in need of another trainer. Move them, or make a new timetable."
        ),
        button=_("Teaches no longer"),
        back_url=reverse("trainer", args=[pk]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_make_timetables)
def deactivate_room(request: MemberRequest, pk: int) -> HttpResponse:
    """Shows what is booked in the room, then takes it out of use."""
    row = get_object_or_404(rooms_of(request.user).filter(is_active=True), pk=pk)
    if request.method == "POST":
        services.deactivate_room(row, by=request.user, at=timezone.now())
        messages.success(request, _("The room is out of use."))
        return redirect(f"{reverse('sessions_in_need')}?room={pk}")
    return _ask(
        request,
        row,
        Assignment.objects.filter(room=row),
        question=_("Take the room out of use"),
        effect=_(
            "They stay booked and are shown as in need of another room. Move them, or make a new timetable."
        ),
        button=_("Take out of use"),
        back_url=reverse("room", args=[pk]),
    )


def _ask(request: MemberRequest, row: Any, bookings: Any, **words: str) -> HttpResponse:
    lessons = booked(bookings.filter(day__gt=timezone.localdate()))
    return render(request, "scheduling/leave.html", {"subject": row, "lessons": lessons, **words})
