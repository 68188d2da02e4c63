"""The workbook to fill in: headings, drop-downs, and a sheet that explains each column in the reader's language."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter
from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.names import PREFIX_WORDS
from core.tables.table import column_letters
from enrollment.enums import Aptitude, CaseType, Education, Grade, PhoneOwner, Reason
from enrollment.importing.columns import SYNONYMS

LISTED_ROWS = 2_000  # rows that get the drop-downs
COLUMNS = (
    "identifier", "prefix", "given_name", "family_name", "birth", "school", "academic_year", "case_type", "grade",
    "education", "reasons", "interests", "aptitudes", "phone", "phone_owner", "address", "subdistrict", "district",
    "province", "needs_lodging", "poverty", "disability", "caregiver", "barriers_seen_on", "name_en",
    "guardian_name", "guardian_relation", "guardian_phone", "guardian_consent_training_on",
    "guardian_consent_data_on",
)  # fmt: skip
NEEDED = frozenset({"prefix", "given_name", "family_name"})
SEVERAL = frozenset({"reasons", "aptitudes"})
LISTS_SHEET = "lists"
HEADING = {"bold": True, "bottom": 2, "text_wrap": True}
YES_NO = ("ใช่", "ไม่ใช่")
DATE = _("Day, month and year, B.E. or C.E.: 23/01/2554 or 23 ม.ค. 2554. The month or year alone will do.")
EXPLANATIONS: Mapping[str, Any] = {
    "identifier": _("13 digits with or without dashes, or the G-code. Empty if there is none."),
    "prefix": _("Choose from the list."),
    "given_name": _("In Thai letters, without the prefix."),
    "family_name": _("“-” if the person has none."),
    "birth": DATE,
    "school": _("Name or 10-digit code. May be empty in a school's own file."),
    "academic_year": _("B.E., such as 2568."),
    "case_type": _("Choose from the list."),
    "education": _("Choose from the list."),
    "reasons": _("Choose from the list; several are separated by commas."),
    "interests": _("Codes or names of courses, separated by commas."),
    "grade": _("Choose from the list: the class after which, or in which, school was left."),
    "aptitudes": _("Choose from the list; several are separated by commas."),
    "phone": _("9 or 10 digits; a shared telephone is fine."),
    "phone_owner": _("Choose from the list."),
    "address": _("House number and village."),
    "subdistrict": _("Needs district and province where the name is not unique."),
    "needs_lodging": _("Choose from the list."),
    "poverty": _("Only if the paper was seen."),
    "disability": _("Only if the paper was seen. Write nothing else about health."),
    "caregiver": _("Only if the paper was seen."),
    "barriers_seen_on": _("The day on which the papers of the three columns before were seen; empty: today."),
    "name_en": _("As in the passport; printed on the English certificate."),
    "guardian_consent_training_on": _("The day on which the signed consent to train was seen."),
    "guardian_consent_data_on": _("The day on which the signed consent for data was seen."),
}
LISTS: Mapping[str, Sequence[str] | type[TextChoices]] = {
    "prefix": tuple(words.thai for words in PREFIX_WORDS.values()),
    "case_type": CaseType,
    "grade": Grade,
    "education": Education,
    "reasons": Reason,
    "aptitudes": Aptitude,
    "phone_owner": PhoneOwner,
    "needs_lodging": YES_NO,
    "poverty": YES_NO,
    "disability": YES_NO,
    "caregiver": YES_NO,
}


def template_workbook() -> bytes:
    """An empty .xlsx with headings, drop-downs, every column set to text, and a sheet that explains."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet, explanation, lists = (
        book.add_worksheet(name) for name in (gettext("People"), gettext("Explanation"), LISTS_SHEET)
    )
    lists.hide()
    _fill_in(book, sheet)
    _offer_lists(sheet, lists)
    _explain(book, explanation)
    book.close()
    return buffer.getvalue()


def _fill_in(book: Any, sheet: Any) -> None:
    heading = book.add_format({**HEADING, "bg_color": "#E7EEF5"})
    needed = book.add_format({**HEADING, "bg_color": "#FFE9B8"})
    as_text = book.add_format({"num_format": "@"})  # or Excel drops zeros and turns 13 digits into 1.1E+12
    sheet.set_column(0, len(COLUMNS) - 1, 20, as_text)
    for index, field in enumerate(COLUMNS):
        sheet.write_string(0, index, SYNONYMS[field][0], needed if field in NEEDED else heading)
    sheet.freeze_panes(1, 0)


def _offer_lists(sheet: Any, lists: Any) -> None:
    """Drop-downs that read from a hidden sheet: a list inside the cell's rule may have 255 characters only."""
    for column, field in enumerate(LISTS):
        words = listed(field)
        lists.write_column(0, column, words)
        letters = column_letters(column + 1)
        rule = {
            "validate": "list",
            "source": f"={LISTS_SHEET}!${letters}$1:${letters}${len(words)}",
            "show_error": field not in SEVERAL,  # several are typed with commas; the list only proposes
        }
        index = COLUMNS.index(field)
        sheet.data_validation(1, index, LISTED_ROWS, index, rule)


def listed(field: str) -> list[str]:
    """The words of a field's drop-down in the reader's language."""
    words = LISTS[field]
    return [str(choice.label) for choice in words] if isinstance(words, type) else list(words)


def _explain(book: Any, sheet: Any) -> None:
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 32, wrap)
    sheet.set_column(1, 2, 60, wrap)
    titles = (
        gettext("Column"),
        gettext("What to write"),
        gettext("Other headings that are understood"),
    )
    sheet.write_row(0, 0, titles, book.add_format(HEADING))
    for row, field in enumerate(COLUMNS, start=1):
        said = str(EXPLANATIONS.get(field, ""))
        sheet.write_row(row, 0, (SYNONYMS[field][0], said, ", ".join(SYNONYMS[field][1:])))
