from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dates import (
    DateFault,
    DateUnreadable,
    PartialDate,
    Precision,
    academic_year,
    academic_year_span,
    age_on,
    age_range_on,
    birthday_of_age,
    fiscal_year,
    fiscal_year_span,
    format_english_date,
    format_english_range,
    format_thai_date,
    format_thai_range,
    parse_thai_date,
    to_arabic_digits,
    to_thai_digits,
)

JAN_23 = PartialDate(2024, 1, 23)
SCHOOL_AGE = (date(2000, 1, 1), date(2020, 12, 31))
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


def excel_cell(*parts):
    """A date cell as a spreadsheet reader returns it: a time without a zone."""
    return datetime(*parts)  # noqa: DTZ001


@pytest.mark.parametrize(
    "typed",
    [
        "23 มกราคม 2567", "23 ม.ค. 2567", "23 ม.ค. 67", "23ม.ค.67", "23 ม. ค. 2567", "23 มค 2567",
        "๒๓ มกราคม ๒๕๖๗", "วันที่ 23 เดือน มกราคม พ.ศ. 2567", "23 มกราคม พุทธศักราช ๒๕๖๗", "23 มกราคม พ.ศ.2567",
        "23 มกราคม ค.ศ. 2024", "23/01/2567", "23/1/2567", "23-1-67", "23.01.2567", "23/1/2024", "2024-01-23",
        "2567-01-23", "2024-01-23 00:00:00", "2024-01-23T00:00",
        "23 January 2024", "23 Jan 2567", "23-Jan-2024",
        "Jan 23, 2024", "23 January 2567 BE", "23 January 2024 C.E.", " 23\u00a0มกราคม\u200b 2567 ",
        date(2024, 1, 23), date(2567, 1, 23), excel_cell(2024, 1, 23), excel_cell(2567, 1, 23, 8, 30),
        datetime(2024, 1, 22, 18, 0, tzinfo=UTC),
    ],
)  # fmt: skip
def test_every_usual_form_of_one_day_reads_the_same(typed):
    assert parse_thai_date(typed) == JAN_23


@pytest.mark.parametrize(
    ("typed", "expected", "precision"),
    [
        ("มกราคม 2567", "2024-01", Precision.MONTH),
        ("ม.ค. 67", "2024-01", Precision.MONTH),
        ("01/2567", "2024-01", Precision.MONTH),
        ("2024-01", "2024-01", Precision.MONTH),
        ("พ.ศ. 2567", "2024", Precision.YEAR),
        ("ปี ๒๕๖๗", "2024", Precision.YEAR),
        (2567, "2024", Precision.YEAR),
        (2567.0, "2024", Precision.YEAR),
    ],
)
def test_a_month_or_a_year_alone_keeps_its_precision(typed, expected, precision):
    read = parse_thai_date(typed)
    assert (str(read), read.precision) == (expected, precision)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", DateFault.EMPTY),
        ("  \u200b", DateFault.EMPTY),
        ("เมื่อวาน", DateFault.NOT_A_DATE),
        ("23 ม.ย. 2567", DateFault.UNKNOWN_MONTH),
        ("23 ม. 2567", DateFault.UNKNOWN_MONTH),
        ("23 Janu 2024", DateFault.UNKNOWN_MONTH),
        ("29/02/2568", DateFault.NO_SUCH_DAY),
        (excel_cell(2572, 2, 29), DateFault.NO_SUCH_DAY),
        ("31/04/2567", DateFault.NO_SUCH_DAY),
        ("01/23/2024", DateFault.NO_SUCH_DAY),
        ("23/1/3110", DateFault.ERA_ADDED_TWICE),
        ("23/1/1481", DateFault.YEAR_OUT_OF_RANGE),
        ("23/1/0067", DateFault.YEAR_OUT_OF_RANGE),
        ("23 มกราคม พ.ศ. 2024", DateFault.ERA_CONTRADICTED),
        ("23 มกราคม ค.ศ. 2567", DateFault.ERA_CONTRADICTED),
        ("23 มกราคม พ.ศ. 2567 ค.ศ. 2024", DateFault.ERA_CONTRADICTED),
        ("23 Jan 24", DateFault.TWO_DIGIT_YEAR_AMBIGUOUS),
        ("23 มกราคม ค.ศ. 24", DateFault.TWO_DIGIT_YEAR_AMBIGUOUS),
        ("23/1/7", DateFault.TWO_DIGIT_YEAR_AMBIGUOUS),
        ("25 พ.ย.", DateFault.YEAR_MISSING),
        (45314, DateFault.BARE_NUMBER),
        ("45314", DateFault.BARE_NUMBER),
        ("20240123", DateFault.BARE_NUMBER),
        (True, DateFault.NOT_A_DATE),
        (3.5, DateFault.NOT_A_DATE),
        ("23//1/2567", DateFault.NOT_A_DATE),
        ("-23/1/2567", DateFault.NOT_A_DATE),
        ("໒໓/໑/໒໕໖໗", DateFault.NOT_A_DATE),
        ("23/1/2567\x00", DateFault.NOT_A_DATE),
        ("2024-01-23 09:30", DateFault.NOT_A_DATE),
        ("(23)", DateFault.NOT_A_DATE),
    ],
)
def test_what_cannot_be_read_in_one_way_is_refused_with_its_reason(typed, code):
    with pytest.raises(DateUnreadable) as refused:
        parse_thai_date(typed)
    assert refused.value.code is code


