"""Memoranda: the list, one with its signers, drawing up, inviting a whole list, ending, renewing."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.enums import AgencyKind, MemorandumPurpose, SignatoryState
from agencies.filters import MemorandumFilter, SignatoryFilter
from agencies.forms.memoranda import EndForm, InviteForm, MemorandumForm, SigningForm, hosts_of
from agencies.models import Memorandum, Signatory
from agencies.permissions import SIGNERS, can_keep_memoranda, can_see_memoranda
from agencies.queries import memoranda as queries
from agencies.requests import MemberRequest
from agencies.services import memoranda as services
from agencies.signer_list import MOST_LINES, Finding, Line
from core import audit, files
from core.listing import Sheet, answer_list
from core.policy import require
from core.refusals import Refused
from core.templatetags.ui import thai_date

NEWEST_FIRST = ("-starts_on", "-id")


def purposes_of(memorandum: Memorandum) -> str:
    codes = memorandum.purposes.strip(",").split(",")
    return ", ".join(str(MemorandumPurpose(code).label) for code in codes)


@require_safe
@require(can_see_memoranda)
def memoranda(request: MemberRequest) -> HttpResponse:
    """The memoranda that the account's agencies keep or were invited to sign."""
    today = timezone.localdate()
    rows = queries.with_standing(Memorandum.objects.visible_to(request.user), today).select_related("host")
    found = MemorandumFilter(request.GET, queryset=rows, request=request)
    headings = [_("Title"), _("Number"), _("Kept by"), _("Purposes"), _("In force from"), _("In force until")]
    sheet = Sheet("memoranda", _("Memoranda"), [*headings, _("State"), _("Signed"), _("Invited")], _cells)
    return answer_list(
        request,
        found,
        found.qs,
        NEWEST_FIRST,
        "agencies/memoranda/list.html",
        sheet,
        may_keep=can_keep_memoranda(request.user),
        to_sign=queries.to_sign(request.user, today),
    )


def _cells(row: Any) -> list[object]:
    days = [row.starts_on, row.ended_on or row.ends_on]
    state = row.stands.label
    return [row.title, row.number, str(row.host), purposes_of(row), *days, state, row.signed, row.invited]


def _visible(request: MemberRequest, pk: UUID) -> Memorandum:
    rows = queries.with_standing(Memorandum.objects.visible_to(request.user), timezone.localdate())
    return get_object_or_404(rows.select_related("host", "file"), pk=pk)


def _kept(request: MemberRequest, pk: UUID) -> Memorandum:
    """The memorandum, if the account keeps it; 404 otherwise."""
    return get_object_or_404(
        Memorandum.objects.select_related("host"), pk=pk, host__in=hosts_of(request.user)
    )


