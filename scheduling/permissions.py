"""Who may see and make timetables. Each docstring is the policy."""

from agencies.models import User
from agencies.permissions import is_center_staff
from training.permissions import is_trainer


def can_make_timetables(user: User) -> bool:
    """Centre staff ask for timetables, publish them and move sessions."""
    return is_center_staff(user)


def can_see_own_timetable(user: User) -> bool:
    """Trainers see when and where they teach."""
    return is_trainer(user)


def can_see_run_timetables(user: User) -> bool:
    """Centre staff and the run's own trainers see its timetable."""
    return is_center_staff(user) or is_trainer(user)
