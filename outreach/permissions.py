"""Who follows people up. Each docstring is the policy."""

from agencies.models import User
from enrollment.permissions import can_see_people


def can_follow_up(user: User) -> bool:
    """Centre staff for whom they trained, counsellors for their own leavers."""
    return can_see_people(user)
