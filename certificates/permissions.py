"""What an account may do with certificates. Each docstring is the policy."""

from agencies.models import User
from agencies.permissions import is_center_staff, is_head, is_staff_or_counselor
from enrollment.permissions import is_trainee


def can_issue(user: User) -> bool:
    """Centre staff issue for confirmed results."""
    return is_center_staff(user)


def can_change(user: User) -> bool:
    """Only the head of a centre revokes, reinstates, replaces, or says who signs."""
    return is_head(user)


def can_see_register(user: User) -> bool:
    """Centre staff and counsellors, each their own people's."""
    return is_staff_or_counselor(user)


def can_make_templates(user: User) -> bool:
    """Centre staff draw up how their centre's papers look."""
    return is_center_staff(user)


def can_approve_templates(user: User) -> bool:
    """The head of a centre approves what somebody else drew up, sends it back, or takes it out of use."""
    return is_head(user)


def has_papers(user: User) -> bool:
    """Trainees: their own."""
    return is_trainee(user)


def can_download(user: User) -> bool:
    """The person, the issuing centre, the person's counsellor."""
    return is_staff_or_counselor(user) or is_trainee(user)
