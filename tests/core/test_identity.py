import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.th import pin

from core.identity import (
    GCode,
    Identifier,
    IdentifierFault,
    IdentifierKind,
    IdentifierRefused,
    SchoolCodeKind,
    citizen_check_digit,
    format_citizen_id,
    is_reserved_citizen_id,
    mask_citizen_id,
    mask_identifier,
    normalize_citizen_id,
    normalize_g_code,
    read_identifier,
    read_school_code,
    reserved_citizen_id,
)

TWELVE = st.text("0123456789", min_size=12, max_size=12)


def complete(first_twelve):
    return first_twelve + str(citizen_check_digit(first_twelve))


VALID = complete("110170020345")


def fault_of(read, value):
    with pytest.raises(IdentifierRefused) as refused:
        read(value)
    return refused.value.code


@given(TWELVE)
def test_the_check_digit_agrees_with_an_independent_implementation(first_twelve):
    assert str(citizen_check_digit(first_twelve)) == pin.calc_check_digit(first_twelve)


@pytest.mark.parametrize(
    "written",
    [
        VALID,
        format_citizen_id(VALID),
        f" {VALID} ",
        " ".join(VALID),
        VALID.replace("0", "๐").replace("1", "๑"),
        format_citizen_id(VALID).replace("-", "\u2013"),
        format_citizen_id(VALID).replace("-", "\u2011"),
        VALID[:6] + "\u00a0" + VALID[6:],
        "\ufeff" + VALID[:4] + "\u200b" + VALID[4:],
        "'" + VALID,
        "\u2019" + VALID,
        VALID + ".0",
        int(VALID),
        float(VALID),
    ],
)
def test_every_form_of_a_number_becomes_the_same_thirteen_digits(written):
    assert normalize_citizen_id(written) == VALID


@given(TWELVE)
def test_formatting_reads_back(first_twelve):
    digits = complete(first_twelve)
    assert normalize_citizen_id(format_citizen_id(digits)) == digits


@pytest.mark.parametrize("first", "0129")
def test_a_leading_0_or_9_is_allowed(first):
    digits = complete(first + "10170020345"[:11])
    assert normalize_citizen_id(digits) == digits


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("", IdentifierFault.EMPTY),
        (" -\u200b", IdentifierFault.EMPTY),
        ("1101700203A51", IdentifierFault.NOT_DIGITS),
        ("໑໑໐໑໗໐໐໒໐໓໔໕໑", IdentifierFault.NOT_DIGITS),
        (True, IdentifierFault.NOT_DIGITS),
        (-1, IdentifierFault.NOT_DIGITS),
        (1.5, IdentifierFault.NOT_DIGITS),
        (float("nan"), IdentifierFault.NOT_DIGITS),
        (float("inf"), IdentifierFault.NOT_DIGITS),
        (VALID[:12] + str((int(VALID[12]) + 1) % 10), IdentifierFault.CHECK_DIGIT),
        (VALID + "0", IdentifierFault.WRONG_LENGTH),
        (VALID[:11], IdentifierFault.WRONG_LENGTH),
        ("1.10170020345E+12", IdentifierFault.DIGITS_LOST),
        (int(complete("010170020345")), IdentifierFault.LEADING_ZERO_LOST),
    ],
)
def test_a_wrong_number_is_refused_by_its_fact(written, fault):
    assert fault_of(normalize_citizen_id, written) is fault


@given(st.one_of(st.text(), TWELVE.map(lambda digits: digits + "0"), st.integers(), st.floats()))
def test_anything_is_either_refused_or_thirteen_digits(value):
    try:
        digits = normalize_citizen_id(value)
    except IdentifierRefused:
        return
    assert len(digits) == 13
    assert digits.isascii()


@given(st.text("0123456789-G", min_size=5))
def test_a_refusal_never_repeats_the_number(value):
    for read in (normalize_citizen_id, normalize_g_code, read_school_code):
        try:
            read(value)
        except IdentifierRefused as refusal:
            shown = f"{refusal} {refusal!r} {refusal.__cause__!r}"
            assert value not in shown


@given(TWELVE, st.integers(1, 9))
def test_the_check_digit_is_blind_to_errors_in_digit_3(first_twelve, error):
    digits = complete(first_twelve)
    wrong = digits[:2] + str((int(digits[2]) + error) % 10) + digits[3:]
    assert normalize_citizen_id(wrong) == wrong


