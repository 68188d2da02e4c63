"""Places: a list to look things up in, one place with its history, and what is found while one types."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.enums import PlaceLevel
from agencies.filters import PlaceFilter
from agencies.forms.places import FIELD_NAME, PLACE_KEY, choices_for
from agencies.models import Place
from agencies.permissions import has_a_role
from agencies.requests import MemberRequest
from core.paging import keyset_page
from core.policy import require, signed_in
from core.spreadsheets import xlsx_response
from core.templatetags.ui import thai_date

BY_CODE = ("code", "id")
MOST_NEAR = 80  # provinces there are, and a few to come


@require_safe
@signed_in
def place_choices(request: MemberRequest) -> HttpResponse:
    """The places that the typed text finds, as radio buttons for the field that asks."""
    field = request.GET.get("field", "")
    if not FIELD_NAME.fullmatch(field):
        return HttpResponse(status=400)
    level = request.GET.get("level", "")
    choices = choices_for(
        request.GET.get(f"{field}_text", ""),
        level=PlaceLevel(level) if level in PlaceLevel else PlaceLevel.SUBDISTRICT,
        near=[
            code for code in request.GET.get("near", "").split(",")[:MOST_NEAR] if PLACE_KEY.fullmatch(code)
        ],
        picked=request.GET.get(field, ""),
    )
    context = {
        "choices": choices,
        "text": request.GET.get(f"{field}_text", ""),
        "name": field,
        "id": f"id_{field}",
        "typed": True,
    }
    # Without the request: the menu of a whole page would cost more than the answer itself.
    return HttpResponse(render_to_string("agencies/places/_choices.html", context))


@require_safe
@require(has_a_role)
def places(request: MemberRequest) -> HttpResponse:
    """Every place of today, by code; former ones on request."""
    rows = Place.objects.select_related("parent__parent")
    # An unticked box sends nothing, and nothing typed is no filter: today's places are the rule.
    found = PlaceFilter({**request.GET.dict(), "ended": request.GET.get("ended", "")}, queryset=rows)
    if request.GET.get("format") == "xlsx":
        headings = [_("Code"), _("Name"), _("English name"), _("Postcode"), _("Since"), _("Until")]
        return xlsx_response(
            "places",
            _("Provinces, districts, subdistricts"),
            headings,
            map(_line, found.qs.order_by(*BY_CODE)),
        )
    page = keyset_page(found.qs, BY_CODE, request.GET.get("cursor", ""))
    return render(request, "agencies/places/list.html", {"page": page, "filter": found})


def _line(row: Place) -> list[Any]:
    return [row.code, row.path, row.name_en, row.postcode, row.valid_from, row.valid_until]


@require_safe
@require(has_a_role)
def place(request: MemberRequest, key: str) -> HttpResponse:
    """One place: its names over time, what its code meant before and after, what lies in it."""
    if not PLACE_KEY.fullmatch(key):  # PostgreSQL takes no NUL, not even to look for it
        raise Http404
    row = get_object_or_404(Place.objects.select_related("parent__parent"), pk=key)
    today = timezone.localdate()
    context = {
        "place": row,
        "is_over": row.valid_until is not None and row.valid_until < today,
        "former_names": row.former_names.all(),
        "meanings": Place.objects.filter(code=row.code).exclude(pk=row.pk).select_related("parent__parent"),
        "children": Place.objects.on(today).filter(parent=row),
        "days": _days(row),
    }
    return render(request, "agencies/places/place.html", context)


def _days(row: Place) -> str:
    since = thai_date(row.valid_from) if row.valid_from else _("as long as is known")
    return f"{since} – {thai_date(row.valid_until)}" if row.valid_until else since
