"""The words that courses are described with, shared by all centres."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agencies.requests import MemberRequest
from core.policy import require
from training import services
from training.forms.words import RENAMED, WORDS, NamesForm, WordForm
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
    groups = [(kind, label, model._default_manager.all()) for kind, (label, model) in WORDS.items()]
    context = {"form": form, "groups": groups}
    return render(request, "training/words.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def rename_word(request: MemberRequest, kind: str, code: str) -> HttpResponse:
    """Another name for a word, wherever it stands."""
    if kind not in RENAMED:
        raise Http404
    word = get_object_or_404(RENAMED[kind]._default_manager.all(), pk=code)
    back = "equipment_kinds" if kind == "equipment" else "course_words"
    form = NamesForm(request.POST or None, initial={"name_th": word.name_th, "name_en": word.name_en})
    if request.method == "POST" and form.is_valid():
        services.rename_word(word, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The word is renamed."))
        return redirect(back)
    context = {"form": form, "word": word, "back_url": reverse(back)}
    return render(request, "training/rename_word.html", context, status=422 if form.errors else 200)
