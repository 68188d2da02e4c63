"""Referring: one person on one screen, a draft, several people at once, handing on to a third agency."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agencies.models import Agency, User
from agencies.permissions import can_see_memoranda
from agencies.requests import MemberRequest
from core.keys import key_in
from core.policy import require
from core.refusals import Refused, WrongState
from core.submissions import once
from enrollment.enums import ReferralState, Service
from enrollment.forms.people import agencies_of
from enrollment.forms.referrals import ReferForm, ReferSeveralForm, first_service
from enrollment.grounds import Ground, NoGround, find_ground
from enrollment.models import Graduate, Referral
from enrollment.moves import verbs_for
from enrollment.permissions import can_answer_referrals, can_refer
from enrollment.queries.referrals import receivers_near, waiting_elsewhere
from enrollment.queries.steps import ChainStep, at_step
from enrollment.services import answers, drafts
from enrollment.services import referrals as services
from enrollment.views.people import posted, visible_person

MOST_AT_ONCE = 100  # people on the screen from which several are chosen


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_refer)
@once
def refer(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Refer one person, or keep a draft; `?again=` names the referral that failed."""
    person = visible_person(request, pk)
    sender, former = sender_of(request.user, person), _former(request, person)
    form = _form(request, person, sender, former)
    if request.method == "POST" and form.is_valid():
        asked = {"from_agency": sender, "former": former, "by": request.user, "at": timezone.now()}
        done = _attempt(form, lambda: _write(request, person, form, asked))
        if done:
            return done
    context = {"former": former, "crumb": person.display_name, "may_draft": True}
    return _screen(request, person, sender, form, **context)


def _write(request: MemberRequest, person: Graduate, form: ReferForm, asked: dict[str, Any]) -> HttpResponse:
    said = form.said()
    if "draft" in request.POST:
        words = {name: said[name] for name in ("to_agency", "service", "note")}
        draft = drafts.draft_referral(person, **words, **asked)
        messages.success(request, _("Kept as a draft. Nobody but your agency sees it."))
        return redirect("referral", pk=draft.pk)
    sent = services.refer(person, **said, **asked)
    return _sent(request, sent, "person", person.pk)


def _sent(request: MemberRequest, sent: Referral, page: str, key: object) -> HttpResponse:
    words = {"name": sent.graduate.display_name, "agency": sent.to_agency}
    messages.success(request, _("%(name)s was referred to %(agency)s.") % words)
    return redirect(page, pk=key)


def _attempt(form: ReferForm, act: Callable[[], HttpResponse]) -> HttpResponse | None:
    """The answer, or None with the refusal on the form. A state that changed meanwhile is no matter of the form."""
    try:
        return act()
    except WrongState:
        raise
    except Refused as refusal:
        form.explain(refusal)
        return None


def sender_of(user: User, person: Graduate) -> Agency:
    """In whose name the account refers: the person's school or whoever entered them, if it is theirs."""
    own = list(agencies_of(user))
    first = (person.school_id, person.registered_by_id, user.acting_for)
    return next((agency for key in first for agency in own if agency.pk == key), own[0])


