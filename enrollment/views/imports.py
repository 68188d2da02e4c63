"""Imports: upload, name the columns, preview, tick, confirm, undo, discard, and the files to fill in and to mend."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.requests import MemberRequest
from core import crypto, refusals
from core.listing import Sheet, answer_list
from core.policy import require
from core.spreadsheets import XLSX
from core.tables.reading import FileUnreadable
from enrollment.enums import ImportState
from enrollment.filters import ImportFilter
from enrollment.forms.imports import ColumnsForm, RowsForm, TicksForm, UploadForm
from enrollment.importing.judging import Verdict
from enrollment.importing.refused import why_refused
from enrollment.importing.template import template_workbook
from enrollment.models import ImportBatch
from enrollment.permissions import can_import
from enrollment.queries.previews import VERDICT_TONES, page_of_rows
from enrollment.services import import_undoing
from enrollment.services import imports as services
from enrollment.services.import_marking import head_of
from enrollment.views.people import posted

NEWEST_FIRST = ("-uploaded_at", "-id")
# What the reader looks at first: what needs a decision or a correction.
VERDICT_ORDER = (Verdict.REFUSED, Verdict.DUPLICATE, Verdict.CHANGED, Verdict.NEW, Verdict.UNCHANGED)


def _batch(request: MemberRequest, pk: UUID) -> ImportBatch:
    rows = ImportBatch.objects.visible_to(request.user).without_files()
    return get_object_or_404(rows.select_related("agency", "school", "owner", "job"), pk=pk)


@require_safe
@require(can_import)
def imports(request: MemberRequest) -> HttpResponse:
    """The files uploaded for the account's agencies, newest first."""
    rows = ImportBatch.objects.visible_to(request.user).without_files().select_related("agency", "owner")
    found = ImportFilter(request.GET, queryset=rows)
    headings = [
        _("File"), _("For"), _("Uploaded"), _("By"), _("State"), *(str(value.label) for value in VERDICT_ORDER)
    ]  # fmt: skip
    sheet = Sheet("imports", _("Imports"), headings, _cells)
    return answer_list(
        request,
        found,
        found.qs,
        NEWEST_FIRST,
        "enrollment/imports/list.html",
        sheet,
        filtered=bool(request.GET),
    )


