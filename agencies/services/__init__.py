"""The use cases of agencies: every write goes through one of these."""

from agencies.place_table import PlaceRow
from agencies.services.accounts import (
    change_contact,
    end_role,
    give_role,
    note_own_password,
    open_account,
    open_member_account,
    set_new_password,
)
from agencies.services.agencies import (
    NamedSinceThen,
    change_agency,
    give_code,
    register_agencies,
    register_agency,
    remove_code,
    rename_agency,
)
from agencies.services.hats import choose_hat
from agencies.services.places import load_places

__all__ = [
    "NamedSinceThen",
    "PlaceRow",
    "change_agency",
    "change_contact",
    "choose_hat",
    "end_role",
    "give_code",
    "give_role",
    "load_places",
    "note_own_password",
    "open_account",
    "open_member_account",
    "register_agencies",
    "register_agency",
    "remove_code",
    "rename_agency",
    "set_new_password",
]
