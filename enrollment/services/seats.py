"""Seats: taken, given back, never one too many and never twice.

The counter of a run moves by conditional UPDATE, which also locks the run's row until the transaction ends, so the
lowest free seat number can then be read safely; UNIQUE and CHECK constraints stand behind both.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import chain
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core import audit
from core.refusals import Refused, WrongState
from core.states import advance
from core.templatetags.ui import thai_date
from enrollment.eligibility import ineligibility, rule_words
from enrollment.enums import EnrollmentState, LeavingReason, OfferState
from enrollment.leaving import refuse_reason
from enrollment.models import Enrollment, Graduate, Offer
from enrollment.queries.claims import claims_on
from enrollment.queries.seats import lower_than
from enrollment.services.lodging import claim_bed, free_bed, hold_run
from enrollment.states import ENROLLMENT_STATES, OFFER_STATES
from training.models import CourseRun
from training.states import TAKING


class RunIsFull(Refused):
    sentence = _("Every seat of %(run)s is taken or held by an open offer.")
    remedy = _("Choose another run, or wait for an offer to lapse.")


class AlreadyEnrolled(Refused):
    sentence = _("This person already holds a seat in %(run)s.")


class DatesClash(Refused):
    sentence = _("This person already holds a seat in %(other)s, which meets in the same weeks as %(run)s.")
    remedy = _("Let the person leave the other run first.")


class RunTakesNobody(Refused):
    sentence = _("%(run)s takes nobody now: it is “%(state)s”.")


class NotEligible(Refused):
    sentence = _("%(reason)s")
    remedy = _("The regulation allows no seat in this run; look for another.")


class OtherClaims(Refused):
    sentence = _("Meanwhile others have a claim on %(run)s who were not on the list you were shown.")
    remedy = _("Look at the list again, then confirm.")


class HasBegun(Refused):
    sentence = _("The training in %(run)s has begun, so this seat is no longer exchanged for another.")
    remedy = _("Ask the centre.")


class OfferIsOver(Refused):
    sentence = _("This offer had to be answered by %(day)s.")
    remedy = _("Ask the centre whether a seat is still free.")


@transaction.atomic
def accept_offer(offer: Offer, *, by: User | None, at: datetime, via: str = "") -> Enrollment:
    """Turn an open offer into a seat. Asked again after success, the same enrollment is returned.

    A round gives one seat: what the person holds of the same round and ranked lower is given back with it.
    `via` says by which way somebody without an account answered.
    Raises `WrongState` (declined, lapsed), `OfferIsOver`, `RunTakesNobody` (it has begun), `HasBegun`, `DatesClash`,
    `AlreadyEnrolled`.
    """
    hold_people([offer.graduate_id])  # first: of two clicks at once the second finds what the first one wrote
    if already := _if_any(Enrollment.objects.seated().filter(offer=offer)):
        return already  # the answer to the first click was lost on its way
    if offer.answer_by < timezone.localdate(at):
        raise OfferIsOver(day=thai_date(offer.answer_by))
    lower = lower_than(offer)
    _hold_runs([offer.run_id, *(other.run_id for other in lower)])
    advance(offer, OfferState.ACCEPTED, OFFER_STATES, answered_at=at)
    for other in lower:
        _give_back(other, offer, by=by, at=at)
    moved = _taking(offer.run).update(seats_offered=F("seats_offered") - 1, seats_taken=F("seats_taken") + 1)
    if not moved:
        raise _no_seat(offer.run)
    enrollment = _seat(offer.graduate, offer.run, at=at, offer=offer)
    _tell("offer.accepted", offer, by=by, at=at, via=via)
    return enrollment


@transaction.atomic
def decline_offer(offer: Offer, *, by: User | None, at: datetime, via: str = "") -> None:
    """Give the held seat back; whoever waits for it is asked next (`enrollment.services.settling`)."""
    _release(offer, OfferState.DECLINED, by=by, at=at, via=via)


def lapse_offers(*, at: datetime) -> int:
    """Give back the seats of offers whose day has passed. Returns how many."""
    overdue = Offer.objects.filter(state=OfferState.OPEN, answer_by__lt=timezone.localdate(at))
    return sum(_lapse(offer, at=at) for offer in overdue.select_related("run"))


def _lapse(offer: Offer, *, at: datetime) -> bool:
    try:
        with transaction.atomic():
            _release(offer, OfferState.LAPSED, by=None, at=at)
    except WrongState:
        return False  # answered in this very moment
    return True


@transaction.atomic
def enroll(
    graduate: Graduate,
    run: CourseRun,
    *,
    reason: str,
    by: User | None,
    at: datetime,
    passing: Collection[UUID] | None = None,
) -> Enrollment:
    """Seat a person by hand, past the matching but not past the regulation.

    The reason is kept, and everybody whose claim on the run is passed over. `passing` are those whom `by` was shown
    and passed over knowingly; where others have a claim by now, the seat is refused. From here on the seat is a lock:
    every matching goes on counting it.
    Raises `NotEligible`, `OtherClaims`, `RunIsFull`, `RunTakesNobody`, `DatesClash`, `AlreadyEnrolled`.
    """
    if verdict := ineligibility(graduate, run):
        raise NotEligible(reason=rule_words(verdict.rule, verdict.fact))
    hold_people([graduate.pk])
    claims = [claim.graduate.pk for claim in claims_on(run, but=graduate.pk)]
    if passing is not None and not set(claims) <= set(passing):
        raise OtherClaims(run=run)
    enrollment = take_seat(graduate, run, at=at)
    audit.record(
        "enrollment.by_hand",
        enrollment,
        by=by,
        at=at,
        person=graduate.pk,
        run=run.code,
        reason=reason,
        passed_over=[str(person) for person in claims],
    )
    return enrollment


def take_seat(graduate: Graduate, run: CourseRun, *, at: datetime) -> Enrollment:
    """Seat a person inside the caller's transaction, which holds them and writes the audit row.

    Raises `RunIsFull`, `RunTakesNobody`, `DatesClash`, `AlreadyEnrolled`.
    """
    free = _taking(run).filter(seats__gt=F("seats_taken") + F("seats_offered"))
    if not free.update(seats_taken=F("seats_taken") + 1):
        raise _no_seat(run)
    return _seat(graduate, run, at=at)


@transaction.atomic
def leave(enrollment: Enrollment, *, reason: LeavingReason, by: User | None, at: datetime) -> None:
    """Record that a person gave up the seat, for a reason that the run's rules list, and free it.

    Raises `ReasonNotListed`, `NotRecordedYet`, `WrongState`.
    """
    refuse_reason(enrollment, reason)
    give_up_seat(enrollment, reason, by=by, at=at)
    audit.record("enrollment.left", enrollment, by=by, at=at, person=enrollment.graduate_id, reason=reason)


def give_up_seat(enrollment: Enrollment, reason: LeavingReason, *, by: User | None, at: datetime) -> None:
    """Free the seat and its bed inside the caller's transaction, which writes the audit row."""
    hold_run(enrollment.run_id)
    today = timezone.localdate(at)
    advance(enrollment, EnrollmentState.LEFT, ENROLLMENT_STATES, leaving_reason=reason, left_on=today)
    CourseRun.objects.filter(pk=enrollment.run_id).update(seats_taken=F("seats_taken") - 1)
    if enrollment.offer_id:
        Offer.objects.filter(pk=enrollment.offer_id).update(freed_at=at)
    free_bed(enrollment, by=by, at=at)


