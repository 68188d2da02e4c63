"""Why guarded work gave no result."""

import json


class TaskRefused(Exception):
    """The work cannot be done with this input; `detail` says why, and names no person.

    `kind` is the name of the refusal as the child raised it, which this side may not know as a class.
    """

    def __init__(self, detail: str, kind: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.kind = kind or type(self).__name__


class ChildFailed(TaskRefused):
    """The child did not deliver: it hung, died, or broke down."""


def refusal_to_json(refusal: TaskRefused) -> bytes:
    """What the child says instead of a result."""
    return json.dumps({"refusal": type(refusal).__name__, "detail": refusal.detail}).encode()


def name_and_detail(answer: bytes) -> tuple[str, str] | None:
    """What a child said; None where it is no refusal: a child that has been taken over may say anything."""
    try:
        said = json.loads(answer)
        return str(said["refusal"]), str(said["detail"])
    except (ValueError, KeyError, TypeError):
        return None
