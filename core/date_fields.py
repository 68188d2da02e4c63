"""Form fields for dates as Thai offices write them: B.E. or C.E., read strictly, refused with the remedy.

Django's own `DateField` takes 23/11/2569 for the year 2569 of the Common Era and refuses 29/02/2567.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.dates import (
    DateFault,
    DateUnreadable,
    PartialDate,
    Window,
    parse_thai_date,
    to_arabic_digits,
    to_buddhist,
)
from core.dates.months import ENGLISH_LONG, THAI_LONG
from core.templatetags.ui import in_thai, thai_date

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

EXAMPLE = _("Day, month and year, for example 23 January 2567.")

SENTENCES: "Mapping[DateFault, StrPromise]" = {
    DateFault.EMPTY: _("Type a date, for example 23 January 2567."),
    DateFault.NOT_A_DATE: _("“%(value)s” cannot be read as a date. Type it like 23 January 2567."),
    DateFault.BARE_NUMBER: _("“%(value)s” is a number, not a date. Type it like 23 January 2567."),
    DateFault.UNKNOWN_MONTH: _("“%(value)s” names no month. Write the month's full name or its number."),
    DateFault.NO_SUCH_DAY: _("“%(value)s” is not in the calendar. Check the day and the month."),
    DateFault.YEAR_MISSING: _("“%(value)s” has no year. Add the year B.E., for example 2567."),
    DateFault.YEAR_OUT_OF_RANGE: _(
        "The year in “%(value)s” is out of range. Type the year B.E., for example 2567."
    ),
    DateFault.ERA_ADDED_TWICE: _(
        "543 was added twice in “%(value)s”. Type the year B.E. once, for example 2567."
    ),
    DateFault.ERA_CONTRADICTED: _("The year and the era in “%(value)s” do not agree. Type one of them only."),
    DateFault.TWO_DIGIT_YEAR_AMBIGUOUS: _("The year in “%(value)s” may be two years. Type all four digits."),
    DateFault.OUTSIDE_WINDOW: _("“%(value)s” is outside what is possible here. Check the year."),
}
NOT_EXACT = _("“%(value)s” is not a whole date. Give the day, the month and the year.")
MONTH_MISSING = _("The month is missing. Choose it, or leave the day empty if only the year is known.")
BETWEEN = _("“%(value)s” must be from %(first)s to %(last)s.")


def read_date(text: str, *, window: Window | None, exact: bool) -> date | PartialDate:
    """The typed date or, unless `exact`, as much of one as was typed; raises ValidationError."""
    try:
        partial = parse_thai_date(text, window=window)
    except DateUnreadable as refused:
        raise _refusal(refused, window) from None
    if not exact:
        return partial
    if partial.as_date is None:
        raise forms.ValidationError(NOT_EXACT, "not_exact", {"value": text})
    return partial.as_date


def _refusal(refused: DateUnreadable, window: Window | None) -> forms.ValidationError:
    facts = {"value": refused.text}
    if refused.code is DateFault.OUTSIDE_WINDOW and window:
        facts |= {"first": thai_date(window[0]), "last": thai_date(window[1])}
        return forms.ValidationError(BETWEEN, refused.code, facts)
    return forms.ValidationError(SENTENCES[refused.code], refused.code, facts)


class ThaiDateField(forms.Field):
    """One line in any common way of writing a date; gives a `date`, or `PartialDate` if not `exact`."""

    widget = forms.TextInput

    def __init__(self, *, window: Window | None = None, exact: bool = True, **options: Any) -> None:
        self.window, self.exact = window, exact
        super().__init__(**{"help_text": EXAMPLE, **options})

    def to_python(self, value: Any) -> date | PartialDate | None:
        if value in self.empty_values or isinstance(value, date | PartialDate):
            return value or None
        text = str(value).strip()
        return read_date(text, window=self.window, exact=self.exact) if text else None

    def prepare_value(self, value: Any) -> Any:
        """A stored date is shown in the reader's language and era; what was typed stays as typed."""
        return thai_date(value) if isinstance(value, date | PartialDate) else value


def _months() -> list[tuple[str, str]]:
    names = THAI_LONG if in_thai() else ENGLISH_LONG
    return [("", "—"), *((str(number), name) for number, name in enumerate(names, start=1))]


class DateParts(forms.MultiWidget):
    """Day, month by name, year: a birth date is known in these, and no calendar to page through helps."""

    template_name = "django/forms/widgets/date_parts.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        number = {"inputmode": "numeric", "autocomplete": "off"}
        parts: dict[str, forms.Widget | type[forms.Widget]] = {
            "day": forms.TextInput({**number, "maxlength": 2}),
            "month": forms.Select(choices=_months),  # type: ignore[arg-type]  # named per request
            "year": forms.TextInput({**number, "maxlength": 4}),
        }
        super().__init__(parts, attrs)

    def decompress(self, value: date | PartialDate | None) -> list[str]:
        if value is None:
            return ["", "", ""]
        year = value.year and (to_buddhist(value.year) if in_thai() else value.year)
        return [str(part or "") for part in (value.day, value.month, year)]


class ThaiDatePartsField(forms.MultiValueField):
    """Three fields, the year B.E. or C.E.; gives a `date`, or `PartialDate` if not `exact`."""

    widget = DateParts

    def __init__(self, *, window: Window | None = None, exact: bool = True, **options: Any) -> None:
        self.window, self.exact = window, exact
        parts = [forms.CharField(required=False) for _part in range(3)]
        super().__init__(fields=parts, **{"help_text": EXAMPLE, "require_all_fields": False, **options})

    def compress(self, data_list: Sequence[str]) -> date | PartialDate | None:
        if not any(data_list):
            return None
        day, month, year = (to_arabic_digits(part).strip() for part in data_list)
        if day and not month:  # "5" and "2554" on one line would be May 2554
            raise forms.ValidationError(MONTH_MISSING, "month_missing")
        name = THAI_LONG[int(month) - 1] if month in {str(n) for n in range(1, 13)} else month
        text = " ".join(part for part in (day, name, year) if part)
        return read_date(text, window=self.window, exact=self.exact)
