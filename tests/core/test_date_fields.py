"""Date fields of forms: both eras, strict, and a refusal that says what to do."""

from datetime import date

import pytest
from django import forms
from django.utils import translation

from core.date_fields import SENTENCES, ThaiDateField, ThaiDatePartsField
from core.dates import DateFault, PartialDate

BIRTHS = (date(1990, 1, 1), date(2015, 12, 31))


class Both(forms.Form):
    starts = ThaiDateField(label="Starts")
    born = ThaiDatePartsField(label="Born", window=BIRTHS)


def parts(day, month, year):
    return {"born_day": day, "born_month": month, "born_year": year}


def errors(field, value):
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(value)
    return refused.value


@pytest.mark.parametrize(
    "typed", ["29/02/2567", "29 กุมภาพันธ์ 2567", "๒๙ ก.พ. ๒๕๖๗", "29 February 2024", " 29-2-2567 "]
)
def test_one_line_takes_every_common_way_of_writing(typed):
    assert ThaiDateField().clean(typed) == date(2024, 2, 29)


def test_one_line_reads_the_year_of_the_form_as_buddhist():
    assert ThaiDateField().clean("23/11/2569") == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("31/02/2567", DateFault.NO_SUCH_DAY),
        ("29/02/2568", DateFault.NO_SUCH_DAY),
        ("23/01/3110", DateFault.ERA_ADDED_TWICE),
        ("tomorrow", DateFault.NOT_A_DATE),
        ("มกราคม 2567", "not_exact"),
    ],
)
def test_a_refusal_repeats_what_was_typed(typed, code):
    refused = errors(ThaiDateField(), typed)
    assert refused.code == code
    assert typed in refused.messages[0]


def test_a_window_is_told_in_the_era_of_the_reader():
    with translation.override("th"):
        assert "31 ธันวาคม 2558" in errors(ThaiDateField(window=BIRTHS), "1/1/2569").messages[0]
    with translation.override("en"):
        assert "31 December 2015" in errors(ThaiDateField(window=BIRTHS), "1/1/2569").messages[0]


def test_every_fault_has_a_sentence():
    assert set(SENTENCES) == set(DateFault)


def test_an_empty_date_is_required_or_none():
    assert errors(ThaiDateField(), "").code == "required"
    assert errors(ThaiDatePartsField(), ["", "", ""]).code == "required"
    assert ThaiDateField(required=False).clean("  ") is None
    assert ThaiDatePartsField(required=False).clean(["", "", ""]) is None


def test_three_parts_make_a_date_in_either_era():
    assert ThaiDatePartsField().clean(["๒๓", "1", "2553"]) == date(2010, 1, 23)
    assert ThaiDatePartsField().clean(["23", "1", "2010"]) == date(2010, 1, 23)


@pytest.mark.parametrize("given", [["", "1", "2553"], ["", "", "2553"], ["23", "1", ""], ["x", "1", "2553"]])
def test_three_parts_refuse_what_is_not_a_whole_date(given):
    errors(ThaiDatePartsField(), given)


def test_as_much_as_is_known_can_be_asked_for():
    field = ThaiDatePartsField(exact=False)
    assert field.clean(["", "5", "2553"]) == PartialDate(2010, 5)
    assert field.clean(["", "", "2553"]) == PartialDate(2010)
    assert ThaiDateField(exact=False).clean("พ.ค. 2553") == PartialDate(2010, 5)


@pytest.mark.parametrize("day", ["5", "25"])
def test_a_day_without_its_month_is_not_taken_for_a_month(day):
    assert errors(ThaiDatePartsField(exact=False), [day, "", "2553"]).code == "month_missing"


def test_a_stored_date_comes_back_in_the_language_of_the_reader():
    form = Both(initial={"starts": date(2026, 11, 23), "born": date(2010, 1, 23)})
    with translation.override("th"):
        thai = str(form)
    with translation.override("en"):
        english = str(form)
    assert 'value="23 พฤศจิกายน 2569"' in thai
    assert 'value="2553"' in thai
    assert '<option value="1" selected>มกราคม</option>' in thai
    assert 'value="23 November 2026"' in english
    assert 'value="2010"' in english


def test_what_was_typed_stays_and_each_part_is_labelled():
    with translation.override("en"):
        html = str(Both({"starts": "31/02/2567", **parts("31", "2", "2553")}))
    assert 'value="31/02/2567"' in html
    assert 'name="born_day" value="31"' in html
    assert '<label for="id_born_0">Day</label>' in html
    assert 'href="#id_born_0"' in html
    assert "<legend>Born</legend>" in html


def test_an_unchanged_date_is_not_a_change():
    form = Both(
        {"starts": "23 พ.ย. 2569", **parts("23", "1", "2553")},
        initial={"starts": date(2026, 11, 23), "born": date(2010, 1, 23)},
    )
    with translation.override("th"):
        assert not form.has_changed()
