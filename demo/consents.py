"""Consents: the words with the centre's own contact; most give both, some are missing, one is taken back."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from agencies.models import User
from demo.dates import moment, working_day
from demo.world import Cast, StoryBroken, World
from enrollment.consent_texts import FIRST_TEXTS
from enrollment.enums import ConsentChannel, ConsentGiver, ConsentKind
from enrollment.models import Graduate
from enrollment.services import give_consent, publish_text, withdraw_consent
from training.calendar import DAY

CONTACT_TH = "งานแนะแนว โทร. 000-051-0000 (สาธิต)"
CONTACT_EN = "Guidance desk, telephone 000-051-0000 (demonstration)"
GIVEN, GUARDIAN_TOO = 0.8, 0.7  # of the people; of the guardians who signed nothing with the school's list
CHANNELS = (ConsentChannel.PAPER, ConsentChannel.PAPER, ConsentChannel.IN_PERSON, ConsentChannel.ONLINE)


def publish(world: World, cast: Cast) -> int:
    """The head puts the centre's own words in use: those of the product with whom to ask. Returns how many."""
    for kind in ConsentKind:
        first = FIRST_TEXTS[kind]
        publish_text(
            kind,
            text_th=first.thai.replace("{contact}", CONTACT_TH),
            text_en=first.english.replace("{contact}", CONTACT_EN),
            agency=cast.center,
            by=cast.head,
            at=moment(world.dates.founded, 16),
        )
    return len(ConsentKind)


def collect(world: World, cast: Cast, people: Sequence[Graduate], *, days: tuple[date, date]) -> int:
    """Most of the people, and the guardians who had not signed yet, consent between the days. Returns how many."""
    with transaction.atomic():
        asked = [person for person in people if world.rng.random() < GIVEN]
        for person in asked:
            _consents(world, cast.counselor_of.get(person.school_id or 0, cast.staff), person, days)
    return len(asked)


def _consents(world: World, by: User, person: Graduate, days: tuple[date, date]) -> None:
    day = working_day(world.day_between(*days))
    signed = {row.kind for row in person.consents.all() if row.giver == ConsentGiver.GUARDIAN}
    missing = [kind for kind in ConsentKind if kind not in signed]
    givers = [(ConsentGiver.SELF, list(ConsentKind), world.rng.choice(CHANNELS))]
    if missing and person.guardians.all() and world.rng.random() < GUARDIAN_TOO:
        givers.append((ConsentGiver.GUARDIAN, missing, ConsentChannel.PAPER))
    for giver, kinds, channel in givers:
        give_consent(person, kinds, giver=giver, channel=channel, given_on=day, by=by, at=moment(day, 15))


def take_back(world: World, cast: Cast, people: Sequence[Graduate]) -> Graduate:
    """One of those who got no seat takes the consent to train back at the centre. Returns the person."""
    for person in people:
        given = person.consents.live().filter(kind=ConsentKind.TRAINING, giver=ConsentGiver.SELF).first()
        if given and not person.enrollments.exists():
            at = moment(working_day(world.dates.today - 3 * DAY), 11)
            withdraw_consent(given, channel=ConsentChannel.IN_PERSON, by=cast.staff, at=at)
            return person
    raise StoryBroken("nobody without a seat has consented to train")
