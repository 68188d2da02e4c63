from decimal import Decimal

import pytest

from core.text import decimal_in


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
