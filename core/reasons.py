"""Reasons that people give for what they decide: cleaned here for every form and every service that asks for one."""

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.refusals import Refused
from core.text import is_turned

MOST = 300  # characters, as the columns that keep reasons
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # counted as letters or signs, and drawn as nothing


class ReasonTooLong(Refused):
    sentence = _("A reason has at most %(most)s characters; this one has %(given)s.")
    remedy = _("Say it in fewer words.")


class ReasonTurned(Refused):
    sentence = _("There is an invisible character in the text that lets a part of it be read backwards.")
    remedy = _("Type the text again instead of pasting it.")


class ReasonField(forms.CharField):
    """A reason in a form; one of which nothing can be seen was not given, one that is turned is refused."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        if "\x00" in text:
            return text  # is refused as such by the validators of every box for text
        try:
            return said(text)
        except ReasonTurned as refused:
            raise forms.ValidationError(str(refused), refused.code) from refused


def reason_in(text: str) -> str:
    """The reason without the space around it.

    Raises `ReasonTooLong` (nothing of it is cut off unsaid), `ReasonTurned`.
    """
    reason = said(text)
    if len(reason) > MOST:
        raise ReasonTooLong(most=MOST, given=len(reason))
    return reason


def said(text: str) -> str:
    """What was said, without the space around it; "" where nothing of it can be seen, as of zero-width characters.

    Raises `ReasonTurned`: others would read something else than was said.
    """
    if is_turned(text):
        raise ReasonTurned
    return text.strip() if any(map(_is_seen, text)) else ""


def _is_seen(character: str) -> bool:
    """Letters, numbers, punctuation and signs; a mark alone stands on nothing."""
    return unicodedata.category(character)[0] in "LNPS" and character not in _BLANK
