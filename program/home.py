"""Each account's first page: what waits for it, in the order of the chain."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from agencies.enums import Role
from agencies.models import User
from agencies.permissions import is_center_staff, is_counselor, is_officer
from certificates.models import Certificate
from core.templatetags.ui import thai_date
from enrollment.enums import (
    ConsentKind,
    EnrollmentState,
    ErasureState,
    ImportState,
    OfferState,
    ReferralState,
    RightState,
    RoundState,
    ScanState,
    SchoolReportState,
)
from enrollment.models import (
    Enrollment,
    Erasure,
    Graduate,
    ImportBatch,
    MatchRound,
    Offer,
    Referral,
    RetentionNotice,
    RightsRequest,
    ScanPage,
    SchoolReport,
)
from enrollment.permissions import can_handle_rights, can_keep_consents, can_report_school, oversees_schools
from enrollment.queries.completeness import due_day, schools_below
from enrollment.queries.consents import lacking
from enrollment.queries.learning import StandingLine, standings_of
from enrollment.queries.referrals import due_soon, without_sequel
from enrollment.queries.rosters import class_year, schools_of
from enrollment.queries.steps import STEP_TONES, ChainStep, step_counts
from outreach.queries import former_trainees
from training.enums import RunState
from training.models import CourseRun, Session
from training.permissions import is_trainer

NEXT_SHOWN = 6


@dataclass(frozen=True)
class Waiting:
    """A number of things that wait for the account, in words, and where to see to them."""

    count: int
    sentence: str
    url: str


def begins_with_roster(user: User) -> bool:
    """A school's counsellor opens on the roster; who oversees schools or works at a centre, on the overview."""
    return (
        can_report_school(user)
        and not is_center_staff(user)
        and not is_trainer(user)
        and not oversees_schools(user)
        and schools_of(user).exists()
    )


def waiting_for(user: User, today: date) -> list[Waiting]:
    """What the account should see to, most upstream first; nothing that counts zero."""
    found: list[Waiting] = [_imports(user), *_referrals(user, today)]
    if is_center_staff(user):
        found += _for_staff(user, today)
    if is_counselor(user):
        found += _for_counselor(user)
        if oversees_schools(user) and not is_officer(user):
            found.append(_for_area_office(user, today))
    if can_keep_consents(user):
        found += _consents(user, today)
    if can_handle_rights(user):
        found += rights_waiting(user, today)
    return [item for item in found if item.count]


def rights_waiting(user: User, today: date) -> Iterator[Waiting]:
    """Requests about rights and erasures that wait for this account, and whose data is about to go."""
    asked = RightsRequest.objects.visible_to(user).filter(state=RightState.RECEIVED)
    overdue = asked.filter(due_on__lt=today).count()
    words = ngettext(
        "%(n)s request about data rights is overdue", "%(n)s requests about data rights are overdue", overdue
    )
    yield Waiting(overdue, words % {"n": overdue}, f"{reverse('rights')}?overdue=over")
    waiting = asked.filter(due_on__gte=today).count()
    words = ngettext(
        "%(n)s request about data rights waits for an answer",
        "%(n)s requests about data rights wait for an answer",
        waiting,
    )
    yield Waiting(waiting, words % {"n": waiting}, f"{reverse('rights')}?state=received")
    proposed = (
        Erasure.objects.visible_to(user).filter(state=ErasureState.PROPOSED).exclude(asked_by=user).count()
    )
    words = ngettext(
        "%(n)s erasure waits for a second person", "%(n)s erasures wait for a second person", proposed
    )
    yield Waiting(proposed, words % {"n": proposed}, f"{reverse('erasures')}?state=proposed")
    over = RetentionNotice.objects.filter(graduate__in=Graduate.objects.visible_to(user)).count()
    words = ngettext(
        "The data of %(n)s person will be erased by the schedule",
        "The data of %(n)s people will be erased by the schedule",
        over,
    )
    yield Waiting(over, words % {"n": over}, reverse("announced_erasures"))


