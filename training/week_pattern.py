"""The half days of a week, as kept in one JSON column: seven lists of slots, Monday first."""

from collections.abc import Iterable

from training.enums import Slot

WeekPattern = list[list[str]]


def whole_week() -> WeekPattern:
    """Every half day of every weekday."""
    return [[slot.value for slot in Slot] for _weekday in range(7)]


def empty_week() -> WeekPattern:
    """No half day of any weekday."""
    return [[] for _weekday in range(7)]


def pattern_of(half_days: Iterable[tuple[int, str]]) -> WeekPattern:
    """The pattern with these half days (Monday 0), slots in the order of the day. A weekday above 6 is an error."""
    pattern = empty_week()
    for weekday, slot in sorted(set(half_days), key=lambda one: list(Slot).index(Slot(one[1]))):
        pattern[weekday].append(slot)
    return pattern


def half_days_of(pattern: WeekPattern) -> set[tuple[int, str]]:
    """The half days of a pattern: weekday (Monday 0) and slot."""
    return {(weekday, slot) for weekday, slots in enumerate(pattern) for slot in slots}
