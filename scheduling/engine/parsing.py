"""JSON text to plain values, with every way in which a text cannot be one said in a sentence."""

import json
from collections import Counter
from typing import Any

from scheduling.engine.validate import ProblemError


def parse(text: str) -> object:
    """What a text of JSON holds; raises ProblemError where it is none, or says one thing twice."""
    try:
        return json.loads(text, object_pairs_hook=_no_key_twice)
    except json.JSONDecodeError as error:
        raise ProblemError(f"line {error.lineno} column {error.colno}", f"not JSON ({error.msg})") from error
    except ProblemError:
        raise
    except ValueError as error:  # Python reads no whole number of more than 4,300 digits
        raise ProblemError("problem", "holds a number with too many digits") from error
    except RecursionError as error:
        raise ProblemError("problem", "is nested too deeply to be one") from error


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    for key, times in Counter(key for key, _ in pairs).items():
        if times > 1:
            raise ProblemError("problem", f"the key “{key}” is given {times} times in one object")
    return dict(pairs)
