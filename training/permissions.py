"""Who may see and change what is taught. Each docstring is the policy."""

from agencies.enums import AgencyKind
from agencies.models import User
from agencies.permissions import is_center_staff, is_counselor, is_head, is_officer, kept_by


def is_trainer(user: User) -> bool:
    """Accounts that belong to somebody who teaches."""
    return user.is_active and hasattr(user, "trainer") and user.trainer.is_active


def can_see_courses(user: User) -> bool:
    """Centre staff, counsellors, officers and trainers see what is taught and which runs are open."""
    return is_center_staff(user) or is_counselor(user) or is_officer(user) or is_trainer(user)


def can_see_runs(user: User) -> bool:
    """The same, and people with an own record: what was announced is there to be read by who may apply."""
    return can_see_courses(user) or (user.is_active and hasattr(user, "graduate"))


def can_see_rules(user: User) -> bool:
    """Centre staff and provincial officers see the regulation as it is applied; trainers and counsellors ask them."""
    return is_center_staff(user) or is_officer(user)


def can_propose_rules(user: User) -> bool:
    """Heads of a centre propose its settings; officers those of the centres they keep."""
    return (is_head(user) or is_officer(user)) and kept_by(user).filter(kind=AgencyKind.CENTER).exists()


def can_confirm_rules(user: User) -> bool:
    """The second person: whoever sees the version, except who proposed it (refused by the service)."""
    return can_see_rules(user)


def can_plan_training(user: User) -> bool:
    """Centre staff write courses, runs, trainers, rooms and the calendar."""
    return is_center_staff(user)
