"""The register: who there is, found by name, number and filters."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, replace_url

from agencies.requests import MemberRequest
from core.identity import IdentifierRefused
from core.paging import Page
from core.policy import require
from core.spreadsheets import xlsx_stream
from core.text import to_arabic_digits
from enrollment.faults import words_for
from enrollment.forms.people_filter import PeopleFilter
from enrollment.models import Graduate
from enrollment.permissions import can_import, can_see_people
from enrollment.queries import columns as listing
from enrollment.queries.people import find_identifier
from enrollment.queries.steps import STEP_TONES, ChainStep, put_steps, step_counts_for, with_step
from enrollment.services.columns import show_columns

AT_ONCE = 2_000  # people in memory while the spreadsheet is written


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_see_people)
def people(request: MemberRequest) -> HttpResponseBase:
    """The people the account may see. A search is sent by POST: a number in it never becomes an address."""
    if request.method == "POST":
        return _search(request)
    columns = listing.columns_of(request.user)
    rows = listing.related(Graduate.objects.visible_to(request.user), columns)
    found = PeopleFilter(request.GET, queryset=rows, request=request)
    if request.GET.get("format") == "xlsx":
        return _spreadsheet(found.finding().everybody(), columns)
    page = found.finding().page(request.GET.get("cursor", ""))
    return _list(request, found, page, columns)


def _spreadsheet(rows: QuerySet[Graduate], columns: tuple[listing.Column, ...]) -> HttpResponseBase:
    lines = (listing.export_row(person, columns) for person in with_step(rows).iterator(AT_ONCE))
    headings = [str(label) for label in (*listing.NAME_HEADINGS, *(column.label for column in columns))]
    return xlsx_stream("people", _("People"), headings, lines)


def _list(
    request: MemberRequest,
    found: PeopleFilter,
    page: Page[Graduate],
    columns: tuple[listing.Column, ...],
    note: str = "",
) -> HttpResponse:
    put_steps(page.rows)
    lines = [(person, [(column, column.words(person)) for column in columns]) for person in page]
    query = request.GET.copy()
    query.pop("cursor", None)
    context = {
        "filter": found,
        "page": page,
        "columns": columns,
        "lines": lines,
        "anybody": bool(lines) or Graduate.objects.keys_visible_to(request.user)[:1].exists(),
        "choices": [(column, column in columns) for column in listing.COLUMNS],
        "note": note,
        "query": query.urlencode(),
        "export": f"?{urlencode([*query.items(), ('format', 'xlsx')])}",
        "may_import": can_import(request.user),
    }
    if request.htmx.target != "results":
        return render(request, "enrollment/people/list.html", context)
    # As one types only the results change, and the address with them, so that "back" finds the same people again.
    return replace_url(render(request, "enrollment/people/_results.html", context), request.get_full_path())


@require_safe
@require(can_see_people)
def people_figures(request: MemberRequest) -> HttpResponse:
    """How many people stand at each step: a part of the list that comes after it, since it counts everybody."""
    counts = step_counts_for(request.user)
    figures = [
        (
            step.label,
            counts.get(step, 0),
            f"{reverse('people')}?step={step.value}",
            STEP_TONES.get(step, "good"),
        )
        for step in ChainStep
    ]
    return render(request, "enrollment/people/_figures.html", {"figures": figures})


@require_POST
@require(can_see_people)
def choose_columns(request: MemberRequest) -> HttpResponse:
    """Remember which columns the account wants, then back to the same list."""
    show_columns(request.POST.getlist("columns"), by=request.user)
    query = QueryDict(request.POST.get("query", "")).urlencode()
    return redirect(f"{reverse('people')}?{query}" if query else reverse("people"))


def _search(request: MemberRequest) -> HttpResponse:
    """A number leads to its person, a name to the filtered list. Names have no digits."""
    text = request.POST.get("name", "").strip()
    if any(sign.isdigit() for sign in text):
        return _search_number(request, text)
    said = [
        (name, value) for name, value in request.POST.items() if value and name in PeopleFilter.base_filters
    ]
    return redirect(f"{reverse('people')}?{urlencode(said)}")


def _search_number(request: MemberRequest, text: str) -> HttpResponse:
    note = _("None of the people you may see has this number.")
    try:
        row = find_identifier(to_arabic_digits(text))
    except IdentifierRefused as wrong:
        row, note = None, " ".join(map(str, words_for("identifier", wrong.code)))
    person = Graduate.objects.visible_to(request.user).filter(pk=row.graduate_id).first() if row else None
    if person:
        url = reverse("person", args=[person.pk])
        return HttpResponseClientRedirect(url) if request.htmx else redirect(url)
    found = PeopleFilter(request.POST, queryset=Graduate.objects.none(), request=request)
    return _list(request, found, Page([], "", ""), listing.columns_of(request.user), note)


def posted(request: MemberRequest) -> QueryDict | None:
    """What a form is bound to: an empty POST is an answer too, and has to be refused in words."""
    return request.POST if request.method == "POST" else None


def visible_person(request: MemberRequest, pk: UUID) -> Graduate:
    """The person, or 404 for an account that may not see them."""
    rows = Graduate.objects.visible_to(request.user).select_related(
        "school", "place__parent__parent", "registered_by", "import_batch__owner", "user"
    )
    return get_object_or_404(rows, pk=pk)
