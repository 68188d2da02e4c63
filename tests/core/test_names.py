import itertools
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyuca import Collator

from core.names import (
    PREFIX_WORDS,
    NameFault,
    NameRefused,
    PersonName,
    Prefix,
    TextRefused,
    check_english_name,
    check_thai_name,
    normalize_thai,
    phonetic_key,
    split_full_name,
    split_prefix,
    thai_sort_key,
)

THAI = "".join(chr(code) for code in range(0x0E01, 0x0E4F) if unicodedata.category(chr(code)) != "Cn")
THAI = THAI.replace("\u0e3f", "")
SARA_AM = "\u0e33"
SPLIT = "\u0e4d\u0e32"
UNICODE_ORDER = Collator().sort_key

# In dictionary order: each word differs from the next by one rule.
IN_ORDER = [
    "กก", "กง", "กระทง", "กล้า", "กา", "ก่า", "ก้า", "กาญจนา", "การ", "กำ", "กิ่ง", "เก", "เก่ง",
    "เกศ", "แก", "แก้ว", "โก", "ใกล้", "ไกร", "ขจร", "ขวัญ", "เขต", "แข", "คณิต", "จันทร์", "เจ",
    "ชัย", "ชาย", "ไชย", "ณัฐ", "ดาว", "ธน", "นา", "น่าน", "ปลา", "ปาน", "พร", "ภัทร", "มานะ",
    "ยุพา", "รักษ์", "ฤดี", "ลำพูน", "ลี้", "เวียง", "ศรี", "สม", "สมชาย", "สมหญิง", "สา", "เสรี",
    "หนึ่ง", "หนุ่ม", "อร", "อรุณ", "อ้อ", "อาทิตย์", "เอก", "ไอ", "ฮอน",
]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("น" + SPLIT, "น" + SARA_AM),
        ("น\u0e49" + SPLIT, "น\u0e49" + SARA_AM),
        ("น\u0e4d\u0e49\u0e32", "น\u0e49" + SARA_AM),
        ("น" + SARA_AM + "\u0e49", "น\u0e49" + SARA_AM),
        ("เเก้ว", "แก้ว"),
        ("ท\u0e48\u0e35", "ท\u0e35\u0e48"),
        ("สม\u200bชาย\ufeff", "สมชาย"),
        ("สม\u202eชาย\u202c \u2067ใจ\u2069ดี\u061c", "สมชาย ใจดี"),
        ("  สมชาย \u00a0\t ใจดี\r\n", "สมชาย ใจดี"),
        ("José", "José"),
        ("", ""),
    ],
)
def test_what_looks_the_same_becomes_the_same(typed, normal):
    assert normalize_thai(typed) == normal


@given(st.text(THAI + " \u200b\u00a0abc", max_size=20))
def test_normalizing_twice_changes_nothing(text):
    assert normalize_thai(normalize_thai(text)) == normalize_thai(text)


@pytest.mark.parametrize("control", ["\x00", "\x1b", "\x7f", "\x85", "\ud800"])
def test_control_characters_are_refused(control):
    with pytest.raises(TextRefused):
        normalize_thai("สม" + control + "ชาย")


