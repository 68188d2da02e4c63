"""Signed forms back from paper: uploaded, read by the worker, judged by a person, attached to the right record."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from core import audit, files, jobs
from core.models import SealedFile
from core.refusals import Refused
from core.states import advance
from enrollment.enums import ConsentChannel, ConsentGiver, ConsentKind, ScanDoubt, ScanState, SlipPurpose
from enrollment.models import Consent, ConsentSlip, Graduate, ScanFile, ScanPage, ScanUpload
from enrollment.queries.consents import slip_of
from enrollment.scanning.reader import WORKER, ReadPage, answer
from enrollment.services.consents import SeenInTheFuture, give_consent
from enrollment.services.uploads import Kind, drop_unread, keep_sealed, read_files, refuse_files
from enrollment.states import SCAN_STATES
from enrollment.tasks import consents as worker  # that module calls back into this package: no names from it

PAGE_SECONDS = 20.0
# Pages of a form that somebody has or will have judged: another picture of the same form is a second one.
KNOWN = (ScanState.READ, ScanState.CONFIRMED)


class TickedNothing(Refused):
    sentence = _("Nothing is ticked on this form.")
    remedy = _("Tick what is signed, or set the page aside.")


def upload_scans(named: Sequence[tuple[str, bytes]], *, agency: Agency, by: User, at: datetime) -> ScanUpload:
    """Keep the files sealed and let the worker read them. Raises NoFiles, TooManyFiles, FileTooLarge."""
    refuse_files(named)
    with transaction.atomic():
        upload = ScanUpload.objects.create(agency=agency, owner=by, uploaded_at=at)
        keep_sealed(ScanFile, upload, named)
        upload.job = jobs.start(
            worker.read_scans,
            title=gettext("Reading signed forms"),
            by=by,
            result_url=reverse("consent_scan", args=[upload.pk]),
            upload_id=str(upload.pk),
        )
        upload.save(update_fields=["job"])
        audit.record("consent.scans_uploaded", upload, by=by, at=at, files=len(named))
    return upload


def read_upload(upload: ScanUpload, *, at: datetime, work: jobs.Work) -> dict[str, Any]:
    """Read every page of every file that waits; run again, it goes on after the last page that was stored."""
    kind = Kind(WORKER, PAGE_SECONDS, answer, _stored, partial(place_page, at=at))
    read_files(list(upload.files.exclude(sealed=None)), kind, work)
    pages = ScanPage.objects.filter(file__upload=upload)
    return {"pages": pages.count(), "read": pages.filter(state=ScanState.READ).count()}


def _stored(file: ScanFile) -> int:
    return file.read_pages.count()


@transaction.atomic
def place_page(file: ScanFile, number: int, read: ReadPage, *, at: datetime) -> ScanPage:
    """Store a page where its code says it belongs; of a person the owner may not see nothing is kept."""
    slip, doubt = _slip_on(read.codes)
    owner = file.upload.owner
    page = ScanPage(file=file, number=number, doubt=doubt)
    if slip and not Graduate.objects.visible_to(owner).filter(pk=slip.graduate_id).exists():
        page.state = ScanState.FOREIGN
    else:
        name = f"{file.name}-{number}.jpg"
        page.image = files.keep_own(name, read.picture, media_type=files.JPEG, at=at)
    if slip and page.state != ScanState.FOREIGN:
        page.slip, page.graduate = slip, slip.graduate
        known = ScanPage.objects.filter(slip=slip, state__in=KNOWN).exists()
        page.state = ScanState.REPEATED if known else ScanState.READ
    page.save(force_insert=True)
    audit.record(
        "consent.page_read",
        page,
        by=owner,
        at=at,
        person=page.graduate_id,
        state=page.state,
        doubt=page.doubt,
    )
    return page


def _slip_on(codes: Collection[str]) -> tuple[ConsentSlip | None, ScanDoubt | str]:
    if len(codes) > 1:
        return None, ScanDoubt.MANY_CODES
    for code in codes:
        slip = slip_of(code)
        if slip and slip.purpose == SlipPurpose.FORM:
            return slip, ""
        return None, ScanDoubt.UNKNOWN_CODE
    return None, ScanDoubt.NO_CODE


@transaction.atomic
def assign_page(page: ScanPage, graduate: Graduate, *, by: User, at: datetime) -> None:
    """Somebody says whose page it is; the words on it are those of the last form printed for that person.

    The caller has looked up `graduate` among the people `by` may see. Raises WrongState.
    """
    forms = ConsentSlip.objects.filter(graduate=graduate, purpose=SlipPurpose.FORM)
    advance(page, ScanState.READ, SCAN_STATES, graduate=graduate, slip=forms.first(), doubt="")
    audit.record("consent.page_assigned", page, by=by, at=at, person=graduate.pk)


@transaction.atomic
def send_page_back(page: ScanPage, *, by: User, at: datetime) -> None:
    """The page is another person's than its code, or somebody, said. Raises WrongState."""
    person = page.graduate_id
    advance(page, ScanState.UNREAD, SCAN_STATES, graduate=None, slip=None, doubt=ScanDoubt.SENT_BACK)
    audit.record("consent.page_sent_back", page, by=by, at=at, person=person)


@transaction.atomic
def discard_page(page: ScanPage, *, by: User, at: datetime) -> None:
    """The page is no signed form, or a poorer picture of one; its picture is deleted. Raises WrongState."""
    picture = page.image_id
    advance(page, ScanState.DISCARDED, SCAN_STATES, image=None, decided_by=by, decided_at=at)
    if picture:
        SealedFile.objects.filter(pk=picture).delete()
    audit.record("consent.page_discarded", page, by=by, at=at, person=page.graduate_id)


Tick = tuple[ConsentKind, ConsentGiver]


def confirm_page(
    page: ScanPage, ticks: Collection[Tick], *, signed_on: date, by: User, at: datetime
) -> list[Consent]:
    """Somebody has looked at the page: these consents are ticked and signed on it. Each is recorded with the page.

    Raises TickedNothing, SeenInTheFuture, NoGuardian, TooYoungAlone, WrongState.
    """
    if not ticks:
        raise TickedNothing
    if signed_on > timezone.localdate(at):
        raise SeenInTheFuture
    person = page.graduate
    with transaction.atomic():
        advance(page, ScanState.CONFIRMED, SCAN_STATES, decided_by=by, decided_at=at)
        audit.record("consent.page_confirmed", page, by=by, at=at, person=page.graduate_id)
        assert person is not None  # noqa: S101 - only a page of somebody is READ
        return [
            consent
            for giver in ConsentGiver
            if (kinds := [kind for kind in ConsentKind if (kind, giver) in ticks])
            for consent in give_consent(
                person,
                kinds,
                giver=giver,
                channel=ConsentChannel.PAPER,
                given_on=signed_on,
                texts=page.slip.texts if page.slip else (),
                scan=page.image,
                by=by,
                at=at,
            )
        ]


def drop_unread_files(*, at: datetime) -> int:
    """A chore: what nobody could or would read (the work was stopped) is wiped after some days, and says so."""
    return drop_unread(ScanFile.objects.all(), at=at)


@transaction.atomic
def open_picture(picture: SealedFile, person: Graduate | None, *, by: User, at: datetime) -> SealedFile:
    """Somebody looks at a page: the trail says who and whose."""
    audit.record("consent.page_seen", picture, by=by, at=at, person=person.pk if person else None)
    return picture
