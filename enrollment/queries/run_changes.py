"""What calling a run off, merging it or moving it would do to each of its people: seen before it is done.

The same preview is made twice, for the page and inside the transaction that does it; their fingerprints tell whether
anything changed in between.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from enrollment.eligibility import ineligibility, rule_words
from enrollment.enums import EnrollmentState, OfferState, RoundState
from enrollment.enums.runs import EffectKind, Lodging, RunChangeKind
from enrollment.grounds import NoMemorandum, memorandum_between
from enrollment.models import Enrollment, Graduate, Offer, Preference
from training.models import Course, CourseRun
from training.services.runs.ending import refuse_merger, refuse_move
from training.states import TAKING

HOLDING = (EnrollmentState.ENROLLED, EnrollmentState.TRAINING)
UNDECIDED = (
    RoundState.OPEN,
    RoundState.CLOSED,
    RoundState.PROPOSED,
)  # a choice in these can still become a seat
MOST_INSTEAD = 3
ENDINGS = (EffectKind.SEAT_ENDS, EffectKind.OFFER_ENDS, EffectKind.CHOICE_ENDS)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why somebody cannot come along: a rule of the regulation, another seat, no seat left; as data."""

    code: str  # a rule's code, or one of clash, full, seated, offered, ended
    fact: str = ""

    def __str__(self) -> str:
        said = {
            "clash": _("has a seat in %(fact)s on these days"),
            "full": _("no seat is left there"),
            "seated": _("has a seat there already"),
            "offered": _("has an offer there already"),
            "ended": "",
        }
        return (
            said[self.code] % {"fact": self.fact} if self.code in said else rule_words(self.code, self.fact)
        )


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of one person's seat, offer or choice; why; which runs are open to them instead."""

    graduate: Graduate
    kind: EffectKind
    why: Obstacle | None = None
    seat: Enrollment | None = None
    offer: Offer | None = None
    lodging: Lodging | None = None  # in the run to which a seat moves
    instead: tuple[CourseRun, ...] = ()

    @property
    def is_bad(self) -> bool:
        return self.kind in ENDINGS

    @property
    def because(self) -> str:
        """Why, in the reader's language; "" where nothing needs saying."""
        return str(self.why) if self.why else ""

    def facts(self) -> list[Any]:
        """The effect without words, for comparing."""
        held = [self.seat and self.seat.pk, self.offer and self.offer.pk]
        why = [self.why.code, self.why.fact] if self.why else None
        return [
            str(self.graduate.pk),
            self.kind,
            *held,
            why,
            self.lodging,
            [run.code for run in self.instead],
        ]


@dataclass(frozen=True, slots=True)
class Preview:
    """A change of a run with its effect on every person."""

    kind: RunChangeKind
    run: CourseRun
    effects: tuple[Effect, ...]
    into: CourseRun | None = None
    moved: CourseRun | None = None  # the run on its new days
    fingerprint: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "fingerprint", self._fingerprint())

    def _fingerprint(self) -> str:
        days = [self.moved.first_day, self.moved.last_day] if self.moved else None
        into = self.into.code if self.into else None
        facts = [self.kind, self.run.pk, self.run.state, into, days, [one.facts() for one in self.effects]]
        return hashlib.sha256(json.dumps(facts, default=str).encode()).hexdigest()

    def counted(self) -> list[tuple[str, int]]:
        """(what happens, to how many) in the order of the enum."""
        kinds = [effect.kind for effect in self.effects]
        return [(str(kind.label), kinds.count(kind)) for kind in EffectKind if kind in kinds]


Judge = Callable[[Graduate], Obstacle | None]


def preview_cancel(run: CourseRun, *, today: date) -> Preview:
    """Everybody loses what they hold."""
    people = _People(run, today)
    ended = Obstacle("ended")
    effects = (
        *(people.ends(EffectKind.SEAT_ENDS, ended, seat=seat) for seat in people.seats),
        *(people.ends(EffectKind.OFFER_ENDS, ended, offer=offer) for offer in people.offers),
        *(people.ends(EffectKind.CHOICE_ENDS, ended, chooser=one) for one in people.choosers),
    )
    return Preview(RunChangeKind.CANCEL, run, effects)


