"""Who could be asked so that a run opens after all."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.permissions import is_center_staff
from agencies.requests import MemberRequest
from core.paging import keyset_page
from core.policy import require
from core.spreadsheets import xlsx_response
from enrollment.forms.round_filters import NearFilter
from enrollment.models import Graduate, MatchRound
from enrollment.queries.near_misses import NEAR_KM, NearMiss, counselors_of, near_misses

BY_NAME = ("sort_key", "id")


@require_safe
@require(is_center_staff)
def near_people(request: MemberRequest, pk: int, run: int) -> HttpResponse:
    """People without a seat who may enter a run that does not open: near by, or at an unknown distance."""
    miss = _miss(request, pk, run)
    people = Graduate.objects.visible_to(request.user).filter(pk__in=list(miss.near))
    found = NearFilter(request.GET, queryset=people.select_related("school"), request=request, near=miss.near)
    if request.GET.get("format") == "xlsx":
        return _workbook(miss, found.qs.order_by(*BY_NAME))
    page = keyset_page(found.qs, BY_NAME, request.GET.get("cursor", ""))
    context = {
        "round": get_object_or_404(MatchRound, pk=pk),
        "miss": miss,
        "page": page,
        "people": _lines(miss, page.rows),
        "filter": found,
        "near_km": NEAR_KM,
    }
    return render(request, "enrollment/rounds/near_people.html", context)


def _miss(request: MemberRequest, pk: int, run: int) -> NearMiss:
    round_ = get_object_or_404(MatchRound.objects.visible_to(request.user).select_related("proposal"), pk=pk)
    code = get_object_or_404(round_.runs, pk=run).code
    found = near_misses(round_.proposal, only=code) if round_.proposal else []
    if not found:
        raise Http404
    return found[0]


def _lines(miss: NearMiss, people: Iterable[Graduate]) -> Iterator[dict[str, Any]]:
    rows = list(people)
    counselors = counselors_of({person.school_id for person in rows if person.school_id})
    for person in rows:
        accounts = [held.user for held in counselors.get(person.school_id or 0, [])]
        yield {"graduate": person, "distance": miss.near[person.pk], "counselors": accounts}


def _workbook(miss: NearMiss, people: Iterable[Graduate]) -> HttpResponse:
    headings = [_("Name"), _("School"), _("Distance (km)"), _("Counsellor"), _("Telephone of the counsellor")]
    rows = (
        (
            line["graduate"].full_name,
            line["graduate"].school or "",
            _("unknown") if line["distance"] is None else line["distance"],
            ", ".join(account.get_full_name() or account.username for account in line["counselors"]),
            ", ".join(filter(None, (account.phone for account in line["counselors"]))),
        )
        for line in _lines(miss, people)
    )
    return xlsx_response(f"near-{miss.run.code}", _("People near by"), headings, rows)
