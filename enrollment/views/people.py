"""The register: who there is, one person, a new one, a correction."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from agencies.models import Agency
from agencies.requests import MemberRequest
from core.identity import IdentifierRefused
from core.paging import Page, keyset_page
from core.policy import require
from core.spreadsheets import xlsx_response
from core.text import to_arabic_digits
from enrollment.entries import entry_of
from enrollment.enums import Reason
from enrollment.faults import words_for
from enrollment.filters import PeopleFilter
from enrollment.forms.people import PersonForm, agencies_of
from enrollment.models import Graduate, Identifier
from enrollment.permissions import can_refer, can_register, can_see_people
from enrollment.queries import people as queries
from enrollment.queries.timeline import FIELD_NAMES, timeline_of
from enrollment.services import people as services
from enrollment.views.differences import differences
from training.models import Course

BY_NAME = ("sort_key", "id")


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_see_people)
def people(request: MemberRequest) -> HttpResponse:
    """The people the account may see. A search is sent by POST: a number in it never becomes an address."""
    if request.method == "POST":
        return _search(request)
    found = PeopleFilter(request.GET, queryset=_rows(request), request=request)
    if request.GET.get("format") == "xlsx":
        lines = map(queries.export_row, found.qs.select_related("place"))
        return xlsx_response("people", _("People"), list(map(str, queries.EXPORT_HEADINGS)), lines)
    page = keyset_page(found.qs, BY_NAME, request.GET.get("cursor", ""))
    return _list(request, found, page)


def _rows(request: MemberRequest) -> QuerySet[Graduate]:
    visible = queries.with_step(Graduate.objects.visible_to(request.user))
    return visible.select_related("school").prefetch_related("identifiers").order_by(*BY_NAME)


def _list(request: MemberRequest, found: PeopleFilter, page: Page[Graduate], note: str = "") -> HttpResponse:
    counts = queries.step_counts(Graduate.objects.visible_to(request.user))
    figures = [
        (step.label, counts[step], f"?step={step.value}", queries.STEP_TONES.get(step, "good"))
        for step in queries.ChainStep
    ]
    query = request.GET.copy()
    query.pop("cursor", None)
    context = {
        "filter": found,
        "page": page,
        "figures": figures,
        "total": sum(counts.values()),
        "note": note,
        "export": f"?{urlencode([*query.items(), ('format', 'xlsx')])}",
        "tones": queries.STEP_TONES,
    }
    return render(request, "enrollment/people/list.html", context)


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
        row = queries.find_identifier(to_arabic_digits(text))
    except IdentifierRefused as wrong:
        row, note = None, " ".join(map(str, words_for("identifier", wrong.code)))
    person = Graduate.objects.visible_to(request.user).filter(pk=row.graduate_id).first() if row else None
    if person:
        url = reverse("person", args=[person.pk])
        return HttpResponseClientRedirect(url) if request.htmx else redirect(url)
    found = PeopleFilter(request.POST, queryset=Graduate.objects.none(), request=request)
    return _list(request, found, Page([], "", ""), note)


def posted(request: MemberRequest) -> QueryDict | None:
    """What a form is bound to: an empty POST is an answer too, and has to be refused in words."""
    return request.POST if request.method == "POST" else None


def visible_person(request: MemberRequest, pk: UUID) -> Graduate:
    """The person, or 404 for an account that may not see them."""
    rows = Graduate.objects.visible_to(request.user).select_related(
        "school", "place__parent__parent", "registered_by", "import_batch__owner", "user"
    )
    return get_object_or_404(rows, pk=pk)


@require_safe
@require(can_see_people)
def person(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Everything about one person: facts, numbers masked, guardians, referrals, what happened, what is due."""
    return _person(request, visible_person(request, pk))