def preview_merge(run: CourseRun, into: CourseRun, *, today: date) -> Preview:
    """Seats in their order, then offers, move as far as the other run has seats, the rules and the dates allow.

    Into a run of another centre only under a memorandum between the two. Raises `NoMemorandum`, and what
    `refuse_merger` raises.
    """
    refuse_merger(run, into)
    if run.center_id != into.center_id and not memorandum_between(run.center, into.center, today):
        raise NoMemorandum(sender=run.center, receiver=into.center)
    people = _People(run, today)
    room = _Room(into)
    effects = (
        *(_moved_seat(people, seat, into, room) for seat in people.seats),
        *(_moved_offer(people, offer, into, room) for offer in people.offers),
        *(people.ends(EffectKind.CHOICE_ENDS, Obstacle("ended"), chooser=one) for one in people.choosers),
    )
    return Preview(RunChangeKind.MERGE, run, effects, into=into)


def preview_move(run: CourseRun, first_day: date, last_day: date, *, today: date) -> Preview:
    """Who is no longer, and who is newly, allowed on the new first day, and who has a seat elsewhere on the new days.

    Raises what `refuse_move` raises.
    """
    moved = refuse_move(run, first_day, last_day, today=today)
    people = _People(run, today)
    effects = (
        *(_kept_seat(people, seat, moved) for seat in people.seats),
        *(_kept_offer(people, offer, moved) for offer in people.offers),
        *(_kept_choice(people, one, run, moved) for one in people.choosers),
    )
    return Preview(RunChangeKind.DEFER, run, effects, moved=moved)


def _moved_seat(people: _People, seat: Enrollment, into: CourseRun, room: _Room) -> Effect:
    why = room.obstacle(seat.graduate) or people.obstacle(seat.graduate, into)
    if why is None and not room.take():
        why = Obstacle("full")
    if why:
        return people.ends(EffectKind.SEAT_ENDS, why, seat=seat)
    return Effect(seat.graduate, EffectKind.SEAT_MOVES, seat=seat, lodging=room.bed(seat.graduate))


def _moved_offer(people: _People, offer: Offer, into: CourseRun, room: _Room) -> Effect:
    why = room.obstacle(offer.graduate, offers=True) or people.obstacle(offer.graduate, into)
    if why is None and not room.take():
        why = Obstacle("full")
    if why:
        return people.ends(EffectKind.OFFER_ENDS, why, offer=offer)
    return Effect(offer.graduate, EffectKind.OFFER_MOVES, offer=offer)


def _kept_seat(people: _People, seat: Enrollment, moved: CourseRun) -> Effect:
    if why := people.obstacle(seat.graduate, moved):
        return people.ends(EffectKind.SEAT_ENDS, why, seat=seat)
    return Effect(seat.graduate, EffectKind.SEAT_STAYS, seat=seat)


def _kept_offer(people: _People, offer: Offer, moved: CourseRun) -> Effect:
    if why := people.obstacle(offer.graduate, moved):
        return people.ends(EffectKind.OFFER_ENDS, why, offer=offer)
    return Effect(offer.graduate, EffectKind.OFFER_STAYS, offer=offer)


def _kept_choice(people: _People, chooser: Graduate, run: CourseRun, moved: CourseRun) -> Effect:
    before, after = people.obstacle(chooser, run), people.obstacle(chooser, moved)
    if after and not before:
        return people.ends(EffectKind.CHOICE_ENDS, after, chooser=chooser)
    kind = EffectKind.CHOICE_OPENS if before and not after else EffectKind.CHOICE_STAYS
    return Effect(chooser, kind, after)


class _Room:
    """Seats and beds that the other run has left while people move into it one by one."""

    def __init__(self, into: CourseRun) -> None:
        self.seats, self.beds = into.seats_free, into.beds_free
        held = into.enrollments.filter(state__in=HOLDING)
        self.seated = set(held.values_list("graduate", flat=True))
        offers = Offer.objects.filter(run=into, state=OfferState.OPEN)
        self.offered = set(offers.values_list("graduate", flat=True))

    def obstacle(self, person: Graduate, *, offers: bool = False) -> Obstacle | None:
        if person.pk in self.seated:
            return Obstacle("seated")
        return Obstacle("offered") if offers and person.pk in self.offered else None

    def take(self) -> bool:
        self.seats -= 1
        return self.seats >= 0

    def bed(self, person: Graduate) -> Lodging:
        if not person.needs_lodging:
            return Lodging.NONE
        self.beds -= 1
        return Lodging.BED if self.beds >= 0 else Lodging.WAITING


