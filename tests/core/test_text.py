from decimal import Decimal

import pytest

from core.text import amount_in, decimal_in


@pytest.mark.parametrize(
    ("text", "number"),
    [("87.5", "87.5"), (" 100 ", "100"), ("๘๗.๒๕", "87.25"), (".5", "0.5"), ("7.", "7"), ("-3", "-3")],
)
def test_a_number_in_digits_is_read(text, number):
    assert decimal_in(text) == Decimal(number)


@pytest.mark.parametrize(
    "text", ["", ".", "1e1", "1E+2", "1_0", "NaN", "Infinity", "1,000", "1.2.3", "+1", "- 3", "５", "x"]
)
def test_what_people_do_not_write_for_a_number_is_none(text):
    with pytest.raises(ValueError, match="no decimal number"):
        decimal_in(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234.50", "1234.5"),
        ("1,234", "1234"),
        ("๑,๒๓๔,๕๖๗.๘๙", "1234567.89"),
        (" 12,000 ", "12000"),
        ("87.5", "87.5"),
    ],
)
def test_commas_between_thousands_are_left_out(text, number):
    assert amount_in(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    ["87,5", "๘๗,๕", "12,50", "1,2345", "1234,567", "0,125", ",500", "1,,000", "1.5,000", "1,000,", "x,000"],
)
def test_any_other_comma_makes_it_no_number(text):
    with pytest.raises(ValueError, match="no decimal number"):
        amount_in(text)
