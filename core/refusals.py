"""Refusals: a use case says no, by an exception named as the fact, with the words for the person who asked."""

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """Base of every expected "no". Subclasses set `sentence` (what is so) and `remedy` (what to do about it).

    Both are translatable and may use the keyword facts given to the exception as `%(name)s`.
    """

    sentence: Any = _("This cannot be done.")
    remedy: Any = ""

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.code)

    @property
    def code(self) -> str:
        """The fact's name, stable for programs: `RunIsFull`."""
        return type(self).__name__

    @property
    def lines(self) -> list[str]:
        """What is said, a line for each thing that stands in the way; one, with its remedy, unless there are more."""
        return [str(self)]

    def __str__(self) -> str:
        words = [str(self.sentence) % self.facts, str(self.remedy) % self.facts if self.remedy else ""]
        return " ".join(filter(None, words))


class Told:
    """Words of a layer below, said in the reader's language whenever they are shown."""

    def __init__(self, words: str, facts: Mapping[str, Any] | None = None) -> None:
        self.words, self.facts = words, dict(facts or {})

    def __str__(self) -> str:
        said = translation.gettext(self.words)
        return said % self.facts if self.facts else said

    def as_json(self) -> dict[str, Any]:
        return {"words": self.words, "facts": {name: _plain(fact) for name, fact in self.facts.items()}}


def _plain(fact: Any) -> Any:
    """A fact as JSON."""
    if isinstance(fact, Told):
        return fact.as_json()
    return fact if isinstance(fact, int | float) else str(fact)


def _fact(kept: Any) -> Any:
    """A fact out of JSON, to be shown."""
    if not isinstance(kept, dict):
        return kept
    return Told(kept["words"], {name: _fact(fact) for name, fact in kept["facts"].items()})


class WrongState(Refused):
    """A transition that the state table does not allow, often a second click or a colleague who was quicker."""

    sentence = _("This is now “%(now)s”, so it cannot become “%(wanted)s”.")
    remedy = _("Reload the page to see what happened meanwhile.")

    def __init__(self, *, now: Any, wanted: Any) -> None:
        super().__init__(now=now, wanted=wanted)
        if now == wanted:
            self.sentence = _("This is “%(now)s” already.")


class NotYours(Refused):
    """The account may see this but not do this."""

    sentence = _("Your account may not do this.")
    remedy = _("Ask the person responsible at your centre.")


def kept(refusal: Refused) -> dict[str, Any]:
    """The refusal as data, to be said later in the language of whoever reads it: code, words untranslated, facts."""
    with translation.override(None):
        words = [str(part) for part in (refusal.sentence, refusal.remedy) if part]
        facts = {name: _plain(fact) for name, fact in refusal.facts.items()}
    return {"code": refusal.code, "words": words, "facts": facts}


def in_words(said: dict[str, Any]) -> str:
    """What `kept` kept, in the reader's language; "" of nothing."""
    facts = {name: _fact(fact) for name, fact in said.get("facts", {}).items()}
    return " ".join(translation.gettext(part) % facts for part in said.get("words", ()))
