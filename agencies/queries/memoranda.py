"""Reads about memoranda: where each stands today, what is asked of whom, the secret of a letter's link."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.utils.crypto import constant_time_compare

from agencies.enums import SignatoryState, Standing
from agencies.models import Memorandum, Signatory, User
from agencies.permissions import SIGNERS
from agencies.signer_list import Finding, Line, Roll, read_lines
from core import crypto

WARN_BEFORE = timedelta(days=60)  # before its last day a memorandum is said to expire soon


def with_standing(rows: QuerySet[Memorandum], day: date) -> QuerySet[Memorandum]:
    """The memoranda with `standing` on `day`, and `signed` of `invited` agencies."""
    cases = (
        When(ended_on__lte=day, then=Value(str(Standing.ENDED))),
        When(ends_on__lt=day, then=Value(str(Standing.EXPIRED))),
        When(starts_on__gt=day, then=Value(str(Standing.COMING))),
        When(
            Q(ends_on__lte=day + WARN_BEFORE) | Q(ended_on__isnull=False), then=Value(str(Standing.EXPIRING))
        ),
    )
    return rows.annotate(
        standing=Case(*cases, default=Value(str(Standing.LIVE)), output_field=CharField()),
        invited=Count("signatories"),
        signed=Count("signatories", filter=Q(signatories__state=SignatoryState.SIGNED)),
    )


def to_sign(user: User, day: date) -> QuerySet[Signatory]:
    """Signatures that the account's agencies are asked for and that still can be given."""
    own = user.agencies_as(*SIGNERS)
    rows = Signatory.objects.filter(agency__in=own, state=SignatoryState.INVITED)
    rows = rows.filter(memorandum__ended_on=None, memorandum__ends_on__gte=day)
    return rows.select_related("memorandum", "agency").order_by(F("reminded_at").desc(nulls_last=True), "pk")


def expiring(user: User, day: date) -> QuerySet[Memorandum]:
    """Memoranda of the account's agencies that run out within `WARN_BEFORE`."""
    return Memorandum.objects.visible_to(user).live(day).filter(ends_on__lte=day + WARN_BEFORE)


def secret_of(signatory: Signatory) -> str:
    """The secret in the link of a letter: 160 bits from the keyed hash, renewed with every new invitation."""
    return crypto.lookup("signatory", f"{signatory.pk}:{signatory.invited_at.isoformat()}")[:40]


def by_secret(pk: int, secret: str) -> Signatory | None:
    """The signature that a letter's link is for, if the secret is right."""
    row = Signatory.objects.select_related("memorandum__host", "agency").filter(pk=pk).first()
    known = secret_of(row) if row else "0" * 40
    return row if constant_time_compare(known, secret) and row else None


def judge_list(memorandum: Memorandum, text: str) -> list[Line]:
    """Every line of a pasted list with the agency it means, or why it cannot be invited."""
    roll, invited = Roll(), set(memorandum.signatories.values_list("agency_id", flat=True))
    seen: set[object] = set()
    return [_judged(line, roll, invited, seen) for line in read_lines(text)]


def _judged(line: Line, roll: Roll, invited: set[int], seen: set[object]) -> Line:
    if line.finding is Finding.UNREADABLE:
        return line
    found = roll.find(line.agency)
    key: object = found[0].pk if len(found) == 1 else line.agency
    finding = Finding.UNKNOWN if not found else Finding.INVITE if len(found) == 1 else Finding.AMBIGUOUS
    if key in seen:
        finding = Finding.TWICE
    elif key in invited:
        finding = Finding.INVITED
    seen.add(key)
    agency = found[0] if len(found) == 1 else None
    return Line(line.number, line.agency, line.signer, line.position, line.contact, finding, agency)