@transaction.atomic
def withdraw_offer(offer: Offer, *, by: User | None, at: datetime) -> None:
    """Take an open offer back: its run is called off, merged or moved."""
    _release(offer, OfferState.WITHDRAWN, by=by, at=at)


def offer_seat(offer: Offer) -> None:
    """Save a new offer and hold its seat, inside the caller's transaction. Raises `RunIsFull`, `RunTakesNobody`."""
    offer_seats([offer])


def offer_seats(offers: Iterable[Offer]) -> None:
    """The same for many at once, run after run in one order: all of them, or none."""
    by_run: dict[int, list[Offer]] = {}
    for offer in sorted(offers, key=lambda offer: (offer.run_id, str(offer.graduate_id))):
        by_run.setdefault(offer.run_id, []).append(offer)
    for mine in by_run.values():
        run, number = mine[0].run, len(mine)
        free = _taking(run).filter(seats__gte=F("seats_taken") + F("seats_offered") + number)
        if not free.update(seats_offered=F("seats_offered") + number):
            raise _no_seat(run)
    Offer.objects.bulk_create(chain.from_iterable(by_run.values()), batch_size=1000)


def _taking(run: CourseRun) -> QuerySet[CourseRun]:
    """The run while it takes people: whoever begins it at this moment waits for the change of its counters, or it for
    them, and then nothing is changed."""
    return CourseRun.objects.filter(pk=run.pk, state__in=TAKING)


