"""Signed forms back from paper: upload, what was read, whose is it, what is signed on it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.requests import MemberRequest
from core.files import file_response
from core.listing import Sheet, answer_list
from core.policy import require
from enrollment.entries import birth_of
from enrollment.enums import ConsentGiver, ConsentKind, ScanState, SeenHow
from enrollment.forms.consents import AssignForm, ConfirmForm, ScanFilter, ScansForm, agency_of
from enrollment.models import Graduate, ScanPage, ScanUpload
from enrollment.permissions import can_keep_consents
from enrollment.queries.consents import SHORT, required_of
from enrollment.queries.names import NameSearch
from enrollment.seeing import note_sightings
from enrollment.services import scans as services
from enrollment.views.people import posted

PEOPLE_SHOWN = 20


@require_safe
@require(can_keep_consents)
def consent_scans(request: MemberRequest) -> HttpResponse:
    """Pages that came back, those to be judged first by filter, with the newest upload first."""
    pages = ScanPage.objects.visible_to(request.user).select_related("graduate", "file__upload")
    found = ScanFilter(request.GET, queryset=pages, request=request)
    headings = [_("File"), _("Page"), _("Name"), _("State"), _("Uploaded")]
    sheet = Sheet("signed-forms", _("Signed forms"), headings, _cells)
    order = ("-file__upload__uploaded_at", "file_id", "number", "id")
    counts = pages.aggregate(
        unread=Count("pk", filter=Q(state=ScanState.UNREAD)), read=Count("pk", filter=Q(state=ScanState.READ))
    )
    return answer_list(
        request, found, found.qs, order, "enrollment/consents/scans.html", sheet, counts=counts
    )


def _cells(page: ScanPage) -> list[object]:
    name = page.graduate.full_name if page.graduate else ""
    return [page.file.name, page.number, name, page.get_state_display(), page.file.upload.uploaded_at]


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_keep_consents)
def upload_scans(request: MemberRequest) -> HttpResponse:
    """Photographs or PDF of signed forms."""
    form = ScansForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        named = [(file.name, file.read()) for file in form.cleaned_data["papers"]]
        upload = services.upload_scans(
            named, agency=agency_of(request.user), by=request.user, at=timezone.now()
        )
        return redirect("job", pk=upload.job_id or 0)
    return render(
        request, "enrollment/consents/upload.html", {"form": form}, status=422 if form.errors else 200
    )


@require_safe
@require(can_keep_consents)
def consent_scan(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What was read of one upload: page by page, and which files could not be read."""
    upload = get_object_or_404(ScanUpload.objects.visible_to(request.user), pk=pk)
    mine = ScanPage.objects.visible_to(request.user).filter(file__upload=upload)
    pages = mine.select_related("file", "graduate").order_by("file__number", "number")
    context = {"upload": upload, "pages": pages, "files": upload.files.all()}
    return render(request, "enrollment/consents/scan.html", context)


def _page(request: MemberRequest, pk: UUID) -> ScanPage:
    rows = ScanPage.objects.visible_to(request.user).select_related(
        "graduate", "image", "slip__training_text", "slip__data_text", "file__upload"
    )
    return get_object_or_404(rows, pk=pk)


