"""Thai dictionary order as a database column: the same on every database and under every collation.

The order is that of the Unicode Collation Algorithm's default table for Thai: consonants, then vowels, each
in code-point order; a leading vowel (เ แ โ ใ ไ) counts after the consonant it is written before; tone marks
and the other signs above decide only between words that are otherwise equal.
"""

import re
from collections.abc import Callable

from core.text import normalize_thai, to_arabic_digits

_LEADING_VOWEL = re.compile("([เแโใไ])([ก-ฮ])")
_SIGNS = {
    sign: str(weight) for weight, sign in enumerate("\u0e4e\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d", 2)
}
_BASE = "1"  # on the second level every letter weighs less than any sign
_PUNCTUATION = " _-,;:!?./'\"()[]{}@*\\&#%`^+<=>|~$๏๚๛ๆ฿"
_LEVEL_END = "00"


def thai_sort_key(text: str, *, length: int = 500) -> str:
    """Lower-case hexadecimal digits whose plain order is the Thai order of the texts; case is ignored.

    Hexadecimal because digits before letters a–f is the one order on which all collations agree. Two digits
    a letter and one a tone mark; cut at `length`, which leaves the order of the first letters right.
    """
    normal = to_arabic_digits(normalize_thai(text)).casefold()
    letters = _LEADING_VOWEL.sub(r"\2\1", normal)  # in the order of reading
    signs = letters.translate(_SECOND).rstrip(_BASE)
    primary = letters.translate(_FIRST)
    return (primary + _LEVEL_END + signs if signs else primary)[:length]


def _weight(letter: str) -> str:
    """Two hexadecimal digits: punctuation 02–3f, digits 40–49, Latin 50–69, Thai 81–c5; the rest follows."""
    if letter in _PUNCTUATION:
        return f"{0x02 + _PUNCTUATION.index(letter):02x}"
    if "0" <= letter <= "9":
        return f"{0x40 + int(letter):02x}"
    if "a" <= letter <= "z":
        return f"{0x50 + ord(letter) - ord('a'):02x}"
    if "\u0e01" <= letter <= "\u0e45":
        return f"{0x80 + ord(letter) - 0x0E00:02x}"
    return f"ff{ord(letter):06x}"


class _Weights(dict[int, str]):
    """A table for `str.translate`; what it lacks is weighed at every meeting."""

    def __init__(self, weigh: Callable[[str], str]) -> None:
        super().__init__({code: weigh(chr(code)) for code in (*range(0x20, 0x7F), *range(0x0E01, 0x0E5C))})
        self._weigh = weigh

    def __missing__(self, code: int) -> str:
        return self._weigh(chr(code))


_FIRST = _Weights(lambda letter: "" if letter in _SIGNS else _weight(letter))
_SECOND = _Weights(lambda letter: _SIGNS.get(letter, _BASE))