def _no_seat(run: CourseRun) -> Refused:
    run.refresh_from_db()
    if _taking(run).exists():
        return RunIsFull(run=run)
    return RunTakesNobody(run=run, state=run.get_state_display())


def _give_back(other: Offer, better: Offer, *, by: User | None, at: datetime) -> None:
    """Free what is held lower, inside the transaction in which the better seat is taken. Raises `HasBegun`."""
    Offer.objects.filter(pk=other.pk).update(given_for=better)
    if other.state == OfferState.OPEN:
        _release(other, OfferState.REPLACED, by=by, at=at, now=better.run.code)
        return
    seat = other.enrollment
    if seat.state != EnrollmentState.ENROLLED:
        raise HasBegun(run=other.run)
    give_up_seat(seat, LeavingReason.BETTER_SEAT, by=by, at=at)
    facts = {"run": other.run.code, "now": better.run.code}
    audit.record("enrollment.moved_up", seat, by=by, at=at, person=seat.graduate_id, **facts)


def _hold_runs(runs: Iterable[int]) -> None:
    """Lock the runs' rows in one order, so that two who change places do not wait for each other; rows that point at
    them can be written meanwhile."""
    held = CourseRun.objects.select_for_update(no_key=True).filter(pk__in=runs)
    list(held.order_by("pk").values_list("pk"))


def _release(
    offer: Offer, state: OfferState, *, by: User | None, at: datetime, via: str = "", now: str = ""
) -> None:
    hold_people([offer.graduate_id])
    advance(offer, state, OFFER_STATES, answered_at=at, freed_at=at)
    CourseRun.objects.filter(pk=offer.run_id).update(seats_offered=F("seats_offered") - 1)
    _tell(f"offer.{state}", offer, by=by, at=at, via=via, now=now)


def _tell(action: str, offer: Offer, *, by: User | None, at: datetime, **said: str) -> None:
    facts = {name: word for name, word in said.items() if word}
    audit.record(action, offer, by=by, at=at, person=offer.graduate_id, run=offer.run.code, **facts)


def hold_people(people: Iterable[UUID]) -> None:
    """Lock the people's rows: two seats taken for one person at once wait for each other (PostgreSQL).

    Always before a run's row, and in one order, so that nobody waits in a circle.
    """
    list(Graduate.stored.select_for_update().filter(pk__in=people).order_by("pk").values_list("pk"))


def _seat(graduate: Graduate, run: CourseRun, *, at: datetime, offer: Offer | None = None) -> Enrollment:
    _refuse_clash(graduate, run)
    seats = Enrollment.objects.seated().filter(run=run).order_by("seat_number")
    taken = set(seats.values_list("seat_number", flat=True))
    number = next(n for n in range(1, len(taken) + 2) if n not in taken)
    try:
        with transaction.atomic():
            return Enrollment.objects.create(
                graduate=graduate,
                run=run,
                offer=offer,
                seat_number=number,
                seat_limit=run.seats,
                enrolled_at=at,
                lodging=claim_bed(graduate, run),
            )
    except IntegrityError as error:
        raise AlreadyEnrolled(run=run) from error


def _refuse_clash(graduate: Graduate, run: CourseRun) -> None:
    held = Enrollment.objects.filter(
        graduate=graduate,
        state__in=[EnrollmentState.ENROLLED, EnrollmentState.TRAINING],
        run__first_day__lte=run.last_day,
        run__last_day__gte=run.first_day,
    )
    other = _if_any(held.select_related("run__course"))
    if other is None:
        return
    raise AlreadyEnrolled(run=run) if other.run_id == run.pk else DatesClash(run=run, other=other.run)


def _if_any(seats: QuerySet[Enrollment]) -> Enrollment | None:
    """The first of them. That there is none, as nearly always, is asked in a fifth of the time of reading one."""
    return seats.order_by("pk").first() if seats.exists() else None