@require_safe
@require(can_keep_consents)
def scan_page(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One page beside what it may confirm; or beside the question whose it is."""
    page = _page(request, pk)
    if page.state == ScanState.READ:
        return _judge(request, page, _confirm_form(request, page))
    text = request.GET.get("name", "").strip()
    people = _candidates(request, text) if text else []
    context = {"page": page, "asked": text, "people": [(person, birth_of(person)) for person in people]}
    return render(request, "enrollment/consents/whose.html", context)


def _candidates(request: MemberRequest, text: str) -> list[Graduate]:
    """People the account may see, by a fragment of the name or by the letters under the code."""
    letters = text.replace(" ", "").replace("-", "").upper()
    code = Q(consent_slips__short=letters) if len(letters) == SHORT else Q(pk=None)
    sought = NameSearch.read(text)
    named = sought.condition("search_text") if sought else Q(pk=None)
    people = Graduate.objects.visible_to(request.user).filter(named | code)
    return list(people.select_related("school").distinct().order_by("sort_key", "id")[:PEOPLE_SHOWN])


def _confirm_form(request: MemberRequest, page: ScanPage) -> ConfirmForm:
    shown = [ConsentKind(text.kind) for text in page.slip.texts] if page.slip else list(ConsentKind)
    person, today = page.graduate, timezone.localdate()
    offered = [
        (f"{kind}-{giver}", f"{kind.label} – {giver.label}")
        for kind in shown
        for giver in ConsentGiver
        if person and giver in required_of(person, kind, today)
    ]
    return ConfirmForm(posted(request), offered=offered, initial={"signed_on": today})


def _judge(request: MemberRequest, page: ScanPage, form: ConfirmForm) -> HttpResponse:
    context = {
        "page": page,
        "form": form,
        "birth": birth_of(page.graduate) if page.graduate else None,
        "guardians": page.graduate.guardians.all() if page.graduate else [],
    }
    return render(request, "enrollment/consents/judge.html", context, status=422 if form.errors else 200)


@require_safe
@require(can_keep_consents)
def scan_picture(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The picture of a page, for the page it is judged on; who looks is written down."""
    page = _page(request, pk)
    with_picture = get_object_or_404(ScanPage.objects.exclude(image=None).select_related("image"), pk=page.pk)
    assert with_picture.image is not None  # noqa: S101 - the line above asked for one
    picture = services.open_picture(with_picture.image, page.graduate, by=request.user, at=timezone.now())
    note_sightings(request, [page.graduate] if page.graduate else [], SeenHow.FILE)
    return file_response(picture, "page.jpg", inline=True)


@require_POST
@require(can_keep_consents)
def confirm_page(request: MemberRequest, pk: UUID) -> HttpResponse:
    """These consents are ticked and signed on the page."""
    page = _page(request, pk)
    form = _confirm_form(request, page)
    if not form.is_valid():
        return _judge(request, page, form)
    signed_on = form.cleaned_data["signed_on"]
    services.confirm_page(page, form.chosen(), signed_on=signed_on, by=request.user, at=timezone.now())
    messages.success(request, _("Attached to the record."))
    return _next(request, page)


def _next(request: MemberRequest, page: ScanPage) -> HttpResponse:
    """The next page of the same upload that waits to be looked at, else the upload."""
    waiting = ScanPage.objects.visible_to(request.user).filter(
        file__upload=page.file.upload_id, state=ScanState.READ
    )
    following = waiting.order_by("file__number", "number").first()
    if following:
        return redirect("scan_page", pk=following.pk)
    return redirect("consent_scan", pk=page.file.upload_id)


@require_POST
@require(can_keep_consents)
def assign_page(request: MemberRequest, pk: UUID) -> HttpResponse:
    """This page is that person's."""
    page = _page(request, pk)
    form = AssignForm(request.POST, user=request.user)
    if not form.is_valid():
        messages.error(request, _("Choose one of the people found."))
        return redirect("scan_page", pk=pk)
    services.assign_page(page, form.cleaned_data["person"], by=request.user, at=timezone.now())
    return redirect("scan_page", pk=pk)


@require_POST
@require(can_keep_consents)
def send_page_back(request: MemberRequest, pk: UUID) -> HttpResponse:
    services.send_page_back(_page(request, pk), by=request.user, at=timezone.now())
    return redirect("scan_page", pk=pk)


@require_POST
@require(can_keep_consents)
def discard_page(request: MemberRequest, pk: UUID) -> HttpResponse:
    page = _page(request, pk)
    services.discard_page(page, by=request.user, at=timezone.now())
    messages.success(request, _("Set aside; the picture is deleted."))
    return _next(request, page)
