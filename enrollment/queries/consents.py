"""Reads about consents: the words in use, what stands and what is missing, of one person and of many."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from agencies.models import Agency
from enrollment.consent_texts import FIRST_TEXTS, FIRST_VERSION
from enrollment.consenting import birth_limits, missing_givers, required_givers
from enrollment.entries import birth_of
from enrollment.enums import ConsentGiver, ConsentKind, DatePrecision
from enrollment.models import Consent, ConsentSlip, ConsentText, Graduate, Majority

SHORT = 8  # letters of a code that are shown


def text_in_use(kind: ConsentKind, day: date) -> ConsentText:
    """The newest version in use on a day; unsaved where nobody has used or published one yet."""
    published = ConsentText.objects.filter(kind=kind, valid_from__lte=day).order_by("-version").first()
    if published:
        return published
    first = FIRST_TEXTS[kind]
    return ConsentText(
        kind=kind, version=FIRST_VERSION, text_th=first.thai, text_en=first.english, valid_from=day
    )


def words_of(text: ConsentText, agency: Agency, language: str) -> str:
    """The words of a version, in one language, with the agency and whom to ask filled in."""
    thai = language.startswith("th")
    words = text.text_th if thai else text.text_en
    name = agency.name_th if thai or not agency.name_en else agency.name_en
    return words.replace("{agency}", name).replace("{contact}", settings.CONSENT_CONTACT).strip()


def is_married(person: Graduate) -> bool:
    """Whether somebody has seen that the person came of age by marriage."""
    return Majority.objects.filter(pk=person.pk).exists()


def required_of(person: Graduate, kind: ConsentKind, day: date) -> tuple[ConsentGiver, ...]:
    """Whose consent of this kind the person's training or data needs on a day."""
    return required_givers(
        kind, birth_of(person), day, married=is_married(person), alone=settings.MINORS_CONSENT_ALONE_TO
    )


def missing_consents(person: Graduate, kind: ConsentKind, day: date) -> tuple[ConsentGiver, ...]:
    """Whose consent of this kind is needed on a day and does not stand."""
    given = Consent.objects.live().filter(graduate=person, kind=kind).values_list("giver", flat=True)
    return missing_givers(required_of(person, kind, day), set(given))


@dataclass(frozen=True, slots=True)
class GiverLine:
    """One who has to consent, or has: the live consent if there is one."""

    giver: ConsentGiver
    needed: bool
    consent: Consent | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One kind of consent of one person today: the words in use, who has given it and who has not."""

    kind: ConsentKind
    text: ConsentText
    lines: list[GiverLine]

    @property
    def complete(self) -> bool:
        return all(line.consent for line in self.lines if line.needed)


def standings_of(person: Graduate, day: date) -> list[Standing]:
    """Both kinds, to train first; never one for both."""
    live = {
        (row.kind, row.giver): row
        for row in person.consents.live().select_related("text", "guardian", "recorded_by")
    }
    return [
        Standing(
            kind,
            text_in_use(kind, day),
            [
                GiverLine(giver, giver in needed, live.get((kind, giver)))
                for giver in ConsentGiver
                if giver in needed or (kind, giver) in live
            ],
        )
        for kind in ConsentKind
        for needed in [required_of(person, kind, day)]
    ]


def digest_of(code: str) -> str:
    """The hash by which a slip is found: who reads the database learns no code."""
    return hashlib.sha256(code.strip().upper().encode()).hexdigest()


def slip_of(code: str) -> ConsentSlip | None:
    """The slip with this code, whatever it is for."""
    rows = ConsentSlip.objects.select_related("graduate", "agency", "guardian", "training_text", "data_text")
    return rows.filter(digest=digest_of(code), graduate__merged_into=None).first()


def live_consents_of(slip: ConsentSlip) -> QuerySet[Consent]:
    """What a receipt's holder may take back: the live consents of its giver, or of everybody."""
    rows = Consent.objects.live().filter(graduate=slip.graduate_id).select_related("text", "graduate")
    return rows.filter(giver=slip.giver) if slip.giver else rows


def lacking(people: QuerySet[Graduate], kinds: Iterable[ConsentKind], day: date) -> QuerySet[Graduate]:
    """People of whom a consent of one of the kinds is needed on a day and does not stand."""
    condition = Q(pk=None)
    for kind in kinds:
        for giver in ConsentGiver:
            stands = Exists(
                Consent.objects.filter(graduate=OuterRef("pk"), kind=kind, giver=giver, withdrawn_at=None)
            )
            condition |= needs(giver, kind, day) & ~Q(stands)
    return people.filter(condition)


def needs(giver: ConsentGiver, kind: ConsentKind, day: date) -> Q:
    """`required_givers` as a condition on people, so that many are judged in one query."""
    adult, asked = birth_limits(day)
    unmarried = ~Q(Exists(Majority.objects.filter(graduate=OuterRef("pk"))))
    if giver == ConsentGiver.SELF:
        return Q(birth_date=None) | Q(birth_date__lte=asked) | ~unmarried
    limit = asked if kind in settings.MINORS_CONSENT_ALONE_TO else adult
    return unmarried & _may_be_born_after(limit)


def _may_be_born_after(limit: date) -> Q:
    """Of a month or a year the last day counts; the column holds its first."""
    following = limit + timedelta(days=1)
    return (
        Q(birth_date=None)
        | Q(birth_date__gt=limit)
        | Q(birth_precision=DatePrecision.MONTH, birth_date__gte=following.replace(day=1))
        | Q(birth_precision=DatePrecision.YEAR, birth_date__gte=following.replace(month=1, day=1))
    )


def missing_of_many(
    people: Iterable[Graduate], day: date
) -> dict[UUID, dict[ConsentKind, tuple[ConsentGiver, ...]]]:
    """Whose consent of which kind is missing, of people whose consents are prefetched, in one query more."""
    people = list(people)
    married = set(
        Majority.objects.filter(pk__in=[person.pk for person in people]).values_list("pk", flat=True)
    )
    return {person.pk: _missing(person, day, person.pk in married) for person in people}


def _missing(person: Graduate, day: date, married: bool) -> dict[ConsentKind, tuple[ConsentGiver, ...]]:
    live = [row for row in person.consents.all() if row.withdrawn_at is None]
    alone = settings.MINORS_CONSENT_ALONE_TO
    return {
        kind: missing_givers(
            required_givers(kind, birth_of(person), day, married=married, alone=alone),
            {row.giver for row in live if row.kind == kind},
        )
        for kind in ConsentKind
    }
