"""Days of sickness in a row, however many requests they were asked for in (clause 32)."""

from collections.abc import Container, Iterable
from datetime import date, timedelta

from training.rules.deadlines import is_working_day

Span = tuple[date, date]  # first and last day, both included
_DAY = timedelta(days=1)


def days_in_a_row(span: Span, others: Iterable[Span], closed: Container[date] = ()) -> Span:
    """First and last day of the sickness to which `span` belongs.

    Two spans belong together if no working day lies between them: who is sick on Friday and on Monday was sick over
    the weekend. Whether its days count is for the rule to say (`needs_note`).
    """
    first, last = span
    waiting = sorted(others)
    while touching := [other for other in waiting if _touch((first, last), other, closed)]:
        first, last = min([first, *(one[0] for one in touching)]), max([last, *(one[1] for one in touching)])
        waiting = [other for other in waiting if other not in touching]
    return first, last


def _touch(one: Span, other: Span, closed: Container[date]) -> bool:
    """Whether no working day lies between the two."""
    earlier, later = sorted((one, other))
    day = earlier[1] + _DAY
    while day < later[0]:
        if is_working_day(day, closed):
            return False
        day += _DAY
    return True