def test_about_two_percent_of_errors_in_any_other_digit_pass():
    passed = tried = 0
    for n in range(0, 10_000_000, 99_991):
        digits = reserved_citizen_id(n)
        for place in (*range(2), *range(3, 12)):
            for digit in set("0123456789") - {digits[place]}:
                wrong = digits[:place] + digit + digits[place + 1 :]
                tried += 1
                passed += citizen_check_digit(wrong[:12]) == int(wrong[12])
    assert 0.01 < passed / tried < 0.03


def test_formatted_and_masked():
    assert format_citizen_id("1234567890123") == "1-2345-67890-12-3"
    assert mask_citizen_id("1234567890123") == "x-xxxx-xxxxx-12-3"
    assert mask_identifier(Identifier(IdentifierKind.G_CODE, "G644200000001")) == "Gxxxxxxxxx001"
    assert mask_identifier(Identifier(IdentifierKind.CITIZEN_ID, VALID)) == mask_citizen_id(VALID)


@given(st.integers(0, 9_999_999))
def test_reserved_numbers_are_valid_and_belong_to_no_province(n):
    digits = reserved_citizen_id(n)
    assert normalize_citizen_id(digits) == digits
    assert digits[1:3] == "00"
    assert is_reserved_citizen_id(digits)


def test_reserved_numbers_differ_and_end():
    assert len({reserved_citizen_id(n) for n in range(2000)}) == 2000
    assert not is_reserved_citizen_id(VALID)
    with pytest.raises(ValueError, match="reserved"):
        reserved_citizen_id(10_000_000)


@pytest.mark.parametrize(
    "written", ["G644200000001", "g644200000001", " G-64-42-00000001", "G๖๔๔๒๐๐๐๐๐๐๐๑", "'G6442 0000 0001"]
)
def test_a_g_code_is_read_from_any_form(written):
    assert normalize_g_code(written) == "G644200000001"


def test_the_parts_of_a_g_code():
    code = GCode.parse("G644200000001")
    assert (code.buddhist_year, code.province, code.running) == (2564, "42", 1)


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("", IdentifierFault.G_CODE_FORM),
        ("G64420000001", IdentifierFault.G_CODE_FORM),
        ("6442000000010", IdentifierFault.G_CODE_FORM),
        ("ก644200000001", IdentifierFault.G_CODE_FORM),
        ("G640900000001", IdentifierFault.G_CODE_PROVINCE),
        ("G649700000001", IdentifierFault.G_CODE_PROVINCE),
    ],
)
def test_a_wrong_g_code_is_refused(written, fault):
    assert fault_of(normalize_g_code, written) is fault


def test_the_kind_of_an_identifier_shows_in_its_first_letter():
    assert read_identifier("g644200000001") == Identifier(IdentifierKind.G_CODE, "G644200000001")
    assert read_identifier(float(VALID)) == Identifier(IdentifierKind.CITIZEN_ID, VALID)
    assert fault_of(read_identifier, "G123") is IdentifierFault.G_CODE_FORM
    assert fault_of(read_identifier, "123") is IdentifierFault.WRONG_LENGTH


def test_an_identifier_does_not_print_its_number():
    assert VALID not in repr(read_identifier(VALID))
    assert "4200" not in repr(GCode.parse("G644200004200"))


def test_school_codes_of_three_lengths():
    code = read_school_code("10-51-012345")
    assert (code.kind, code.value) == (SchoolCodeKind.TEN_DIGITS, "1051012345")
    assert (code.affiliation, code.province) == ("10", "51")
    assert read_school_code(51010001.0).kind is SchoolCodeKind.EIGHT_DIGITS
    short = read_school_code("๐๑๒๓๔๕")
    assert (short.kind, short.value, short.affiliation, short.province) == ("6", "012345", None, None)


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("", IdentifierFault.EMPTY),
        ("โรงเรียน", IdentifierFault.NOT_DIGITS),
        ("123456789", IdentifierFault.WRONG_LENGTH),
    ],
)
def test_a_wrong_school_code_is_refused(written, fault):
    assert fault_of(read_school_code, written) is fault
