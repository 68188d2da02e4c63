"""Reasons that people give for what they decide, as a form sends them."""

from django.utils.translation import gettext_lazy as _

from core.refusals import Refused

MOST = 300  # characters, as the columns that keep reasons


class ReasonTooLong(Refused):
    sentence = _("A reason has at most %(most)s characters; this one has %(given)s.")
    remedy = _("Say it in fewer words.")


def reason_in(text: str) -> str:
    """The reason without the space around it. Raises `ReasonTooLong`: nothing of it is cut off unsaid."""
    reason = text.strip()
    if len(reason) > MOST:
        raise ReasonTooLong(most=MOST, given=len(reason))
    return reason
