"""Thai text as people type, paste and import it, brought to one form before it is compared or stored."""

import re
import unicodedata
from decimal import Decimal

_THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"
_TO_ARABIC = str.maketrans(_THAI_DIGITS, "0123456789")
_TO_THAI = str.maketrans("0123456789", _THAI_DIGITS)

# Invisible characters that make what follows be shown in another direction (embeddings, overrides, isolates): with one
# of them a sentence can be read backwards, and so read otherwise than it was written (Unicode Standard Annex #9).
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Invisible characters that copying from a web page, a PDF or a messenger leaves behind.
_INVISIBLE = dict.fromkeys(map(ord, {*"\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", *_TURNING}))
# NIKHAHIT, any tone marks, SARA AA: looks like SARA AM, sorts and compares unlike it.
_SPLIT_SARA_AM = re.compile("\u0e4d([\u0e48-\u0e4b]*)\u0e32")
_TONE_AFTER_NIKHAHIT = re.compile("([\u0e48-\u0e4b])\u0e4d\u0e32")
_SARA_AM_BEFORE_TONE = re.compile("\u0e33([\u0e48-\u0e4b])")
# Most text needs no mending: printing characters, single spaces, and nothing that the rules below look for.
_PRINTING = "[!-~\u0e01-\u0e39\u0e40-\u0e4c\u0e50-\u0e59]+"
_ORDINARY = re.compile(f"{_PRINTING}(?: {_PRINTING})*")
_MISPLACED = re.compile("เเ|[\u0e48-\u0e4b][\u0e31\u0e34-\u0e39]|\u0e33[\u0e48-\u0e4b]")
_TONE_BEFORE_VOWEL = re.compile("([\u0e48-\u0e4b])([\u0e31\u0e34-\u0e39])")
_DECIMAL = re.compile(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]*)?")


class TextRefused(ValueError):
    """The text holds a character that no name or sentence has (a NUL or another control character)."""

    code = "control_character"


def to_arabic_digits(text: str) -> str:
    """๐–๙ become 0–9; every other character, also digits of other scripts, stays as it is."""
    return text.translate(_TO_ARABIC)


def decimal_in(text: str) -> Decimal:
    """The number that is written in digits, Arabic or Thai, with at most one point: 87.5 or ๘๗.๕.

    Raises ValueError for everything else, also for what computers alone write so: 1e1, 1_0, NaN.
    """
    written = to_arabic_digits(text).strip()
    if not _DECIMAL.fullmatch(written):
        raise ValueError("no decimal number")
    return Decimal(written)


def amount_in(text: str) -> Decimal:
    """As `decimal_in`, but commas may stand between the thousands: 1,234.50 or ๑,๒๓๔.๕๐.

    Raises ValueError for every other comma: to leave it out would make 875 of 87,5.
    """
    written = to_arabic_digits(text).strip()
    return decimal_in(written.replace(",", "") if _GROUPED.fullmatch(written) else written)


def to_thai_digits(text: str) -> str:
    """0–9 become ๐–๙; every other character stays as it is."""
    return text.translate(_TO_THAI)


def strip_invisible(text: str) -> str:
    """Drop zero-width characters, soft hyphens and what turns the direction, wherever they stand."""
    return text.translate(_INVISIBLE)


def is_turned(text: str) -> bool:
    """Whether an invisible character in it makes a part be shown in another direction than it was written in."""
    return not _TURNING.isdisjoint(text)


def refuse_control_characters(text: str) -> None:
    """Raise TextRefused for control characters and lone surrogates; tab, CR and LF count as spaces.

    PostgreSQL refuses a NUL and SQLite stores it silently, so it must not reach either.
    """
    if any(unicodedata.category(char) in {"Cc", "Cs"} and char not in "\t\r\n" for char in text):
        raise TextRefused("control character in text")


def normalize_thai(text: str) -> str:
    """One spelling for what looks the same on screen; safe to apply twice.

    NFC leaves Thai vowels alone, so this also joins a split SARA AM (also around a tone mark), turns a
    doubled SARA E into SARA AE, puts the tone mark after the vowel it stands over, drops invisible
    characters and squeezes spaces. Raises TextRefused for control characters.
    """
    if _ORDINARY.fullmatch(text) and not _MISPLACED.search(text):
        return text
    refuse_control_characters(text)
    text = unicodedata.normalize("NFC", strip_invisible(text))
    while (mended := _mend_once(text)) != text:  # one mend can make room for another: "่่ั"
        text = mended
    return " ".join(text.split())


def _mend_once(text: str) -> str:
    text = text.replace("เเ", "แ")
    text = _TONE_AFTER_NIKHAHIT.sub("\\1\u0e33", text)
    text = _SPLIT_SARA_AM.sub("\\1\u0e33", text)
    text = _SARA_AM_BEFORE_TONE.sub("\\1\u0e33", text)
    return _TONE_BEFORE_VOWEL.sub(r"\2\1", text)
