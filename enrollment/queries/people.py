"""Reads about people: by number, where they stand in the chain, what is due next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext

from core import crypto, identity
from core.templatetags.ui import thai_date
from enrollment.checking import Known
from enrollment.enums import BarrierKind, EnrollmentState, IdentifierKind, OfferState, ReferralState, Service
from enrollment.models import Barrier, Graduate, Identifier
from enrollment.models.referrals import OPEN_REFERRAL
from enrollment.queries.rosters import WITHOUT_RESULT
from training.models import Course

KINDS = {
    identity.IdentifierKind.CITIZEN_ID: IdentifierKind.CITIZEN,
    identity.IdentifierKind.G_CODE: IdentifierKind.G_CODE,
}


def known_on(day: date) -> Known:
    """What the rules of entries need to know on `day`."""
    return Known(day, frozenset(Course.objects.values_list("code", flat=True)))


def lookup_of(number: str) -> str:
    """The keyed hash of a number in any form; raises IdentifierRefused."""
    found = identity.read_identifier(number)
    return crypto.lookup(KINDS[found.kind], found.value)


def find_identifier(number: str) -> Identifier | None:
    """The row of a number in any form, whoever may see it; raises IdentifierRefused."""
    found = identity.read_identifier(number)
    kind = KINDS[found.kind]  # the index begins with the kind
    return Identifier.objects.filter(kind=kind, lookup=crypto.lookup(kind, found.value)).first()


@dataclass(frozen=True, slots=True)
class Due:
    """The next step for a person, in words, with the page on which it is done."""

    title: str
    text: str = ""
    url: str = ""
    action: str = ""
    tone: str = "info"


def next_step(person: Graduate, *, may_refer: bool) -> Due:
    """What is due next for the person, from the latest fact backwards."""
    refer = {"url": reverse("refer", args=[person.pk]), "action": gettext("Refer")} if may_refer else {}
    return (
        _of_seat(person) or _of_offer(person) or _of_ended_seat(person, refer) or _of_referral(person, refer)
    )


def _of_seat(person: Graduate) -> Due | None:
    seats = person.enrollments.exclude(state__in=WITHOUT_RESULT).select_related("run__course")
    seat = seats.order_by("-enrolled_at").first()
    if seat is None:
        return None
    match seat.state:
        case EnrollmentState.ENROLLED:
            day = {"day": thai_date(seat.run.first_day)}
            return Due(gettext("Training begins on %(day)s") % day, str(seat.run.course))
        case EnrollmentState.TRAINING:
            day = {"day": thai_date(seat.run.last_day)}
            return Due(gettext("In training until %(day)s") % day, str(seat.run.course))
    text = gettext("Completed: %(run)s") % {"run": str(seat.run.course)}
    return Due(text, gettext("Certificate, then follow-up."), tone="good")


def _of_offer(person: Graduate) -> Due | None:
    offer = (
        person.offers.filter(state=OfferState.OPEN)
        .select_related("run__course")
        .order_by("answer_by")
        .first()
    )
    if offer is None:
        return None
    title = gettext("Answer the offer by %(day)s") % {"day": thai_date(offer.answer_by)}
    return Due(title, str(offer.run.course), reverse("offers"), gettext("Offers"), "warn")


def _of_ended_seat(person: Graduate, refer: dict[str, str]) -> Due | None:
    """Training ended without a result, and nothing was begun since: the referral that led there is over too."""
    seat = person.enrollments.select_related("run__course").order_by("-enrolled_at").first()
    later = person.referrals.exclude(state=ReferralState.DRAFTED)
    if seat is None or later.filter(sent_at__gt=seat.enrolled_at).exists():
        return None
    run = {"run": str(seat.run.course)}
    if seat.state == EnrollmentState.LEFT:
        return Due(gettext("Left the training: %(run)s") % run, tone="warn", **refer)
    return Due(gettext("Did not complete: %(run)s") % run, tone="warn", **refer)


def _of_referral(person: Graduate, refer: dict[str, str]) -> Due:
    sent = person.referrals.exclude(state=ReferralState.DRAFTED)
    last = sent.select_related("to_agency").order_by("-sent_at", "-id").first()
    if last is None or last.state == ReferralState.WITHDRAWN:
        return Due(gettext("Refer to an agency that helps"), tone="warn", **refer)
    agency = {"agency": str(last.to_agency)}
    if last.state in OPEN_REFERRAL:
        until = gettext("Until %(day)s.") % {"day": thai_date(last.answer_by)} if last.answer_by else ""
        page = {"url": reverse("referral", args=[last.pk]), "action": gettext("Open the referral")}
        return Due(gettext("Waiting for the answer of %(agency)s") % agency, until, **page)
    if last.state == ReferralState.DECLINED:
        reason = " ".join(filter(None, [str(last.get_decline_reason_display()), last.answer_note]))
        return Due(gettext("Declined by %(agency)s") % agency, reason, tone="warn", **refer)
    if last.state == ReferralState.EXPIRED:
        return Due(gettext("%(agency)s did not answer in time") % agency, tone="warn", **refer)
    if last.service == Service.LEARNING:
        return Due(gettext("Back to learning at %(agency)s") % agency, tone="good")
    if last.service == Service.WORK:
        return Due(gettext("%(agency)s looks for work with the person") % agency)
    return Due(gettext("Accepted by %(agency)s") % agency, gettext("Choices come next, when a round opens."))


def identifiers_of(person: Graduate) -> list[Identifier]:
    """The person's numbers, the latest first."""
    return list(person.identifiers.order_by("-valid_from", "pk"))


def barriers_of(person: Graduate) -> list[tuple[str, Barrier | None]]:
    """Every kind of barrier with the person's answer; None where nobody has asked."""
    answers = {barrier.kind: barrier for barrier in person.barriers.select_related("seen_by")}
    return [(str(kind.label), answers.get(kind.value)) for kind in BarrierKind]