def _former(request: MemberRequest, person: Graduate) -> Referral | None:
    """The referral after which this one is sent, if the address names one of this person's that failed."""
    asked = request.GET.get("again", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return None
    rows = person.referrals.visible_to(request.user).filter(state__in=services.ENDED)
    return rows.filter(pk=asked).select_related("to_agency").first()


def _form(
    request: MemberRequest, person: Graduate, sender: Agency, former: Referral | None, **initial: Any
) -> ReferForm:
    asked = request.GET.get("service") or (former.service if former else "")
    service = first_service(person, timezone.localdate(), asked)
    chosen = _agency_asked(request, sender, service) or (former.to_agency if former else None)
    return ReferForm(
        posted(request), user=request.user, sender=sender, service=service, receiver=chosen, initial=initial
    )


def _agency_asked(request: MemberRequest, sender: Agency, service: str) -> Agency | None:
    """The agency chosen before the service changed the list, as long as it offers that service too."""
    asked = request.GET.get("to_agency", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return None
    return receivers_near(sender, service).filter(pk=asked).first()


def _screen(
    request: MemberRequest, person: Graduate, sender: Agency, form: ReferForm, **context: Any
) -> HttpResponse:
    service, receiver = form["service"].value(), _chosen_agency(form)
    context |= {
        "form": form,
        "person": person,
        "sender": sender,
        "ground": _ground(person, sender, receiver) if receiver else None,
        "waiting": waiting_elsewhere(person, service) if service in Service.values else [],
        "may_see_memoranda": can_see_memoranda(request.user),
    }
    return render(request, "enrollment/referrals/refer.html", context, status=422 if form.errors else 200)


def _chosen_agency(form: ReferForm) -> Agency | None:
    chosen = str(form["to_agency"].value() or "")
    agencies: QuerySet[Agency] = form.fields["to_agency"].queryset  # type: ignore[attr-defined]
    return agencies.filter(pk=key_in(chosen)).first()


def _ground(person: Graduate, sender: Agency, receiver: Agency) -> Ground | NoGround:
    """What allows it today, or the refusal that says what is missing: shown before anything is sent."""
    try:
        return find_ground(person, sender, receiver, timezone.localdate())
    except NoGround as missing:
        return missing


# Drafts ------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_refer)
@once
def edit_draft(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a draft, or send it."""
    rows = Referral.objects.of_sender(request.user).select_related(
        "graduate__school", "from_agency", "to_agency"
    )
    draft = get_object_or_404(rows, pk=pk, state=ReferralState.DRAFTED)
    sender = draft.from_agency or sender_of(request.user, draft.graduate)
    service = request.GET.get("service") or draft.service
    chosen = _agency_asked(request, sender, service) or draft.to_agency
    form = ReferForm(
        posted(request),
        user=request.user,
        sender=sender,
        service=service,
        receiver=chosen,
        initial={"note": draft.note},
    )
    if request.method == "POST" and form.is_valid():
        done = _attempt(form, lambda: _change(request, draft, form))
        if done:
            return done
    return _screen(request, draft.graduate, sender, form, draft=draft, may_draft=True)


def _change(request: MemberRequest, draft: Referral, form: ReferForm) -> HttpResponse:
    said, by, at = form.said(), request.user, timezone.now()
    words = {name: said[name] for name in ("to_agency", "service", "note")}
    drafts.change_draft(draft, **words, by=by, at=at)
    if "draft" in request.POST:
        messages.success(request, _("Kept as a draft. Nobody but your agency sees it."))
        return redirect("referral", pk=draft.pk)
    ground = {name: said[name] for name in ("basis", "law", "again")}
    return _sent(request, services.send_referral(draft, **ground, by=by, at=at), "referral", draft.pk)


# Handing on --------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_answer_referrals)
@once
def hand_on(request: MemberRequest, pk: int) -> HttpResponse:
    """Pass a person who was referred here to a third agency."""
    rows = Referral.objects.of_receiver(request.user).select_related("graduate__school", "to_agency")
    row = get_object_or_404(rows, pk=pk)
    if "hand_on" not in verbs_for(request.user, row):
        raise WrongState(now=row.get_state_display(), wanted=ReferralState.HANDED_ON.label)
    form = _form(
        request, row.graduate, row.to_agency, None, service=request.GET.get("service") or row.service
    )
    if request.method == "POST" and form.is_valid():
        done = _attempt(form, lambda: _pass_on(request, row, form))
        if done:
            return done
    return _screen(request, row.graduate, row.to_agency, form, handed=row)


def _pass_on(request: MemberRequest, row: Referral, form: ReferForm) -> HttpResponse:
    following = answers.hand_on(row, **form.said(), by=request.user, at=timezone.now())
    return _sent(request, following, "referral", following.pk)


# Several people ----------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_refer)
@once
def refer_several(request: MemberRequest) -> HttpResponse:
    """Refer several of the people without a plan in one go: all, or nobody and why."""
    own = list(agencies_of(request.user))
    sender = next((agency for agency in own if agency.pk == request.user.acting_for), own[0])
    people = _without_plan(request)
    form = _several_form(request, sender, people)
    context: dict[str, Any] = {"form": form, "sender": sender, "refusals": []}
    if request.method == "POST" and form.is_valid():
        said = form.said()
        chosen = {person: sender_of(request.user, person) for person in said.pop("people")}
        try:
            sent = services.refer_many(chosen, **said, by=request.user, at=timezone.now())
        except services.SomeCannotBeReferred as refusal:
            form.add_error(None, str(refusal))
            context["refusals"] = list(refusal.refusals.items())
        else:
            words = {"count": len(sent), "agency": said["to_agency"]}
            messages.success(request, _("%(count)s people were referred to %(agency)s.") % words)
            return redirect("referrals")
    status = 422 if form.errors else 200
    return render(request, "enrollment/referrals/several.html", context, status=status)


def _several_form(request: MemberRequest, sender: Agency, people: QuerySet[Graduate]) -> ReferSeveralForm:
    asked = request.GET.get("service", "")
    service = asked if asked in Service.values else Service.TRAINING.value
    data = request.POST if "service" in request.POST else None  # the roster sends the people alone
    ticked = request.POST.getlist("people") or request.GET.getlist("people")
    return ReferSeveralForm(
        data,
        user=request.user,
        sender=sender,
        service=service,
        receiver=_agency_asked(request, sender, service),
        people=people,
        initial={"people": ticked},
    )


def _without_plan(request: MemberRequest) -> QuerySet[Graduate]:
    """The first of the account's people without a plan, by name."""
    rows = (
        Graduate.objects.visible_to(request.user)
        .filter(at_step(ChainStep.NO_PLAN))
        .order_by("sort_key", "id")
    )
    keys = list(rows.values_list("pk", flat=True)[:MOST_AT_ONCE])
    return Graduate.objects.filter(pk__in=keys).order_by("sort_key", "id")