def test_the_three_look_alike_months_stay_apart():
    assert [parse_thai_date(f"1 {name} 2567").month for name in ("ม.ค.", "มี.ค.", "มิ.ย.")] == [1, 3, 6]


def test_every_month_name_reads_back_in_both_forms():
    for month in range(1, 13):
        day = date(2024, month, 1)
        for style in ("long", "short"):
            assert parse_thai_date(format_thai_date(day, style)).as_date == day
            assert parse_thai_date(format_english_date(day, style)).as_date == day


def test_a_leap_day_of_the_buddhist_year_is_read():
    assert parse_thai_date("29/02/2567").as_date == date(2024, 2, 29)


@given(DAYS)
def test_what_is_written_reads_back_and_543_is_added_once(day):
    shown = format_thai_date(day)
    assert shown.endswith(str(day.year + 543))
    assert parse_thai_date(shown).as_date == day
    assert parse_thai_date(format_thai_date(day, "short", thai_digits=True)).as_date == day
    assert parse_thai_date(f"{day.day}/{day.month}/{day.year + 543}").as_date == day


@given(DAYS)
def test_reading_what_was_already_converted_never_adds_543_again(day):
    once = parse_thai_date(format_thai_date(day)).as_date
    assert parse_thai_date(once).as_date == once
    assert parse_thai_date(once.isoformat()).as_date == once


@pytest.mark.parametrize(
    "typed", ["31/12/2542", "1/1/2564", "2542", "ม.ค. 2564", date(1999, 12, 31), "1/1/64"]
)
def test_dates_outside_the_window_are_refused(typed):
    with pytest.raises(DateUnreadable) as refused:
        parse_thai_date(typed, window=SCHOOL_AGE)
    assert refused.value.code is DateFault.OUTSIDE_WINDOW


@pytest.mark.parametrize("typed", ["1/1/2543", "31/12/2563", "2543", "ธ.ค. 2563"])
def test_the_window_includes_its_first_and_last_day(typed):
    assert parse_thai_date(typed, window=SCHOOL_AGE).span is not None


def test_the_window_chooses_the_century_of_a_two_digit_year():
    assert parse_thai_date("1/6/60", window=SCHOOL_AGE).year == 2017
    assert parse_thai_date("1/6/90", window=(date(1930, 1, 1), date(1960, 1, 1))).year == 1947
    with pytest.raises(DateUnreadable) as refused:
        parse_thai_date("1/6/65", window=(date(1900, 1, 1), date(2026, 1, 1)))
    assert refused.value.code is DateFault.TWO_DIGIT_YEAR_AMBIGUOUS


def test_a_day_without_a_year_is_read_only_where_that_is_allowed():
    read = parse_thai_date("25 พ.ย.", year_optional=True, window=SCHOOL_AGE)
    assert (str(read), read.precision, read.span) == ("--11-25", Precision.YEAR_UNKNOWN, None)
    assert format_thai_date(read, "short") == "25 พ.ย."


@pytest.mark.parametrize("text", ["2024-01-23", "2024-01", "2024", "--02-29"])
def test_a_partial_date_survives_storage_as_text(text):
    assert str(PartialDate.from_iso(text)) == text


@pytest.mark.parametrize(
    ("precision", "text"), [("day", "2024-01-23"), ("month", "2024-01"), ("year", "2024")]
)
def test_a_stored_day_is_cut_to_what_was_known(precision, text):
    partial = PartialDate.known_to(date(2024, 1, 23), precision)
    assert (str(partial), partial.precision) == (text, precision)


@pytest.mark.parametrize("precision", ["year_unknown", "fiscal_year"])
def test_a_stored_day_has_a_known_precision(precision):
    with pytest.raises(ValueError, match="year"):
        PartialDate.known_to(date(2024, 1, 23), precision)


@pytest.mark.parametrize("text", ["", "2024-13", "2023-02-29", "--02-30", "2024-1-2", "--02", "23/1/2567"])
def test_text_that_is_no_stored_partial_date_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        PartialDate.from_iso(text)


@pytest.mark.parametrize("parts", [(None, None, None), (None, 2, None), (2024, None, 3), (None, None, 3)])
def test_a_partial_date_needs_parts_that_mean_something(parts):
    with pytest.raises(ValueError, match=r"needs|without"):
        PartialDate(*parts)


def test_the_span_of_a_partial_date_covers_every_day_it_may_be():
    assert PartialDate(2024, 2).span == (date(2024, 2, 1), date(2024, 2, 29))
    assert PartialDate(2023).span == (date(2023, 1, 1), date(2023, 12, 31))
    assert PartialDate(2024, 2).as_date is None
    assert JAN_23.as_date == date(2024, 1, 23)


