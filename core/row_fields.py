"""Fields in which several rows are chosen."""

from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model

Row = TypeVar("Row", bound=Model)

LONGEST_KEY = (
    18  # digits: a key of more is none that a database has, and asking for it would be an error there
)


class RowsField(forms.ModelMultipleChoiceField[Row]):
    """Several rows by their keys. A number too long to be a key is no choice, as any other wrong one."""

    def clean(self, value: Any) -> Any:
        for key in map(str, value or ()):
            if key.isdecimal() and len(key) > LONGEST_KEY:
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": key[:20]}
                )
        return super().clean(value)
