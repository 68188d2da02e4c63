"""Lines of a form that are added, removed and moved by buttons of the form itself: no script is needed.

A button is named `rows` and says which lines, what to do, and with which: "topics up 2". The page comes back with
everything that was typed, unjudged.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import QueryDict

from core.keys import key_in

BUTTON = "rows"
Row = dict[str, Any]


def all_valid(*judged: Any) -> bool:
    """Whether every one of the forms is; each is judged, so that all faults are shown at once."""
    return all([one.is_valid() for one in judged])  # noqa: C419 a generator would stop at the first


class Rows(forms.BaseFormSet[Any]):
    """Lines that have no history: one left as it came is no line, whatever stood in it when the page was made."""

    def initial_form_count(self) -> int:
        return 0 if self.is_bound else super().initial_form_count()


def typed(form: type[forms.Form], data: QueryDict, prefix: str = "") -> Row:
    """What stands in the boxes, as a form shows it again."""
    many = (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)
    start = f"{prefix}-" if prefix else ""
    return {
        name: data.getlist(start + name) if isinstance(field, many) else data.get(start + name, "")
        for name, field in form.base_fields.items()
    }


def typed_rows(form: type[forms.Form], data: QueryDict, prefix: str) -> list[Row]:
    """The lines as typed, after the button that was pressed did its work on them."""
    count = data.get(f"{prefix}-TOTAL_FORMS", "")
    found = [typed(form, data, f"{prefix}-{n}") for n in range(min(key_in(count), 200))]
    which, action, place = [*data.get(BUTTON, "").split(), "", "", ""][:3]
    if which == prefix:
        _ACTIONS.get(action, _nothing)(found, key_in(place))
    return found


def _nothing(rows: list[Row], place: int) -> None:
    pass


def _add(rows: list[Row], place: int) -> None:
    rows.append({})


def _remove(rows: list[Row], place: int) -> None:
    del rows[place : place + 1]


def _up(rows: list[Row], place: int) -> None:
    if 0 < place < len(rows):
        rows[place - 1 : place + 1] = [rows[place], rows[place - 1]]


def _down(rows: list[Row], place: int) -> None:
    _up(rows, place + 1)


_ACTIONS: dict[str, Callable[[list[Row], int], None]] = {
    "add": _add,
    "remove": _remove,
    "up": _up,
    "down": _down,
}
