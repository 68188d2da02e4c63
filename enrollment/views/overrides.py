"""Rules relaxed for one person: proposed by one, decided by another, withdrawn before it counted."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.permissions import is_center_staff
from agencies.requests import MemberRequest
from core.listing import Sheet, answer_list
from core.policy import require
from enrollment.forms.entry import OverrideFilter, RelaxForm
from enrollment.forms.refusing import goes_well
from enrollment.models import Override
from enrollment.queries.entry import relaxable
from enrollment.rule_words import RULE_NAMES, clause_words
from enrollment.services import overrides as services
from enrollment.views.entry import seat_of_center
from training.rules import RuleCode


@require_safe
@require(is_center_staff)
def overrides(request: MemberRequest) -> HttpResponse:
    """What was proposed and decided at one's centre, newest first."""
    related = ("enrollment__graduate", "enrollment__run__course", "proposed_by", "decided_by")
    rows = Override.objects.visible_to(request.user).select_related(*related)
    found = OverrideFilter(request.GET, queryset=rows, request=request)
    headings = [
        _("Name"),
        _("Run"),
        _("Rule"),
        _("Clause"),
        _("Reason"),
        _("State"),
        _("Proposed"),
        _("Decided"),
    ]
    sheet = Sheet("relaxed", _("Rules relaxed"), headings, _cells)
    order = ("-proposed_at", "-id")
    return answer_list(request, found, found.qs, order, "enrollment/entry/overrides.html", sheet)


def _cells(row: Override) -> list[object]:
    seat = row.enrollment
    rule, state = RULE_NAMES[row.rule], row.get_state_display()
    days = [row.proposed_at, row.decided_at]
    return [seat.graduate.full_name, seat.run.code, rule, row.clause, row.reason, state, *days]


@require_http_methods(["GET", "HEAD", "POST"])
@require(is_center_staff)
def propose_override(request: MemberRequest, pk: int, rule: str) -> HttpResponse:
    """The first of two says why a rule should be relaxed; only where a clause lets the director."""
    seat = seat_of_center(request, pk)
    relaxation = next((one for one in relaxable(seat) if one.rule == rule), None)
    if relaxation is None:
        raise Http404
    form = RelaxForm(request.POST or None)

    def propose() -> None:
        reason = form.cleaned_data["reason"]
        services.propose_override(seat, RuleCode(rule), reason=reason, by=request.user, at=timezone.now())

    if request.method == "POST" and goes_well(form, {}, propose):
        messages.success(request, _("Proposed. A second person decides; one of the two is the head."))
        return redirect("seat_entry", pk=pk)
    context = {
        "seat": seat,
        "form": form,
        "rule": RULE_NAMES[relaxation.rule],
        "relaxes": clause_words(relaxation.relaxes),
        "clause": clause_words(relaxation.clause),
    }
    return render(request, "enrollment/entry/relax.html", context, status=422 if form.errors else 200)


STEPS: dict[str, Callable[..., None]] = {
    "approve": services.approve_override,
    "refuse": services.refuse_override,
    "withdraw": services.withdraw_override,
}


@require_POST
@require(is_center_staff)
def decide_override(request: MemberRequest, pk: int, step: str) -> HttpResponse:
    """The second person's yes or no; or whoever is at the centre takes it back."""
    rows = Override.objects.visible_to(request.user).select_related(
        "enrollment__run__course", "enrollment__run__rule_set", "proposed_by", "rule_set"
    )
    row = get_object_or_404(rows, pk=pk)
    STEPS[step](row, by=request.user, at=timezone.now())
    messages.success(request, _("The rule is now: %(state)s.") % {"state": row.get_state_display()})
    return redirect("seat_entry", pk=row.enrollment_id)
