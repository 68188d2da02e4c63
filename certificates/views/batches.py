"""Certificates of several people at once: tried, approved by a second person, issued, taken home in one file."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.enums import Role
from agencies.requests import MemberRequest
from certificates import services
from certificates.enums import BatchState, Remark, Series
from certificates.forms import BatchFilter, EntryFilter, ReasonForm, TriedFilter
from certificates.models import Batch
from certificates.permissions import can_issue
from certificates.queries import completions_to_certify, entries_of, runs_to_certify
from certificates.services.batches import Tried, try_batch
from core.keys import key_in
from core.paging import keyset_page
from core.policy import require
from core.spreadsheets import xlsx_response
from training.models import CourseRun

OF_SEATS = ("enrollment__run__code", "enrollment__seat_number", "pk")
OF_ENTRIES = ("completion__enrollment__run__code", "completion__enrollment__seat_number", "pk")
PEOPLE = 50  # on a page
MOST_RUNS = 30  # whose people have no transcript yet, the latest ones: older ones are found by their run


@require_safe
@require(can_issue)
def batches(request: MemberRequest) -> HttpResponse:
    """The batches of the centre, newest first, and the runs whose people wait for their papers."""
    rows = Batch.objects.visible_to(request.user).select_related("proposed_by", "decided_by")
    rows = rows.prefetch_related("runs__course").annotate(people=Count("entries"))
    found = BatchFilter(request.GET, queryset=rows, request=request)
    if request.GET.get("format") == "xlsx":
        return _workbook(found.qs.order_by("proposed_at"))
    page = keyset_page(found.qs, ("-proposed_at", "-id"), request.GET.get("cursor", ""))
    without = runs_to_certify(request.user, Series.TRANSCRIPT).order_by("-last_day", "code")[:MOST_RUNS]
    context = {
        "page": page,
        "filter": found,
        "runs": runs_to_certify(request.user),
        "runs_without_transcripts": without,
    }
    return render(request, "certificates/batches/list.html", context)


def _workbook(rows: Any) -> HttpResponse:
    headings = [
        _("Runs"),
        _("Papers"),
        _("Number of people"),
        _("State"),
        _("Asked for on"),
        _("Asked for by"),
        _("Decided by"),
    ]
    lines = (
        (
            str(row),
            row.get_series_display(),
            row.people,
            row.get_state_display(),
            timezone.localdate(row.proposed_at),
            str(row.proposed_by),
            str(row.decided_by or ""),
        )
        for row in rows
    )
    return xlsx_response("batches", _("Batches of certificates"), headings, lines)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_issue)
def try_certificates(request: MemberRequest) -> HttpResponse:
    """What would be printed for one run or several; a second person is then asked to approve it."""
    if not request.GET.get("run"):
        messages.error(request, _("Choose at least one run."))
        return redirect("certificate_batches")
    runs, series = _runs(request), _series(request)
    if request.method == "POST":
        at = timezone.localtime()
        batch = services.propose_batch(runs, series=series, center=runs[0].center, by=request.user, at=at)
        messages.success(request, _("A second person of the centre can now approve it."))
        return redirect("certificate_batch", pk=batch.pk)
    rows = completions_to_certify(*runs, series=series)
    tried = {each.completion.pk: each for each in try_batch(rows, timezone.localdate(), series)}
    found = TriedFilter(request.GET, queryset=rows, request=request, tried=tried)
    if request.GET.get("format") == "xlsx":
        return _tried_workbook([tried[row.pk] for row in found.qs])
    page = keyset_page(found.qs, OF_SEATS, request.GET.get("cursor", ""), size=PEOPLE)
    shown = [tried[row.pk] for row in page]
    remarks = Counter(remark.value for each in tried.values() for remark in each.remarks)
    context = {"runs": runs, "series": series, "filter": found, "page": page, "tried": shown}
    counts = {"people": len(tried), "printable": len(tried) - remarks[Remark.REFUSED], "remarks": remarks}
    return render(request, "certificates/batches/try.html", context | counts)


def _series(request: MemberRequest) -> Series:
    return Series.TRANSCRIPT if request.GET.get("paper") == Series.TRANSCRIPT else Series.CERTIFICATE


def _tried_workbook(tried: Sequence[Tried]) -> HttpResponse:
    headings = [_("Name"), _("Name in English"), _("Paper"), _("Course"), _("Run"), _("Remark")]
    lines = (
        (
            each.completion.enrollment.graduate.full_name,
            each.completion.enrollment.graduate.name_en,
            each.completion.get_result_display(),
            str(each.completion.enrollment.run.course),
            each.completion.enrollment.run.code,
            str(each.refusal) if each.refusal else ", ".join(str(remark.label) for remark in each.remarks),
        )
        for each in tried
    )
    return xlsx_response("what-would-be-printed", _("What would be printed"), headings, lines)


def _runs(request: MemberRequest) -> Sequence[CourseRun]:
    """The runs that were asked for, of one centre of the account; 404 for any other."""
    wanted = {key_in(pk) for pk in request.GET.getlist("run")} - {0}
    centers = request.user.agencies_as(Role.STAFF, Role.HEAD)
    runs = CourseRun.objects.filter(pk__in=wanted, center__in=centers).select_related("course", "center")
    found = list(runs.order_by("code"))
    if not wanted or len(found) < len(wanted) or len({run.center_id for run in found}) > 1:
        get_object_or_404(CourseRun.objects.none())
    return found


def _batch(request: MemberRequest, pk: int) -> Batch:
    return get_object_or_404(Batch.objects.visible_to(request.user), pk=pk)


@require_safe
@require(can_issue)
def batch(request: MemberRequest, pk: int) -> HttpResponse:
    """One batch: its people with what is printed or why not, who asked, who approved, how far it is."""
    return _page(request, _batch(request, pk), ReasonForm())


def _page(request: MemberRequest, row: Batch, form: ReasonForm) -> HttpResponse:
    """The page of one batch; with a reason that was refused, what was typed and why."""
    found = EntryFilter(request.GET, queryset=entries_of(row), request=request)
    if request.GET.get("format") == "xlsx":
        return _entries_workbook(row, found.qs)
    context = {
        "batch": row,
        "page": keyset_page(found.qs, OF_ENTRIES, request.GET.get("cursor", ""), size=PEOPLE),
        "filter": found,
        "runs": row.runs.select_related("course"),
        "may_decide": row.proposed_by_id != request.user.pk,
        "may_resume": row.state == BatchState.APPROVED and (row.job is None or row.job.is_over),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "certificates/batches/batch.html", context, status=status)


def _entries_workbook(row: Batch, entries: Iterable[Any]) -> HttpResponse:
    headings = [_("Name"), _("Paper"), _("Course"), _("Run"), _("Number"), _("Remark")]
    lines = (
        (
            entry.completion.enrollment.graduate.full_name,
            entry.completion.get_result_display(),
            str(entry.completion.enrollment.run.course),
            entry.completion.enrollment.run.code,
            next((paper.number for paper in entry.completion.papers), ""),
            entry.words,
        )
        for entry in entries
    )
    return xlsx_response("batch", row.get_series_display(), headings, lines)


@require_POST
@require(can_issue)
def approve(request: MemberRequest, pk: int) -> HttpResponse:
    """The second person approves; the worker begins."""
    row, url = _batch(request, pk), reverse("certificate_batch", args=[pk])
    services.approve_batch(row, by=request.user, at=timezone.localtime(), result_url=url)
    return _to_job(row)


@require_POST
@require(can_issue)
def resume(request: MemberRequest, pk: int) -> HttpResponse:
    """Begin again where the work stopped."""
    row, url = _batch(request, pk), reverse("certificate_batch", args=[pk])
    services.resume_batch(row, by=request.user, at=timezone.localtime(), result_url=url)
    return _to_job(row)


def _to_job(row: Batch) -> HttpResponse:
    return redirect("job", pk=row.job.pk) if row.job else redirect("certificate_batch", pk=row.pk)


@require_POST
@require(can_issue)
def send_back(request: MemberRequest, pk: int) -> HttpResponse:
    """The second person does not approve, and says why."""
    row, form = _batch(request, pk), ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form)
    reason = form.cleaned_data["reason"]
    services.send_back_batch(row, reason=reason, by=request.user, at=timezone.localtime())
    return redirect("certificate_batch", pk=pk)


@require_POST
@require(can_issue)
def withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Nobody needs to decide any more."""
    services.withdraw_batch(_batch(request, pk), by=request.user, at=timezone.localtime())
    return redirect("certificate_batch", pk=pk)
