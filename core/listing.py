"""A list: one page of rows under a filter, or all of them as a spreadsheet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.paging import keyset_page
from core.spreadsheets import xlsx_response


@dataclass(frozen=True)
class Sheet:
    """A list as a spreadsheet: the file's name, the sheet's, its headings, and the cells of a row."""

    name: str
    title: str
    headings: Sequence[str]
    cells: Callable[[Any], Sequence[object]]


def answer_list(
    request: HttpRequest,
    found: Any,
    rows: QuerySet[Any],
    order: Sequence[str],
    template: str,
    sheet: Sheet,
    **context: Any,
) -> HttpResponse:
    """The page of `rows` at `?cursor=`, or all of them with `?format=xlsx`; `found` is the filter they passed."""
    if request.GET.get("format") == "xlsx":
        cells = map(sheet.cells, rows.order_by(*order))
        return xlsx_response(sheet.name, sheet.title, sheet.headings, cells)
    page = keyset_page(rows, order, request.GET.get("cursor", ""))
    query = request.GET.copy()
    query["format"] = "xlsx"
    return render(
        request, template, {"filter": found, "page": page, "xlsx": f"?{query.urlencode()}", **context}
    )
