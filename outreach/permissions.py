"""Who follows people up. Each docstring is the policy."""

from agencies.models import User
from agencies.permissions import is_staff_or_counselor


def can_follow_up(user: User) -> bool:
    """Centre staff for whom they trained, counsellors for their own leavers."""
    return is_staff_or_counselor(user)
