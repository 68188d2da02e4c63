"""Sign-in sheets of a run: printed, photographed, confirmed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.requests import MemberRequest
from core.files import file_response
from core.listing import Sheet, answer_list
from core.policy import require
from enrollment.enums import SeenHow, SheetScanState
from enrollment.forms.sheets import PrintForm, RowForm, SheetScanFilter, SheetsForm, entries_of, row_forms
from enrollment.models import SheetScan, SheetUpload, SignInSheet
from enrollment.permissions import can_teach
from enrollment.queries.sheets import PICTURE, RowLine, not_on, pages_not_back, row_lines
from enrollment.seeing import note_sightings
from enrollment.services import sheet_scans as scans
from enrollment.services import sheets as services
from enrollment.views.classes import all_valid, run_of_class
from enrollment.views.people import posted

NEWEST = 5  # of the printed sheets; all of them have a page of their own
NEWEST_FIRST = ("-file__upload__uploaded_at", "file_id", "number", "id")


@require_safe
@require(can_teach)
def run_sheets(request: MemberRequest, pk: int) -> HttpResponse:
    """Sheets printed of a run, and the pages that came back, those to be confirmed first by filter."""
    run = run_of_class(request, pk)
    pages = SheetScan.objects.filter(file__upload__run=run).select_related(
        "file__upload", "page__sheet__session"
    )
    found = SheetScanFilter(request.GET, queryset=pages, request=request)
    headings = [_("File"), _("Page"), _("Session"), _("State"), _("Why"), _("Uploaded")]
    sheets = SignInSheet.objects.filter(session__run=run).select_related("session", "job")
    context = {
        "run": run,
        "sheets": sheets.order_by("-day", "session", "-version")[:NEWEST],
        "form": PrintForm(run=run, today=timezone.localdate()),
        "counts": pages.aggregate(read=Count("pk", filter=Q(state=SheetScanState.READ))),
    }
    sheet = Sheet("signed-sheets", _("Signed sheets"), headings, _cells)
    return answer_list(request, found, found.qs, NEWEST_FIRST, "enrollment/sheets/run.html", sheet, **context)


def _cells(scan: SheetScan) -> list[object]:
    session = scan.page.sheet.session.number if scan.page else ""
    state, why = scan.get_state_display(), scan.get_doubt_display()
    return [scan.file.name, scan.number, session, state, why, scan.file.upload.uploaded_at]


@require_POST
@require(can_teach)
def print_sheets(request: MemberRequest, pk: int) -> HttpResponse:
    """Sheets of a day: at once for a class, by the worker for more."""
    run = run_of_class(request, pk)
    form = PrintForm(request.POST, run=run, today=timezone.localdate())
    if not form.is_valid():
        messages.error(request, _("Choose one of the run's days."))
        return redirect("run_sheets", pk=pk)
    sheets = services.print_day(run, form.cleaned_data["day"], by=request.user, at=timezone.now())
    if sheets[0].job_id:
        return redirect("job", pk=sheets[0].job_id)
    return redirect("sheet", pk=sheets[0].pk)


def _sheet(request: MemberRequest, pk: UUID) -> SignInSheet:
    rows = SignInSheet.objects.visible_to(request.user).select_related("session__run__course", "file", "job")
    return get_object_or_404(rows, pk=pk)


@require_safe
@require(can_teach)
def sheet(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One sheet: to download, what is missing on it, which of its pages are back."""
    row = _sheet(request, pk)
    newer = SignInSheet.objects.filter(session=row.session, version__gt=row.version)
    context = {
        "sheet": row,
        "run": row.session.run,
        "missing": not_on(row),
        "newer": newer.order_by("-version").first(),
        "not_back": pages_not_back(row),
        "scans": SheetScan.objects.filter(page__sheet=row).select_related("file", "page").order_by("page"),
        "moved": (row.day, row.slot) != (row.session.day, row.session.slot),
    }
    return render(request, "enrollment/sheets/sheet.html", context)


