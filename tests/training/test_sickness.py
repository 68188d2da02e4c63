"""Days of sickness in a row: requests add up, a weekend between belongs to them, and counts as the rule says."""

from datetime import date

import pytest

from training.rules import DayCount, days_counted, needs_note
from training.rules.sickness import days_in_a_row

CALENDAR, WORKING = DayCount(3, working=False, clause="32"), DayCount(3, working=True, clause="32")


def day(number):
    return date(2026, 11, number)  # 1 November 2026 is a Sunday: 6 a Friday, 9 a Monday


@pytest.mark.parametrize(
    ("asked", "others", "closed", "span", "calendar", "working"),
    [
        ((2, 3), [], (), (2, 3), 2, 2),
        ((2, 4), [], (), (2, 4), 3, 3),
        ((4, 4), [(2, 3)], (), (2, 4), 3, 3),  # two and one make three
        ((2, 3), [(4, 4)], (), (2, 4), 3, 3),  # whichever was asked first
        ((5, 5), [(2, 3)], (), (5, 5), 1, 1),  # a working day lies between
        ((9, 9), [(6, 6)], (), (6, 9), 4, 2),  # Friday and Monday: the weekend counts only in calendar days
        ((9, 10), [(6, 6)], (), (6, 10), 5, 3),
        ((6, 6), [(4, 4)], (5,), (4, 6), 3, 2),  # a holiday lies between
        ((4, 4), [(2, 2), (3, 3), (5, 5), (11, 11)], (), (2, 5), 4, 4),
        ((3, 3), [(2, 4)], (), (2, 4), 3, 3),  # one within the other
    ],
)
def test_a_row_of_days(asked, others, closed, span, calendar, working):
    shut = {day(number) for number in closed}
    first, last = days_in_a_row(
        (day(asked[0]), day(asked[1])), [(day(one), day(two)) for one, two in others], shut
    )
    assert (first, last) == (day(span[0]), day(span[1]))
    assert days_counted(first, last, CALENDAR, shut) == calendar
    assert days_counted(first, last, WORKING, shut) == working
    assert needs_note(first, last, CALENDAR, shut) is (calendar >= 3)
    assert needs_note(first, last, WORKING, shut) is (working >= 3)
