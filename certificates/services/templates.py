"""How a centre's papers look: drawn up by one, approved by another, and never changed again once in use.

A certificate keeps its template and its bytes, so a new version changes nothing that was issued.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_noop

from agencies.models import Agency, User
from certificates.enums import CertificateKind, TemplateState
from certificates.models import TemplateVersion
from certificates.paper.samples import SAMPLES
from certificates.paper.standing import standing
from certificates.paper.starts import standard_for
from certificates.paper.template import PaperTemplate, read_template
from certificates.queries import template_in_use
from certificates.refusals import ReasonMissing, SamePerson, TemplateBeingMade, TemplateUnusable, told
from certificates.sampling import DESIGNED, PROOF, sample_of
from certificates.states import TEMPLATE_STATES
from core import audit
from core.paper.refusals import PaperRefused
from core.reasons import said
from core.refusals import Told
from core.states import advance

CHANGED_MEANWHILE = gettext_noop("it was changed while it was tried")


@transaction.atomic
def begin_template(
    *, center: Agency, kind: CertificateKind, start: PaperTemplate | None = None, by: User, at: datetime
) -> TemplateVersion:
    """A draft of the next version, from `start` or from what is in use now. Raises `TemplateBeingMade`."""
    in_use = template_in_use(center, kind)
    standard = start or standard_for(DESIGNED[kind])
    content = standard.text if start or not in_use else in_use.content
    versions = TemplateVersion.objects.filter(center=center, kind=kind)
    number = (versions.aggregate(last=Max("number"))["last"] or 0) + 1
    row = TemplateVersion(center=center, kind=kind, number=number, content=content, made_by=by, made_at=at)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise TemplateBeingMade from error
    audit.record("template.begun", row, by=by, at=at, kind=kind, number=number)
    return row


@transaction.atomic
def change_template(
    version: TemplateVersion, template: PaperTemplate, *, note: str, by: User, at: datetime
) -> None:
    """Write a draft anew; who wrote last is who made it. Raises `WrongState` where it is no draft any more."""
    advance(
        version,
        TemplateState.DRAFT,
        DRAFT_ONLY,
        content=template.text,
        note=note,
        made_by=by,
        made_at=at,
    )
    audit.record("template.changed", version, by=by, at=at, note=note)


DRAFT_ONLY = {TemplateState.DRAFT: (TemplateState.DRAFT,)}


@transaction.atomic
def discard_template(version: TemplateVersion, *, by: User, at: datetime) -> None:
    """Delete a draft. Raises `WrongState` for what is no draft."""
    advance(version, TemplateState.DRAFT, DRAFT_ONLY)
    audit.record("template.discarded", version, by=by, at=at, kind=version.kind, number=version.number)
    version.delete()


def propose_template(version: TemplateVersion, *, by: User, at: datetime) -> None:
    """Hand it to the second person, once the worst names could be printed with it. Raises `TemplateUnusable`."""
    content = version.content
    _print_samples(version)
    with transaction.atomic():
        advance(version, TemplateState.PROPOSED, TEMPLATE_STATES, sent_back_because="")
        if not TemplateVersion.objects.filter(pk=version.pk, content=content).exists():
            raise TemplateUnusable(detail=Told(CHANGED_MEANWHILE))
        audit.record("template.proposed", version, by=by, at=at)


def _print_samples(version: TemplateVersion) -> None:
    try:
        template = read_template(version.content)
        with standing(
            PROOF
        ).press() as press:  # what nobody approved yet is not tried where papers are printed
            for name in SAMPLES:
                press.print(sample_of(version, name), template)
    except PaperRefused as refusal:
        raise TemplateUnusable(detail=told(refusal)) from refusal


@transaction.atomic
def approve_template(version: TemplateVersion, *, by: User, at: datetime) -> None:
    """From now on papers of this kind are printed with it; the one before is retired. Raises `SamePerson`."""
    version = TemplateVersion.objects.select_for_update().select_related("center").get(pk=version.pk)
    if version.made_by_id == by.pk:
        raise SamePerson
    Agency.objects.select_for_update().get(
        pk=version.center_id
    )  # two approvals at once go one after the other
    before = template_in_use(version.center, version.kind)
    if before:
        advance(before, TemplateState.RETIRED, TEMPLATE_STATES)
    advance(version, TemplateState.IN_USE, TEMPLATE_STATES, approved_by=by, approved_at=at)
    audit.record("template.approved", version, by=by, at=at, before=before.number if before else None)


@transaction.atomic
def send_back_template(version: TemplateVersion, *, reason: str, by: User, at: datetime) -> None:
    """Not like this: it becomes a draft again, with the reason."""
    if not said(reason):
        raise ReasonMissing
    advance(version, TemplateState.DRAFT, TEMPLATE_STATES, sent_back_because=said(reason))
    audit.record("template.sent_back", version, by=by, at=at, reason=reason)


@transaction.atomic
def retire_template(version: TemplateVersion, *, by: User, at: datetime) -> None:
    """Papers look again as the product comes, until another version is approved."""
    advance(version, TemplateState.RETIRED, TEMPLATE_STATES)
    audit.record("template.retired", version, by=by, at=at)
