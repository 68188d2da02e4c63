"""Who we are: places, agencies with their names over time, accounts and their roles, memoranda between agencies."""

from agencies.models.accounts import Membership, User
from agencies.models.agencies import Agency, AgencyCode, AgencyName
from agencies.models.memoranda import Memorandum, Signatory
from agencies.models.places import Place, PlaceName

__all__ = [
    "Agency",
    "AgencyCode",
    "AgencyName",
    "Membership",
    "Memorandum",
    "Place",
    "PlaceName",
    "Signatory",
    "User",
]