def _person(request: MemberRequest, row: Graduate, revealed: dict[UUID, str] | None = None) -> HttpResponse:
    shown = revealed or {}
    context = {
        "person": row,
        "birth": entry_of(row).birth,
        "reasons": [str(Reason(code).label) for code in row.reasons],
        "interests": list(Course.objects.filter(code__in=row.interests).order_by("code")),
        "identifiers": [(one, shown.get(one.pk, "")) for one in queries.identifiers_of(row)],
        "guardians": row.guardians.order_by("pk"),
        "consents": row.consents.live(),
        "barriers": row.barriers.all(),
        "referrals": row.referrals.visible_to(request.user).select_related("to_agency", "from_agency"),
        "due": queries.next_step(row, may_refer=can_refer(request.user)),
        "timeline": timeline_of(row),
    }
    return render(request, "enrollment/people/person.html", context)


@require_POST
@require(can_see_people)
def reveal(request: MemberRequest, pk: UUID, identifier: UUID) -> HttpResponse:
    """The person's page with one number in full, this once; the trail records who looked."""
    row = visible_person(request, pk)
    chosen = get_object_or_404(Identifier, pk=identifier, graduate=row)
    number = services.reveal_identifier(chosen, by=request.user, at=timezone.now())
    return _person(request, row, {chosen.pk: number})


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_register)
def new_person(request: MemberRequest) -> HttpResponse:
    """Register one person in the name of the account's agency."""
    agency = _acting_agency(request)
    form = PersonForm(posted(request), agency=agency, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            row = services.register_graduate(
                entry=form.entry(), registered_by=agency, by=request.user, at=timezone.now()
            )
        except services.IdentifierAlreadyRegistered as refusal:
            _explain_taken(form, refusal)
        else:
            messages.success(request, _("Registered: %(name)s") % {"name": row.display_name})
            return redirect("person", pk=row.pk)
    context = {"form": form, "agency": agency}
    return render(request, "enrollment/people/new.html", context, status=422 if form.errors else 200)


def _acting_agency(request: MemberRequest) -> Agency:
    """In whose name the account writes: the agency chosen (`agency`), else its first one."""
    own = agencies_of(request.user)
    asked = request.POST.get("agency", request.GET.get("agency", ""))
    agencies = list(own)
    return next((agency for agency in agencies if str(agency.pk) == asked), agencies[0])


def _explain_taken(form: PersonForm, refusal: services.IdentifierAlreadyRegistered) -> None:
    form.add_error("identifier", str(refusal))
    form.known_person = refusal.graduate  # type: ignore[attr-defined]  # the template links to it


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_register)
def edit_person(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Correct a person. Who saves second sees the difference and keeps what they typed."""
    row = visible_person(request, pk)
    form = _correction(request, row, posted(request))
    if request.method != "POST" or not form.is_valid():
        return _edit(request, row, form, status=422 if form.errors else 200)
    version = form.cleaned_data["version"] or 0
    try:
        services.correct_graduate(
            row, entry=form.entry(), version=version, by=request.user, at=timezone.now()
        )
    except services.IdentifierAlreadyRegistered as refusal:
        _explain_taken(form, refusal)
        return _edit(request, row, form, status=422)
    except services.ChangedMeanwhile as meanwhile:
        again = request.POST.copy()
        again["version"] = str(meanwhile.graduate.version)  # saving once more is a decision taken knowingly
        form = _correction(request, row, again)
        return _edit(request, row, form, status=409, differences=differences(meanwhile, FIELD_NAMES))
    messages.success(request, _("Saved."))
    return redirect("person", pk=row.pk)


def _correction(request: MemberRequest, row: Graduate, data: QueryDict | None) -> PersonForm:
    return PersonForm(
        data,
        agency=_acting_agency(request),
        today=timezone.localdate(),
        person=entry_of(row),
        initial={"version": row.version},
    )


def _edit(
    request: MemberRequest, row: Graduate, form: PersonForm, *, status: int, **more: Any
) -> HttpResponse:
    return render(
        request, "enrollment/people/edit.html", {"form": form, "person": row, **more}, status=status
    )
