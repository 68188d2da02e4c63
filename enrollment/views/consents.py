"""Consents of one person: what stands, given, taken back; links for a telephone; the trainee's own; the words."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.requests import MemberRequest
from core.files import file_response
from core.policy import require
from enrollment.entries import first_guardian
from enrollment.enums import ConsentChannel, ConsentGiver, ConsentKind, EnrollmentState, SeenHow
from enrollment.forms.consents import GiveForm, LinkForm, TextForm, agency_of
from enrollment.forms.refusing import goes_well
from enrollment.models import Consent, ConsentText, Graduate
from enrollment.permissions import can_keep_consents, can_publish_texts, is_trainee
from enrollment.queries.consents import is_married, standings_of, text_in_use, words_of
from enrollment.seeing import note_sightings
from enrollment.services import consent_prints, consents, scans
from enrollment.services.consent_slips import make_link
from enrollment.services.consent_words import publish_text
from enrollment.views.people import posted, visible_person


@require_safe
@require(can_keep_consents)
def person_consents(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What this person and the guardian consented to, in which words; what is missing; what was taken back."""
    return _page(request, visible_person(request, pk))


def _page(request: MemberRequest, person: Graduate, refused: GiveForm | None = None) -> HttpResponse:
    """The page of a person's consents; with a form to be mended, what was typed and what is wrong with it."""
    today = timezone.localdate()
    context = {
        "person": person,
        "refused": refused,
        "standings": standings_of(person, today),
        "past": person.consents.exclude(withdrawn_at=None).select_related("text", "withdrawn_by"),
        "guardian": first_guardian(person),
        "guardians": person.guardians.order_by("pk"),
        "married": is_married(person),
        "today": today,
        "begun": person.enrollments.filter(state=EnrollmentState.TRAINING).exists(),
    }
    return render(request, "enrollment/consents/person.html", context, status=422 if refused else 200)


