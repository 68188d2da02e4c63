"""What an account may do because of its role at an agency. Each docstring is the policy."""

from agencies.enums import Role
from agencies.models import User

SIGNERS = (
    Role.HEAD,
    Role.OFFICER,
)  # whose account may bind an agency; others sign by the letter sent to them


def is_center_staff(user: User) -> bool:
    """Staff and heads of a skill development centre."""
    return user.has_role(Role.STAFF, Role.HEAD)


def is_head(user: User) -> bool:
    """Heads of a centre: they approve what binds the centre."""
    return user.has_role(Role.HEAD)


def is_counselor(user: User) -> bool:
    """School counsellors."""
    return user.has_role(Role.COUNSELOR)


def is_officer(user: User) -> bool:
    """Provincial officers and the committee's secretary: they see totals, not people."""
    return user.has_role(Role.OFFICER)


def is_staff_or_counselor(user: User) -> bool:
    """Centre staff and school counsellors: the two who register graduates."""
    return is_center_staff(user) or is_counselor(user)


def can_see_reports(user: User) -> bool:
    """Centre staff and provincial officers."""
    return is_center_staff(user) or is_officer(user)


def has_a_role(user: User) -> bool:
    """Whoever holds any role at an agency."""
    return user.has_role(*Role)


def can_see_memoranda(user: User) -> bool:
    """Members of agencies, except volunteers: those their own agency keeps or was invited to sign."""
    return user.has_role(Role.STAFF, Role.HEAD, Role.COUNSELOR, Role.OFFICER)


def can_keep_memoranda(user: User) -> bool:
    """Heads of centres and officers draw up, invite, remind and end, for the agency that keeps the memorandum."""
    return user.has_role(*SIGNERS)