def _consents(user: User, today: date) -> Iterator[Waiting]:
    """Signed forms that came back; then who lacks a consent: of counsellors everybody, of centres who has a seat."""
    pages = ScanPage.objects.visible_to(user).filter(state__in=[ScanState.READ, ScanState.UNREAD]).count()
    words = ngettext(
        "%(n)s signed form waits to be looked at", "%(n)s signed forms wait to be looked at", pages
    )
    yield Waiting(pages, words % {"n": pages}, reverse("consent_scans"))
    people, query = Graduate.objects.visible_to(user), ""
    if is_center_staff(user):
        held = Enrollment.objects.filter(state__in=[EnrollmentState.ENROLLED, EnrollmentState.TRAINING])
        people, query = people.filter(pk__in=held.values("graduate")), "?seated=on"
    missing = lacking(people, ConsentKind, today).count()
    words = ngettext("%(n)s person lacks a consent", "%(n)s people lack a consent", missing)
    yield Waiting(missing, words % {"n": missing}, reverse("lacking_consents") + query)


def _imports(user: User) -> Waiting:
    imports = ImportBatch.objects.visible_to(user).filter(state=ImportState.READY).count()
    return Waiting(
        imports,
        ngettext("%(n)s import waits to be confirmed", "%(n)s imports wait to be confirmed", imports)
        % {"n": imports},
        reverse("imports"),
    )


def _referrals(user: User, today: date) -> Iterator[Waiting]:
    """Both sides: what waits for the own answer, and what the own agency sent that wants something done."""
    page = reverse("referrals")
    received, sent = Referral.objects.of_receiver(user), Referral.objects.of_sender(user)
    urgent = due_soon(received, today).count()
    yield Waiting(
        urgent,
        ngettext(
            "%(n)s referral has to be answered within 3 days",
            "%(n)s referrals have to be answered within 3 days",
            urgent,
        )
        % {"n": urgent},
        f"{page}?side=received&due=soon",
    )
    waiting = received.unanswered().count()
    yield Waiting(
        waiting,
        ngettext("%(n)s referral waits for an answer", "%(n)s referrals wait for an answer", waiting)
        % {"n": waiting},
        f"{page}?side=received&due=waiting",
    )
    drafts = sent.filter(state=ReferralState.DRAFTED).count()
    yield Waiting(
        drafts,
        ngettext("%(n)s referral is still a draft", "%(n)s referrals are still drafts", drafts)
        % {"n": drafts},
        f"{page}?side=drafts",
    )
    lapsing = due_soon(sent, today).count()
    yield Waiting(
        lapsing,
        ngettext(
            "%(n)s referral lapses within 3 days unless it is answered",
            "%(n)s referrals lapse within 3 days unless they are answered",
            lapsing,
        )
        % {"n": lapsing},
        f"{page}?side=sent&due=soon",
    )
    left = without_sequel(sent).count()
    yield Waiting(
        left,
        ngettext(
            "%(n)s referral was declined or not answered, and nothing followed",
            "%(n)s referrals were declined or not answered, and nothing followed",
            left,
        )
        % {"n": left},
        f"{page}?side=sent&due=left",
    )


def _for_staff(user: User, today: date) -> Iterator[Waiting]:
    centers = user.agencies_as(Role.STAFF, Role.HEAD)
    runs = CourseRun.objects.filter(center__in=centers)
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
    """Beside the roster: what came back from others."""
    schools = user.agencies_as(Role.COUNSELOR)
    offers = Offer.objects.filter(graduate__school__in=schools, state=OfferState.OPEN).count()
    yield Waiting(
        offers,
        ngettext("%(n)s offer waits for an answer", "%(n)s offers wait for an answer", offers)
        % {"n": offers},
        f"{reverse('offers')}?state=open",
    )


def _for_area_office(user: User, today: date) -> Waiting:
    year = class_year(today)
    reported = SchoolReport.objects.filter(academic_year=year, state=SchoolReportState.DONE)
    late = schools_below(user).exclude(pk__in=reported.values("school")).count()
    words = {"n": late, "year": year, "day": thai_date(due_day(year))}
    return Waiting(
        late,
        ngettext(
            "%(n)s school has not reported the class of %(year)s, due by %(day)s",
            "%(n)s schools have not reported the class of %(year)s, due by %(day)s",
            late,
        )
        % words,
        f"{reverse('completeness')}?year={year}&reporting=late",
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