@require_POST
@require(can_keep_consents)
def give_consent(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Note one consent: the signed paper lies here, or the person says so here."""
    person = visible_person(request, pk)
    form = GiveForm(request.POST, person=person)

    def give() -> None:
        said = form.cleaned_data
        consents.give_consent(
            person,
            [ConsentKind(said["kind"])],
            giver=ConsentGiver(said["giver"]),
            guardian=said["guardian"],
            channel=ConsentChannel(said["channel"]),
            given_on=said["given_on"],
            by=request.user,
            at=timezone.now(),
        )

    if not goes_well(form, {}, give):
        return _page(request, person, form)
    messages.success(request, _("Noted."))
    return redirect("person_consents", pk=pk)


@require_POST
@require(can_keep_consents)
def withdraw_consent(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take a consent back because whoever gave it says so."""
    row = _visible_consent(request, pk)
    consents.withdraw_consent(row, channel=ConsentChannel.IN_PERSON, by=request.user, at=timezone.now())
    messages.success(request, taken_back(row))
    return redirect("person_consents", pk=row.graduate_id)


def taken_back(row: Consent) -> str:
    """What follows from it, in words: for data at once, for training by how far it is."""
    if row.kind == ConsentKind.DATA:
        return _("Taken back. Agencies that saw this person because of it see nothing any more.")
    if row.graduate.enrollments.filter(state=EnrollmentState.TRAINING).exists():
        return _("Taken back. The training has begun: talk about when it ends; nothing happens by itself.")
    return _("Taken back. The training does not begin until somebody consents again.")


def _visible_consent(request: MemberRequest, pk: UUID) -> Consent:
    people = Graduate.objects.visible_to(request.user).values("pk")
    rows = Consent.objects.filter(graduate__in=people).select_related("graduate", "scan")
    return get_object_or_404(rows, pk=pk)


@require_safe
@require(can_keep_consents)
def consent_file(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The signed page; who opens it is written down."""
    row = _visible_consent(request, pk)
    scan = get_object_or_404(Consent.objects.exclude(scan=None).filter(pk=row.pk)).scan
    assert scan is not None  # noqa: S101 - the line above asked for one
    picture = scans.open_picture(scan, row.graduate, by=request.user, at=timezone.now())
    note_sightings(request, [row.graduate], SeenHow.FILE)
    return file_response(picture, "consent.jpg")


@require_POST
@require(can_keep_consents)
def consent_link(request: MemberRequest, pk: UUID) -> HttpResponse:
    """A link to answer online, shown once: as an address to send and as a QR for the telephone across the table."""
    person = visible_person(request, pk)
    form = LinkForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say for whom the link is."))
        return redirect("person_consents", pk=pk)
    giver = ConsentGiver(form.cleaned_data["giver"])
    guardian = first_guardian(person) if giver == ConsentGiver.GUARDIAN else None
    slip, code = make_link(
        person,
        giver=giver,
        guardian=guardian,
        agency=agency_of(request.user),
        by=request.user,
        at=timezone.now(),
    )
    return render(
        request, "enrollment/consents/link.html", {"person": person, "slip": slip, **shown_link(code)}
    )


def shown_link(code: str) -> dict[str, str]:
    """The address of a slip and its QR."""
    address = settings.BASE_URL + reverse("consent_slip", args=[code])
    return {"address": address, "qr": segno.make_qr(address, error="m").svg_data_uri(scale=5, border=4)}


@require_POST
@require(can_keep_consents)
def marriage(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The marriage certificate was seen, or it was noted by mistake."""
    person = visible_person(request, pk)
    change = consents.note_marriage if request.POST.get("seen") == "yes" else consents.forget_marriage
    change(person, by=request.user, at=timezone.now())
    return redirect("person_consents", pk=pk)


@require_POST
@require(can_keep_consents)
def print_person_form(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The form of one person: what is missing, or everything once more."""
    row = consent_prints.request_print(
        [visible_person(request, pk)],
        list(ConsentKind),
        agency=agency_of(request.user),
        by=request.user,
        at=timezone.now(),
    )
    return redirect("job", pk=row.job_id or 0)


@require_http_methods(["GET", "HEAD", "POST"])
@require(is_trainee)
def my_consents(request: MemberRequest) -> HttpResponse:
    """The trainee's own: read, give, take back; the guardian's part is shown and not theirs to change."""
    person: Graduate = request.user.graduate
    if request.method == "POST":
        _change_own(request, person)
        return redirect("my_consents")
    agency = person.registered_by
    shown = [
        (standing, words_of(standing.text, agency, get_language() or "th").splitlines())
        for standing in standings_of(person, timezone.localdate())
    ]
    return render(request, "enrollment/consents/own.html", {"person": person, "shown": shown})


def _change_own(request: MemberRequest, person: Graduate) -> None:
    at = timezone.now()
    if "withdraw" in request.POST:
        own = person.consents.filter(giver=ConsentGiver.SELF)
        row = get_object_or_404(own, kind=request.POST["withdraw"], withdrawn_at=None)
        consents.withdraw_consent(row, channel=ConsentChannel.ONLINE, by=request.user, at=at)
        messages.success(request, taken_back(row))
        return
    kinds = [kind for kind in ConsentKind if kind == request.POST.get("give")]
    consents.give_consent(
        person,
        kinds,
        giver=ConsentGiver.SELF,
        channel=ConsentChannel.ONLINE,
        given_on=timezone.localdate(at),
        by=request.user,
        at=at,
    )


@require_safe
@require(can_publish_texts)
def consent_texts(request: MemberRequest) -> HttpResponse:
    """The words in use, and the former ones: never changed, only followed by new ones."""
    today = timezone.localdate()
    context: dict[str, Any] = {
        "current": [text_in_use(kind, today) for kind in ConsentKind],
        "texts": ConsentText.objects.select_related("published_by"),
    }
    return render(request, "enrollment/consents/texts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_publish_texts)
def new_consent_text(request: MemberRequest, kind: str) -> HttpResponse:
    """Publish the next version: it begins as a copy of the one in use."""
    if kind not in ConsentKind.values:
        raise Http404
    wanted = ConsentKind(kind)
    now = text_in_use(wanted, timezone.localdate())
    form = TextForm(posted(request), initial={"text_th": now.text_th, "text_en": now.text_en})
    if request.method == "POST" and form.is_valid():
        try:
            publish_text(
                wanted,
                **form.cleaned_data,
                agency=agency_of(request.user),
                by=request.user,
                at=timezone.now(),
            )
        except consent_prints.FormTooLong as refusal:
            form.add_error("text_th", str(refusal))
        else:
            messages.success(
                request, _("Published. Who consented under earlier words need not be asked again.")
            )
            return redirect("consent_texts")
    context = {"form": form, "kind": wanted, "now": now}
    return render(request, "enrollment/consents/new_text.html", context, status=422 if form.errors else 200)
