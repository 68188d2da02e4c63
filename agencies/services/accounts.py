"""Writes about accounts and their roles."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from agencies.enums import Role
from agencies.models import Agency, Membership, User
from core import audit


@transaction.atomic
def open_account(
    *,
    username: str,
    password: str | None,
    first_name: str,
    last_name: str,
    by: User | None,
    at: datetime,
    memberships: Iterable[tuple[Agency, Role]] = (),
) -> User:
    """Give somebody an account with roles at agencies; without a password it opens for nobody until it gets one."""
    user = User.objects.create_user(username, password=password, first_name=first_name, last_name=last_name)
    Membership.objects.bulk_create(
        Membership(user=user, agency=agency, role=role) for agency, role in memberships
    )
    audit.record("account.opened", user, by=by, at=at)
    return user
