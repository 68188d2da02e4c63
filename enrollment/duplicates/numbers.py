"""Citizen IDs that could be one another mistyped."""

from __future__ import annotations

from core.identity import citizen_check_digit

DIGITS = 13


def near_numbers(number: str) -> list[str]:
    """The valid numbers that one wrong digit, or two swapped neighbors, make of `number`: a dozen of 128.

    A stored number is only known by its keyed hash; the hashes of these are looked up, and none is opened.
    """
    if len(number) != DIGITS:
        return []
    near = {number[:place] + digit + number[place + 1 :] for place in range(DIGITS) for digit in "0123456789"}
    for place in range(DIGITS - 2):
        body = number[:place] + number[place + 1] + number[place] + number[place + 2 : -1]
        near.add(body + str(citizen_check_digit(body)))
    return sorted(one for one in near - {number} if citizen_check_digit(one[:-1]) == int(one[-1]))
