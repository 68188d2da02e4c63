"""What waits about memoranda: signatures asked of the account's agencies, and agreements that run out."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import ngettext

from agencies.models import User
from agencies.queries.memoranda import WARN_BEFORE, expiring, to_sign
from program.waiting.item import Waiting


def of_memoranda(user: User, today: date) -> Iterator[Waiting]:
    """To sign, where the account may bind an agency; to renew, of all that its agencies keep or signed."""
    page = reverse("memoranda")
    asked = to_sign(user, today).count()
    words = ngettext(
        "%(n)s memorandum waits for your signature", "%(n)s memoranda wait for your signature", asked
    )
    yield Waiting(asked, words % {"n": asked}, page)
    ending = expiring(user, today).count()
    words = ngettext(
        "%(n)s memorandum expires within %(days)s days",
        "%(n)s memoranda expire within %(days)s days",
        ending,
    )
    yield Waiting(ending, words % {"n": ending, "days": WARN_BEFORE.days}, f"{page}?standing=expiring")