@pytest.mark.parametrize(
    ("typed", "prefix", "rest"),
    [
        ("เด็กชายสมชาย", Prefix.BOY, "สมชาย"),
        ("เด็กชาย สมชาย", Prefix.BOY, "สมชาย"),
        ("ด.ช.สมชาย", Prefix.BOY, "สมชาย"),
        ("ด. ช. สมชาย", Prefix.BOY, "สมชาย"),
        ("ดช.สมชาย", Prefix.BOY, "สมชาย"),
        ("เด็กหญิงเมษา", Prefix.GIRL, "เมษา"),
        ("ด.ญ. เมษา", Prefix.GIRL, "เมษา"),
        ("นายสมชาย", Prefix.MR, "สมชาย"),
        ("นายนายิกา", Prefix.MR, "นายิกา"),
        ("นางสาวสมหญิง", Prefix.MISS, "สมหญิง"),
        ("น.ส.ไพลิน", Prefix.MISS, "ไพลิน"),
        ("นางสมหญิง", Prefix.MRS, "สมหญิง"),
        ("นางสาวิตรี", Prefix.MRS, "สาวิตรี"),
        ("นางสาวสาวิตรี", Prefix.MISS, "สาวิตรี"),
        ("นางนางฟ้า", Prefix.MRS, "นางฟ้า"),
        ("สามเณรบุญมี", Prefix.NOVICE, "บุญมี"),
        ("Mr. Somchai", Prefix.MR, "Somchai"),
        ("MR.SOMCHAI", Prefix.MR, "SOMCHAI"),
        ("Mrs Somying", Prefix.MRS, "Somying"),
        ("Miss Somying", Prefix.MISS, "Somying"),
        ("Ms.Somying", Prefix.MISS, "Somying"),
        ("Master Somchai", Prefix.BOY, "Somchai"),
        ("นาย", Prefix.MR, ""),
        ("นายิกา", None, "นายิกา"),
        ("นายูริ", None, "นายูริ"),
        ("นางาม", None, "นางาม"),
        ("นางฟ้า", None, "นางฟ้า"),
        ("น้ำฝน", None, "น้ำฝน"),
        ("นสธร", None, "นสธร"),
        ("ดชา", None, "ดชา"),
        ("Missy", None, "Missy"),
        ("Mristi", None, "Mristi"),
        ("Msaki", None, "Msaki"),
        ("Masterson", None, "Masterson"),
        ("", None, ""),
    ],
)
def test_a_prefix_is_split_off_and_no_name_is_eaten(typed, prefix, rest):
    assert split_prefix(typed) == (prefix, rest)


def test_every_written_prefix_is_read_back():
    for prefix, words in PREFIX_WORDS.items():
        assert split_prefix(words.thai + "สมใจ") == (prefix, "สมใจ")
        assert split_prefix(words.thai_short + "สมใจ") == (prefix, "สมใจ")


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("เด็กชายสมชาย ใจดี", (Prefix.BOY, "สมชาย", "ใจดี")),
        ("น.ส. นายิกา  ณ ลำพูน", (Prefix.MISS, "นายิกา", "ณ ลำพูน")),
        ("นาง ฟ้า ใจดี", (Prefix.MRS, "ฟ้า", "ใจดี")),
        ("สมชาย", (None, "สมชาย", "")),
        ("Mr. Somchai Jaidee", (Prefix.MR, "Somchai", "Jaidee")),
    ],
)
def test_a_full_name_in_parts(typed, parts):
    assert split_full_name(typed) == PersonName(*parts)


def test_thai_words_sort_as_in_the_dictionary():
    assert sorted(set(IN_ORDER), key=thai_sort_key) == IN_ORDER
    assert sorted(IN_ORDER) != IN_ORDER


@example("เก่า", "เก้า").via("tone marks behind a moved vowel")
@example("กา", "ก่า").via("a tone mark alone")
@example("เเ", "แ").via("doubled vowel")
@given(st.text(THAI + " 12ab", max_size=8), st.text(THAI + " 12ab", max_size=8))
def test_the_order_is_that_of_the_unicode_collation_algorithm(one, other):
    one, other = normalize_thai(one), normalize_thai(other)
    expected = UNICODE_ORDER(one) < UNICODE_ORDER(other)
    assert (thai_sort_key(one) < thai_sort_key(other)) == expected


def test_a_sort_key_fits_its_column_and_keeps_the_order_of_what_it_holds():
    longest = "เก่า" * 50
    assert len(thai_sort_key(longest)) == 500
    assert thai_sort_key(longest, length=8) == thai_sort_key("เก่า" * 2, length=8)
    assert thai_sort_key("กา", length=2) < thai_sort_key("ขา", length=2)


def test_latin_and_digits_sort_before_thai_and_case_does_not_matter():
    assert sorted(["กา", "b", "A", "2", "๑"], key=thai_sort_key) == ["๑", "2", "A", "b", "กา"]
    assert thai_sort_key("SOM") == thai_sort_key("som")


@given(
    st.text(max_size=30).filter(lambda text: not any(unicodedata.category(c) in {"Cc", "Cs"} for c in text))
)
def test_a_sort_key_is_hexadecimal_so_that_every_collation_agrees(text):
    assert set(thai_sort_key(text)) <= set("0123456789abcdef")


