"""How fair a round was: for the staff and for whoever looks after the centre."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.permissions import can_see_reports, is_center_staff
from agencies.requests import MemberRequest
from core.paging import keyset_page
from core.policy import require
from core.spreadsheets import xlsx_response
from enrollment.models import MatchRun
from enrollment.policies import policy_of
from enrollment.queries import fairness as queries
from enrollment.queries.policies import in_words


@require_safe
@require(can_see_reports)
def fairness_rounds(request: MemberRequest) -> HttpResponse:
    """The rounds whose figures the account may read, newest first: an officer's way to them."""
    rows = queries.rounds_of(request.user).filter(proposal__isnull=False).select_related("center")
    page = keyset_page(rows, ("-created_at", "-id"), request.GET.get("cursor", ""))
    return render(request, "enrollment/rounds/fairness_list.html", {"page": page})


@require_safe
@require(can_see_reports)
def fairness(request: MemberRequest, pk: int) -> HttpResponse:
    """Placement rates, cut-offs, and what first come, first served would have led to."""
    rounds = queries.rounds_of(request.user).select_related("proposal", "center", "policy")
    round_ = get_object_or_404(rounds, pk=pk)
    if round_.proposal is None or round_.proposal.violations:
        raise Http404
    if request.GET.get("format") == "xlsx":
        headings = [_("By"), _("Which"), _("People"), _("Placed"), "%", _("First choice")]
        return xlsx_response(f"fairness-{pk}", _("Fairness"), headings, _lines(round_.proposal))
    context = {
        "round": round_,
        "total": queries.total(round_.proposal),
        "tables": queries.tables(round_.proposal),
        "seats": list(queries.seat_lines(round_.proposal)),
        "unsaid": queries.unsaid(round_.proposal),
        "first_come": round_.proposal.first_come,
        "policy": in_words(policy_of(round_)),
        "smallest": queries.SMALLEST,
        "staff": is_center_staff(request.user),
    }
    return render(request, "enrollment/rounds/fairness.html", context)


def _lines(proposal: MatchRun) -> Iterator[tuple[Any, ...]]:
    everybody = queries.total(proposal)
    yield _("Everybody"), "", everybody.people, everybody.placed, everybody.percent, everybody.first
    for table in queries.tables(proposal):
        for rate in table.rates:
            yield table.title, rate.name, rate.people, rate.placed, rate.percent, rate.first
    for line in queries.seat_lines(proposal):
        yield (
            _("Cut-off of %(run)s") % {"run": line.run},
            line.seat,
            line.people,
            line.people,
            "",
            line.cutoff,
        )
