"""A person's own papers: signed in, by code and birth date, by a link, or at the centre after a look at a card."""

from datetime import datetime
from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.enums import Role
from agencies.requests import MemberRequest
from certificates import links, queries, services
from certificates.enums import Fetched, Way
from certificates.forms import GetPaperForm, HandOutForm, LostForm, MailForm
from certificates.giving_out import FORMS, file_of, slip_text
from certificates.models import Certificate
from certificates.paper.facts import CertificateFacts
from certificates.permissions import can_download, can_issue, has_papers
from certificates.printed import printed_facts
from certificates.refusals import MailNotSent
from core.limits import Limit, caller, limit_of, too_many
from core.policy import public, require
from enrollment import seeing
from enrollment.enums import SeenHow
from enrollment.forms.refusing import explain


@require_safe
@require(has_papers)
def my_certificates(request: MemberRequest) -> HttpResponse:
    """The signed-in person's own papers, newest first."""
    rows = Certificate.objects.filter(completion__enrollment__graduate__user=request.user)
    rows = rows.select_related("completion__enrollment__run__course").order_by("-issued_at", "pk")
    return render(request, "certificates/mine.html", {"certificates": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@public
def get_paper(request: HttpRequest, code: str = "") -> HttpResponse:
    """Anyone: the code of the paper and the birth date open it for an hour. Wrong answers are counted."""
    form = GetPaperForm(request.POST if request.method == "POST" else None, initial={"code": code})
    if form.is_valid():
        at, typed = timezone.localtime(), queries.typed_code(form.cleaned_data["code"])
        for limit, who in _limits(request, typed):
            if not limit.take(who, at=at):  # before it is tried: many at once get no further than one by one
                return too_many(request, limit, at=at)
        found = queries.paper_of(typed, form.cleaned_data["birth_date"])
        if found:
            for limit, who in _limits(request, typed):
                limit.give_back(who, at=at)
            return _unkept(redirect("paper", token=links.token_for(found, Way.BIRTH_DATE, at=at)))
        form.add_error(None, _("Code and birth date do not belong together. Compare both with your papers."))
    status = 422 if form.errors else 200
    return _unkept(render(request, "certificates/get.html", {"form": form}, status=status))


def _limits(request: HttpRequest, code: str) -> tuple[tuple[Limit, str], ...]:
    """Each limit on wrong answers, with who is counted by it."""
    return ((limit_of("PAPER_TRIES"), caller(request)), (limit_of("PAPER_TRIES_FOR_ONE"), code))


@require_safe
@public
def paper(request: HttpRequest, token: str) -> HttpResponse:
    """What a link opens: the paper, and the forms in which it can be had."""
    at = timezone.localtime()
    opened = links.open_link(token, at=at)
    if opened is None:
        return _unkept(render(request, "certificates/link_over.html", status=410))
    return _unkept(render(request, "certificates/paper.html", _shown(opened.certificate, token)))


def _shown(certificate: Certificate, token: str) -> dict[str, object]:
    return {
        "certificate": certificate,
        "printed": printed_facts(CertificateFacts.from_json(certificate.facts)),
        "token": token,
        "mail_form": MailForm() if settings.EMAIL_URL else None,
    }


@require_safe
@public
def paper_file(request: HttpRequest, token: str, what: str) -> HttpResponse:
    """One form of the paper that a link opens."""
    at = timezone.localtime()
    opened = links.open_link(token, at=at)
    if opened is None:
        return _unkept(render(request, "certificates/link_over.html", status=410))
    return _given(request, opened.certificate, what, opened.way, at)


@require_POST
@public
def mail_paper(request: HttpRequest, token: str) -> HttpResponse:
    """Send a link to the paper by e-mail. A link that came by e-mail sends no further ones."""
    at = timezone.localtime()
    opened = links.open_link(token, at=at)
    if opened is None or opened.way is Way.MAIL or not settings.EMAIL_URL:
        return _unkept(render(request, "certificates/link_over.html", status=410))
    form = MailForm(request.POST)
    limit = limit_of("PAPER_MAILS_FOR_ONE")
    if form.is_valid():
        if not limit.take(opened.certificate.pk.hex, at=at):
            return too_many(request, limit, at=at)
        by = request.user if request.user.is_authenticated else None
        email = form.cleaned_data["email"]
        try:
            services.mail_link(opened.certificate, email, way=opened.way, by=by, at=at)
        except MailNotSent as refusal:
            explain(form, refusal, {MailNotSent: ("email",)})
        else:
            messages.success(request, _("Sent. The link in it opens the paper for some days."))
            return _unkept(redirect("paper", token=token))
    context = _shown(opened.certificate, token) | {"mail_form": form}
    return _unkept(render(request, "certificates/paper.html", context, status=422))


@require_safe
@require(can_download)
def certificate_file(request: MemberRequest, pk: UUID, what: str) -> HttpResponse:
    """One form of a paper, to who may see it: the person, the centre, the counsellor."""
    rows = Certificate.objects.visible_to(request.user).select_related("completion__enrollment__graduate")
    certificate = get_object_or_404(rows.distinct(), pk=pk)
    seeing.note_sightings(request, [certificate.completion.enrollment.graduate], SeenHow.PAPER)
    return _given(request, certificate, what, Way.SIGNED_IN, timezone.localtime())


def _given(request: HttpRequest, certificate: Certificate, what: str, way: Way, at: datetime) -> HttpResponse:
    if what not in Fetched.values:
        raise Http404
    wanted = Fetched(what)
    answer = file_of(certificate, wanted, at=at) if wanted in FORMS else _slip(request, certificate, at)
    by = request.user if request.user.is_authenticated else None
    services.note_fetched(certificate, wanted, way, by=by, at=at)
    return answer


def _slip(request: HttpRequest, certificate: Certificate, at: datetime) -> HttpResponse:
    """A slip to print or to keep on the telephone: its QR code proves itself without network."""
    text = slip_text(certificate, at=at)
    code = segno.make_qr(text.upper(), error="m")  # in capitals its modules are larger; a host has no case
    facts = CertificateFacts.from_json(certificate.facts)
    context = {"text": text, "qr": code.svg_data_uri(border=4), "facts": facts, "certificate": certificate}
    return _unkept(render(request, "certificates/slip.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_issue)
def lost(request: MemberRequest) -> HttpResponse:
    """The centre looks for the paper of somebody who lost it. A number is searched by POST only and is not kept."""
    form = LostForm(request.POST if request.method == "POST" else None)
    found = None
    if form.is_valid():
        rows = Certificate.objects.filter(center__in=request.user.agencies_as(Role.STAFF, Role.HEAD))
        found = queries.papers_of_person(rows, **form.cleaned_data)
    context = {"form": form, "found": found}
    return render(request, "certificates/lost.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_issue)
def give_again(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say how the identity was checked; then the paper opens for an hour, here and on the person's telephone."""
    centers = request.user.agencies_as(Role.STAFF, Role.HEAD)
    rows = Certificate.objects.select_related("completion__enrollment__graduate")
    certificate = get_object_or_404(rows, pk=pk, center__in=centers)
    form = HandOutForm(request.POST if request.method == "POST" else None)
    context: dict[str, object] = {"form": form, "certificate": certificate}
    graduate = certificate.completion.enrollment.graduate
    seeing.note_sightings(request, [graduate], SeenHow.PAPER)
    if form.is_valid():
        proof = form.cleaned_data["proof"]
        token = services.hand_out(certificate, proof=proof, by=request.user, at=timezone.localtime())
        url = settings.BASE_URL + reverse("paper", args=[token])
        context |= {"token": token, "qr": segno.make_qr(url, error="m").svg_data_uri(scale=4, border=4)}
    context["facts"] = CertificateFacts.from_json(certificate.facts)
    return render(request, "certificates/give_again.html", context, status=422 if form.errors else 200)


def _unkept(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-store"
    return response
