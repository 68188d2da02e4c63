"""Sign-in sheets on paper: who is seated, a code a row, drawn at once or by the worker."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core import audit, files, jobs
from core.guarded.process import Guarded
from core.refusals import Refused
from core.templatetags.ui import thai_date
from enrollment.enums import EnrollmentState
from enrollment.marks import SessionHasNoDay
from enrollment.models import Enrollment, SheetPage, SheetRow, SignInSheet
from enrollment.papers.signing import CODE_LETTERS, ROWS_A_PAGE, pages_of
from enrollment.services.consent_slips import new_code
from enrollment.tasks import sheets as worker  # that module calls back into this package: no names from it
from training.models import CourseRun, Session

DRAW, DRAW_SECONDS = "enrollment.papers.signing_form:draw", 60.0
AT_ONCE = 40  # rows that a page waits for; more are drawn by the worker


class NobodyToSign(Refused):
    sentence = _("Nobody is in training in this run.")
    remedy = _("Begin the training first; then everybody enrolled is on the sheet.")


class NothingThatDay(Refused):
    sentence = _("This run does not meet on %(day)s.")


def print_day(run: CourseRun, day: date, *, by: User, at: datetime) -> list[SignInSheet]:
    """A sheet for each session of the day, in one file. Raises NothingThatDay, NobodyToSign."""
    sessions = list(run.sessions.filter(day=day).order_by("number"))
    if not sessions:
        raise NothingThatDay(day=thai_date(day))
    return print_sheets(sessions, by=by, at=at)


def print_sheets(sessions: Sequence[Session], *, by: User, at: datetime) -> list[SignInSheet]:
    """New sheets of these sessions of one run, for everybody seated now. Raises NobodyToSign, SessionHasNoDay."""
    with transaction.atomic():
        sheets = [_sheet(session, by=by, at=at) for session in sessions]
        is_long = sum(sheet.people for sheet in sheets) > AT_ONCE
        if is_long:
            _leave_to_worker(sheets, by=by)
    if not is_long:
        draw_sheets(sheets, at=at)
    return sheets


def _leave_to_worker(sheets: Sequence[SignInSheet], *, by: User) -> None:
    job = jobs.start(
        worker.draw_sheets,
        title=gettext("Printing sign-in sheets"),
        by=by,
        result_url=reverse("sheet", args=[sheets[0].pk]),
        sheets=[str(sheet.pk) for sheet in sheets],
    )
    for sheet in sheets:
        sheet.job = job
        sheet.save(update_fields=["job"])


def _sheet(session: Session, *, by: User, at: datetime) -> SignInSheet:
    """The next version of a session's sheet, with a code for each page and row."""
    held = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if held.day is None:
        raise SessionHasNoDay
    seats = list(held.run.enrollments.filter(state=EnrollmentState.TRAINING).order_by("seat_number"))
    if not seats:
        raise NobodyToSign
    version = (SignInSheet.objects.filter(session=held).aggregate(last=Max("version"))["last"] or 0) + 1
    sheet = SignInSheet.objects.create(
        session=held,
        version=version,
        day=held.day,
        slot=held.slot,
        people=len(seats),
        printed_by=by,
        printed_at=at,
    )
    for number in range(pages_of(len(seats))):
        _page(sheet, number, seats[number * ROWS_A_PAGE : (number + 1) * ROWS_A_PAGE])
    run = held.run.code
    audit.record("sheet.printed", sheet, by=by, at=at, run=run, session=held.number, version=version)
    return sheet


def _page(sheet: SignInSheet, number: int, seats: Sequence[Enrollment]) -> None:
    page = SheetPage.objects.create(sheet=sheet, number=number + 1, code=_code())
    SheetRow.objects.bulk_create(
        SheetRow(page=page, place=place, enrollment=seat, code=_code()) for place, seat in enumerate(seats)
    )


def _code() -> str:
    return new_code()[:CODE_LETTERS]


def draw_sheets(sheets: Sequence[SignInSheet], *, at: datetime) -> None:
    """Draw what the rows say and keep it as one file of all these sheets. Safe to run again."""
    with Guarded(DRAW, seconds=DRAW_SECONDS) as press:
        drawn = press.ask(
            json.dumps({"pages": [page for sheet in sheets for page in facts_of(sheet)]}).encode()
        )
    with transaction.atomic():
        kept = files.keep_own("sign-in.pdf", drawn, media_type=files.PDF, at=at)
        for sheet in sheets:
            sheet.file = kept
            sheet.save(update_fields=["file"])


def facts_of(sheet: SignInSheet) -> list[dict[str, Any]]:
    """The pages of a sheet as plain data for the child that draws them. It is a Thai paper whoever prints it."""
    session = Session.objects.select_related("run__course", "run__center", "topic").get(pk=sheet.session_id)
    pages = list(sheet.pages.prefetch_related("rows__enrollment__graduate").order_by("number"))
    with override("th"):
        when = f"{thai_date(sheet.day)} {sheet.get_slot_display()}"
    same = {
        "run": str(session.run),
        "when": when,
        "session": session.number,
        "topic": str(session.topic),
        "agency": session.run.center.name_th,
        "version": sheet.version,
        "pages": len(pages),
    }
    return [same | {"number": page.number, "code": page.code, "rows": _rows(page)} for page in pages]


def _rows(page: SheetPage) -> list[dict[str, Any]]:
    return [
        {
            "seat": row.enrollment.seat_number,
            "name": row.enrollment.graduate.display_name,
            "code": row.code,
        }
        for row in page.rows.all()
    ]