class _People:
    """Who holds a seat, an offer or a choice in a run, what else they hold, and the runs they could go to instead."""

    def __init__(self, run: CourseRun, today: date) -> None:
        self.run = run
        self.seats = list(_with_person(run.enrollments.filter(state__in=HOLDING).order_by("seat_number")))
        self.offers = list(_with_person(Offer.objects.filter(run=run, state=OfferState.OPEN).order_by("pk")))
        held = {row.graduate_id for row in (*self.seats, *self.offers)}
        self.choosers = list(_choosers(run, held))
        self.busy = _other_seats(run, [*held, *(one.pk for one in self.choosers)])
        self.others = list(_others(run, today))

    def obstacle(self, person: Graduate, run: CourseRun) -> Obstacle | None:
        """Why the person may not be in the run: the regulation on its first day, or a seat elsewhere on its days."""
        if verdict := ineligibility(person, run):
            return Obstacle(verdict.rule, verdict.fact)
        clash = next((one for one in self.busy.get(person.pk, ()) if share_a_day(one, run)), None)
        return Obstacle("clash", clash.code) if clash else None

    def ends(
        self,
        kind: EffectKind,
        why: Obstacle,
        *,
        seat: Enrollment | None = None,
        offer: Offer | None = None,
        chooser: Graduate | None = None,
    ) -> Effect:
        held = seat or offer
        person = held.graduate if held else chooser
        assert person is not None  # noqa: S101  one of the three is given
        open_to = (run for run in self.others if self.obstacle(person, run) is None)
        return Effect(person, kind, why, seat, offer, instead=_first(open_to, MOST_INSTEAD))


def _first(runs: Iterable[CourseRun], most: int) -> tuple[CourseRun, ...]:
    return tuple(run for run, _place in zip(runs, range(most), strict=False))


def _with_person(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("graduate__school").prefetch_related("graduate__consents")


def _choosers(run: CourseRun, held: set[UUID]) -> QuerySet[Graduate]:
    """Who ranked the run in a round that has not given out its seats, and holds nothing in it."""
    lists = Preference.objects.filter(run=run, round__state__in=UNDECIDED).values("graduate")
    people = Graduate.objects.living().filter(pk__in=lists).exclude(pk__in=held)
    return people.select_related("school").prefetch_related("consents").order_by("sort_key", "id")


def _other_seats(run: CourseRun, people: list[UUID]) -> dict[UUID, list[CourseRun]]:
    rows = Enrollment.objects.filter(graduate__in=people, state__in=HOLDING).exclude(run=run)
    found: dict[UUID, list[CourseRun]] = {}
    for row in rows.select_related("run").order_by("run__first_day", "run__code"):
        found.setdefault(row.graduate_id, []).append(row.run)
    return found


def _others(run: CourseRun, today: date) -> Iterator[CourseRun]:
    """Runs with a free seat that still take people: of the same course, then of courses that share a skill with it."""
    similar = Course.objects.filter(skills__in=run.course.skills.all(), course_type=run.course.course_type)
    rows = CourseRun.objects.filter(center=run.center_id, state__in=TAKING, first_day__gt=today)
    rows = rows.filter(seats__gt=F("seats_taken") + F("seats_offered")).exclude(pk=run.pk)
    near = rows.filter(course__in={run.course_id, *similar.values_list("pk", flat=True)})
    found = near.select_related("course", "curriculum", "rule_set").order_by("first_day", "code")
    return iter(sorted(found, key=lambda one: one.course_id != run.course_id))


def share_a_day(one: CourseRun, other: CourseRun) -> bool:
    """Whether the windows of the two runs overlap, both ends included."""
    return one.first_day <= other.last_day and other.first_day <= one.last_day


def can_be_merged_into(run: CourseRun, today: date) -> list[CourseRun]:
    """Runs of the same course that take people and have a seat left: the centre's own, and those of centres with
    which it has a memorandum."""
    rows = CourseRun.objects.filter(course=run.course_id, state__in=TAKING).exclude(pk=run.pk)
    free = rows.filter(seats__gt=F("seats_taken") + F("seats_offered"))
    found = free.select_related("course", "center").order_by("first_day", "code")
    allowed = {
        center: center == run.center or memorandum_between(run.center, center, today) is not None
        for center in {one.center for one in found}
    }
    return [one for one in found if allowed[one.center]]
