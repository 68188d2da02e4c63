"""Reads about people: by number, by fragment of a name, where they stand in the chain, what happened to them."""

from __future__ import annotations

from datetime import date

from core import crypto, identity
from enrollment.checking import Known
from enrollment.enums import IdentifierKind
from enrollment.models import Identifier
from training.models import Course

KINDS = {
    identity.IdentifierKind.CITIZEN_ID: IdentifierKind.CITIZEN,
    identity.IdentifierKind.G_CODE: IdentifierKind.G_CODE,
}


def known_on(day: date) -> Known:
    """What the rules of entries need to know on `day`."""
    return Known(day, frozenset(Course.objects.values_list("code", flat=True)))


def lookup_of(number: str) -> str:
    """The keyed hash of a number in any form; raises IdentifierRefused."""
    found = identity.read_identifier(number)
    return crypto.lookup(KINDS[found.kind], found.value)


def find_identifier(number: str) -> Identifier | None:
    """The row of a number in any form, whoever may see it; raises IdentifierRefused."""
    return Identifier.objects.filter(lookup=lookup_of(number)).first()
