"""The register, one certificate, its download, and who signs."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.enums import Role
from agencies.models import Agency
from agencies.permissions import is_head
from agencies.requests import MemberRequest
from certificates import queries, services
from certificates.bundle import bundle, file_name
from certificates.enums import CertificateState, Fetched, Series, Way
from certificates.forms import CertificateFilter, ReasonForm, ReplacementForm, SigningOfficerForm
from certificates.giving_out import file_of
from certificates.models import Certificate, CertificateFile, SigningOfficer
from certificates.paper.facts import CertificateFacts
from certificates.paper.standing import standing
from certificates.permissions import can_change, can_download, can_issue, can_see_register
from certificates.printed import printed_facts
from core.paging import keyset_page
from core.policy import require
from core.spreadsheets import xlsx_response
from enrollment import seeing
from enrollment.enums import SeenHow
from enrollment.forms.refusing import goes_well
from enrollment.models import Completion
from training.models import CourseRun


@require_safe
@require(can_see_register)
def certificates(request: MemberRequest) -> HttpResponse:
    """The register, newest number first."""
    rows = Certificate.objects.visible_to(request.user)
    rows = rows.select_related("completion__enrollment__graduate", "completion__enrollment__run__course")
    found = CertificateFilter(request.GET, queryset=rows, request=request)
    if request.GET.get("format") == "xlsx":
        return _workbook(found.qs.order_by("fiscal_year", "sequence"))
    page = keyset_page(found.qs, ("-fiscal_year", "-sequence", "id"), request.GET.get("cursor", ""))
    return render(
        request,
        "certificates/list.html",
        {
            "page": page,
            "filter": found,
            "may_change": can_change(request.user),
            "may_issue": can_issue(request.user),
        },
    )


def _workbook(rows: Any) -> HttpResponse:
    headings = [_("Number"), _("Kind"), _("Name"), _("Course"), _("Run"), _("Issued on"), _("State")]
    lines = (
        (
            row.number,
            row.get_kind_display(),
            row.completion.enrollment.graduate.full_name,
            row.completion.enrollment.run.course,
            row.completion.enrollment.run.code,
            row.issued_on,
            row.get_state_display(),
        )
        for row in rows
    )
    return xlsx_response("certificates", _("Register of certificates"), headings, lines)


@require_safe
@require(can_issue)
def run_certificates(request: MemberRequest, pk: int) -> HttpResponse:
    """A run's results with their certificates; one button issues what is missing."""
    run = _run(request, pk)
    completions = (
        Completion.objects.filter(enrollment__run=run)
        .select_related("enrollment__graduate")
        .prefetch_related("certificates")
        .order_by("enrollment__seat_number")
    )
    for each in completions:
        each.papers = queries.newest_papers(each.certificates.all())  # type: ignore[attr-defined]
    papers = Certificate.objects.filter(completion__enrollment__run=run, state=CertificateState.ISSUED)
    context = {
        "run": run,
        "completions": completions,
        "missing": queries.completions_to_certify(run).count(),
        "without_transcript": queries.completions_to_certify(run, series=Series.TRANSCRIPT).exists(),
        "has_papers": papers.exists(),
    }
    return render(request, "certificates/run.html", context)


def _run(request: MemberRequest, pk: int) -> CourseRun:
    centers = request.user.agencies_as(Role.STAFF, Role.HEAD)
    return get_object_or_404(CourseRun.objects.select_related("course"), pk=pk, center__in=centers)


@require_safe
@require(can_issue)
def run_papers(request: MemberRequest, pk: int) -> StreamingHttpResponse:
    """All papers of a run in one file with an index; with `?marks=1` as a printing shop wants them."""
    run = _run(request, pk)
    rows = list(
        Certificate.objects.filter(completion__enrollment__run=run, state=CertificateState.ISSUED)
        .select_related("completion__enrollment__graduate", "completion__enrollment__run__course")
        .order_by("fiscal_year", "sequence")
    )
    seeing.note_sightings(request, [row.completion.enrollment.graduate for row in rows], SeenHow.PAPER)
    marked = request.GET.get("marks") == "1"
    services.note_bundled(run, len(rows), marked=marked, by=request.user, at=timezone.localtime())
    response = StreamingHttpResponse(bundle(rows, marked=marked), content_type="application/zip")
    name = f"certificates-{run.code.replace('/', '-')}.zip"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
