"""The class: scores by workbook, out and in, and the days of tests."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.requests import MemberRequest
from core.policy import require
from core.spreadsheets import XLSX
from core.tables.table import MOST_BYTES
from enrollment.enums import EnrollmentState, PostponeGround
from enrollment.forms.assessment import (
    PLAN_REFUSED_AT,
    POSTPONE_REFUSED_AT,
    ConfirmScoresForm,
    PlanTestForm,
    PostponeForm,
    ScoreFileForm,
)
from enrollment.forms.refusing import goes_well
from enrollment.models import PlannedTest
from enrollment.permissions import can_teach
from enrollment.queries.testing import planned_tests_of
from enrollment.score_reading import Fate, ScoreReading, packed, read_scores, unpacked
from enrollment.score_sheets import score_workbook
from enrollment.services import plan_test, postpone_test
from enrollment.services.assessment import retest_clause_of
from enrollment.views.assessment import MOST_ATTEMPTS, saved
from enrollment.views.classes import run_of_class
from training.models import CourseRun

PREVIEW_SECONDS = 4 * 60 * 60  # for which what was read may still be confirmed


@require_safe
@require(can_teach)
def score_sheet(request: MemberRequest, pk: int, attempt: int = 1) -> HttpResponse:
    """The workbook of a run to fill in."""
    if not 1 <= attempt <= MOST_ATTEMPTS:
        raise Http404
    run = run_of_class(request, pk)
    if attempt > 1 and retest_clause_of(run) is None:
        raise Http404
    seats = run.enrollments.filter(state=EnrollmentState.TRAINING).select_related("graduate")
    content = score_workbook(run, seats.order_by("seat_number"), attempt)
    response = HttpResponse(content, content_type=XLSX)
    name = f"scores-{run.code}-{attempt}.xlsx" if attempt > 1 else f"scores-{run.code}.xlsx"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_teach)
def upload_scores(request: MemberRequest, pk: int) -> HttpResponse:
    """A workbook comes back: what is new, changed, unchanged, refused, before anything is entered."""
    run = run_of_class(request, pk)
    form = ScoreFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        reading = read_scores(run, file.name, file.read(MOST_BYTES + 1))
        return _preview(request, run, reading)
    status = 422 if form.errors else 200
    return render(request, "enrollment/learning/score_upload.html", {"run": run, "form": form}, status=status)


def _preview(request: MemberRequest, run: CourseRun, reading: ScoreReading) -> HttpResponse:
    lines = sorted(
        (line for line in reading.lines if line.fate is not Fate.UNCHANGED),
        key=lambda line: line.fate is not Fate.REFUSED,
    )
    form = ConfirmScoresForm(run=run, today=timezone.localdate())
    form.initial["entries"] = packed(reading, run)
    context = {
        "run": run,
        "lines": lines,
        "counts": {fate.value: reading.count(fate) for fate in Fate},
        "attempt": reading.attempt,
        "form": form if reading.entries else None,
    }
    return render(request, "enrollment/learning/score_preview.html", context)


@require_POST
@require(can_teach)
def confirm_scores(request: MemberRequest, pk: int) -> HttpResponse:
    """Enter what was read, all of it or nothing."""
    run = run_of_class(request, pk)
    form = ConfirmScoresForm(request.POST, run=run, today=timezone.localdate())
    if form.is_valid():
        entries = unpacked(form.cleaned_data["entries"], run, seconds=PREVIEW_SECONDS)
        if saved(request, run, entries, form):
            return redirect("run_results", pk=run.pk)
    return render(request, "enrollment/learning/score_preview.html", {"run": run, "form": form}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_teach)
def run_tests(request: MemberRequest, pk: int) -> HttpResponse:
    """The days of a run's tests; a new one is set here."""
    run = run_of_class(request, pk)
    form = PlanTestForm(request.POST or None, run=run)
    if request.method == "POST" and goes_well(form, PLAN_REFUSED_AT, lambda: _plan(request, run, form)):
        return redirect("run_tests", pk=pk)
    context = {"run": run, "form": form, "tests": planned_tests_of(run), "today": timezone.localdate()}
    status = 422 if form.errors else 200
    return render(request, "enrollment/learning/tests.html", context, status=status)


def _plan(request: MemberRequest, run: CourseRun, form: PlanTestForm) -> None:
    day = form.cleaned_data["day"]
    plan_test(run, form.topic, form.part, day=day, by=request.user, at=timezone.localtime())


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_teach)
def postpone(request: MemberRequest, pk: int) -> HttpResponse:
    """Put a test off."""
    test = get_object_or_404(PlannedTest.objects.select_related("topic"), pk=pk)
    run = run_of_class(request, test.run_id)
    form = PostponeForm(request.POST or None, test=test)
    if request.method == "POST" and goes_well(
        form, POSTPONE_REFUSED_AT, lambda: _postpone(request, test, form)
    ):
        return redirect("run_tests", pk=run.pk)
    context = {"run": run, "test": test, "form": form}
    return render(request, "enrollment/learning/postpone.html", context, status=422 if form.errors else 200)


def _postpone(request: MemberRequest, test: PlannedTest, form: PostponeForm) -> None:
    said = {**form.cleaned_data, "ground": PostponeGround(form.cleaned_data["ground"])}
    postpone_test(test, **said, by=request.user, at=timezone.localtime())
