"""Courses and their curricula."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies.requests import MemberRequest
from core.listing import Sheet, answer_list
from core.policy import require
from core.refusals import Refused
from training import services
from training.entries import ContentEntry
from training.filters import CourseFilter
from training.forms.courses import CourseForm, CurriculumForm, Topics, course_entries, topic_entries
from training.models import Course, CourseRun
from training.permissions import can_plan_training, can_see_courses
from training.queries import with_open_runs


def _cells(course: Course) -> list[object]:
    sizes = [course.size_minimum, course.size_maximum]
    kind = course.get_course_type_display()
    return [
        course.code,
        course.name_th,
        course.name_en,
        kind,
        ", ".join(map(str, course.skills.all())),
        *sizes,
        course.leads_to,
    ]


@require_safe
@require(can_see_courses)
def courses(request: MemberRequest) -> HttpResponse:
    """Everything that is taught."""
    rows = with_open_runs(Course.objects.prefetch_related("skills"))
    headings = [
        _("Code"),
        _("Thai name"),
        _("English name"),
        _("Type"),
        _("Trainer's qualification"),
        _("Smallest class"),
        _("Largest class"),
        _("Occupations it leads to"),
    ]
    sheet = Sheet("courses", _("Courses"), headings, _cells)
    found = CourseFilter(request.GET, queryset=rows, request=request)
    may = can_plan_training(request.user)
    return answer_list(request, found, found.qs, ("code", "id"), "training/courses.html", sheet, may_plan=may)


@require_safe
@require(can_see_courses)
def course(request: MemberRequest, pk: int) -> HttpResponse:
    """A course with its newest curriculum and the runs that the account may see."""
    row = get_object_or_404(Course.objects.prefetch_related("skills"), pk=pk)
    curricula = list(row.curricula.prefetch_related("topics__room_kind"))
    runs = CourseRun.objects.visible_to(request.user).filter(course=row).select_related("center")
    context = {
        "course": row,
        "curriculum": curricula[0] if curricula else None,
        "older": curricula[1:],
        "runs": runs.order_by("-first_day", "code")[:20],
        "may_plan": can_plan_training(request.user),
    }
    return render(request, "training/course.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def new_course(request: MemberRequest) -> HttpResponse:
    """A course with the first version of its content."""
    form, topics = CourseForm(request.POST or None), Topics(request.POST or None, prefix="topics")
    if request.method == "POST" and form.is_valid() and topics.is_valid():
        try:
            course = services.add_course(
                **course_entries(form.cleaned_data, topics), by=request.user, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The course is entered."))
            return redirect("course", pk=course.pk)
    context = {"form": form, "topics": topics}
    status = 422 if form.errors or topics.is_bound else 200
    return render(request, "training/new_course.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def new_curriculum(request: MemberRequest, pk: int) -> HttpResponse:
    """A new version of a course's content, beginning with the present one."""
    row = get_object_or_404(Course, pk=pk)
    form = CurriculumForm(request.POST or None)
    topics = Topics(request.POST or None, prefix="topics", initial=_topics_now(row))
    if request.method == "POST" and form.is_valid() and topics.is_valid():
        day = form.cleaned_data["approved_on"]
        newest = row.curricula.order_by("-version").values_list("version", flat=True).first() or 0
        content = ContentEntry(topic_entries(topics), approved_on=day)
        services.revise_curriculum(row, content=content, based_on=newest, by=request.user, at=timezone.now())
        messages.success(request, _("The new version holds for runs planned from now on."))
        return redirect("course", pk=pk)
    context = {"course": row, "form": form, "topics": topics}
    status = 422 if form.errors or topics.is_bound else 200
    return render(request, "training/new_curriculum.html", context, status=status)


def _topics_now(course: Course) -> list[dict[str, object]]:
    newest = course.curricula.order_by("-version").first()
    fields = ("title_th", "title_en", "theory_minutes", "practice_minutes", "room_kind")
    return list(newest.topics.values(*fields)) if newest else []
