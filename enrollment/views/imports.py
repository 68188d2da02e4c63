"""Imports: upload, preview, confirm, undo, discard, and the files to fill in and to mend."""

from __future__ import annotations

from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.requests import MemberRequest
from core import crypto
from core.paging import Page, keyset_page
from core.policy import require
from core.spreadsheets import XLSX
from enrollment.enums import ImportState
from enrollment.filters import ImportFilter
from enrollment.forms.imports import ConfirmForm, UploadForm
from enrollment.importing.columns import map_columns
from enrollment.importing.judging import Verdict
from enrollment.importing.reading import FileUnreadable, read_table
from enrollment.importing.template import marked_workbook, template_workbook
from enrollment.models import ImportBatch
from enrollment.permissions import can_import
from enrollment.queries.previews import VERDICT_TONES, shown_problems, shown_rows
from enrollment.services import imports as services
from enrollment.services.import_reading import unseal_rows
from enrollment.views.people import posted

NEWEST_FIRST = ("-uploaded_at", "-id")
ROWS_SHOWN = 100  # of a preview on one page
MOST_TICKS = 2_000  # possible duplicates offered for ticking: a form may send 5,000 values
# What the reader looks at first: what needs a decision or a correction.
VERDICT_ORDER = (Verdict.REFUSED, Verdict.DUPLICATE, Verdict.CHANGED, Verdict.NEW, Verdict.UNCHANGED)


def _batch(request: MemberRequest, pk: UUID) -> ImportBatch:
    rows = ImportBatch.objects.visible_to(request.user).select_related("agency", "owner", "job")
    return get_object_or_404(rows, pk=pk)


@require_safe
@require(can_import)
def imports(request: MemberRequest) -> HttpResponse:
    """The files uploaded for the account's agencies, newest first."""
    rows = ImportBatch.objects.visible_to(request.user).select_related("agency", "owner")
    found = ImportFilter(request.GET, queryset=rows.defer("sealed_file", "sealed_rows"))
    page = keyset_page(found.qs, NEWEST_FIRST, request.GET.get("cursor", ""))
    context = {"page": page, "filter": found, "filtered": bool(request.GET)}
    return render(request, "enrollment/imports/list.html", context)


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


@require_safe
@require(can_import)
def preview(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What the file would change, row by row, before anything is written; afterwards what it did change."""
    batch = _batch(request, pk)
    records = unseal_rows(batch)
    verdict = _chosen_verdict(request, batch)
    page = _page(request, [row for row in records if row["verdict"] == verdict])
    figures = [
        (value.label, batch.counts.get(value.value, 0), f"?verdict={value.value}", VERDICT_TONES[value])
        for value in VERDICT_ORDER
    ]
    context = {
        "batch": batch,
        "page": page,
        "verdict": verdict,
        "verdict_label": Verdict(verdict).label,
        "figures": figures,
        "to_write": batch.counts.get(Verdict.NEW, 0) + batch.counts.get(Verdict.CHANGED, 0),
        "own_job": batch.job if batch.owner == request.user else None,
        "undoable": batch.state == ImportState.APPLIED,
        "ready": batch.state == ImportState.READY,
        "duplicates": shown_rows(islice(_duplicates(records), MOST_TICKS)),
    }
    return render(request, "enrollment/imports/preview.html", context)


def _page(request: MemberRequest, records: list[dict[str, Any]]) -> Page[Any]:
    """Plain page numbers: the rows are one list in memory, in the order of the file."""
    asked = request.GET.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 0
    first = number * ROWS_SHOWN
    rows = shown_rows(records[first : first + ROWS_SHOWN])
    before = str(number - 1) if number else ""
    return Page(rows, before, str(number + 1) if first + ROWS_SHOWN < len(records) else "")


def _duplicates(records: list[dict[str, Any]]) -> Any:
    return (record for record in records if record["verdict"] == Verdict.DUPLICATE)


def _chosen_verdict(request: MemberRequest, batch: ImportBatch) -> str:
    """The verdict asked for, else the first in reading order that has rows."""
    asked = request.GET.get("verdict", "")
    if asked in Verdict.values:
        return asked
    return next((value.value for value in VERDICT_ORDER if batch.counts.get(value.value)), Verdict.NEW.value)


@require_POST
@require(can_import)
def apply_import(request: MemberRequest, pk: UUID) -> HttpResponse:
    batch = _batch(request, pk)
    offered = [record["row"] for record in _duplicates(unseal_rows(batch))]
    form = ConfirmForm(request.POST, offered=offered)
    if not form.is_valid():
        messages.error(request, _("A ticked row is not among the possible duplicates. Nothing was entered."))
        return redirect("import", pk=pk)
    ticked = form.cleaned_data["rows"]
    services.apply_import(batch, with_duplicates=ticked, by=request.user, at=timezone.now())
    messages.success(request, _("Imported. You can undo it until somebody depends on it."))
    return redirect("import", pk=pk)


@require_POST
@require(can_import)
def undo_import(request: MemberRequest, pk: UUID) -> HttpResponse:
    services.undo_import(_batch(request, pk), by=request.user, at=timezone.now())
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


@require_safe
@require(can_import)
def marked_file(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The uploaded file again with its errors marked in the cells: to be mended and uploaded anew."""
    batch = _batch(request, pk)
    if not batch.sealed_file:
        return redirect("import", pk=pk)
    content = crypto.unseal(bytes(batch.sealed_file), place=batch.place("sealed_file"))
    table = read_table(batch.file_name, content)
    heading_at, _columns = map_columns(table)
    marks = {
        record["row"]: {one.heading: f"{one.reason} {one.remedy}" for one in shown_problems(record)}
        for record in unseal_rows(batch)
        if record["verdict"] == Verdict.REFUSED
    }
    return _download(marked_workbook(table, table.rows[heading_at], marks), "errors-marked")


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
