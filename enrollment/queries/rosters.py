"""A school's leavers of one academic year: what became of each, and who has no plan yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    TextChoices,
    Value,
    When,
)
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.enums import AgencyKind, Role
from agencies.models import Agency, User
from core.dates import academic_year, academic_year_span
from core.templatetags.ui import thai_date
from enrollment.enums import EnrollmentState, OfferState, PathKind, ReferralState
from enrollment.models import Enrollment, Graduate, Offer, PlannedPath, Referral

YEARS_OFFERED = 6
ASKED_FROM_MONTH = 2  # of the year in which the class leaves: the ม.3 classes end in March
HOLDING = (ReferralState.SENT, ReferralState.RECEIVED, ReferralState.ACCEPTED)
SEATED = (EnrollmentState.ENROLLED, EnrollmentState.TRAINING)
WITHOUT_RESULT = (EnrollmentState.NOT_COMPLETED, EnrollmentState.LEFT)


class Standing(TextChoices):
    """What became of a leaver, the most pressing first."""

    NO_PLAN = "no_plan", _("No plan yet")
    REFERRED = "referred", _("Referred")
    ACCEPTED = "accepted", _("Accepted")
    OFFERED = "offered", _("Seat offered")
    TRAINING = "training", _("In training")
    CERTIFIED = "certified", _("Completed training")
    LEARNING = "learning", _("Studies")
    WORK = "work", _("In work")
    OTHER = "other", _("Another plan")


TONES = {
    Standing.NO_PLAN: "warn",
    Standing.REFERRED: "info",
    Standing.ACCEPTED: "info",
    Standing.OFFERED: "violet",
    Standing.TRAINING: "teal",
    Standing.OTHER: "neutral",
}
PATHS = {
    PathKind.CONTINUES: Standing.LEARNING,
    PathKind.WORKS: Standing.WORK,
    PathKind.FAMILY: Standing.OTHER,
    PathKind.AWAY: Standing.OTHER,
}
MAY_BE_REFERRED = (Standing.NO_PLAN, Standing.LEARNING, Standing.WORK, Standing.OTHER)


def class_year(day: date) -> int:
    """The academic year (B.E.) whose leavers are in question: the last one that ended, from February the present."""
    present = academic_year(day)
    ends = academic_year_span(present)[1]
    return present if day >= date(ends.year, ASKED_FROM_MONTH, 1) else present - 1


def class_years(day: date) -> list[int]:
    """Academic years to choose from, the present one first."""
    return [academic_year(day) - back for back in range(YEARS_OFFERED)]


def schools_of(user: User) -> QuerySet[Agency]:
    """The schools for which the account speaks."""
    return Agency.objects.filter(pk__in=user.agencies_as(Role.COUNSELOR), kind=AgencyKind.SCHOOL)


def pupils_of(user: User, year: int | None) -> QuerySet[Graduate]:
    """The leavers of the account's schools, of one academic year or of all."""
    people = Graduate.objects.visible_to(user).filter(school__in=schools_of(user))
    return people.filter(academic_year=year) if year else people


def newest_year(user: User, day: date) -> int:
    """The class to open with: the one in question or, while nobody of it is registered, the newest one known."""
    years = pupils_of(user, None).filter(academic_year__lte=academic_year(day)).order_by()
    known = {year for year in years.values_list("academic_year", flat=True).distinct() if year}
    asked = class_year(day)
    return asked if asked in known or not known else max(known)


def with_standing(people: QuerySet[Graduate], later: Sequence[When] = ()) -> QuerySet[Graduate]:
    """The people with `standing`, what holds of each today, and `rank`, to sort the most pressing first.

    `later`: cases of what became of a person after the training, which only apps above know of (`program.rosters`).
    """
    own = {"graduate": OuterRef("pk")}
    seats, sent = Enrollment.objects.filter(**own), holding_referrals().filter(**own)
    path, offers = valid_paths().filter(**own), Offer.objects.filter(state=OfferState.OPEN, **own)
    cases = [
        When(Exists(seats.filter(state__in=SEATED)), then=Value(str(Standing.TRAINING))),
        *later,
        When(Exists(seats.filter(state=EnrollmentState.COMPLETED)), then=Value(str(Standing.CERTIFIED))),
        When(Exists(offers), then=Value(str(Standing.OFFERED))),
        *(When(Exists(path.filter(kind=kind)), then=Value(str(step))) for kind, step in PATHS.items()),
        When(Exists(sent.filter(state=ReferralState.ACCEPTED)), then=Value(str(Standing.ACCEPTED))),
        When(Exists(sent), then=Value(str(Standing.REFERRED))),
    ]
    standing = Case(*cases, default=Value(str(Standing.NO_PLAN)), output_field=CharField(max_length=9))
    ranks = [When(standing=step, then=Value(place)) for place, step in enumerate(Standing)]
    return people.annotate(standing=standing).annotate(rank=Case(*ranks, output_field=IntegerField()))


