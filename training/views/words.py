"""The words that courses are described with, shared by all centres."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agencies.requests import MemberRequest
from core.policy import require
from training import services
from training.forms.words import WORDS, WordForm
from training.permissions import can_plan_training

ADD = {"skill": services.add_skill, "gear": services.add_gear, "room": services.add_room_kind}


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def words(request: MemberRequest) -> HttpResponse:
    """Qualifications, protective gear and kinds of rooms: what there is, and one more."""
    form = WordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        ADD[facts.pop("kind")](by=request.user, at=timezone.now(), **facts)
        messages.success(request, _("The word is entered. Courses can use it now."))
        return redirect("course_words")
    groups = [(label, model._default_manager.all()) for label, model in WORDS.values()]
    context = {"form": form, "groups": groups}
    return render(request, "training/words.html", context, status=422 if form.errors else 200)
