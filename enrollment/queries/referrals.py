"""Reads about referrals: where they lead, what became of the person, what is next and until when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.enums import AgencyKind
from agencies.models import Agency, User
from core.models import AuditEntry
from core.templatetags.ui import thai_date
from enrollment.enums import EnrollmentState, OfferState, Outcome, ReferralState, Service
from enrollment.models import Enrollment, Graduate, Offer, Referral
from enrollment.moves import AGAIN, Side
from enrollment.queries.people import Due
from enrollment.routing import receivers

SOON_DAYS = 3  # an answer that is due within so many days is called for


# Destination of a follow-up, as the trail records it -> what became of the person.
FOLLOWED_UP = {
    "employed": Outcome.WORKS,
    "own_business": Outcome.OWN_BUSINESS,
    "learning": Outcome.LEARNS,
}


def with_outcome(rows: QuerySet[Referral]) -> QuerySet[Referral]:
    """The referrals with `outcome`: "" until accepted, then the furthest that happened at the receiver since."""
    seats = Enrollment.objects.filter(
        graduate=OuterRef("graduate"), run__center=OuterRef("to_agency"), enrolled_at__gte=OuterRef("sent_at")
    )
    offers = Offer.objects.filter(
        graduate=OuterRef("graduate"), run__center=OuterRef("to_agency"), state=OfferState.OPEN
    )
    trail = AuditEntry.objects.filter(person_id=OuterRef("graduate"), at__gte=OuterRef("sent_at"))
    followed = trail.filter(action="follow_up.recorded")
    ended = (EnrollmentState.LEFT, EnrollmentState.NOT_COMPLETED)
    steps: list[tuple[Any, Outcome]] = [
        (Exists(followed.filter(facts__destination=code)), outcome) for code, outcome in FOLLOWED_UP.items()
    ]
    steps += [
        (Q(service=Service.LEARNING), Outcome.LEARNS),
        (Exists(trail.filter(action="certificate.issued")), Outcome.CERTIFIED),
        (Exists(seats.filter(state=EnrollmentState.COMPLETED)), Outcome.COMPLETED),
        (Exists(seats.filter(state=EnrollmentState.TRAINING)), Outcome.TRAINS),
        (Exists(seats.filter(state=EnrollmentState.ENROLLED)), Outcome.PLACED),
        (Exists(offers), Outcome.OFFERED),
        (Exists(seats.filter(state__in=ended)), Outcome.NOT_COMPLETED),
    ]
    accepted = Q(state=ReferralState.ACCEPTED)
    cases = [When(~accepted, then=Value("")), *(When(holds, then=Value(str(step))) for holds, step in steps)]
    return rows.annotate(
        outcome=Case(*cases, default=Value(str(Outcome.TAKEN_ON)), output_field=CharField(max_length=10))
    )


# The chain ---------------------------------------------------------------------------------------------


def chain_of(referral: Referral) -> list[Referral]:
    """The referral with those it was handed on from and to, the first one first, each with its `outcome`."""
    keys = [referral.pk]
    while before := Referral.objects.filter(handed_to=keys[0]).values_list("pk", flat=True).first():
        keys.insert(0, before)
    while after := Referral.objects.filter(handed_from=keys[-1]).values_list("pk", flat=True).first():
        keys.append(after)
    rows = with_outcome(Referral.objects.filter(pk__in=keys)).select_related("from_agency", "to_agency")
    return sorted(rows, key=lambda row: keys.index(row.pk))


# What is next ------------------------------------------------------------------------------------------


def next_for(side: Side, chain: list[Referral], at: Referral, today: date) -> Due | None:
    """What is next on this side of the referral `at`, and until when; None where nothing is."""
    row = next(one for one in chain if one.pk == at.pk)
    if row.state in AGAIN:
        return _after_the_end(side, row)
    if row.state == ReferralState.HANDED_ON:
        return _after_handing_on(row, chain[-1])
    if row.state == ReferralState.ACCEPTED:
        return _after_acceptance(side, row)
    if row.state == ReferralState.DRAFTED:
        return Due(gettext("Send the draft"), gettext("Nobody but your agency sees it yet."), tone="warn")
    return _before_the_answer(side, row, today)


def _before_the_answer(side: Side, row: Referral, today: date) -> Due:
    names = {"agency": str(row.to_agency), "day": thai_date(row.answer_by)}
    late = row.answer_by is not None and row.answer_by <= today + timedelta(days=SOON_DAYS)
    tone = "warn" if late else "info"
    if side is Side.RECEIVER:
        text = gettext("After that day the referral lapses, and the sender asks elsewhere.")
        return Due(gettext("Accept, decline or hand on by %(day)s") % names, text, tone=tone)
    if row.state == ReferralState.RECEIVED:
        return Due(gettext("%(agency)s has received it and answers by %(day)s") % names, tone=tone)
    text = gettext("It has not confirmed receipt yet. Call if the day comes near.")
    return Due(gettext("%(agency)s has until %(day)s to answer") % names, text, tone=tone)


def _after_the_end(side: Side, row: Referral) -> Due | None:
    if side is not Side.SENDER:
        return None
    if row.basis_ended_at:
        text = gettext("%(agency)s sees neither the referral nor the person any more.")
        return Due(gettext("The consent was taken back"), text % {"agency": row.to_agency}, tone="warn")
    if row.state == ReferralState.EXPIRED:
        return Due(
            gettext("Send it again, or ask another agency"), gettext("No answer came in time."), tone="warn"
        )
    if row.state == ReferralState.DECLINED:
        return Due(gettext("Read the reason, then ask another agency"), row.answer_note, tone="warn")
    return Due(gettext("Withdrawn: decide with the person what comes next"))


def _after_handing_on(row: Referral, last: Referral) -> Due:
    words = {"agency": str(last.to_agency), "state": str(last.get_state_display())}
    due = gettext("An answer is due by %(day)s.") % {"day": thai_date(last.answer_by)}
    waits = last.state in (ReferralState.SENT, ReferralState.RECEIVED)
    return Due(gettext("Now with %(agency)s: %(state)s") % words, due if waits else "")


def _after_acceptance(side: Side, row: Referral) -> Due:
    outcome, agency = getattr(row, "outcome", ""), {"agency": str(row.to_agency)}
    if row.basis_ended_at:
        text = gettext("%(agency)s sees neither the referral nor the person any more.") % agency
        return Due(gettext("The consent was taken back"), text, tone="warn")
    if row.service == Service.LEARNING:
        return Due(
            gettext("Back to learning: a success"), gettext("Expected at %(agency)s.") % agency, tone="good"
        )
    if outcome == Outcome.TAKEN_ON:
        return _taken_on(side, row)
    return Due(row.outcome_label, str(_AFTERWARDS.get(Outcome(outcome), "")), tone=row.outcome_tone)


def _taken_on(side: Side, row: Referral) -> Due:
    agency = {"agency": str(row.to_agency)}
    if row.service == Service.WORK:
        title = gettext("Look for work with the person") if side is Side.RECEIVER else ""
        return Due(title or gettext("%(agency)s looks for work with the person") % agency)
    if side is Side.RECEIVER:
        text = gettext("When a round opens, rank the courses with the person.")
        return Due(gettext("Find a course for the person"), text)
    return Due(gettext("Accepted by %(agency)s") % agency, gettext("Choices come next, when a round opens."))


_AFTERWARDS: Mapping[Outcome, Any] = {
    Outcome.OFFERED: _("The person answers the offer."),
    Outcome.PLACED: _("Training begins on the run's first day."),
    Outcome.TRAINS: _("Results come at the end of the run."),
    Outcome.COMPLETED: _("Certificate, then follow-up."),
    Outcome.CERTIFIED: _("Follow-up comes next."),
    Outcome.NOT_COMPLETED: _("Decide with the person what comes next."),
}


def taken_on_by(center: Agency) -> QuerySet[Graduate]:
    """Whom the centre trains: accepted for training on a ground that holds, or entered by the centre itself.

    Who asked for themselves stands in its register too, and is taken on when the request is accepted.
    """
    received = Referral.objects.filter(to_agency=center)
    accepted = received.filter(
        state=ReferralState.ACCEPTED, service=Service.TRAINING, basis_ended_at=None
    ).values("graduate")
    asking = received.filter(from_agency=None).values("graduate")
    own = Q(registered_by=center) & ~Q(pk__in=asking)
    return Graduate.objects.filter(own | Q(pk__in=accepted))


# Choices and figures -----------------------------------------------------------------------------------


def receivers_near(sender: Agency, service: str) -> QuerySet[Agency]:
    """Whom the sender may ask for the service: those of its provinces, or all where its provinces have none."""
    rows = receivers(service).exclude(pk=sender.pk)
    near = rows.filter(pk__in=rows.filter(provinces__in=sender.provinces.all()).values("pk"))
    return near if near.exists() else rows


def usual_receiver(user: User, sender: Agency, service: str) -> Agency | None:
    """Where the account sent somebody for this service last; else the one there is; else none."""
    choices = receivers_near(sender, service)
    own = Referral.objects.filter(sent_by=user, service=service, to_agency__in=choices)
    last = own.order_by("-sent_at", "-id").select_related("to_agency").first()
    if last:
        return last.to_agency
    two = list(choices[:2])
    return two[0] if len(two) == 1 else None


def due_soon(rows: QuerySet[Referral], today: date) -> QuerySet[Referral]:
    """Unanswered ones whose answer is due within three days."""
    return rows.filter(
        state__in=(ReferralState.SENT, ReferralState.RECEIVED),
        answer_by__lte=today + timedelta(days=SOON_DAYS),
    )


def without_sequel(rows: QuerySet[Referral]) -> QuerySet[Referral]:
    """Those that were declined or lapsed and after which nobody asked for the person again."""
    later = Referral.objects.filter(graduate=OuterRef("graduate"), sent_at__gt=OuterRef("sent_at"))
    return rows.filter(state__in=(ReferralState.DECLINED, ReferralState.EXPIRED)).exclude(Exists(later))


def partners_of(rows: QuerySet[Referral], side: str) -> QuerySet[Agency]:
    """The agencies on the other side of these referrals."""
    other = "from_agency" if side == "received" else "to_agency"
    return Agency.objects.filter(pk__in=rows.order_by().values(other))


def schools_near(user: User) -> QuerySet[Agency]:
    """The schools of the account's provinces: asking 100,000 referrals for theirs took 0.65 s a page."""
    return Agency.objects.visible_to(user).filter(kind__in=(AgencyKind.SCHOOL, AgencyKind.LEARNING))


def waiting_elsewhere(person: Graduate, service: str) -> list[Referral]:
    """Open referrals of the person for the service, to whichever agency."""
    rows = Referral.objects.unanswered().filter(graduate=person, service=service)
    return list(rows.select_related("to_agency").order_by("answer_by"))
