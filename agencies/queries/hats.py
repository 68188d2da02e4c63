"""The hats of an account in words."""

from __future__ import annotations

from dataclasses import dataclass

from agencies.models import Agency, User


@dataclass(frozen=True, slots=True)
class Hat:
    """One agency that the account may act for, the roles held there, and whether it is the one worn."""

    agency: Agency
    roles: str
    current: bool

    def __str__(self) -> str:
        return f"{self.roles} · {self.agency}"


def hats_of(user: User) -> list[Hat]:
    """Every hat of the account, in the order in which the roles were given."""
    roles: dict[int, list[str]] = {}
    agencies: dict[int, Agency] = {}
    for membership in user.live_memberships:
        if membership.agency_id in user.hats:
            agencies[membership.agency_id] = membership.agency
            roles.setdefault(membership.agency_id, []).append(membership.get_role_display())
    worn = user.acting_for
    return [Hat(agency, ", ".join(roles[pk]), pk == worn) for pk, agency in agencies.items()]
