"""Courses: the list, one course as a counsellor reads it, entering, correcting, retiring."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.requests import MemberRequest
from core.listing import Sheet, answer_list
from core.policy import require
from core.refusals import Refused
from training import services
from training.comparing import course_lines, in_words, wage_range
from training.conditions import conditions_of, judges_placement
from training.entries import course_entry, wage_entry
from training.filters import COURSE_ORDERS, CourseFilter
from training.forms.courses import (
    CostForm,
    Costs,
    CourseForm,
    NewCourseForm,
    costs_typed,
    course_typed,
    entered_course,
)
from training.forms.curricula import ContentForm, TopicForm, Topics, entered_content
from training.forms.rows import BUTTON, all_valid, typed, typed_rows
from training.models import Course, CourseRun, Curriculum
from training.permissions import can_plan_training, can_see_courses
from training.queries import with_open_runs
from training.refusals import ChangedMeanwhile


@require_safe
@require(can_see_courses)
def courses(request: MemberRequest) -> HttpResponse:
    """Everything that is taught."""
    rows = with_open_runs(Course.objects.select_related("partner").prefetch_related("skills", "gear"))
    headings = [
        _("Code"),
        _("Thai name"),
        _("English name"),
        _("Type"),
        _("Trainer's qualifications"),
        _("Protective gear"),
        _("Smallest class"),
        _("Largest class"),
        _("Partner"),
        _("Occupations it leads to"),
        _("Wage"),
        _("Offered"),
    ]
    sheet = Sheet("courses", _("Courses"), headings, _cells)
    found = CourseFilter(request.GET, queryset=rows, request=request)
    order = COURSE_ORDERS.get(request.GET.get("sort", ""), COURSE_ORDERS[""])
    may = can_plan_training(request.user)
    return answer_list(request, found, found.qs, order, "training/courses.html", sheet, may_plan=may)


def _cells(course: Course) -> list[object]:
    return [
        course.code,
        course.name_th,
        course.name_en,
        course.get_course_type_display(),
        in_words("skills", tuple(course.skills.all())),
        in_words("gear", tuple(course.gear.all())),
        course.size_minimum,
        course.size_maximum,
        course.partner_in_words,
        ", ".join(course.occupations),
        in_words("wage", wage_entry(course)),
        _("yes") if course.is_active else _("no"),
    ]


@require_safe
@require(can_see_courses)
def course(request: MemberRequest, pk: int) -> HttpResponse:
    """One course: who may enter, what is taught, where it leads; then what it needs, its versions and its runs."""
    rows = Course.objects.select_related("partner").prefetch_related("skills", "gear", "costs")
    row = get_object_or_404(rows, pk=pk)
    curricula = list(row.curricula.prefetch_related("topics__room_kind", "topics__equipment"))
    runs = CourseRun.objects.visible_to(request.user).filter(course=row)
    may_plan = can_plan_training(request.user)
    context = {
        "course": row,
        "curriculum": curricula[0] if curricula else None,
        "curricula": curricula,
        "taught": _taught(curricula[0]) if curricula else {},
        "conditions": conditions_of(curricula[0], timezone.localdate()) if curricula else [],
        "in_firm_counts": bool(curricula) and judges_placement(curricula[0], timezone.localdate()),
        "wage": wage_entry(row),
        "pay": wage_range(wage) if (wage := wage_entry(row)) else "",
        "costs": _costs(row) if may_plan else [],
        "runs": runs.select_related("center", "site", "held_at", "course").order_by("-first_day", "code")[
            :20
        ],
        "behind": _behind(row, curricula, request) if may_plan else [],
        "may_plan": may_plan,
    }
    return render(request, "training/course.html", context)


def _taught(curriculum: Curriculum) -> dict[str, Any]:
    topics = list(curriculum.topics.all())
    return {
        "theory": sum(topic.theory_minutes for topic in topics),
        "practice": sum(topic.practice_minutes for topic in topics),
        "weights": sum(topic.score_weight for topic in topics),
        "equipment": list(dict.fromkeys(kind for topic in topics for kind in topic.equipment.all())),
        "rooms": list(dict.fromkeys(topic.room_kind for topic in topics)),
    }


def _costs(row: Course) -> dict[str, Any]:
    """The costs one by one, and what a class of the smallest and of the largest size costs."""
    lines = list(row.costs.all())
    heads = sum(cost.satang for cost in lines if cost.per == "head")
    whole = sum(cost.satang for cost in lines if cost.per == "run")
    sizes = {name: heads * getattr(row, name) + whole for name in ("size_minimum", "size_maximum")}
    return {"lines": lines, **sizes}


def _behind(row: Course, curricula: list[Curriculum], request: MemberRequest) -> list[CourseRun]:
    """The runs of one's centre that are only planned and follow an older version."""
    if len(curricula) < 2:
        return []
    own = CourseRun.objects.visible_to(request.user).filter(course=row, state="planned")
    return list(
        own.exclude(curriculum=curricula[0]).select_related("curriculum").order_by("first_day", "code")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def new_course(request: MemberRequest) -> HttpResponse:
    """A course with the first version of its content."""
    if request.method != "POST" or BUTTON in request.POST:
        return render(request, "training/new_course.html", _blank(request.POST))
    form, content = NewCourseForm(request.POST), ContentForm(request.POST)
    costs, topics = Costs(request.POST, prefix="costs"), Topics(request.POST, prefix="topics")
    if all_valid(form, content, costs, topics):
        try:
            row = services.add_course(
                code=form.cleaned_data["code"],
                entry=entered_course(form, costs),
                content=entered_content(content, topics),
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The course is entered."))
            return redirect("course", pk=row.pk)
    context = {"form": form, "content": content, "costs": costs, "topics": topics}
    return render(request, "training/new_course.html", context, status=422)


def _blank(data: QueryDict) -> dict[str, Any]:
    """The forms as they are first shown, or with what was typed when a button of the lines was pressed."""
    pressed = bool(data)
    return {
        "form": NewCourseForm(initial=typed(NewCourseForm, data) if pressed else None),
        "content": ContentForm(initial=typed(ContentForm, data) if pressed else None),
        "costs": Costs(initial=typed_rows(CostForm, data, "costs"), prefix="costs"),
        "topics": Topics(initial=typed_rows(TopicForm, data, "topics"), prefix="topics"),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def edit_course(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct a course. Who saves second sees the difference and keeps what they typed."""
    row = get_object_or_404(Course, pk=pk)
    if request.method != "POST":
        entry = course_entry(row)
        form = CourseForm(initial=course_typed(row, entry))
        return _edit(request, row, form, Costs(initial=costs_typed(entry), prefix="costs"))
    if BUTTON in request.POST:
        costs = Costs(initial=typed_rows(CostForm, request.POST, "costs"), prefix="costs")
        return _edit(request, row, CourseForm(initial=typed(CourseForm, request.POST)), costs)
    form, costs = CourseForm(request.POST), Costs(request.POST, prefix="costs")
    if not all_valid(form, costs):
        return _edit(request, row, form, costs, status=422)
    return _save(request, row, form, costs)


def _save(request: MemberRequest, row: Course, form: CourseForm, costs: Any) -> HttpResponse:
    entry, version = entered_course(form, costs), form.cleaned_data["version"] or 0
    try:
        services.correct_course(row, entry=entry, version=version, by=request.user, at=timezone.now())
    except ChangedMeanwhile:
        row.refresh_from_db()
        again = request.POST.copy()
        again["version"] = str(row.version)  # saving once more is a decision taken knowingly
        differences = course_lines(course_entry(row), entry)
        return _edit(request, row, CourseForm(again), costs, status=409, differences=differences)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _edit(request, row, form, costs, status=422)
    messages.success(request, _("Saved."))
    return redirect("course", pk=row.pk)


def _edit(
    request: MemberRequest, row: Course, form: CourseForm, costs: Any, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"course": row, "form": form, "costs": costs, **more}
    return render(request, "training/edit_course.html", context, status=status)


@require_POST
@require(can_plan_training)
def offer_course(request: MemberRequest, pk: int, offered: bool) -> HttpResponse:
    """Retire a course, or bring it back."""
    row = get_object_or_404(Course, pk=pk)
    step = services.bring_back_course if offered else services.retire_course
    step(row, by=request.user, at=timezone.now())
    words = _("The course is offered again.") if offered else _("No new run of this course can be planned.")
    messages.success(request, words)
    return redirect("course", pk=pk)