def holding_referrals() -> QuerySet[Referral]:
    """Referrals that still lead somewhere: unanswered, or accepted and not ended by a training without a result."""
    ended = Enrollment.objects.filter(
        graduate=OuterRef("graduate"), state__in=WITHOUT_RESULT, enrolled_at__gte=OuterRef("sent_at")
    )
    return Referral.objects.filter(~Q(Exists(ended)), state__in=HOLDING)


def valid_paths() -> QuerySet[PlannedPath]:
    """What leavers mean to do themselves, unless they were referred after they said so."""
    referred = holding_referrals().filter(graduate=OuterRef("graduate"), sent_at__gt=OuterRef("recorded_at"))
    return PlannedPath.objects.filter(~Exists(referred), ended_at=None)


def standing_counts(people: QuerySet[Graduate]) -> dict[str, int]:
    """How many of the people (`with_standing`) there are of each standing."""
    rows = people.order_by().values("standing").annotate(people=Count("pk"))  # type: ignore[misc]  # annotated
    return Counter({row["standing"]: row["people"] for row in rows})


def with_notes(people: QuerySet[Graduate]) -> QuerySet[Graduate]:
    """The people with what `note_of` reads of them, in one query a kind of record."""
    return people.select_related("school").prefetch_related(
        Prefetch("referrals", Referral.objects.select_related("to_agency").order_by("-sent_at", "-id")),
        Prefetch("offers", Offer.objects.filter(state=OfferState.OPEN).select_related("run__course")),
        Prefetch("enrollments", Enrollment.objects.select_related("run__course").order_by("-enrolled_at")),
        Prefetch("paths", PlannedPath.objects.filter(ended_at=None)),
    )


def note_of(person: Any) -> str:
    """What a list says beside the standing: where to, until when, why not."""
    match person.standing:
        case Standing.TRAINING | Standing.CERTIFIED:
            seats = [seat for seat in person.enrollments.all() if seat.state not in WITHOUT_RESULT]
            return _of_seat(seats[0])
        case Standing.OFFERED:
            offer = person.offers.all()[0]
            due = {"course": str(offer.run.course), "day": thai_date(offer.answer_by, "short")}
            return gettext("%(course)s, answer by %(day)s") % due
        case Standing.ACCEPTED | Standing.REFERRED:
            return _of_referral(next(row for row in person.referrals.all() if row.state in HOLDING))
    path = next(iter(person.paths.all()), None)
    if path is not None and person.standing == PATHS[path.kind]:
        return path.detail or str(path.get_kind_display())
    return _why_no_plan(person) if person.standing == Standing.NO_PLAN else ""


def _of_seat(seat: Enrollment) -> str:
    facts = {
        "course": str(seat.run.course),
        "first": thai_date(seat.run.first_day, "short"),
        "last": thai_date(seat.run.last_day, "short"),
    }
    if seat.state == EnrollmentState.ENROLLED:
        return gettext("%(course)s, begins on %(first)s") % facts
    return gettext("%(course)s, until %(last)s") % facts


def _of_referral(row: Referral) -> str:
    if row.state == ReferralState.ACCEPTED or row.answer_by is None:
        return str(row.to_agency)
    due = {"agency": str(row.to_agency), "day": thai_date(row.answer_by, "short")}
    return gettext("%(agency)s, answer due by %(day)s") % due


def _why_no_plan(person: Graduate) -> str:
    """What came of the last attempt, for who has to begin anew."""
    seat = next(iter(person.enrollments.all()), None)
    last = next(iter(person.referrals.all()), None)
    if seat is not None and (last is None or last.sent_at <= seat.enrolled_at):
        return f"{seat.get_state_display()}: {seat.run.course}"
    if last is None:
        return ""
    words = {"agency": str(last.to_agency), "state": str(last.get_state_display())}
    if last.decline_reason:
        words["state"] = f"{words['state']} ({last.get_decline_reason_display()})"
    return gettext("%(state)s: %(agency)s") % words
