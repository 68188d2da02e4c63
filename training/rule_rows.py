"""From rows to rules: a stored version as the plain Python that decides, and terms in days of a centre's calendar."""

import json
from datetime import date
from functools import lru_cache

from agencies.models import Agency
from training.calendar import DAY
from training.models import RuleSet
from training.queries import shut_days_of
from training.rules import DayCount, due_date
from training.rules import RuleSet as Rules


def rules_of(row: RuleSet) -> Rules:
    """The stored version as rules; raises `RuleSetUnreadable`."""
    return _read(json.dumps(row.rules, sort_keys=True))


@lru_cache(maxsize=64)
def _read(stored: str) -> Rules:
    return Rules.from_json(json.loads(stored))


def due_on(center: Agency, start: date, term: DayCount) -> date:
    """The last day of a term that begins to run with `start`, by the public holidays and the centre's closures."""
    ahead = 2 * term.days + 14
    while True:
        last = start + ahead * DAY
        due = due_date(start, term, shut_days_of(center, start, last))
        if due <= last:
            return due
        ahead *= 2  # a long closure: look further
