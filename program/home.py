"""Each account's first page: the own record, the next sessions, the people it sees by step of the chain."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, QuerySet, Value, When
from django.urls import reverse

from agencies.models import User
from agencies.permissions import is_center_staff
from certificates.models import Certificate
from enrollment.enums import EnrollmentState, OfferState
from enrollment.models import Enrollment, Graduate, Offer, Waiting
from enrollment.permissions import can_report_school, oversees_schools
from enrollment.queries.attendance import StandingLine, standings_of
from enrollment.queries.offer_slips import own_places
from enrollment.queries.rosters import schools_of
from enrollment.queries.seats import lower_than
from enrollment.queries.steps import STEP_TONES, ChainStep, step_counts_for
from enrollment.queries.testing import DueTest, coming_tests
from training.enums import Slot
from training.models import CourseRun, Session
from training.permissions import is_trainer

NEXT_SHOWN = 6


def begins_with_roster(user: User) -> bool:
    """A school's counsellor opens on the roster; who oversees schools or works at a centre, on the overview."""
    return (
        can_report_school(user)
        and not is_center_staff(user)
        and not is_trainer(user)
        and not oversees_schools(user)
        and schools_of(user).exists()
    )


@dataclass(frozen=True)
class OwnPage:
    """What a trainee sees of the own record."""

    graduate: Graduate
    offers: list[Offer]  # each with `gives_back`, the runs whose seat taking it would end
    places: QuerySet[Waiting]
    seats: list[tuple[Enrollment, StandingLine | None, list[Session]]]
    certificates: QuerySet[Certificate]
    tests: list[DueTest]


def own_page(graduate: Graduate, today: date) -> OwnPage:
    """Open offers, places in waiting lists, seats with the coming sessions and the hours, certificates."""
    seats = graduate.enrollments.exclude(state=EnrollmentState.LEFT).select_related(
        "run__course", "run__rule_set"
    )
    tested = [seat for seat in seats if seat.state == EnrollmentState.TRAINING]
    offers = list(graduate.offers.filter(state=OfferState.OPEN).select_related("run__course"))
    for offer in offers:
        offer.gives_back = [lower.run for lower in lower_than(offer)]  # type: ignore[attr-defined]
    return OwnPage(
        graduate=graduate,
        offers=offers,
        places=own_places(graduate),
        seats=[(seat, _standing(seat), _coming(seat.run, today)) for seat in seats],
        certificates=Certificate.objects.filter(completion__enrollment__graduate=graduate),
        tests=[test for seat in tested for test in coming_tests(seat, today)],
    )


def _standing(seat: Enrollment) -> StandingLine | None:
    if seat.state != EnrollmentState.TRAINING:
        return None
    return next((line for line in standings_of(seat.run) if line.enrollment.pk == seat.pk), None)


def _coming(run: CourseRun, today: date) -> list[Session]:
    sessions = run.sessions.filter(day__gte=today).select_related("topic", "run__held_at", "assignment__room")
    return list(sessions.order_by("day", "number")[:NEXT_SHOWN])


# The half days in the order of the day, which their names are not.
IN_TIME = Case(*(When(slot=slot, then=Value(place)) for place, slot in enumerate(Slot)))


def next_sessions(user: User, today: date) -> QuerySet[Session]:
    """The next sessions that a trainer teaches, today's first."""
    return (
        Session.objects.filter(assignment__bookings__trainer__user=user, day__gte=today)
        .select_related("run__course", "run__held_at", "topic", "assignment__room")
        .order_by("day", IN_TIME, "number")[:NEXT_SHOWN]
    )


def figures_for(user: User) -> list[tuple[str, int, str, str]]:
    """The people whom the account may see, by step of the chain: label, number, address, tone."""
    counts = step_counts_for(user)
    return [
        (
            str(step.label),
            counts.get(step, 0),
            f"{reverse('people')}?step={step.value}",
            STEP_TONES.get(step, "good"),
        )
        for step in ChainStep
    ]
