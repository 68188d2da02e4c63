"""What an account may do with people. Each docstring is the policy."""

from agencies.models import User
from agencies.permissions import is_center_staff, is_counselor
from training.permissions import is_trainer


def is_trainee(user: User) -> bool:
    """People whose own record is linked to the account."""
    return user.is_active and hasattr(user, "graduate")


def can_see_people(user: User) -> bool:
    """Centre staff and counsellors, each their own people."""
    return is_center_staff(user) or is_counselor(user)


def can_register(user: User) -> bool:
    """Centre staff and counsellors register people, by the form or by a file."""
    return can_see_people(user)


def can_refer(user: User) -> bool:
    """Centre staff and counsellors refer the people they see."""
    return can_see_people(user)


def can_answer_referrals(user: User) -> bool:
    """Staff of the receiving centre accept and decline."""
    return is_center_staff(user)


def can_choose(user: User) -> bool:
    """Centre staff and counsellors enter ranked lists; trainees their own."""
    return can_see_people(user) or is_trainee(user)


def can_answer_offers(user: User) -> bool:
    """The person answers; centre staff and the counsellor may answer for them."""
    return can_choose(user)


def can_teach(user: User) -> bool:
    """Centre staff, and trainers for the runs they teach."""
    return is_center_staff(user) or is_trainer(user)