@require_safe
@require(can_teach)
def sheet_file(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The sheet as PDF, with all others printed with it. It shows the names of the class."""
    row = _sheet(request, pk)
    if row.file is None:
        raise Http404
    rows = row.session.run.enrollments.filter(sheet_rows__page__sheet=row).select_related("graduate")
    note_sightings(request, [seat.graduate for seat in rows], SeenHow.FILE)
    return file_response(row.file, f"sign-in-{row.day:%Y%m%d}.pdf")


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_teach)
def upload_sheets(request: MemberRequest, pk: int) -> HttpResponse:
    """Photographs or PDF of signed pages."""
    run = run_of_class(request, pk)
    form = SheetsForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        named = [(file.name, file.read()) for file in form.cleaned_data["papers"]]
        upload = scans.upload_sheets(named, run=run, by=request.user, at=timezone.now())
        return redirect("job", pk=upload.job_id or 0)
    context = {"form": form, "run": run}
    return render(request, "enrollment/sheets/upload.html", context, status=422 if form.errors else 200)


@require_safe
@require(can_teach)
def sheet_upload(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What was read of one upload: page by page, and which files could not be read."""
    upload = get_object_or_404(SheetUpload.objects.visible_to(request.user).select_related("run"), pk=pk)
    pages = SheetScan.objects.filter(file__upload=upload).select_related("file", "page__sheet__session")
    context = {
        "upload": upload,
        "run": upload.run,
        "pages": pages.order_by("file__number", "number"),
        "files": upload.files.all(),
    }
    return render(request, "enrollment/sheets/back.html", context)


def _scan(request: MemberRequest, pk: UUID) -> SheetScan:
    rows = SheetScan.objects.visible_to(request.user).select_related(
        "image", "page__sheet__session__run__course", "page__sheet__session__topic", "file__upload__run"
    )
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_teach)
def sheet_page(request: MemberRequest, pk: UUID) -> HttpResponse:
    """A page row by row, beside what the machine read; who confirms it makes marks of it."""
    scan = _scan(request, pk)
    if scan.page is None or scan.state != SheetScanState.READ:
        return render(request, "enrollment/sheets/seen.html", {"scan": scan, "run": scan.file.upload.run})
    lines = row_lines(scan)
    forms = row_forms(lines, posted(request))
    if request.method == "POST" and all_valid(forms):
        marks = entries_of(forms, scan.page.sheet.version)
        changed = scans.confirm_scan(scan, marks, by=request.user, at=timezone.now())
        words = ngettext("%(n)s mark entered or changed.", "%(n)s marks entered or changed.", changed)
        messages.success(request, words % {"n": changed})
        return _next(scan)
    return _judge(request, scan, lines, forms)


def _judge(
    request: MemberRequest, scan: SheetScan, lines: list[RowLine], forms: list[RowForm]
) -> HttpResponse:
    assert scan.page is not None  # noqa: S101 - the caller has looked
    sheet = scan.page.sheet
    context = {
        "scan": scan,
        "sheet": sheet,
        "session": sheet.session,
        "run": sheet.session.run,
        "asked": [form for form in forms if form.line.is_asked],
        "plain": [form for form in forms if not form.line.is_asked],
        "left": [line for line in lines if not line.is_seated],
        "missing": not_on(sheet),
        "width": PICTURE[0],
        "height": PICTURE[1],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "enrollment/sheets/judge.html", context, status=status)


def _next(scan: SheetScan) -> HttpResponse:
    """The next page of the same upload that waits, else the run's sheets."""
    upload = scan.file.upload
    waiting = SheetScan.objects.filter(file__upload=upload, state=SheetScanState.READ)
    following = waiting.order_by("file__number", "number").first()
    if following:
        return redirect("sheet_page", pk=following.pk)
    return redirect("run_sheets", pk=upload.run_id)


@require_safe
@require(can_teach)
def sheet_picture(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The picture of a page, for the page it is judged on; who looks is written down."""
    scan = _scan(request, pk)
    if scan.image is None:
        raise Http404
    picture = scans.open_sheet_picture(scan, by=request.user, at=timezone.now())
    if scan.page:
        seats = scan.file.upload.run.enrollments.filter(sheet_rows__page=scan.page).select_related("graduate")
        note_sightings(request, [seat.graduate for seat in seats], SeenHow.FILE)
    return file_response(picture, "page.jpg", inline=True)


@require_POST
@require(can_teach)
def use_sheet_page(request: MemberRequest, pk: UUID) -> HttpResponse:
    scans.use_scan(_scan(request, pk), by=request.user, at=timezone.now())
    return redirect("sheet_page", pk=pk)


@require_POST
@require(can_teach)
def discard_sheet_page(request: MemberRequest, pk: UUID) -> HttpResponse:
    scan = _scan(request, pk)
    scans.discard_scan(scan, by=request.user, at=timezone.now())
    messages.success(request, _("Set aside; the picture is deleted."))
    return _next(scan)
