"""How a centre's papers look: versions, the editor with its live preview, and the second person's word."""

import base64
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.enums import Role
from agencies.models import Agency
from agencies.requests import MemberRequest
from certificates import services
from certificates.enums import CertificateKind, TemplateState
from certificates.forms import ReasonForm, TemplateFilter
from certificates.models import TemplateVersion
from certificates.paper.refusals import TemplateInvalid
from certificates.paper.samples import LONGEST, ORDINARY, SAMPLES, SLOT_NAMES
from certificates.paper.starts import standard_for
from certificates.paper.template import PaperTemplate, read_template
from certificates.paper.wording import set_lines
from certificates.permissions import can_approve_templates, can_make_templates
from certificates.sampling import DESIGNED, picture_of, sample_of
from certificates.template_forms import (
    SAMPLE_NAMES,
    Lines,
    TemplateForm,
    in_words,
    initial_of,
    lines_of,
    template_from,
)
from core.listing import Sheet, answer_list
from core.policy import require
from core.reasons import reason_in
from core.refusals import Refused


@require_safe
@require(can_make_templates)
def templates(request: MemberRequest) -> HttpResponse:
    """For each kind of paper what is in use and what is being made; below, every version there was."""
    rows = TemplateVersion.objects.filter(center=_center(request)).select_related("made_by", "approved_by")
    found = TemplateFilter(request.GET, queryset=rows, request=request)
    headings = [_("Kind"), _("Version"), _("State"), _("What is new"), _("Made by"), _("Approved by")]
    sheet = Sheet("templates", _("Templates of certificates"), headings, _cells)
    template, order = "certificates/templates/list.html", ("-made_at", "-id")
    return answer_list(request, found, found.qs, order, template, sheet, kinds=_kinds(rows))


def _cells(row: TemplateVersion) -> list[object]:
    people = [str(row.made_by), str(row.approved_by or "")]
    return [row.get_kind_display(), row.number, row.get_state_display(), row.note, *people]


def _kinds(rows: QuerySet[TemplateVersion]) -> list[dict[str, object]]:
    """What of each kind is in use and what is being made: one version each at most."""
    live = {(row.kind, row.state in OPEN): row for row in rows.exclude(state=TemplateState.RETIRED)}
    return [
        {"kind": kind, "in_use": live.get((kind, False)), "open": live.get((kind, True))} for kind in DESIGNED
    ]


OPEN = (TemplateState.DRAFT, TemplateState.PROPOSED)


def _center(request: MemberRequest) -> Agency:
    return Agency.objects.get(pk=request.user.agencies_as(Role.STAFF, Role.HEAD)[0])


def _version(request: MemberRequest, pk: int, *roles: Role) -> TemplateVersion:
    centers = request.user.agencies_as(*(roles or (Role.STAFF, Role.HEAD)))
    rows = TemplateVersion.objects.select_related("center", "made_by", "approved_by")
    return get_object_or_404(rows, pk=pk, center__in=centers)


@require_POST
@require(can_make_templates)
def new_template(request: MemberRequest) -> HttpResponse:
    """Begin the next version: from what is in use, or for printing into the department's own forms."""
    kind = request.POST.get("kind", "")
    if kind not in DESIGNED:
        return HttpResponseBadRequest()
    designed = CertificateKind(kind)
    preprinted = standard_for(DESIGNED[designed], preprinted=True)
    row = services.begin_template(
        center=_center(request),
        kind=designed,
        start=preprinted if request.POST.get("start") == "preprinted" else None,
        by=request.user,
        at=timezone.now(),
    )
    return redirect("edit_paper_template", pk=row.pk)


