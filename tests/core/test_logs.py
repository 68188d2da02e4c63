import logging

import pytest

from core.logs import CODE_HIDDEN, HIDDEN, NoPersonalNumbers

NUMBERS = [
    "1234567890121",
    "1-2345-67890-12-1",
    "1 2345 67890 12 1",
    "๑๒๓๔๕๖๗๘๙๐๑๒๑",
    "๑-๒๓๔๕-๖๗๘๙๐-๑๒-๑",
    "G644200000001",
    "g644200000001",
    "G-644200000001",
]


def through(record):
    NoPersonalNumbers().filter(record)
    return logging.Formatter().format(record)


def record(message, *args, **extra):
    made = logging.LogRecord("x", logging.ERROR, __file__, 1, message, args, None)
    made.__dict__.update(extra)
    return made


@pytest.mark.parametrize("number", NUMBERS)
def test_no_number_gets_through(number):
    for around in ("%s", "เลข%sนี้", "id=%s,", "/people/%s/"):
        assert through(record(around, number)) == around % HIDDEN


@pytest.mark.parametrize("number", NUMBERS)
def test_nor_in_what_an_exception_says(number):
    try:
        raise ValueError(f"duplicate key ({number})")
    except ValueError as error:
        text = through(record("failed", exc_info=(ValueError, error, error.__traceback__), stack_info=number))
    assert number not in text
    assert text.count(HIDDEN) >= 2


@pytest.mark.parametrize(
    "text", ["12345678901", "12345678901234", "job 42 took 1700000000.123 s", "TAG123456789012"]
)
def test_other_numbers_stay(text):
    assert through(record(text)) == text


def test_it_stands_before_every_handler_of_the_settings(settings):
    for name, handler in settings.LOGGING["handlers"].items():
        assert "no_personal_numbers" in handler["filters"], name


def test_the_code_of_a_link_is_hidden_and_other_words_are_not():
    code = "ABCDEFGHIJKLMNOPQRSTUVWX23"
    assert through(record("Gone: %s", f"/consent/{code}/")) == f"Gone: /consent/{CODE_HIDDEN}/"
    for other in (code[:-1], code + "A", "core.management.commands.verify_audit"):
        assert through(record("%s", other)) == other
