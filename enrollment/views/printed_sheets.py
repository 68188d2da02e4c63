"""The sign-in sheets that were printed of a run."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.requests import MemberRequest
from core.listing import Sheet, answer_list
from core.policy import require
from enrollment.forms.sheets import PrintedFilter
from enrollment.models import SignInSheet
from enrollment.permissions import can_teach
from enrollment.queries.sheets import with_pages_open
from enrollment.views.classes import run_of_class

NEWEST_FIRST = ("-day", "-printed_at", "-id")


@require_safe
@require(can_teach)
def printed_sheets(request: MemberRequest, pk: int) -> HttpResponse:
    """All of them, the last day first: which are back, and what is still out."""
    run = run_of_class(request, pk)
    rows = with_pages_open(SignInSheet.objects.filter(session__run=run)).select_related("session__topic")
    found = PrintedFilter(request.GET, queryset=rows, request=request)
    headings = [
        _("Session"),
        _("Day"),
        _("Slot"),
        _("Version"),
        _("People on the sheet"),
        _("Printed"),
        _("State"),
    ]
    sheet = Sheet(f"printed-sheets-{run.code}", _("Printed sheets"), headings, _cells)
    template = "enrollment/sheets/printed.html"
    return answer_list(request, found, found.qs, NEWEST_FIRST, template, sheet, run=run)


def _cells(row: SignInSheet) -> list[object]:
    number, slot, state = (
        row.session.number,
        row.get_slot_display(),
        _("still out") if getattr(row, "is_out", False) else _("back"),
    )
    return [number, row.day, slot, row.version, row.people, row.printed_at, state]
