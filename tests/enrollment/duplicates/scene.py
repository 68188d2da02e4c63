"""Two records of one person at one centre, with something of every kind attached, and a look at all of it."""

from datetime import date, timedelta

from core.identity import reserved_citizen_id
from enrollment.enums import ConsentKind, OfferState
from enrollment.models import (
    Barrier,
    Consent,
    Guardian,
    MatchRound,
    Offer,
    PlannedPath,
    Preference,
    RetentionHold,
)
from enrollment.queries.merging import relations
from enrollment.services.people import name_keys, sealed_identifier
from tests.clock import NOW
from tests.factories.enrollment import EnrollmentFactory, GraduateFactory, ReferralFactory
from tests.factories.training import RunFactory

DAY = date(2026, 5, 1)


def record_of(center, given="อนงค์นาถ", family="ศรีวิไลเลิศ", **said):
    return GraduateFactory(
        prefix="เด็กหญิง",
        given_name=given,
        family_name=family,
        registered_by=center,
        **name_keys(given, family, ""),
        **said,
    )


def number_for(person, n):
    row = sealed_identifier(person, reserved_citizen_id(n), since=NOW)
    row.save()
    return row


def attach(person, by, n):
    """A row of every kind that follows a person; nothing in it is forbidden beside the same of another record."""
    number_for(person, n)
    guardian = Guardian.objects.create(graduate=person, name=f"นายบุญมา {n}", phone="0812345678")
    Barrier.objects.create(graduate=person, kind="poverty", holds=bool(n % 2), seen_by=by, seen_on=DAY)
    Consent.objects.create(
        graduate=person,
        kind=ConsentKind.TRAINING,
        giver="guardian",
        guardian=guardian,
        given_on=DAY,
        recorded_at=NOW,
    )
    PlannedPath.objects.create(
        graduate=person, kind="study", said_by="person", said_on=DAY, recorded_by=by, recorded_at=NOW
    )
    RetentionHold.objects.create(graduate=person, reason="x", until=DAY, placed_by=by, placed_at=NOW)
    ReferralFactory(graduate=person)
    seat = EnrollmentFactory(graduate=person)
    Offer.objects.create(
        graduate=person,
        run=seat.run,
        round=round_of(person, "finished"),
        state=OfferState.ACCEPTED,
        **offer_words(),
    )
    round_of(person, "open")
    return person


def offer_words():
    return {"offered_at": NOW, "answer_by": DAY} if _has("offered_at") else {"answer_by": DAY}


def _has(name):
    return name in {field.name for field in Offer._meta.get_fields()}


def round_of(person, state):
    round_ = MatchRound.objects.create(
        name=f"รอบของ {person.pk}", center=person.registered_by, state=state, seed="s", seed_hash="h",
        lists_close_on=DAY, answer_by=DAY + timedelta(7), created_at=NOW,
    )  # fmt: skip
    run = RunFactory(center=person.registered_by)
    round_.runs.add(run)
    Preference.objects.create(round=round_, graduate=person, run=run, rank=0)
    return round_


def everything(*people):
    """Every column of every row that points at one of the people, and of themselves, in every app."""
    found = {}
    for person in people:
        columns = type(person).objects.filter(pk=person.pk).values().get()
        columns.pop("version")  # goes on counting, or an editor's stale form would pass
        found["person", person.pk] = columns
        for model, column in relations():
            if model.__name__ in {"DuplicatePair", "Merge", "Compared", "Graduate"}:
                continue  # what tells of the merge itself
            rows = model._default_manager.filter(**{column: person}).order_by("pk").values()
            found[model._meta.label, column, person.pk] = [
                {
                    name: bytes(value) if isinstance(value, memoryview) else value
                    for name, value in row.items()
                }
                for row in rows
            ]
    return found
