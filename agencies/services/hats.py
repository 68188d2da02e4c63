"""Writes about hats: for which of their agencies an account acts."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from core import audit
from core.refusals import Refused


class NotYourHat(Refused):
    sentence = _("Your account has no role at %(agency)s today.")
    remedy = _("Ask whoever is responsible there to give you one.")


@transaction.atomic
def choose_hat(agency: Agency, *, by: User, at: datetime) -> None:
    """Let the account act for `agency`, now and after its next sign-in. Raises `NotYourHat`."""
    if agency.pk not in by.hats:
        raise NotYourHat(agency=agency)
    by.wear(agency.pk)
    by.last_hat = agency
    by.save(update_fields=["last_hat"])
    audit.record("hat.chosen", agency, by=by, at=at)
