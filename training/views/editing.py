"""Changing a row that somebody else may have open too: who saves second sees what is in force and decides."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from agencies.requests import MemberRequest
from core.refusals import Refused
from training.models.base import Versioned
from training.refusals import ChangedMeanwhile


def answer_edit(
    request: MemberRequest,
    row: Versioned,
    make: Callable[[Any], forms.Form],
    save: Callable[[Any], object],
    template: str,
    *,
    back: str,
    done: str,
    **context: Any,
) -> HttpResponse:
    """The page with the form of a row, or what came of saving it: 302, 422 for a fault, 409 if it changed meanwhile.

    `make` builds the form from what was sent (or None) and the row as it is now.
    """
    form, status = make(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                save(form)
            except ChangedMeanwhile as refusal:
                form, status = _again(request, row, make, str(refusal)), 409
                context["now"] = _in_force(form)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, done)
                return redirect(back)
    return render(request, template, {"form": form, "row": row, "back_url": back, **context}, status=status)


def _again(
    request: MemberRequest, row: Versioned, make: Callable[[Any], forms.Form], words: str
) -> forms.Form:
    """What was typed, on top of the row as it is now: saving once more is a decision taken knowingly."""
    if not row._state.adding:  # else nobody has said anything yet, and the form is stale or made up
        row.refresh_from_db()
    typed = request.POST.copy()
    typed["version"] = str(row.version)
    form = make(typed)
    form.is_valid()
    form.add_error(None, words)
    return form


def _in_force(form: forms.Form) -> list[tuple[Any, str]]:
    """Of the fields in which the row now differs from what was typed: label and what is in force."""
    named = [form[name] for name in form.changed_data if name != "version"]
    return [(bound.label, _words(bound.initial, getattr(bound.field, "choices", ()))) for bound in named]


def _words(value: Any, choices: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(str(one) for one in value) or "–"
    labels: Mapping[Any, Any] = dict(choices) if isinstance(choices, (list, tuple)) else {}
    return str(labels.get(value, value if value not in (None, "") else "–"))