@pytest.mark.parametrize(
    "spellings",
    [
        ("ณัฐพล", "นัฐพล", "ณัฏฐพล"),
        ("ศิริพร", "สิริพร", "ษิริพร"),
        ("จันทร์", "จัน", "จันทน์"),
        ("กิตติ", "กิติ"),
        ("ณัฏฐา", "ณัฐา", "ณัฐฐา"),
        ("พัชรี", "พัชรีย์", "ภัชรี"),
        ("สุภัทรา", "สุพัตรา"),
        ("วรรณา", "วันนา", "วรรณนา"),
        ("ทรงศักดิ์", "ซงสัก"),
        ("ศรีสุดา", "สีสุดา"),
        ("ชัยวัฒน์", "ไชยวัฒน์", "ชัยวัธน์"),
        ("อำไพ", "อัมไพ"),
        ("ทิพย์", "ทิพ", "ธิพย์"),
        ("ลักษณ์", "ลัก"),
        ("สุนันท์", "สุนัน"),
        ("เพ็ชร", "เพชร"),
        ("ฤทธิ์", "ริท"),
        ("สวรรค์", "สวัน"),
        ("ธรรม", "ธัม"),
    ],
)
def test_spellings_that_sound_alike_share_a_key(spellings):
    assert len({phonetic_key(spelling) for spelling in spellings}) == 1


def test_names_that_sound_different_keep_different_keys():
    names = [
        "สมชาย",
        "สมชัย",
        "สมหญิง",
        "ธนพร",
        "ธนพล",
        "ธนพัฒน์",
        "กิตติ",
        "กานดา",
        "จันทร์",
        "จินดา",
        "วงศ์",
        "วัน",
        "ณรงค์",
        "ณัฐ",
        "ศรี",
        "สร้อย",
        "พิมพ์",
        "พลอย",
        "มานะ",
        "มานี",
        "ปิติ",
        "ชูใจ",
        "วีระ",
        "วิระ",
        "เมษา",
        "มาศ",
        "แก้ว",
        "ไกร",
        "กมล",
        "กมลา",
        "พงษ์",
        "พวง",
        "รัตน์",
        "รัก",
        "ลัก",
    ]
    clashes = [pair for pair in itertools.combinations(names, 2) if len(set(map(phonetic_key, pair))) == 1]
    assert clashes == []


@given(st.text(THAI + " aé1", max_size=25))
def test_a_sound_key_is_plain_and_survives_any_text(text):
    assert phonetic_key(text).isascii()


def test_text_without_thai_letters_has_no_sound_key():
    assert phonetic_key("Somchai 12") == ""


@pytest.mark.parametrize("name", ["สมชาย", "เกียรติศักดิ์", "ณ ลำพูน", "น้ำผึ้ง", "บัวคำ-ใจ", "ม.ล. ธนา", "พัวะ", "ฤทธิ์"])
def test_thai_names_pass(name):
    assert check_thai_name(f" {name} ") == name


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("", NameFault.EMPTY),
        ("\u200b", NameFault.EMPTY),
        ("สมชาย1", NameFault.NOT_THAI),
        ("Somchai", NameFault.NOT_THAI),
        ("ิสม", NameFault.NOT_THAI),
        ("สม_ชาย", NameFault.NOT_THAI),
        ("สม๒", NameFault.NOT_THAI),
        ("สมิิ", NameFault.BROKEN_SPELLING),
        ("ก่้า", NameFault.BROKEN_SPELLING),
        ("สมเ", NameFault.BROKEN_SPELLING),
        ("ส\x00ม", NameFault.CONTROL_CHARACTER),
        ("ก" * 101, NameFault.TOO_LONG),
    ],
)
def test_what_is_no_thai_name_is_refused(name, fault):
    with pytest.raises(NameRefused) as refused:
        check_thai_name(name)
    assert refused.value.code is fault


@pytest.mark.parametrize(
    "name", ["Somchai", "Na Lamphun", "O'Neil", "Anne-Marie", "Somchai Jr.", "M. L. Thana"]
)
def test_english_names_pass(name):
    assert check_english_name(name) == name


@pytest.mark.parametrize("name", ["สมชาย", "Somchai2", "-Som", "Som--chai", "=Som", "Sömchai"])
def test_what_is_no_english_name_is_refused(name):
    with pytest.raises(NameRefused) as refused:
        check_english_name(name)
    assert refused.value.code is NameFault.NOT_LATIN


def test_a_typographic_apostrophe_becomes_a_plain_one():
    assert check_english_name("O\u2019Neil") == "O'Neil"
