"""Why a list of people is not read, in words: what its file may be, and what it may ask."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.tables.reading import SENTENCES, FileUnreadable


class ListUnreadable(FileUnreadable):
    """The list cannot be imported; nothing was changed."""

    sentences = SENTENCES | {
        "said": (_("%(words)s"), ""),  # refused before words were kept as code and facts
        "known_numbers": (
            _("Too many numbers in your files of the last 24 hours belong to people whom you may not see."),
            _("Try again in 24 hours, or ask the skill development centre to look the numbers up."),
        ),
    }


def why_refused(said: dict[str, Any]) -> str:
    """The words of a refusal kept as code and facts, in the reader's language."""
    return str(ListUnreadable(said["code"], **said["facts"]))
