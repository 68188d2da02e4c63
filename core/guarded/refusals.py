"""Why guarded work gave no result."""

import json
from typing import NamedTuple


def marked(words: str) -> str:
    """Mark words to be translated by whoever shows them; a child has no settings to translate with."""
    return words


class Said(NamedTuple):
    """What a child said instead of a result: the name of the refusal, its words, and the facts in them."""

    name: str
    words: str
    facts: dict[str, str | int | float]


class TaskRefused(Exception):
    """The work cannot be done with this input; `words` say why, and name no person.

    `words` may name `facts` as `%(name)s`, so that whoever shows them can say them in another language; `detail` is
    both in English. `kind` is the name of the refusal as the child raised it, which this side may not know as a class.
    """

    def __init__(self, words: str, kind: str = "", /, **facts: str | int | float) -> None:
        self.words, self.facts = words, facts
        self.detail = words % facts if facts else words
        super().__init__(self.detail)
        self.kind = kind or type(self).__name__


class ChildFailed(TaskRefused):
    """The child did not deliver: it hung, died, or broke down."""


def refusal_to_json(refusal: TaskRefused) -> bytes:
    """What the child says instead of a result."""
    said = {"refusal": type(refusal).__name__, "words": refusal.words, "facts": refusal.facts}
    return json.dumps(said).encode()


def read_refusal(answer: bytes) -> Said | None:
    """What a child said; None where it is no refusal: a child that has been taken over may say anything."""
    try:
        said = json.loads(answer)
        words, facts = str(said["words"]), dict(said["facts"])
        plain = {str(name): fact if type(fact) in {int, float} else str(fact) for name, fact in facts.items()}
        if plain:
            words % plain
        return Said(str(said["refusal"]), words, plain)
    except (ValueError, KeyError, TypeError):
        return None