def _cells(batch: ImportBatch) -> list[object]:
    owner = batch.owner.get_full_name() or batch.owner.get_username()
    counts = [batch.counts.get(value.value, 0) for value in VERDICT_ORDER]
    return [batch.file_name, str(batch.agency), batch.uploaded_at, owner, batch.get_state_display(), *counts]


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_import)
def upload(request: MemberRequest) -> HttpResponse:
    """Take a file and hand it to the worker."""
    form = UploadForm(posted(request), request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = services.upload_import(
                agency=form.cleaned_data["agency"],
                school=form.cleaned_data.get("school"),
                file_name=file.name,
                content=file.read(),
                by=request.user,
                at=timezone.now(),
            )
        except FileUnreadable as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("job", pk=batch.job_id)
    status = 422 if form.errors else 200
    return render(request, "enrollment/imports/upload.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_import)
def preview(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What the file would change, row by row, before anything is written; afterwards what it did change.

    A search is sent by POST, so that a number typed by mistake never becomes an address.
    """
    batch = _batch(request, pk)
    form = RowsForm(request.POST or request.GET)
    if request.method == "POST" and form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if value}
        return redirect(f"{reverse('import', args=[pk])}?{urlencode(said)}")
    context = {"batch": batch, "form": form, **_state(request, batch)}
    if batch.counts:
        context |= _rows(request, batch, form)
    status = 422 if request.method == "POST" else 200
    return render(request, "enrollment/imports/preview.html", context, status=status)


def _state(request: MemberRequest, batch: ImportBatch) -> dict[str, Any]:
    refused = batch.state == ImportState.REFUSED
    busy = bool(batch.job and not batch.job.is_over)
    return {
        "refusal": why_refused(batch.refusal) if refused else refusals.in_words(batch.refusal),
        "own_job": batch.job if busy and batch.owner == request.user else None,
        "busy": busy,
        "marked": batch.marked_in == get_language(),
        "kept": batch.sealed_head is not None,
    }


def _rows(request: MemberRequest, batch: ImportBatch, form: RowsForm) -> dict[str, Any]:
    said = form.cleaned_data if form.is_valid() else {}
    asked = "verdict" in request.GET or "text" in request.GET
    verdict = said.get("verdict", "") if asked else _first_verdict(batch)
    page = page_of_rows(
        batch, request.user, verdict=verdict, text=said.get("text", ""), cursor=request.GET.get("cursor", "")
    )
    head, ticked = head_of(batch), services.ticked_rows(batch)
    duplicates = batch.counts.get(Verdict.DUPLICATE, 0)
    return {
        "page": page,
        "cursor": request.GET.get("cursor", ""),
        "verdict": verdict,
        "verdict_label": Verdict(verdict).label if verdict else _("All"),
        "figures": [
            (value.label, batch.counts.get(value.value, 0), f"?verdict={value.value}", VERDICT_TONES[value])
            for value in VERDICT_ORDER
        ],
        "to_write": services.rows_to_write(batch),
        "ticked": ticked,
        "duplicates": duplicates,
        "not_entered": duplicates - ticked,
        "unread": [
            c["heading"] for c in head["columns"] if c["heading"] and str(c["index"]) not in batch.columns
        ],
    }


def _first_verdict(batch: ImportBatch) -> str:
    """The first verdict in reading order that has rows."""
    return next((value.value for value in VERDICT_ORDER if batch.counts.get(value.value)), "")


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_import)
def columns(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say what each column of the file is; remembered for the agency's next files."""
    batch = _batch(request, pk)
    if batch.state not in (ImportState.MAPPING, ImportState.READY):
        return redirect("import", pk=pk)
    head = head_of(batch)
    form = ColumnsForm(posted(request), columns=head["columns"], known=batch.columns)
    if request.method == "POST" and form.is_valid():
        try:
            services.name_columns(batch, fields=form.chosen, by=request.user, at=timezone.now())
        except (services.NamesMissing, services.FieldTwice) as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("job", pk=batch.job_id)
    context = {"batch": batch, "form": form, "head": head}
    return render(request, "enrollment/imports/columns.html", context, status=422 if form.errors else 200)


@require_POST
@require(can_import)
def read_again(request: MemberRequest, pk: UUID) -> HttpResponse:
    batch = services.read_again(_batch(request, pk), by=request.user, at=timezone.now())
    return redirect("job", pk=batch.job_id)


@require_POST
@require(can_import)
def tick_rows(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Note which possible duplicates are new people: those of one page, or all, or none."""
    batch = _batch(request, pk)
    offered = [row for rows in batch.chunks.values_list("duplicates", flat=True) for row in rows]
    form = TicksForm(request.POST, offered=offered)
    if not form.is_valid():
        messages.error(request, _("A ticked row is not among the possible duplicates. Nothing was changed."))
    else:
        every = form.cleaned_data["every"]
        shown, new = (None, offered if every == "yes" else []) if every else _of_page(form)
        services.tick_duplicates(batch, shown=shown, new=new, by=request.user, at=timezone.now())
    query = urlencode({"verdict": Verdict.DUPLICATE.value, "cursor": request.POST.get("cursor", "")})
    return redirect(f"{reverse('import', args=[pk])}?{query}")


def _of_page(form: TicksForm) -> tuple[list[int], list[int]]:
    return form.cleaned_data["shown"], form.cleaned_data["rows"]


@require_POST
@require(can_import)
def apply_import(request: MemberRequest, pk: UUID) -> HttpResponse:
    batch = services.apply_import(_batch(request, pk), by=request.user, at=timezone.now())
    return redirect("job", pk=batch.job_id)


@require_POST
@require(can_import)
def undo_import(request: MemberRequest, pk: UUID) -> HttpResponse:
    import_undoing.undo_import(_batch(request, pk), by=request.user, at=timezone.now())
    messages.success(request, _("Undone. The register is as it was before this import."))
    return redirect("import", pk=pk)


@require_POST
@require(can_import)
def discard_import(request: MemberRequest, pk: UUID) -> HttpResponse:
    services.discard_import(_batch(request, pk), by=request.user, at=timezone.now())
    messages.success(request, _("Discarded. The file's content has been deleted."))
    return redirect("imports")


@require_safe
@require(can_import)
def template(request: MemberRequest) -> HttpResponse:
    """The workbook to fill in."""
    return _download(template_workbook(), "template")


@require_POST
@require(can_import)
def mark_file(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Let the worker mark the errors in the file."""
    job = services.request_marked_file(_batch(request, pk), by=request.user)
    return redirect("job", pk=job.pk)


@require_safe
@require(can_import)
def marked_file(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The uploaded file again with its errors marked in the cells: to be mended and uploaded anew."""
    batch = _batch(request, pk)
    if batch.sealed_marked is None:
        return redirect("import", pk=pk)
    book = crypto.unseal(bytes(batch.sealed_marked), place=batch.place("sealed_marked"))
    return _download(book, "errors-marked")


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
