"""What a trainer sees and enters about themselves."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agencies.requests import MemberRequest
from core.policy import require
from training import services
from training.forms.trainers import AbsenceForm
from training.models import Trainer
from training.permissions import is_trainer
from training.views.trainers import absence_entered, answer_wishes, facts_for


def _self(request: MemberRequest) -> Trainer:
    return get_object_or_404(Trainer.objects.select_related("center"), user=request.user, is_active=True)


@require_http_methods(["GET", "HEAD", "POST"])
@require(is_trainer)
def my_teaching(request: MemberRequest) -> HttpResponse:
    """Own qualifications, half days and absences; the form enters an absence of one's own."""
    row = _self(request)
    form = AbsenceForm(request.POST or None)
    if request.method == "POST" and absence_entered(request, row, form):
        return redirect("my_teaching")
    context = {**facts_for(row), "form": form}
    return render(request, "training/my_teaching.html", context, status=422 if form.errors else 200)


@require_POST
@require(is_trainer)
def remove_my_absence(request: MemberRequest, pk: int) -> HttpResponse:
    """Take back an absence that one entered oneself; what the staff entered is theirs."""
    absence = get_object_or_404(_self(request).absences.filter(entered_by=request.user), pk=pk)
    services.remove_absence(absence, by=request.user, at=timezone.now())
    messages.success(request, _("The absence is removed."))
    return redirect("my_teaching")


@require_http_methods(["GET", "HEAD", "POST"])
@require(is_trainer)
def my_wishes(request: MemberRequest) -> HttpResponse:
    """The half days on which one would rather not teach oneself."""
    return answer_wishes(request, _self(request), back=reverse("my_teaching"))
