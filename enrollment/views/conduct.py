"""Discipline: the steps of one person in order, and the next one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agencies.permissions import is_center_staff
from agencies.requests import MemberRequest
from core.policy import require
from core.refusals import Refused
from enrollment.enums import ConductStep, EnrollmentState
from enrollment.forms.entry import ConductForm
from enrollment.models import Conduct, Enrollment
from enrollment.queries.entry import conduct_of, rules_of_seat
from enrollment.services import record_conduct, take_back_conduct
from enrollment.services.conduct import ENDS
from enrollment.views.entry import seat_of_center
from training.rule_rows import rules_of


@require_http_methods(["GET", "HEAD", "POST"])
@require(is_center_staff)
def seat_conduct(request: MemberRequest, pk: int) -> HttpResponse:
    """What was recorded, and the next step: warning, probation, dismissal; cheating ends the training."""
    seat = seat_of_center(request, pk)
    today = timezone.localdate()
    form = ConductForm(request.POST or None, steps=_steps(seat), today=today)
    if request.method == "POST" and form.is_valid() and _recorded(request, seat, form):
        return redirect("seat_conduct", pk=pk)
    discipline = rules_of(seat.run.rule_set).discipline
    context = {
        "seat": seat,
        "form": form,
        "steps": conduct_of(seat),
        "clause": discipline.clause,
        "ends": [step.value for step in ENDS],
        "in_training": seat.state == EnrollmentState.TRAINING,
    }
    return render(request, "enrollment/entry/conduct.html", context, status=422 if form.errors else 200)


def _steps(seat: Enrollment) -> list[ConductStep]:
    """The steps that the run's rules know: cheating only where a clause ends the training for it."""
    knows = rules_of_seat(seat).cheating_clause is not None
    return [step for step in ConductStep if knows or step != ConductStep.CHEATING]


def _recorded(request: MemberRequest, seat: Enrollment, form: ConductForm) -> bool:
    try:
        said = dict(form.cleaned_data, step=ConductStep(form.cleaned_data["step"]))
        conduct = record_conduct(seat, **said, by=request.user, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Recorded: %(step)s.") % {"step": conduct.get_step_display()})
    return True


@require_POST
@require(is_center_staff)
def take_back(request: MemberRequest, pk: int) -> HttpResponse:
    """A warning or probation that should not have been recorded."""
    rows = Conduct.objects.visible_to(request.user).select_related("enrollment")
    conduct = get_object_or_404(rows, pk=pk)
    take_back_conduct(conduct, by=request.user, at=timezone.now())
    messages.success(request, _("Taken back: it counts no more, and stays in the record."))
    return redirect("seat_conduct", pk=conduct.enrollment_id)
