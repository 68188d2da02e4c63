"""Printed forms: one page a person, with a code that leads the signed page back to the record."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from core import audit, files, jobs
from core.guarded.process import Guarded
from core.guarded.refusals import TaskRefused
from core.models import SealedFile
from core.pages import PAGE
from core.refusals import Refused
from enrollment.enums import ConsentGiver, ConsentKind, SlipPurpose
from enrollment.models import ConsentPrint, ConsentSlip, Graduate
from enrollment.papers.sheets import sheet_of
from enrollment.queries.consents import missing_consents
from enrollment.services.consent_slips import new_slip
from enrollment.tasks import consents as worker  # that module calls back into this package: no names from it

DRAW, JOIN = "enrollment.papers.form:draw", "core.pages:joined"
AT_ONCE = 20  # forms of one drawing: a third of a second each
MOST_FORMS = 400


class NobodyLacks(Refused):
    sentence = _("Nobody on this list lacks a consent.")


class TooManyForms(Refused):
    sentence = _("These are forms of %(people)s people; one file holds %(most)s.")
    remedy = _("Choose a school or a run, and print one file after the other.")


class FormTooLong(Refused):
    sentence = _("With these words the form does not fit on one page.")
    remedy = _("Shorten them.")


def request_print(
    people: Sequence[Graduate], kinds: Sequence[ConsentKind], *, agency: Agency, by: User, at: datetime
) -> ConsentPrint:
    """Let the worker print the forms of what these people lack. Raises NobodyLacks, TooManyForms."""
    if not people:
        raise NobodyLacks
    if len(people) > MOST_FORMS:
        raise TooManyForms(people=len(people), most=MOST_FORMS)
    with transaction.atomic():
        row = ConsentPrint.objects.create(owner=by, agency=agency, people=len(people), made_at=at)
        row.job = jobs.start(
            worker.print_forms,
            title=gettext("Printing forms of consent"),
            by=by,
            result_url=reverse("consent_print", args=[row.pk]),
            print_id=str(row.pk),
            people=[str(person.pk) for person in people],
            kinds=list(kinds),
        )
        row.save(update_fields=["job"])
        audit.record("consent.forms_requested", row, by=by, at=at, people=len(people), kinds=list(kinds))
    return row


def print_forms(
    row: ConsentPrint,
    people: Sequence[Graduate],
    kinds: Sequence[ConsentKind],
    *,
    at: datetime,
    work: jobs.Work,
) -> dict[str, Any]:
    """Draw the forms, then store the file and the codes on it together, or nothing. Safe to run again."""
    if row.file_id:
        return {"people": row.people}
    slips: list[ConsentSlip] = []
    parts: list[bytes] = []
    with Guarded(DRAW, seconds=60) as press:
        for start in range(0, len(people), AT_ONCE):
            work.report(start, len(people))
            some = [_form(person, kinds, row, at) for person in people[start : start + AT_ONCE]]
            slips += [slip for _sheet, pair in some for slip in pair]
            parts.append(press.ask(_body(sheet for sheet, _pair in some)))
    with transaction.atomic():
        ConsentSlip.objects.bulk_create(slips, batch_size=500)
        row.file = files.keep_own("consents.pdf", _whole(parts), media_type=files.PDF, at=at)
        row.save(update_fields=["file"])
        for slip in slips:
            if slip.purpose == SlipPurpose.FORM:
                audit.record("consent.form_printed", slip, by=row.owner, at=at, person=slip.graduate_id)
    return {"people": row.people}


def _form(
    person: Graduate, kinds: Sequence[ConsentKind], row: ConsentPrint, at: datetime
) -> tuple[dict[str, Any], list[ConsentSlip]]:
    """One sheet with its two unsaved slips: the form's own and the receipt on its lower edge."""
    day = timezone.localdate(at)
    lacking = {kind: missing_consents(person, kind, day) for kind in kinds}
    shown = [kind for kind in ConsentKind if lacking.get(kind)] or list(kinds)
    asked = {giver for givers in lacking.values() for giver in givers} or set(ConsentGiver)
    form, code = new_slip(person, SlipPurpose.FORM, shown, agency=row.agency, by=row.owner, at=at)
    receipt, back = new_slip(person, SlipPurpose.RECEIPT, [], agency=row.agency, by=row.owner, at=at)
    givers = [giver for giver in ConsentGiver if giver in asked]
    return sheet_of(person, form.texts, givers, agency=row.agency, code=code, receipt=back), [form, receipt]


def _body(sheets: Iterable[dict[str, Any]]) -> bytes:
    return json.dumps({"sheets": list(sheets), "contact": settings.CONSENT_CONTACT}).encode()


def _whole(parts: list[bytes]) -> bytes:
    if len(parts) == 1:
        return parts[0]
    with Guarded(JOIN) as child:
        return child.ask(b"".join(PAGE.pack(len(part)) + part for part in parts))


def refuse_too_long(sheets: Iterable[dict[str, Any]]) -> None:
    """Raises FormTooLong unless each of the sheets fits on its page."""
    with Guarded(DRAW) as press:
        try:
            press.ask(_body(sheets))
        except TaskRefused as refused:
            if refused.kind != "LayoutBroken":
                raise
            raise FormTooLong from refused


def drop_old_prints(*, at: datetime) -> int:
    """A chore: files of printed forms are deleted after some days; the codes on the paper stay good."""
    old = ConsentPrint.objects.filter(made_at__lt=at - timedelta(days=settings.CONSENT_PRINT_DAYS))
    kept = list(old.exclude(file=None).values_list("file", flat=True))
    deleted, _rows = SealedFile.objects.filter(pk__in=kept).delete()
    return deleted
