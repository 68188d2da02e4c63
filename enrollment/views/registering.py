"""Entering a person and correcting one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agencies.models import Agency
from agencies.requests import MemberRequest
from core.policy import require
from enrollment.entries import entry_of, other_guardians_of
from enrollment.forms.people import PersonForm, agencies_of
from enrollment.models import Graduate
from enrollment.permissions import can_register
from enrollment.queries.duplicates import likely_same
from enrollment.queries.timeline import FIELD_NAMES
from enrollment.services import people as services
from enrollment.services.numbers import IdentifierAlreadyRegistered, TooManyKnownNumbers
from enrollment.views.differences import differences
from enrollment.views.people import posted, visible_person


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_register)
def new_person(request: MemberRequest) -> HttpResponse:
    """Register one person in the name of the account's agency."""
    agency = _acting_agency(request)
    form = PersonForm(posted(request), agency=agency, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        likely = [] if request.POST.get("not_same") else likely_same(form.checked_entry, request.user)
        if likely:  # shown once, before anything is written; a tick says that it is somebody else
            context = {"form": form, "agency": agency, "likely": likely}
            return render(request, "enrollment/people/new.html", context, status=409)
        try:
            row = services.register_graduate(
                entry=form.entry(), registered_by=agency, by=request.user, at=timezone.now()
            )
        except (IdentifierAlreadyRegistered, TooManyKnownNumbers) as refusal:
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


def _explain_taken(form: PersonForm, refusal: IdentifierAlreadyRegistered | TooManyKnownNumbers) -> None:
    form.add_error("identifier", str(refusal))
    form.known_person = getattr(refusal, "graduate", None)  # the page links to it


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
    except services.ChangedMeanwhile as meanwhile:
        again = request.POST.copy()
        again["version"] = str(meanwhile.graduate.version)  # saving once more is a decision taken knowingly
        form = _correction(request, row, again)
        return _edit(request, row, form, status=409, differences=differences(meanwhile, FIELD_NAMES))
    except (IdentifierAlreadyRegistered, TooManyKnownNumbers) as refusal:
        _explain_taken(form, refusal)
        return _edit(request, row, form, status=422)
    messages.success(request, _("Saved."))
    return redirect("person", pk=row.pk)


def _correction(request: MemberRequest, row: Graduate, data: QueryDict | None) -> PersonForm:
    return PersonForm(
        data,
        agency=_acting_agency(request),
        today=timezone.localdate(),
        person=entry_of(row),
        others=other_guardians_of(row),
        initial={"version": row.version},
    )


def _edit(
    request: MemberRequest, row: Graduate, form: PersonForm, *, status: int, **more: Any
) -> HttpResponse:
    return render(
        request, "enrollment/people/edit.html", {"form": form, "person": row, **more}, status=status
    )