@require(can_download)
def certificate(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One certificate: what it says, its state and history."""
    return _page(request, _certificate(request, pk))


def _page(
    request: MemberRequest,
    row: Certificate,
    *,
    form: ReasonForm | None = None,
    lost_form: ReplacementForm | None = None,
) -> HttpResponse:
    """The page of one certificate; with a form that was refused, what was typed and why."""
    facts = CertificateFacts.from_json(row.facts)
    graduate = row.completion.enrollment.graduate
    may_change = is_head(request.user) and row.center_id in request.user.agencies_as(Role.HEAD)
    if may_change:
        standing().warm_up()  # who heads the centre may be about to replace it
    seeing.saw(graduate.pk, graduate.user_id)  # the name on the page is that of the paper
    context = {
        "certificate": row,
        "facts": facts,
        "printed": printed_facts(facts),
        "changes": row.changes.select_related("by"),
        "beside": queries.papers_beside(row),
        "has_file": CertificateFile.objects.filter(certificate=row).exists(),
        "may_give": row.center_id in request.user.agencies_as(Role.STAFF, Role.HEAD),
        "may_change": may_change,
        "may_list": can_see_register(request.user),
        "form": form or ReasonForm(),
        "lost_form": lost_form or _lost_form(),
        "may_issue": can_issue(request.user)
        and row.center_id in request.user.agencies_as(Role.STAFF, Role.HEAD),
    }
    refused = any(one is not None and one.errors for one in (form, lost_form))
    return render(request, "certificates/certificate.html", context, status=422 if refused else 200)


def _lost_form(data: QueryDict | None = None) -> ReplacementForm:
    """The second form of the page that asks for a reason: its fields have names of their own for labels."""
    return ReplacementForm(data, auto_id="id_lost_%s")


def _certificate(request: MemberRequest, pk: UUID) -> Certificate:
    rows = Certificate.objects.visible_to(request.user).select_related(
        "completion__enrollment__graduate", "center"
    )
    return get_object_or_404(rows.distinct(), pk=pk)


@require_safe
@require(can_download)
def download(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The stored bytes, exactly as they were printed."""
    row = _certificate(request, pk)
    seeing.note_sightings(request, [row.completion.enrollment.graduate], SeenHow.PAPER)
    at = timezone.localtime()
    answer = file_of(row, Fetched.PDF, at=at)
    services.note_fetched(row, Fetched.PDF, Way.SIGNED_IN, by=request.user, at=at)
    return answer


def _change(request: MemberRequest, pk: UUID, service: Any, done: str) -> HttpResponse:
    row = get_object_or_404(Certificate, pk=pk, center__in=request.user.agencies_as(Role.HEAD))
    form, made = ReasonForm(request.POST), []

    def change() -> None:
        reason = form.cleaned_data["reason"]
        made.append(service(row, reason=reason, by=request.user, at=timezone.localtime()))

    if not goes_well(form, {}, change):
        return _page(request, _certificate(request, pk), form=form)
    messages.success(request, done)
    return redirect("certificate", pk=made[0].pk if made[0] else pk)


@require_POST
@require(can_change)
def revoke(request: MemberRequest, pk: UUID) -> HttpResponse:
    return _change(request, pk, services.revoke_certificate, _("The certificate is revoked."))


@require_POST
@require(can_change)
def reinstate(request: MemberRequest, pk: UUID) -> HttpResponse:
    return _change(request, pk, services.reinstate_certificate, _("The certificate is valid again."))


@require_POST
@require(can_change)
def replace(request: MemberRequest, pk: UUID) -> HttpResponse:
    return _change(request, pk, services.replace_certificate, _("A new certificate replaces the old one."))


@require_POST
@require(can_change)
def replace_lost(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The replacement of a lost paper, once its person was seen."""
    row = get_object_or_404(Certificate, pk=pk, center__in=request.user.agencies_as(Role.HEAD))
    form, made = _lost_form(request.POST), []

    def replace() -> None:
        at = timezone.localtime()
        made.append(services.replace_lost(row, **form.cleaned_data, by=request.user, at=at))

    if not goes_well(form, {}, replace):
        return _page(request, _certificate(request, pk), lost_form=form)
    messages.success(request, _("A replacement is issued; the lost paper says so when it is checked."))
    return redirect("certificate", pk=made[0].pk)


@require_safe
@require(can_issue)
def print_ready(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The paper for a printing shop: on a larger sheet, with marks where to cut, and unsigned."""
    file = get_object_or_404(
        CertificateFile.objects.select_related("certificate__completion__enrollment__graduate"),
        certificate=pk,
        certificate__center__in=request.user.agencies_as(Role.STAFF, Role.HEAD),
    )
    pdf = services.print_ready(file, by=request.user, at=timezone.localtime())
    seeing.note_sightings(request, [file.certificate.completion.enrollment.graduate], SeenHow.PAPER)
    response = HttpResponse(pdf, content_type="application/pdf")
    name = f"for-printing-{file_name(file.certificate)}"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
@require(can_change)
def hide(request: MemberRequest, pk: UUID) -> HttpResponse:
    return _change(
        request, pk, services.hide_certificate, _("Whoever checks it now is told that there is none.")
    )


@require_POST
@require(can_change)
def show(request: MemberRequest, pk: UUID) -> HttpResponse:
    return _change(request, pk, services.show_certificate, _("Everybody can check it again."))


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_change)
def signing_officers(request: MemberRequest) -> HttpResponse:
    """Who signs the centre's certificates, and since when."""
    center = Agency.objects.get(pk=request.user.agencies_as(Role.HEAD)[0])
    form = SigningOfficerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.appoint_signing_officer(
            center=center, by=request.user, at=timezone.localtime(), **form.cleaned_data
        )
        return redirect("signing_officers")
    officers = SigningOfficer.objects.filter(center=center)
    context = {"form": form, "officers": officers, "center": center}
    return render(request, "certificates/signing_officers.html", context, status=422 if form.errors else 200)