@require_safe
@require(can_see_memoranda)
def memorandum(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One memorandum: what it says, who has signed, and what this account may do."""
    return _page(request, _visible(request, pk))


def _page(request: MemberRequest, row: Any, *, status: int = 200, **forms: Any) -> HttpResponse:
    signers = SignatoryFilter(request.GET, queryset=row.signatories.select_related("agency"), request=request)
    headings = [
        _("Agency"),
        _("Signer"),
        _("Position"),
        _("Contact"),
        _("State"),
        _("Signed on"),
        _("Reminders"),
    ]
    sheet = Sheet("signers", _("Signers"), headings, _signer_cells)
    today = timezone.localdate()
    keeps = row.host_id in request.user.agencies_as(*SIGNERS)
    over = bool(row.ended_on) or row.ends_on < today
    context: dict[str, Any] = {
        "memorandum": row,
        "purposes": purposes_of(row),
        "keeps": keeps,
        "over": over,
        "waiting": row.signatories.filter(state=SignatoryState.INVITED).count(),
        "mine": queries.to_sign(request.user, today).filter(memorandum=row),
        "signing": forms.get("signing") or SigningForm(initial={"on": today}),
        "ending": forms.get("ending") or EndForm(initial={"on": today}),
    }
    for name in ("signing", "ending"):
        context[name].auto_id = f"id_{name}_%s"  # both ask for a day: each label leads to its own box
    order = ("agency__sort_key", "id")
    answer = answer_list(
        request, signers, signers.qs, order, "agencies/memoranda/memorandum.html", sheet, **context
    )
    answer.status_code = status
    return answer


def _signer_cells(row: Signatory) -> list[object]:
    signed = thai_date(row.signed_on) if row.signed_on else ""
    names = [row.signer_name, row.signer_position, row.contact]
    return [str(row.agency), *names, row.get_state_display(), signed, row.reminders]


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_keep_memoranda)
def new_memorandum(request: MemberRequest) -> HttpResponse:
    form = MemorandumForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        host = form.cleaned_data.get("host") or hosts_of(request.user)[0]
        row = _saved(
            form,
            lambda: services.draw_up_memorandum(
                host, form.terms(), paper=form.paper(), by=request.user, at=timezone.now()
            ),
        )
        if row:
            messages.success(request, _("Drawn up. Invite the agencies that sign it."))
            return redirect("invite_signatories", pk=row.pk)
    context = {"form": form}
    return render(request, "agencies/memoranda/edit.html", context, status=422 if form.errors else 200)


def _saved(form: MemorandumForm, write: Any) -> Any:
    """What the service made, or None with the refusal in the form."""
    try:
        return write()
    except files.FILE_REFUSALS as refusal:
        form.add_error("file", str(refusal))
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return None


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_keep_memoranda)
def edit_memorandum(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = _kept(request, pk)
    form = MemorandumForm(request.POST or None, request.FILES or None, user=request.user, row=row)
    if request.method == "POST" and form.is_valid():

        def write() -> bool:
            services.change_memorandum(
                row, form.terms(), paper=form.paper(), by=request.user, at=timezone.now()
            )
            return True

        if _saved(form, write):
            messages.success(request, _("Saved."))
            return redirect("memorandum", pk=pk)
    context = {"form": form, "memorandum": row}
    return render(request, "agencies/memoranda/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_keep_memoranda)
def renew_memorandum(request: MemberRequest, pk: UUID) -> HttpResponse:
    """A following memorandum with the same words, to be changed; all who signed are invited again."""
    row = _kept(request, pk)
    first = row.ends_on + timedelta(days=1)
    days = {"starts_on": first, "ends_on": first + (row.ends_on - row.starts_on), "number": ""}
    form = MemorandumForm(request.POST or None, None, user=request.user, row=row, days=days)
    if request.method == "POST" and form.is_valid():
        made = _saved(
            form,
            lambda: services.renew_memorandum(row, form.terms(), by=request.user, at=timezone.now()),
        )
        if made:
            messages.success(request, _("Renewed. Everybody who had signed is invited."))
            return redirect("memorandum", pk=made.pk)
    context = {"form": form, "memorandum": row, "renews": True}
    return render(request, "agencies/memoranda/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_keep_memoranda)
def invite_signatories(request: MemberRequest, pk: UUID) -> HttpResponse:
    """A pasted list: first shown line by line, then invited whole."""
    row = _kept(request, pk)
    form = InviteForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "memorandum": row}
        return render(request, "agencies/memoranda/invite.html", context, status=422 if form.errors else 200)
    kind, seal = form.cleaned_data["kind"], _seal_of(form)
    lines = queries.judge_list(row, form.cleaned_data["lines"])
    if len(lines) > MOST_LINES:
        form.add_error(
            "lines", _("The list has more than %(lines)s lines. Split it.") % {"lines": MOST_LINES}
        )
    elif request.POST.get("confirm") == seal:
        try:
            count = _invite(request, row, lines, kind)
        except Refused as refusal:
            form.add_error("lines", str(refusal))
        else:
            words = ngettext("%(count)s agency is invited.", "%(count)s agencies are invited.", count)
            messages.success(request, words % {"count": count})
            return redirect("memorandum", pk=pk)
    context = {"form": form, "memorandum": row, "seal": seal, **_preview(lines, kind)}
    return render(request, "agencies/memoranda/invite.html", context, status=422 if form.errors else 200)


def _seal_of(form: InviteForm) -> str:
    """Stands for the list as it was shown: only what was seen is invited."""
    said = f"{form.cleaned_data['kind']}\n{form.cleaned_data['lines']}"
    return hashlib.sha256(said.encode()).hexdigest()


def _preview(lines: list[Line], kind: str) -> dict[str, Any]:
    counts = [(finding, sum(line.finding is finding for line in lines)) for finding in Finding]
    entered = sum(line.finding is Finding.UNKNOWN for line in lines) if kind else 0
    return {
        "lines": lines,
        "counts": [(finding.label, count) for finding, count in counts if count],
        "invited": sum(line.finding is Finding.INVITE for line in lines) + entered,
        "entered": entered,
    }


def _invite(request: MemberRequest, row: Memorandum, lines: list[Line], kind: str) -> int:
    invitations = [
        services.Invitation(line.found, line.signer, line.position, line.contact)
        for line in lines
        if line.finding is Finding.INVITE and line.found
    ]
    newcomers = [
        services.Newcomer(AgencyKind(kind), line.agency, line.signer, line.position, line.contact)
        for line in lines
        if kind and line.finding is Finding.UNKNOWN
    ]
    return services.invite_signatories(
        row, invitations, newcomers=newcomers, by=request.user, at=timezone.now()
    )


@require_POST
@require(can_keep_memoranda)
def remind_signatories(request: MemberRequest, pk: UUID) -> HttpResponse:
    count = services.remind_signatories(_kept(request, pk), by=request.user, at=timezone.now())
    words = ngettext("%(count)s agency is reminded.", "%(count)s agencies are reminded.", count)
    messages.success(request, words % {"count": count})
    return redirect("memorandum", pk=pk)


@require_POST
@require(can_keep_memoranda)
def end_memorandum(request: MemberRequest, pk: UUID) -> HttpResponse:
    row, form = _kept(request, pk), EndForm(request.POST)
    if form.is_valid():
        try:
            services.end_memorandum(row, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error("on", str(refusal))
        else:
            messages.success(request, _("Ended. No new referral can rest on it from that day on."))
            return redirect("memorandum", pk=pk)
    return _page(request, _visible(request, pk), status=422, ending=form)


@require_safe
@require(can_see_memoranda)
def memorandum_file(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The paper, for those whom it concerns; the trail says who took it."""
    row = _visible(request, pk)
    if row.file is None:
        raise Http404
    with transaction.atomic():
        audit.record("memorandum.paper_taken", row, by=request.user, at=timezone.now())
    return files.file_response(row.file, row.file.name)


def kept_signatories(request: MemberRequest) -> QuerySet[Signatory]:
    """Signatures of the memoranda that the account keeps."""
    return Signatory.objects.filter(memorandum__host__in=hosts_of(request.user)).select_related(
        "memorandum", "agency"
    )
