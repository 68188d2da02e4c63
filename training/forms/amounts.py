"""Fields for amounts that people give in larger units than are stored: baht for satang, hours for minutes."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.text import amount_in, decimal_in

MISPLACED_COMMA = _(
    "A comma stands between thousands only, as in 1,234.50. Write decimals after a point: 87.5."
)


class NumberField(forms.DecimalField):
    """A decimal number as people write one, in Thai digits or others, and never 1e1.

    It is a box for text, since a box for numbers takes no Thai digits.
    """

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput({"class": "short", "inputmode": "decimal"})
        super().__init__(**{"widget": widget, **options})

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        try:
            return self.number_in(value)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], "invalid") from None

    def number_in(self, text: str) -> Decimal:
        """What is written. Raises ValueError where that is no number."""
        return decimal_in(text)


class _AmountField(NumberField):
    """A decimal number of the larger unit, as a whole number of the smaller one."""

    smaller: ClassVar[int]  # how many make one of the larger unit
    not_whole: ClassVar[Any]

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 0, "max_digits": 11, **options})

    def number_in(self, text: str) -> Decimal:
        try:
            return amount_in(text)
        except ValueError:
            if "," in text:
                raise ValidationError(MISPLACED_COMMA, "misplaced_comma") from None
            raise

    def clean(self, value: Any) -> Any:
        larger = super().clean(value)
        if larger is None:
            return None
        amount = larger * self.smaller
        if amount != int(amount):
            raise ValidationError(self.not_whole, "not_whole")
        return int(amount)

    def prepare_value(self, value: Any) -> Any:
        """What is stored, in the larger unit; what was typed, as typed."""
        if not isinstance(value, int):
            return value
        whole, rest = divmod(value, self.smaller)
        return str(Decimal(value) / self.smaller) if rest else str(whole)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class BahtField(_AmountField):
    """Money: typed in baht, kept in satang."""

    smaller = 100
    not_whole = _("Give at most two decimals.")


class HoursField(_AmountField):
    """Time: typed in hours, kept in minutes."""

    smaller = 60
    not_whole = _("This is no whole number of minutes: a quarter of an hour is 0.25.")
