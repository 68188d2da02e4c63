"""The copy of all that is held about a person: asked for by the person or by staff for them, then fetched."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.requests import MemberRequest
from core.policy import require, signed_in
from enrollment.enums import IdentityCheck, SeenHow
from enrollment.forms.rights import IdentityForm
from enrollment.models import DataCopy
from enrollment.permissions import can_handle_rights, is_trainee
from enrollment.seeing import note_sightings
from enrollment.services import copies as services
from enrollment.views.people import posted, visible_person


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_handle_rights)
def ask_copy(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Staff ask for it in the person's name, and say how they know who asks."""
    person = visible_person(request, pk)
    form = IdentityForm(posted(request))
    if request.method == "POST" and form.is_valid():
        copy = services.ask_copy(person, by=request.user, at=timezone.now(), **form.cleaned_data)
        return redirect("job", pk=copy.job_id)
    context = {"person": person, "form": form}
    return render(request, "enrollment/rights/ask_copy.html", context, status=422 if form.errors else 200)


@require_POST
@require(is_trainee)
def ask_own_copy(request: MemberRequest) -> HttpResponse:
    """One button: the person's own account proves who asks."""
    identity = IdentityCheck.ACCOUNT
    copy = services.ask_copy(request.user.graduate, identity=identity, by=request.user, at=timezone.now())
    return redirect("job", pk=copy.job_id)


def _copy(request: MemberRequest, pk: UUID) -> DataCopy:
    """A copy is fetched by the account that asked for it, nobody else, while that account may see the person."""
    row = get_object_or_404(DataCopy.objects.select_related("graduate"), pk=pk, asked_by=request.user)
    visible_person(request, row.graduate_id)
    return row


@require_safe
@signed_in
def data_copy(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What is in it, until when it can be fetched."""
    row = _copy(request, pk)
    context = {"copy": row, "ready": row.sealed is not None and row.expires_at > timezone.now()}
    return render(request, "enrollment/rights/copy.html", context)


@require_POST
@signed_in
def fetch_copy(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The archive; the trail notes the fetch."""
    row = _copy(request, pk)
    content = services.fetch_copy(row, by=request.user, at=timezone.now())
    note_sightings(request, [row.graduate], SeenHow.COPY)
    response = HttpResponse(content, content_type="application/zip")
    name = f"data-{timezone.localdate(row.asked_at).isoformat()}.zip"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