@require_safe
@require(can_make_templates)
def template(request: MemberRequest, pk: int) -> HttpResponse:
    """One version with all its sample papers, and what may be done with it."""
    row = _version(request, pk)
    may_approve = row.center_id in request.user.agencies_as(Role.HEAD) and row.made_by != request.user
    context = {
        "version": row,
        "samples": SAMPLE_NAMES,
        "is_department_form": read_template(row.content).is_department_form,
        "may_approve": may_approve,
        "may_retire": row.center_id in request.user.agencies_as(Role.HEAD),
        "form": ReasonForm(),
    }
    return render(request, "certificates/templates/version.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_make_templates)
def edit_template(request: MemberRequest, pk: int) -> HttpResponse:
    """The editor of a draft."""
    row = _version(request, pk)
    if row.state != TemplateState.DRAFT:
        return redirect("paper_template", pk=pk)
    before = read_template(row.content)
    form, lines = _forms(request, row, before)
    if request.method == "POST" and (made := _made(form, lines, before)):
        note = form.cleaned_data["note"]
        services.change_template(row, made, note=note, by=request.user, at=timezone.now())
        return redirect("paper_template", pk=pk)
    faulty = request.method == "POST"
    context = {"version": row, "form": form, "lines": _named(lines, row, before), "slots": sorted(SLOT_NAMES)}
    return render(request, "certificates/templates/edit.html", context, status=422 if faulty else 200)


@require_POST
@require(can_make_templates)
def preview_template(request: MemberRequest, pk: int) -> HttpResponse:
    """What is in the editor now as a paper, without saving it; with what is wrong, in words."""
    row = _version(request, pk)
    before = read_template(row.content)
    form, lines = _forms(request, row, before)
    context: dict[str, Any] = {"form": form, "lines": lines}
    if made := _made(form, lines, before):
        try:
            picture = picture_of(row, form.cleaned_data["sample"] or LONGEST, made)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            context["picture"] = base64.b64encode(picture).decode()
    status = 200 if "picture" in context else 422
    return render(request, "certificates/templates/_preview.html", context, status=status)


def _forms(request: HttpRequest, row: TemplateVersion, before: PaperTemplate) -> tuple[TemplateForm, Any]:
    if request.method == "POST":
        return TemplateForm(request.POST, request.FILES), Lines(request.POST, prefix="lines")
    return TemplateForm(initial=initial_of(before, row.note)), Lines(initial=lines_of(before), prefix="lines")


def _named(lines: Any, row: TemplateVersion, before: PaperTemplate) -> Any:
    """Each line's form with the words that it prints on an ordinary paper, by which a person knows it."""
    words = {each.line.name: each.text for each in set_lines(sample_of(row, ORDINARY, before), before)}
    for line in lines:
        line.shown = words.get(line.initial.get("name", ""), line.initial.get("text", ""))
    return lines


def _made(form: TemplateForm, lines: Any, before: PaperTemplate) -> PaperTemplate | None:
    """The template that was entered; None where something is wrong, which the form then says."""
    if not (form.is_valid() and lines.is_valid()):
        return None
    try:
        return template_from(form, lines, before)
    except TemplateInvalid as refused:
        form.add_error(None, in_words(refused))
        return None


@require_safe
@require(can_make_templates)
def template_sample(request: MemberRequest, pk: int, sample: str) -> HttpResponse:
    """One sample paper of a stored version, as a picture."""
    row = _version(request, pk)
    wanted = sample if sample in SAMPLES else LONGEST
    return HttpResponse(picture_of(row, wanted), content_type="image/png")


@require_POST
@require(can_make_templates)
def propose_template(request: MemberRequest, pk: int) -> HttpResponse:
    services.propose_template(_version(request, pk), by=request.user, at=timezone.now())
    return redirect("paper_template", pk=pk)


@require_POST
@require(can_make_templates)
def discard_template(request: MemberRequest, pk: int) -> HttpResponse:
    services.discard_template(_version(request, pk), by=request.user, at=timezone.now())
    return redirect("paper_templates")


@require_POST
@require(can_approve_templates)
def approve_template(request: MemberRequest, pk: int) -> HttpResponse:
    services.approve_template(_version(request, pk, Role.HEAD), by=request.user, at=timezone.now())
    return redirect("paper_template", pk=pk)


@require_POST
@require(can_approve_templates)
def send_back_template(request: MemberRequest, pk: int) -> HttpResponse:
    row, reason = _version(request, pk, Role.HEAD), reason_in(request.POST.get("reason", ""))
    services.send_back_template(row, reason=reason, by=request.user, at=timezone.now())
    return redirect("paper_template", pk=pk)


@require_POST
@require(can_approve_templates)
def retire_template(request: MemberRequest, pk: int) -> HttpResponse:
    services.retire_template(_version(request, pk, Role.HEAD), by=request.user, at=timezone.now())
    return redirect("paper_template", pk=pk)
