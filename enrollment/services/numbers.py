"""Numbers of people: added, ended, shown in full, and what is said of one that is known already."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core import audit, crypto, identity
from core.models import AuditEntry
from core.refusals import Refused
from enrollment.enums import NumberEnd
from enrollment.models import Graduate, Identifier
from enrollment.queries.people import KINDS, find_identifier

MET = "graduate.number_met"
MET_BY_FILE = "import.unseen_numbers"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class IdentifierAlreadyRegistered(Refused):
    """The number belongs to a person in the register. `graduate` is set only if the account may see that person."""

    sentence = _("Nobody can be registered under this number now.")
    remedy = _(
        "Compare it with the card. If it is right, ask the skill development centre: it looks the number up and"
        " has the person referred to you."
    )

    def __init__(self, graduate: Graduate | None) -> None:
        super().__init__()
        self.graduate = graduate


class TooManyKnownNumbers(Refused):
    """The account met so many numbers of others that for an hour none is answered, known or not."""

    sentence = _("Too many of the numbers that you entered could not be registered.")
    remedy = _("Leave the number empty for now, or wait an hour. The centre can look numbers up for you.")


class AlreadyEnded(Refused):
    sentence = _("This number was ended before.")


def refuse_guessing(number: str, *, by: User | None, at: datetime) -> None:
    """Raise TooManyKnownNumbers where the account has had its fill of answers about numbers of others.

    Known and unknown numbers alike are refused then: the refusal tells nothing. Counted in the audit trail, so that no
    restart forgets it.
    """
    if not number or by is None:
        return
    met = AuditEntry.objects.filter(action=MET, actor_id=by.pk, at__gt=at - HOUR)
    if met.count() >= settings.NUMBERS_MET_AN_HOUR:
        raise TooManyKnownNumbers


def met_too_many(numbers: int, *, by: User, at: datetime) -> bool:
    """Whether a file with so many numbers of people unseen is more than the account may learn in 24 hours.

    Where the limit was reached before, a file with none is too: else its rows would be told apart one file at a time.
    """
    rows = AuditEntry.objects.filter(action=MET_BY_FILE, actor_id=by.pk, at__gt=at - DAY)
    before: int = sum(facts["numbers"] for facts in rows.values_list("facts", flat=True))
    limit: int = settings.NUMBERS_MET_BY_FILES_A_DAY
    return before >= limit or before + numbers > limit


def refuse_taken(number: str, *, by: User | None, at: datetime) -> None:
    """Raise IdentifierAlreadyRegistered if the number is taken, naming the person only to who may see them.

    Whoever may not leaves an audit row with the person, without the number: so that trying numbers out shows.
    """
    row = find_identifier(number) if number else None
    if row is None:
        return
    seen = Graduate.objects.visible_to(by).filter(pk=row.graduate_id).first() if by else None
    if by is not None and seen is None:
        with transaction.atomic():
            audit.record(MET, by, by=by, at=at, person=row.graduate_id)
    raise IdentifierAlreadyRegistered(seen)


def sealed_identifier(graduate: Graduate, number: str, *, since: datetime) -> Identifier:
    """An unsaved identifier row for a number in normal form, sealed to that row."""
    found = identity.read_identifier(number)
    row = Identifier(graduate=graduate, kind=KINDS[found.kind], valid_from=timezone.localdate(since))
    row.lookup = crypto.lookup(row.kind, found.value)
    row.masked = identity.mask_identifier(found)
    row.sealed = crypto.seal(found.value.encode(), place=row.place)
    return row


def add_identifier(graduate: Graduate, number: str, *, at: datetime) -> None:
    """Give the person a number they have not had; those that held until then are kept as replaced on this day.

    Raises IntegrityError where the number is somebody else's (`refuse_taken` finds the words).
    """
    row = find_identifier(number) if number else None
    if not number or (row is not None and row.graduate_id == graduate.pk):
        return
    added = sealed_identifier(graduate, number, since=at)
    graduate.identifiers.filter(valid_until=None).update(
        valid_until=added.valid_from, end_reason=NumberEnd.REPLACED
    )
    added.save(force_insert=True)


@transaction.atomic
def end_identifier(identifier: Identifier, *, by: User | None, at: datetime) -> None:
    """A number that was entered by mistake is the person's no more: kept as history, found by no search, and free for
    the person to whom it belongs. Raises AlreadyEnded."""
    changes = {"valid_until": timezone.localdate(at), "end_reason": NumberEnd.WRONG}
    free = f"ended:{identifier.pk}"  # in place of the hash
    open_ones = Identifier.objects.filter(pk=identifier.pk).exclude(end_reason=NumberEnd.WRONG)
    if not open_ones.update(**changes, lookup=free):
        raise AlreadyEnded
    audit.record("identifier.ended", identifier, by=by, at=at, person=identifier.graduate_id)


@transaction.atomic
def reveal_identifier(identifier: Identifier, *, by: User | None, at: datetime) -> str:
    """The number in full, for an account that needs it now; the trail says who looked."""
    audit.record("identifier.revealed", identifier, by=by, at=at, person=identifier.graduate_id)
    return identifier.reveal()
