"""Signed sheets back from paper: uploaded, read by the worker, confirmed by a person; then they are marks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext

from agencies.models import User
from core import audit, files, jobs
from core.models import SealedFile
from core.states import advance
from enrollment.enums import Mark, MarkSource, RowDoubt, SheetDoubt, SheetScanState
from enrollment.marks import MarkEntry, SessionMoved
from enrollment.models import SheetFile, SheetPage, SheetReading, SheetRow, SheetScan, SheetUpload
from enrollment.queries.sheets import row_lines, when_of
from enrollment.scanning.signed import WORKER, PlacedRow, ReadSheet, answer
from enrollment.services.attendance import mark_attendance
from enrollment.services.uploads import Kind, keep_sealed, read_files, refuse_files
from enrollment.states import SHEET_SCAN_STATES
from enrollment.tasks import sheets as worker  # that module calls back into this package: no names from it
from training.models import CourseRun

PAGE_SECONDS = 60.0  # two where nothing else runs
KNOWN = (SheetScanState.READ, SheetScanState.CONFIRMED)


def upload_sheets(
    named: Sequence[tuple[str, bytes]], *, run: CourseRun, by: User, at: datetime
) -> SheetUpload:
    """Keep the files sealed and let the worker read them. Raises NoFiles, TooManyFiles, FileTooLarge."""
    refuse_files(named)
    with transaction.atomic():
        upload = SheetUpload.objects.create(run=run, owner=by, uploaded_at=at)
        keep_sealed(SheetFile, upload, named)
        upload.job = jobs.start(
            worker.read_sheets,
            title=gettext("Reading signed sheets"),
            by=by,
            result_url=reverse("sheet_upload", args=[upload.pk]),
            upload_id=str(upload.pk),
        )
        upload.save(update_fields=["job"])
        audit.record("sheet.uploaded", upload, by=by, at=at, run=run.code, files=len(named))
    return upload


def read_upload(upload: SheetUpload, *, at: datetime, work: jobs.Work) -> dict[str, Any]:
    """Read every page of every file that waits; run again, it goes on after the last page that was stored."""
    kind = Kind(WORKER, PAGE_SECONDS, answer, _stored, partial(place_scan, at=at))
    read_files(list(upload.files.exclude(sealed=None)), kind, work)
    scans = SheetScan.objects.filter(file__upload=upload)
    return {"pages": scans.count(), "read": scans.filter(state=SheetScanState.READ).count()}


def _stored(file: SheetFile) -> int:
    return file.scans.count()


@transaction.atomic
def place_scan(file: SheetFile, number: int, sheet: ReadSheet, *, at: datetime) -> SheetScan:
    """Store a page as what its codes say it is; of a sheet of another run nothing is kept but that it came."""
    page, doubt = _page_of(sheet)
    scan = SheetScan(file=file, number=number, doubt=doubt)
    if page:
        scan.doubt = _refusal(page, file.upload)
    if scan.doubt in (SheetDoubt.UNKNOWN_CODE, SheetDoubt.OTHER_RUN, SheetDoubt.MOVED):
        scan.state = SheetScanState.FOREIGN
    else:
        scan.image = files.keep_own(f"{file.name}-{number}.jpg", sheet.picture, media_type=files.JPEG, at=at)
    if page and not scan.doubt:
        known = SheetScan.objects.select_for_update().filter(page=page, state__in=KNOWN).exists()
        scan.page = page
        scan.state = SheetScanState.REPEATED if known else SheetScanState.READ
    scan.save(force_insert=True)
    if scan.page:
        _keep_readings(scan, sheet.rows)
    run = file.upload.run.code
    audit.record(
        "sheet.page_read", scan, by=file.upload.owner, at=at, run=run, state=scan.state, doubt=scan.doubt
    )
    return scan


def _page_of(sheet: ReadSheet) -> tuple[SheetPage | None, SheetDoubt | str]:
    """The printed page that the codes belong to; codes of something else are passed over."""
    if sheet.doubt:
        return None, SheetDoubt(sheet.doubt)
    pages = SheetPage.objects.select_related("sheet__session")
    found = pages.filter(code=sheet.code).first()
    if found:
        return found, ""
    claimed = pages.filter(rows__code__in=[row.code for row in sheet.rows if row.code]).distinct()
    if len(claimed) > 1:
        return None, SheetDoubt.MANY_PAGES
    return (claimed[0], "") if claimed else (None, SheetDoubt.UNKNOWN_CODE)


def _refusal(page: SheetPage, upload: SheetUpload) -> SheetDoubt | str:
    session = page.sheet.session
    if session.run_id != upload.run_id:
        return SheetDoubt.OTHER_RUN
    moved = (session.day, session.slot) != (page.sheet.day, page.sheet.slot)
    return SheetDoubt.MOVED if moved else ""


def _keep_readings(scan: SheetScan, placed: Sequence[PlacedRow]) -> None:
    assert scan.page is not None  # noqa: S101 - the caller asks for a page's rows
    seen, length = {row.place: row for row in placed}, scan.page.sheet.session.minutes
    rows = scan.page.rows.all()
    SheetReading.objects.bulk_create(_reading(scan, row, seen.get(row.place), length) for row in rows)


def _reading(scan: SheetScan, row: SheetRow, placed: PlacedRow | None, length: int) -> SheetReading:
    """What the machine saw on a row, with whatever only the records know to be doubtful."""
    if placed is None:
        return SheetReading(scan=scan, row=row, doubt=RowDoubt.NOT_SEEN)
    read = placed.read
    reading = SheetReading(
        scan=scan, row=row, signed=read.signed, mark=read.mark, missed=read.missed, doubt=read.doubt
    )
    if placed.code and placed.code != row.code:
        reading.mark, reading.missed, reading.doubt = "", None, RowDoubt.OTHER_CODE
    elif read.missed is not None and read.missed >= length:
        reading.missed, reading.doubt = None, RowDoubt.NO_MINUTES
    return reading


@transaction.atomic
def confirm_scan(scan: SheetScan, marks: Sequence[MarkEntry], *, by: User, at: datetime) -> int:
    """Somebody has looked at the page: these marks are on it. Returns how many are new or changed.

    Rows of which the mark that stands is to be kept are left out of `marks`. Raises WrongState (confirmed already),
    SessionMoved, MarkedMeanwhile, and what `mark_attendance` refuses.
    """
    page = scan.page
    assert page is not None  # noqa: S101 - only a page of a sheet is READ
    session, sheet = page.sheet.session, page.sheet
    advance(scan, SheetScanState.CONFIRMED, SHEET_SCAN_STATES, decided_by=by, decided_at=at)
    if (session.day, session.slot) != (sheet.day, sheet.slot):
        raise SessionMoved(before=when_of(sheet), now=when_of(session))
    changed = mark_attendance(session, marks, by=by, at=at, source=MarkSource.SHEET)
    run = session.run.code
    audit.record("sheet.confirmed", scan, by=by, at=at, run=run, session=session.number, marks=changed)
    return changed


@transaction.atomic
def use_scan(scan: SheetScan, *, by: User, at: datetime) -> None:
    """A second picture of a page is read after all: it is better, or shows what was added. Raises WrongState."""
    advance(scan, SheetScanState.READ, SHEET_SCAN_STATES)
    audit.record("sheet.page_used", scan, by=by, at=at)


@transaction.atomic
def discard_scan(scan: SheetScan, *, by: User, at: datetime) -> None:
    """The picture is of no use; it is deleted. Raises WrongState."""
    picture = scan.image_id
    advance(scan, SheetScanState.DISCARDED, SHEET_SCAN_STATES, image=None, decided_by=by, decided_at=at)
    if picture:
        SealedFile.objects.filter(pk=picture).delete()
    audit.record("sheet.page_discarded", scan, by=by, at=at)


@transaction.atomic
def open_sheet_picture(scan: SheetScan, *, by: User, at: datetime) -> SealedFile:
    """Somebody looks at a page: the trail says who, and at which."""
    assert scan.image is not None  # noqa: S101 - the caller has looked
    audit.record("sheet.page_seen", scan, by=by, at=at)
    return scan.image


def suggested(scan: SheetScan) -> list[MarkEntry]:
    """The marks of a page on which nothing is doubtful or contradicted, as its form would send them."""
    return [
        MarkEntry(line.seat.pk, Mark(line.proposed), seen=None, **line.away(line.missed))
        for line in row_lines(scan)
        if line.proposed and line.standing is None and line.is_seated
    ]
