"""What waits for an account, in the order of the chain."""

from collections.abc import Iterator
from datetime import date

from agencies.models import User
from agencies.permissions import can_see_memoranda, is_center_staff, is_counselor, is_officer
from enrollment.permissions import (
    can_handle_rights,
    can_keep_consents,
    can_teach,
    is_trainee,
    oversees_schools,
)
from program.waiting.attendance import of_attendance
from program.waiting.entitlements import of_entitlements
from program.waiting.item import Waiting
from program.waiting.leaves import of_leaves, of_own_leaves
from program.waiting.memoranda import of_memoranda
from program.waiting.people import of_consents, of_imports, of_rights
from program.waiting.placements import of_placements
from program.waiting.referrals import of_referrals
from program.waiting.rules import of_second_persons
from program.waiting.runs import of_runs
from program.waiting.schools import of_late_schools, of_offers
from program.waiting.training import of_training
from training.permissions import can_see_rules

__all__ = ["Waiting", "waiting_for"]


def waiting_for(user: User, today: date) -> list[Waiting]:
    """What the account should see to, most upstream first; nothing that counts zero."""
    return [item for item in _all(user, today) if item.count]


def _all(user: User, today: date) -> Iterator[Waiting]:
    if can_see_memoranda(user):
        yield from of_memoranda(user, today)
    yield of_imports(user)
    yield from of_referrals(user, today)
    if is_center_staff(user):
        yield from of_runs(user, today)
        yield from of_training(user, today)
        yield from of_entitlements(user, today)
    if can_see_rules(user):
        yield from of_second_persons(user)
    if can_teach(user):
        yield from of_attendance(user, today)
        yield from of_leaves(user, today)
        yield from of_placements(user, today)
    if is_trainee(user):
        yield of_own_leaves(user)
    if is_counselor(user):
        yield from of_offers(user)
        if oversees_schools(user) and not is_officer(user):
            yield of_late_schools(user, today)
    if can_keep_consents(user):
        yield from of_consents(user, today)
    if can_handle_rights(user):
        yield from of_rights(user, today)
