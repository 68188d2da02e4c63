"""Reasons that people give for what they decide: cleaned here for every form and every service that asks for one."""

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.refusals import Refused

MOST = 300  # characters, as the columns that keep reasons
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # counted as letters or signs, and drawn as nothing


class ReasonTooLong(Refused):
    sentence = _("A reason has at most %(most)s characters; this one has %(given)s.")
    remedy = _("Say it in fewer words.")


class ReasonField(forms.CharField):
    """A reason in a form; one of which nothing can be seen was not given."""

    def to_python(self, value: Any) -> str:
        return said(super().to_python(value) or "")


def reason_in(text: str) -> str:
    """The reason without the space around it. Raises `ReasonTooLong`: nothing of it is cut off unsaid."""
    reason = said(text)
    if len(reason) > MOST:
        raise ReasonTooLong(most=MOST, given=len(reason))
    return reason


def said(text: str) -> str:
    """What was said, without the space around it; "" where nothing of it can be seen, as of zero-width characters."""
    return text.strip() if any(map(_is_seen, text)) else ""


def _is_seen(character: str) -> bool:
    """Letters, numbers, punctuation and signs; a mark alone stands on nothing."""
    return unicodedata.category(character)[0] in "LNPS" and character not in _BLANK