@pytest.mark.parametrize(
    ("day", "style", "thai", "english"),
    [
        (date(2024, 1, 23), "long", "23 มกราคม 2567", "23 January 2024"),
        (date(2024, 1, 23), "short", "23 ม.ค. 2567", "23 Jan 2024"),
        (PartialDate(2024, 6), "long", "มิถุนายน 2567", "June 2024"),
        (PartialDate(2024), "short", "2567", "2024"),
    ],
)
def test_dates_are_written_in_each_language_with_its_era(day, style, thai, english):
    assert format_thai_date(day, style) == thai
    assert format_english_date(day, style) == english


def test_thai_digits_on_request():
    assert format_thai_date(date(2024, 1, 23), thai_digits=True) == "๒๓ มกราคม ๒๕๖๗"
    assert format_thai_range(date(2024, 1, 1), date(2024, 1, 2), thai_digits=True) == "๑–๒ มกราคม ๒๕๖๗"


@pytest.mark.parametrize(
    ("first", "last", "thai", "english"),
    [
        (date(2024, 1, 23), date(2024, 1, 23), "23 มกราคม 2567", "23 January 2024"),
        (date(2024, 1, 23), date(2024, 1, 25), "23–25 มกราคม 2567", "23–25 January 2024"),
        (date(2024, 1, 23), date(2024, 2, 2), "23 มกราคม – 2 กุมภาพันธ์ 2567", "23 January – 2 February 2024"),
        (date(2023, 12, 30), date(2024, 1, 2), "30 ธันวาคม 2566 – 2 มกราคม 2567",
         "30 December 2023 – 2 January 2024"),
    ],
)  # fmt: skip
def test_ranges_do_not_repeat_what_both_days_share(first, last, thai, english):
    assert format_thai_range(first, last) == thai
    assert format_english_range(first, last) == english


def test_a_range_may_not_run_backwards():
    with pytest.raises(ValueError, match="ends on or after"):
        format_thai_range(date(2024, 1, 2), date(2024, 1, 1))


def test_the_academic_year_begins_on_16_may():
    assert academic_year(date(2024, 5, 15)) == 2566
    assert academic_year(date(2024, 5, 16)) == 2567
    assert academic_year_span(2567) == (date(2024, 5, 16), date(2025, 5, 15))


def test_the_fiscal_year_begins_on_1_october_and_is_named_by_its_end():
    assert fiscal_year(date(2017, 11, 27)) == 2561
    assert fiscal_year(date(2024, 9, 30)) == 2567
    assert fiscal_year(date(2024, 10, 1)) == 2568
    assert fiscal_year_span(2567) == (date(2023, 10, 1), date(2024, 9, 30))


@given(DAYS)
def test_every_day_lies_inside_its_own_years(day):
    for year_of, span_of in ((academic_year, academic_year_span), (fiscal_year, fiscal_year_span)):
        first, last = span_of(year_of(day))
        assert first <= day <= last


def test_age_changes_on_the_birthday():
    birth = date(2009, 1, 23)
    assert age_on(birth, date(2024, 1, 22)) == 14
    assert age_on(birth, date(2024, 1, 23)) == 15


def test_who_is_born_on_a_leap_day_turns_older_on_1_march_of_a_common_year():
    birth = date(2008, 2, 29)
    assert [age_on(birth, date(2023, 2, 28)), age_on(birth, date(2023, 3, 1))] == [14, 15]
    assert [age_on(birth, date(2024, 2, 28)), age_on(birth, date(2024, 2, 29))] == [15, 16]


@given(DAYS, st.integers(0, 90))
def test_the_birthday_of_an_age_is_the_first_day_of_that_age(birth, age):
    day = birthday_of_age(birth, age)
    assert age_on(birth, day) == age
    assert age == 0 or age_on(birth, date.fromordinal(day.toordinal() - 1)) == age - 1


def test_a_partly_known_birth_date_gives_the_ages_it_allows():
    assert age_range_on(PartialDate(2009), date(2024, 6, 1)) == (14, 15)
    assert age_range_on(PartialDate(2009, 6), date(2024, 6, 1)) == (14, 15)
    assert age_range_on(PartialDate(2009, 5), date(2024, 6, 1)) == (15, 15)
    assert age_range_on(PartialDate(None, 5, 1), date(2024, 6, 1)) is None


@given(DAYS, st.dates(date(2000, 1, 1), date(2090, 12, 31)))
def test_the_true_age_is_never_outside_the_range_of_less_knowledge(birth, day):
    for known in (PartialDate(birth.year), PartialDate(birth.year, birth.month), PartialDate.exact(birth)):
        ages = age_range_on(known, day)
        assert ages.lowest <= age_on(birth, day) <= ages.highest


def test_digits_turn_both_ways():
    assert to_arabic_digits("๐๑๒๓๔๕๖๗๘๙") == "0123456789"
    assert to_thai_digits("0123456789") == "๐๑๒๓๔๕๖๗๘๙"
