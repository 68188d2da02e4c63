"""Who has seen this person, and whom has this account seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.models import User
from agencies.requests import MemberRequest
from core.listing import Sheet, answer_list
from core.paging import keyset_page
from core.policy import require
from core.spreadsheets import xlsx_response, xlsx_stream
from enrollment.enums import SeenHow
from enrollment.forms.rights import AccountFilter, SpanForm, ViewerFilter
from enrollment.models import Sighting
from enrollment.permissions import can_answer_for_accounts, can_see_viewers
from enrollment.queries import rights as queries
from enrollment.seeing import note_sightings
from enrollment.views.people import visible_person

NEWEST_FIRST = ("-day", "-id")


@require_safe
@require(can_see_viewers)
def seen_by(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Who has seen this person: day by day, by name and agency, in which form."""
    person = visible_person(request, pk)
    found = ViewerFilter(request.GET, queryset=queries.sightings_of(person), request=request)
    if request.GET.get("format") == "xlsx":
        note_sightings(request, [person], SeenHow.EXPORT)
        return viewers_workbook(found.qs.order_by(*NEWEST_FIRST))
    page = keyset_page(found.qs, NEWEST_FIRST, request.GET.get("cursor", ""))
    context = {"person": person, "filter": found, "page": page, "lines": viewer_lines(list(page.rows))}
    return render(request, "enrollment/rights/seen_by.html", context)


def viewer_lines(rows: list[Sighting]) -> list[tuple[Sighting, queries.Viewer]]:
    viewers = queries.viewers_of(rows)
    return [(row, viewers[row.pk]) for row in rows]


def viewers_workbook(rows: Any) -> HttpResponse:
    headings = [_("Day"), _("Name"), _("Agency"), _("How"), _("first"), _("last"), _("times")]
    lines = (
        (row.day, who.name, who.agency, row.get_how_display(), row.first_at, row.last_at, row.times)
        for row, who in viewer_lines(list(rows))
    )
    return xlsx_response("seen-by", _("Who has seen this person"), headings, lines)


@require_safe
@require(can_answer_for_accounts)
def accounts_seen(request: MemberRequest) -> HttpResponse:
    """The accounts for whose looking one answers."""
    rows = queries.answerable_accounts(request.user)
    found = AccountFilter(request.GET, queryset=rows, request=request)
    headings = [_("Name"), _("Account")]
    sheet = Sheet("accounts", _("Accounts"), headings, lambda row: [row.get_full_name(), row.get_username()])
    order = ("first_name", "last_name", "id")
    return answer_list(request, found, found.qs.distinct(), order, "enrollment/rights/accounts.html", sheet)


@require_safe
@require(can_answer_for_accounts)
def seen_people(request: MemberRequest, pk: int) -> HttpResponseBase:
    """Whom an account has seen between two moments; as a spreadsheet it is what a breach notice needs."""
    account = get_object_or_404(queries.answerable_accounts(request.user), pk=pk)
    form = SpanForm(request.GET)
    rows = queries.between(queries.answerable_sightings(request.user, account), *form.span())
    if request.GET.get("format") == "xlsx" and form.is_valid():
        return _breach_workbook(account, rows)
    page = keyset_page(rows, NEWEST_FIRST, request.GET.get("cursor", ""))
    people, times = queries.seen_people(rows)
    query = request.GET.copy()
    query["format"] = "xlsx"
    context = {
        "account": account,
        "form": form,
        "page": page,
        "lines": queries.with_people(list(page.rows)),
        "people": people,
        "times": times,
        "xlsx": f"?{query.urlencode()}",
    }
    return render(request, "enrollment/rights/seen_people.html", context)


def _breach_workbook(account: User, rows: Any) -> FileResponse:
    headings = [_("Name"), _("School"), _("Telephone"), _("first"), _("last"), _("times")]
    headings += [str(how.label) for how in SeenHow]
    name = f"seen-by-account-{account.pk}"
    return xlsx_stream(name, _("People seen"), headings, _breach_cells(rows))


def _breach_cells(rows: Any) -> Iterator[list[Any]]:
    for person, line in queries.breach_lines(rows):
        facts = [person.full_name, str(person.school or ""), person.phone] if person else ["–", "", ""]
        yield [
            *facts,
            line["first"],
            line["last"],
            line["count"],
            *(line[f"times_{how}"] for how in SeenHow.values),
        ]
