"""Lists of who lacks a consent, and the forms printed from them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.requests import MemberRequest
from core.files import file_response
from core.paging import keyset_page
from core.policy import require
from core.spreadsheets import xlsx_response
from enrollment.enums import SeenHow
from enrollment.forms.consents import LackingFilter, agency_of
from enrollment.models import ConsentPrint, Graduate
from enrollment.models.people import RECEIVERS
from enrollment.permissions import can_keep_consents
from enrollment.queries.consents import missing_of_many
from enrollment.seeing import note_sightings
from enrollment.services.consent_prints import MOST_FORMS, request_print

BY_NAME = ("sort_key", "id")


def _found(request: MemberRequest, query: Any) -> LackingFilter:
    people = Graduate.objects.visible_to(request.user).select_related("school")
    return LackingFilter(query, queryset=people, request=request, day=timezone.localdate())


def _rows(found: LackingFilter) -> QuerySet[Graduate]:
    rows: QuerySet[Graduate] = found.qs.prefetch_related("consents", "guardians").order_by(*BY_NAME)
    return rows


@require_safe
@require(can_keep_consents)
def lacking_consents(request: MemberRequest) -> HttpResponse:
    """People of whom a consent is needed today and does not stand."""
    found = _found(request, request.GET)
    if request.GET.get("format") == "xlsx":
        return _workbook(list(_rows(found)))
    page = keyset_page(_rows(found), BY_NAME, request.GET.get("cursor", ""))
    missing = missing_of_many(page.rows, timezone.localdate())
    query = request.GET.copy()
    query.pop("cursor", None)
    context = {
        "filter": found,
        "page": page,
        "rows": [(person, list(missing[person.pk].items())) for person in page],
        "total": found.qs.count(),
        "query": query.urlencode(),
        "xlsx": f"?{urlencode([*query.items(), ('format', 'xlsx')])}",
    }
    return render(request, "enrollment/consents/lacking.html", context)


def _workbook(people: list[Graduate]) -> HttpResponse:
    missing = missing_of_many(people, timezone.localdate())
    headings = [_("Name"), _("School"), _("Consent to train: missing"), _("Consent for data: missing")]
    lines = (
        [
            person.full_name,
            str(person.school or ""),
            *(", ".join(str(giver.label) for giver in givers) for givers in missing[person.pk].values()),
        ]
        for person in people
    )
    return xlsx_response("consents-missing", _("Missing consents"), headings, lines)


@require_POST
@require(can_keep_consents)
def print_lacking(request: MemberRequest) -> HttpResponse:
    """The forms of everybody on the list, in one file."""
    found = _found(request, request.GET)
    people = list(_rows(found)[: MOST_FORMS + 1])
    note_sightings(request, people, SeenHow.FILE)
    row = request_print(
        people, found.kinds, agency=agency_of(request.user), by=request.user, at=timezone.now()
    )
    return redirect("job", pk=row.job_id or 0)


def _own_print(request: MemberRequest, pk: UUID) -> ConsentPrint:
    """Who asked for it, nobody else, and for the agency it was asked for: it holds the names and codes of many."""
    own = request.user.agencies_as(*RECEIVERS)
    rows = ConsentPrint.objects.select_related("file")
    return get_object_or_404(rows, pk=pk, owner=request.user, agency__in=own)


@require_safe
@require(can_keep_consents)
def consent_print(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The file is ready, or deleted by now."""
    return render(request, "enrollment/consents/print.html", {"print": _own_print(request, pk)})


@require_safe
@require(can_keep_consents)
def consent_print_file(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The printed forms as PDF."""
    row = _own_print(request, pk)
    if row.file is None:
        raise Http404
    return file_response(row.file, f"consents-{row.made_at:%Y%m%d}.pdf")
