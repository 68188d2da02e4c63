"""Entries of people for tests: every number is a reserved one that belongs to nobody."""

from core.dates import PartialDate
from core.identity import reserved_citizen_id
from enrollment.services import PersonEntry

NUMBER = reserved_citizen_id(1)


def entry(**said):
    usual = {
        "prefix": "นาย",
        "given_name": "สมชาย",
        "family_name": "ใจดี",
        "identifier": NUMBER,
        "birth": PartialDate(2011, 3, 14),
    }
    return PersonEntry(**usual | said)
