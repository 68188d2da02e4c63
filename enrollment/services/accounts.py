"""Accounts of trainees: one per person, given by the centre or the school."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from agencies.services import open_account
from core import audit
from core.refusals import Refused
from enrollment.models import Graduate


class AlreadyHasAccount(Refused):
    sentence = _("This person already has an account.")
    remedy = _("Reset its password instead.")


@transaction.atomic
def give_trainee_account(
    graduate: Graduate, *, username: str, password: str, by: User | None, at: datetime
) -> User:
    """An account for the person, who sees their own record only. Raises AlreadyHasAccount, UsernameTaken."""
    user = open_account(
        username=username,
        password=password,
        first_name=graduate.given_name,
        last_name=graduate.family_name,
        told=True,
        by=by,
        at=at,
    )
    if not Graduate.objects.filter(pk=graduate.pk, user=None).update(user=user):
        raise AlreadyHasAccount
    audit.record("graduate.account_given", graduate, by=by, at=at, person=graduate.pk)
    graduate.user = user
    return user
