"""A trainee's own training in a firm."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies.requests import MemberRequest
from core.policy import require
from core.submissions import once
from enrollment import services
from enrollment.forms.placements import REFUSED_AT, DayForm
from enrollment.forms.refusing import goes_well
from enrollment.models import Enrollment, Placement, PlacementDay
from enrollment.permissions import is_trainee
from enrollment.queries.placements import lines_of
from enrollment.views.placement_papers import sheet_to_sign


def _write(request: MemberRequest, placement: Placement, form: DayForm) -> None:
    """The trainee's own word of a day."""
    services.log_days(placement, [form.entry], confirmed=False, by=request.user, at=timezone.localtime())


@require_safe
@require(is_trainee)
def my_hours_sheet(request: MemberRequest) -> HttpResponse:
    """The sheet of the trainee's own placement, to take along to the firm."""
    seat = _own_seat(request)
    if seat is None:
        raise Http404
    placement = seat.placements.last_of_seat().select_related("site").get()
    return sheet_to_sign(request, seat, placement, back=reverse("my_placement"))


def _own_seat(request: MemberRequest) -> Enrollment | None:
    """The trainee's last seat with a placement."""
    seats = Enrollment.objects.filter(graduate__user=request.user, placements__isnull=False)
    whole = seats.select_related("graduate", "run__course", "run__curriculum", "run__rule_set")
    return whole.order_by("-pk").first()


@require_http_methods(["GET", "HEAD", "POST"])
@require(is_trainee)
@once
def my_placement(request: MemberRequest) -> HttpResponse:
    """The trainee's own days in the firm; they count once the mentor has confirmed them."""
    seat = _own_seat(request)
    line = lines_of(seat.run, [seat])[0] if seat else None
    current = line.current if line else None
    form = DayForm(request.POST if request.method == "POST" else None, initial={"day": timezone.localdate()})
    if (
        request.method == "POST"
        and current
        and goes_well(form, REFUSED_AT, lambda: _write(request, current, form))
    ):
        messages.success(request, _("Written down. It counts once your mentor has confirmed it."))
        return redirect("my_placement")
    days = PlacementDay.objects.filter(placement__in=line.chain if line else []).select_related(
        "placement__site"
    )
    context = {"seat": seat, "line": line, "form": form, "days": days, "today": timezone.localdate()}
    status = 422 if request.method == "POST" else 200
    return render(request, "enrollment/placements/own.html", context, status=status)
