"""What is raced for in `bench.races`, and the count of what went wrong.

Runs come in pairs that share their days. Of the 20 seats of a run 16 are under offer and 4 free; 4 people have an
offer in both runs of a pair, so one of the two must be refused. Every offer is accepted three times, every fourth
one also declined, and 10 people ask for the free seats by hand. Every third person needs one of 5 beds.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from bench.search_world import bundles
from core.models import AuditEntry
from enrollment.enums import OfferState
from enrollment.enums.runs import Lodging
from enrollment.models import Enrollment, Graduate, Offer
from enrollment.services.people import name_keys
from tests.factories.training import RunFactory
from training.models import CourseRun

SEATS, OFFERED, SHARED, BEDS = 20, 16, 4, 5
TWICE, WALK_INS, DECLINED_OF = 3, 10, 4
PER_RUN = OFFERED * TWICE + WALK_INS  # requests that ask for a seat
PEOPLE = 3_000
START = date(2030, 1, 7)
FAR = date(2099, 1, 1)
CONSTRAINTS = ("a_seat_taken_once", "a_person_once_in_a_run")


def fill(runs: int, seed: int) -> list[str]:
    """Write the runs, people and offers; the requests, those of a pair of runs mixed."""
    luck = random.Random(seed)
    people = _people(luck)
    model = RunFactory(seats=SEATS, minimum=1)
    at = timezone.now()
    asked: list[str] = []
    for numbers in bundles(range(runs)):
        rows = CourseRun.objects.bulk_create([_run(model, number) for number in numbers])
        whom = _who(luck, len(rows), people)
        offers = Offer.objects.bulk_create(
            Offer(graduate_id=person, run=run, answer_by=FAR, offered_at=at)
            for run, (offered, _others) in zip(rows, whom, strict=True)
            for person in offered
        )
        for number in range(0, len(rows), 2):
            asked += _requests(luck, rows[number : number + 2], whom[number : number + 2], offers, number)
    return asked


def _people(luck: random.Random) -> list[Any]:
    school = RunFactory(seats=SEATS, minimum=1).center
    rows = [
        Graduate(
            prefix="นาย",
            given_name=f"สมมติ{n}",
            family_name="ทดสอบ",
            **name_keys(f"สมมติ{n}", "ทดสอบ", ""),
            birth_date=date(2011, 3, 14),
            needs_lodging=luck.randrange(3) == 0,
            registered_by=school,
            registered_at=datetime(2026, 1, 1, tzinfo=timezone.get_default_timezone()),
        )
        for n in range(PEOPLE)
    ]
    return [row.pk for row in Graduate.objects.bulk_create(rows)]


def _run(model: CourseRun, number: int) -> CourseRun:
    first = START + timedelta(days=7 * (number // 2))
    return CourseRun(
        code=f"X{number:06}",
        course=model.course,
        curriculum=model.curriculum,
        rule_set=model.rule_set,
        center=model.center,
        state=model.state,
        first_day=first,
        last_day=first + timedelta(days=4),
        minimum=1,
        seats=SEATS,
        seats_offered=OFFERED,
        beds=BEDS,
    )


def _who(luck: random.Random, runs: int, people: list[Any]) -> list[tuple[list[Any], list[Any]]]:
    """For each run, who has an offer and who asks by hand; the runs of a pair share some of the offered."""
    found = []
    for _pair in range(0, runs, 2):
        drawn = luck.sample(people, 2 * (OFFERED + WALK_INS) - SHARED)
        shared, rest = drawn[:SHARED], iter(drawn[SHARED:])
        for _run_of_pair in range(2):
            own = [next(rest) for _ in range(OFFERED - SHARED)]
            found.append((shared + own, [next(rest) for _ in range(WALK_INS)]))
    return found[:runs]


def _requests(
    luck: random.Random,
    runs: list[CourseRun],
    whom: list[tuple[list[Any], list[Any]]],
    offers: list[Offer],
    first: int,
) -> list[str]:
    asked = []
    for place, (run, (_offered, others)) in enumerate(zip(runs, whom, strict=True)):
        own = offers[(first + place) * OFFERED : (first + place + 1) * OFFERED]
        asked += [f"accept {offer.pk}" for offer in own for _ in range(TWICE)]
        asked += [f"decline {offer.pk}" for offer in own[::DECLINED_OF]]
        asked += [f"enroll {person} {run.pk}" for person in others]
    luck.shuffle(asked)
    return asked


def faults(answers: Iterable[str]) -> dict[str, int]:
    """Kind of fault -> how many, after everything was answered."""
    seats = list(
        Enrollment.objects.seated().values_list("run_id", "graduate_id", "seat_number", "run__first_day")
    )
    told = {tuple(answer.split()[1:]) for answer in answers if answer.startswith("seat ")}
    written = {(str(run), str(person), str(number)) for run, person, number, _day in seats}
    places = Counter((run, number) for run, _person, number, _day in seats)
    sitting = Counter((person, day) for _run, person, _number, day in seats)
    return {
        "lost": len(told - written),
        "doubled seats": _more(places.values()),
        "doubled people": _more(sitting.values()),
        "oversold": sum(max(0, number - SEATS) for number in Counter(run for run, *_ in seats).values()),
        **dict(_leaks()),
    }


def _more(counts: Iterable[int]) -> int:
    return sum(number - 1 for number in counts)


def _leaks() -> Iterator[tuple[str, int]]:
    """Counters that do not say what the rows say, and offers, beds or audit rows without their seat."""
    runs = CourseRun.objects.in_bulk()
    seats = Counter(Enrollment.objects.seated().values_list("run_id", flat=True))
    offers = Counter(Offer.objects.filter(state=OfferState.OPEN).values_list("run_id", flat=True))
    beds = Counter(Enrollment.objects.filter(lodging=Lodging.BED).values_list("run_id", flat=True))
    yield "seats miscounted", sum(abs(run.seats_taken - seats[pk]) for pk, run in runs.items())
    yield "offers miscounted", sum(abs(run.seats_offered - offers[pk]) for pk, run in runs.items())
    yield "beds miscounted", sum(abs(run.beds_taken - beds[pk]) for pk, run in runs.items())
    sitting = set(Enrollment.objects.seated().values_list("run_id", "graduate_id"))
    taken = set(Offer.objects.filter(state=OfferState.ACCEPTED).values_list("run_id", "graduate_id"))
    yield "accepted, no seat", len(taken - sitting)
    recorded = AuditEntry.objects.filter(action__in=["offer.accepted", "enrollment.by_hand"]).count()
    yield "no audit row", abs(recorded - sum(seats.values()))


def drop_constraints() -> None:
    """The table as a hasty program would have made it."""
    kept = Enrollment._meta.constraints
    for name in CONSTRAINTS:
        constraint = next(one for one in kept if one.name == name)
        Enrollment._meta.constraints = [one for one in Enrollment._meta.constraints if one is not constraint]
        with connection.schema_editor() as editor:
            editor.remove_constraint(Enrollment, constraint)
