"""Papers of a training in a firm: what came from it, and the sheet that is taken there to be signed."""

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from agencies.requests import MemberRequest
from core.files import file_response
from core.models import SealedFile
from core.policy import require
from enrollment.enums import SeenHow
from enrollment.models import Enrollment, Placement, PlacementReport, SignedHours
from enrollment.permissions import can_teach
from enrollment.seeing import note_sightings
from enrollment.views.classes import seat_in_firms
from enrollment.young_work import most_minutes

SUNDAY = 6  # as `date.weekday` counts


@require_safe
@require(can_teach)
def placement_paper(request: MemberRequest, pk: int, paper: str) -> HttpResponse:
    """A paper of the firm: its time sheet or its evaluation."""
    if paper not in {"time_sheet", "evaluation"}:
        raise Http404
    report = get_object_or_404(PlacementReport.objects.select_related(f"{paper}"), placement=pk)
    seat = seat_in_firms(request, report.placement.enrollment_id)
    file: SealedFile | None = getattr(report, paper)
    if file is None:
        raise Http404
    note_sightings(request, [seat.graduate], SeenHow.FILE)
    return file_response(file, file.name)


@require_safe
@require(can_teach)
def signed_hours(request: MemberRequest, pk: int) -> HttpResponse:
    """An hours sheet with the mentor's signatures."""
    sheet = get_object_or_404(SignedHours.objects.select_related("file", "placement"), pk=pk)
    seat = seat_in_firms(request, sheet.placement.enrollment_id)
    note_sightings(request, [seat.graduate], SeenHow.FILE)
    return file_response(sheet.file, sheet.file.name)


@require_safe
@require(can_teach)
def hours_sheet(request: MemberRequest, pk: int) -> HttpResponse:
    """A sheet to print for the firm: a line for each day, signed there by the trainee and the mentor."""
    placement = get_object_or_404(Placement.objects.select_related("site"), pk=pk)
    seat = seat_in_firms(request, placement.enrollment_id)
    return sheet_to_sign(request, seat, placement, back=reverse("seat_placement", args=[seat.pk]))


def sheet_to_sign(
    request: MemberRequest, seat: Enrollment, placement: Placement, *, back: str
) -> HttpResponse:
    """A line for each day of the stay but Sundays, and for a Sunday on which somebody worked."""
    known = {row.day: row for row in placement.days.all()}
    length = (placement.last_day - placement.first_day).days + 1
    days = [placement.first_day + timedelta(days=number) for number in range(length)]
    worked = [day for day in days if day.weekday() != SUNDAY or day in known]
    young = most_minutes(seat.graduate, placement.first_day)
    context = {
        "seat": seat,
        "run": seat.run,
        "placement": placement,
        "lines": [(day, known.get(day)) for day in worked],
        "young_minutes": young,
        "back": back,
    }
    return render(request, "enrollment/placements/hours_sheet.html", context)
