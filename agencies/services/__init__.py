"""The use cases of agencies: every write goes through one of these."""

from agencies.place_table import PlaceRow
from agencies.services.accounts import open_account
from agencies.services.agencies import NamedSinceThen, register_agency, rename_agency
from agencies.services.places import load_places

__all__ = [
    "NamedSinceThen",
    "PlaceRow",
    "load_places",
    "open_account",
    "register_agency",
    "rename_agency",
]
