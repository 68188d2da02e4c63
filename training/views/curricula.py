"""Versions of a course's content: a new one, by hand or from a spreadsheet; two side by side; runs that follow."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.requests import MemberRequest
from core.policy import require
from core.refusals import Refused
from core.spreadsheets import XLSX
from core.tables.reading import FileUnreadable
from training import services
from training.comparing import content_lines, topic_pairs
from training.entries import ContentEntry, content_entry
from training.forms.curricula import (
    MOST_TOPICS,
    ContentForm,
    TopicForm,
    Topics,
    TopicsFileForm,
    content_typed,
    entered_content,
    topics_typed,
)
from training.forms.rows import BUTTON, all_valid, typed, typed_rows
from training.models import Course, Curriculum
from training.permissions import can_plan_training, can_see_courses
from training.queries import runs_run_by
from training.refusals import NewerVersion
from training.topics_file import read_topics, topics_template


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def new_curriculum(request: MemberRequest, pk: int) -> HttpResponse:
    """A new version of a course's content, beginning with the present one."""
    row = get_object_or_404(Course, pk=pk)
    if request.method != "POST":
        return _begin(request, row)
    if BUTTON in request.POST:
        topics = Topics(initial=typed_rows(TopicForm, request.POST, "topics"), prefix="topics")
        return _form(request, row, ContentForm(initial=typed(ContentForm, request.POST)), topics)
    form, topics = ContentForm(request.POST), Topics(request.POST, prefix="topics")
    if not all_valid(form, topics):
        return _form(request, row, form, topics, status=422)
    return _save(request, row, form, topics)


def _begin(request: MemberRequest, row: Course, read: ContentEntry | None = None) -> HttpResponse:
    """The form with the newest version, or with the topics read from a file in place of its own."""
    newest = _newest(row)
    start = content_entry(newest) if newest else None
    said = {**(content_typed(start) if start else {}), "based_on": newest.version if newest else 0}
    shown = read or start
    topics = topics_typed(shown) if shown else []
    form = ContentForm(initial=said)
    return _form(request, row, form, Topics(initial=topics, prefix="topics"), from_file=bool(read))


def _save(request: MemberRequest, row: Course, form: ContentForm, topics: Any) -> HttpResponse:
    content, based_on = entered_content(form, topics), form.cleaned_data["based_on"] or 0
    try:
        services.revise_curriculum(
            row, content=content, based_on=based_on, by=request.user, at=timezone.now()
        )
    except NewerVersion as refusal:
        return _beside(request, row, content, topics, refusal)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, row, form, topics, status=422)
    messages.success(request, _("The new version holds for runs planned from now on."))
    return redirect("course", pk=row.pk)


def _beside(
    request: MemberRequest, row: Course, content: ContentEntry, topics: Any, refusal: NewerVersion
) -> HttpResponse:
    """What somebody else entered meanwhile beside what was typed; saved again, it becomes the version after."""
    newest = get_object_or_404(_versions(row), version=refusal.facts["newest"])
    again = request.POST.copy()
    again["based_on"] = str(newest.version)
    theirs = content_entry(newest)
    more = {
        "meanwhile": newest,
        "lines": content_lines(theirs, content),
        "pairs": topic_pairs(theirs, content),
    }
    return _form(request, row, ContentForm(again), topics, status=409, **more)


def _form(
    request: MemberRequest, row: Course, form: ContentForm, topics: Any, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"course": row, "content": form, "topics": topics, **more}
    return render(request, "training/new_curriculum.html", context, status=status)


@require_safe
@require(can_plan_training)
def topics_sheet(request: MemberRequest, pk: int) -> HttpResponse:
    """The spreadsheet to fill in, with the topics of the newest version."""
    row = get_object_or_404(Course, pk=pk)
    newest = _newest(row)
    response = HttpResponse(
        topics_template(content_entry(newest).topics if newest else ()), content_type=XLSX
    )
    name = content_disposition_header(True, f"topics-{row.code}.xlsx")
    response.headers["Content-Disposition"] = name or "attachment"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def import_topics(request: MemberRequest, pk: int) -> HttpResponse:
    """Read topics from a spreadsheet into the form of a new version, where they are looked at and saved."""
    row = get_object_or_404(Course, pk=pk)
    form = TopicsFileForm(request.POST or None, request.FILES or None)
    faults: list[Any] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            topics, faults = read_topics(file.name, file.read())
        except FileUnreadable as refusal:
            form.add_error("file", str(refusal))
        else:
            if topics and not faults and len(topics) <= MOST_TOPICS:
                return _begin(request, row, ContentEntry(tuple(topics), timezone.localdate()))
            if not faults:
                words = _("The file has %(count)s topics; a curriculum has 1 to %(most)s.")
                form.add_error("file", words % {"count": len(topics), "most": MOST_TOPICS})
    status = 200 if request.method != "POST" else 422
    context = {"course": row, "form": form, "faults": faults}
    return render(request, "training/import_topics.html", context, status=status)


@require_safe
@require(can_see_courses)
def compare_curricula(request: MemberRequest, pk: int) -> HttpResponse:
    """Two versions of a course side by side; unless asked otherwise the newest two."""
    row = get_object_or_404(Course, pk=pk)
    versions = list(_versions(row))
    after = _asked(versions, request.GET.get("after", ""), versions[0] if versions else None)
    older = next((one for one in versions if after and one.version < after.version), after)
    before = _asked(versions, request.GET.get("before", ""), older)
    context: dict[str, Any] = {"course": row, "versions": versions, "before": before, "after": after}
    if before and after:
        one, other = content_entry(before), content_entry(after)
        context |= {"lines": content_lines(one, other), "pairs": topic_pairs(one, other)}
    return render(request, "training/compare_curricula.html", context)


def _asked(versions: list[Curriculum], version: str, otherwise: Curriculum | None) -> Curriculum | None:
    return next((one for one in versions if str(one.version) == version), otherwise)


@require_POST
@require(can_plan_training)
def take_newest(request: MemberRequest, pk: int) -> HttpResponse:
    """A run that is only planned follows the newest version of its course."""
    run = get_object_or_404(runs_run_by(request.user).select_related("course", "curriculum", "center"), pk=pk)
    services.take_newest(run, by=request.user, at=timezone.now())
    messages.success(
        request, _("%(run)s follows the newest version. It needs a timetable again.") % {"run": run.code}
    )
    return redirect("course", pk=run.course_id)


def _versions(row: Course) -> Any:
    rows = row.curricula.select_related("course").order_by("-version")
    return rows.prefetch_related("topics__room_kind", "topics__equipment")


def _newest(row: Course) -> Curriculum | None:
    newest: Curriculum | None = _versions(row).first()
    return newest
