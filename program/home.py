"""Each account's first page: what waits for it, in the order of the chain."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from agencies.enums import Role
from agencies.models import User
from agencies.permissions import is_center_staff, is_counselor
from certificates.models import Certificate
from enrollment.enums import EnrollmentState, ImportState, OfferState, ReferralState, RoundState
from enrollment.models import Enrollment, Graduate, ImportBatch, MatchRound, Offer, Referral
from enrollment.queries.learning import StandingLine, standings_of
from enrollment.queries.people import STEP_TONES, ChainStep, step_counts
from outreach.queries import former_trainees
from training.enums import RunState
from training.models import CourseRun, Session

NEXT_SHOWN = 6


@dataclass(frozen=True)
class Waiting:
    """A number of things that wait for the account, in words, and where to see to them."""

    count: int
    sentence: str
    url: str


def waiting_for(user: User, today: date) -> list[Waiting]:
    """What the account should see to, most upstream first; nothing that counts zero."""
    found: list[Waiting] = [_imports(user)]
    if is_center_staff(user):
        found += _for_staff(user, today)
    if is_counselor(user):
        found += _for_counselor(user)
    return [item for item in found if item.count]


def _imports(user: User) -> Waiting:
    imports = ImportBatch.objects.visible_to(user).filter(state=ImportState.READY).count()
    return Waiting(
        imports,
        ngettext("%(n)s import waits to be confirmed", "%(n)s imports wait to be confirmed", imports)
        % {"n": imports},
        reverse("imports"),
    )


def _for_staff(user: User, today: date) -> Iterator[Waiting]:
    centers = user.agencies_as(Role.STAFF, Role.HEAD)
    runs = CourseRun.objects.filter(center__in=centers)
    referrals = Referral.objects.filter(to_agency__in=centers, state=ReferralState.SENT).count()
    yield Waiting(
        referrals,
        ngettext("%(n)s referral waits for an answer", "%(n)s referrals wait for an answer", referrals)
        % {"n": referrals},
        f"{reverse('referrals')}?state=sent",
    )
    proposed = MatchRound.objects.filter(center__in=centers, state=RoundState.PROPOSED).count()
    yield Waiting(
        proposed,
        ngettext("%(n)s proposal waits to be published", "%(n)s proposals wait to be published", proposed)
        % {"n": proposed},
        reverse("rounds"),
    )
    undated = runs.filter(state=RunState.CONFIRMED, sessions__day=None).distinct().count()
    yield Waiting(
        undated,
        ngettext("%(n)s confirmed run has no timetable", "%(n)s confirmed runs have no timetable", undated)
        % {"n": undated},
        reverse("timetable"),
    )
    unmarked = Session.objects.filter(
        run__in=runs, run__state=RunState.RUNNING, day__lte=today, attendances=None
    ).count()
    yield Waiting(
        unmarked,
        ngettext("%(n)s session has no attendance", "%(n)s sessions have no attendance", unmarked)
        % {"n": unmarked},
        f"{reverse('runs')}?state=running",
    )
    due = runs.filter(state=RunState.FINISHED).count()
    yield Waiting(
        due,
        ngettext("%(n)s finished run is not closed", "%(n)s finished runs are not closed", due) % {"n": due},
        f"{reverse('runs')}?state=finished",
    )
    unasked = former_trainees(user).filter(latest=None).count()
    yield Waiting(
        unasked,
        ngettext(
            "%(n)s former trainee was not asked yet", "%(n)s former trainees were not asked yet", unasked
        )
        % {"n": unasked},
        f"{reverse('follow_ups')}?latest=none",
    )


def _for_counselor(user: User) -> Iterator[Waiting]:
    schools = user.agencies_as(Role.COUNSELOR)
    no_plan = step_counts(Graduate.objects.visible_to(user))[ChainStep.NO_PLAN]  # as many as its page lists
    yield Waiting(
        no_plan,
        ngettext("%(n)s leaver has no plan yet", "%(n)s leavers have no plan yet", no_plan) % {"n": no_plan},
        f"{reverse('people')}?step=no_plan",
    )
    declined = Referral.objects.filter(from_agency__in=schools, state=ReferralState.DECLINED).count()
    yield Waiting(
        declined,
        ngettext("%(n)s referral was declined", "%(n)s referrals were declined", declined) % {"n": declined},
        f"{reverse('referrals')}?state=declined",
    )
    offers = Offer.objects.filter(graduate__school__in=schools, state=OfferState.OPEN).count()
    yield Waiting(
        offers,
        ngettext("%(n)s offer waits for an answer", "%(n)s offers wait for an answer", offers)
        % {"n": offers},
        f"{reverse('offers')}?state=open",
    )


@dataclass(frozen=True)
class OwnPage:
    """What a trainee sees of the own record."""

    graduate: Graduate
    offers: QuerySet[Offer]
    seats: list[tuple[Enrollment, StandingLine | None, list[Session]]]
    certificates: QuerySet[Certificate]


def own_page(graduate: Graduate, today: date) -> OwnPage:
    """Open offers, seats with the coming sessions and the hours, certificates."""
    seats = graduate.enrollments.exclude(state=EnrollmentState.LEFT).select_related(
        "run__course", "run__rule_set"
    )
    return OwnPage(
        graduate=graduate,
        offers=graduate.offers.filter(state=OfferState.OPEN).select_related("run__course"),
        seats=[(seat, _standing(seat), _coming(seat.run, today)) for seat in seats],
        certificates=Certificate.objects.filter(completion__enrollment__graduate=graduate),
    )


def _standing(seat: Enrollment) -> StandingLine | None:
    if seat.state != EnrollmentState.TRAINING:
        return None
    return next((line for line in standings_of(seat.run) if line.enrollment.pk == seat.pk), None)


def _coming(run: CourseRun, today: date) -> list[Session]:
    sessions = run.sessions.filter(day__gte=today).select_related("topic", "assignment__room")
    return list(sessions.order_by("day", "number")[:NEXT_SHOWN])


def next_sessions(user: User, today: date) -> QuerySet[Session]:
    """The next sessions that a trainer teaches, today's first."""
    return (
        Session.objects.filter(assignment__bookings__trainer__user=user, day__gte=today)
        .select_related("run__course", "topic", "assignment__room")
        .order_by("day", "assignment__slot", "number")[:NEXT_SHOWN]
    )


def figures_for(user: User) -> list[tuple[str, int, str, str]]:
    """The people whom the account may see, by step of the chain: label, number, address, tone."""
    counts = step_counts(Graduate.objects.visible_to(user))
    return [
        (
            str(step.label),
            counts[step],
            f"{reverse('people')}?step={step.value}",
            STEP_TONES.get(step, "good"),
        )
        for step in ChainStep
    ]
