"""A sound key for Thai names: spellings that are read alike get the same key.

It proposes possible duplicates to a person and decides nothing. It is our own simple scheme in the manner
of Thai Soundex (Lorchirachoonkul 1982), without cutting into syllables:

1. Silenced letters (การันต์) go, with a cluster before them: จันทร์ → จัน, ศักดิ์ → ศัก.
2. Tone marks go; รร is read "a" before a consonant and "an" at the end; ศรี is read สี, ทร- at the start ซ;
   ชัย and ไชย are one.
3. Letters of one sound share a sign (ณ น · ศ ษ ส ซ · ฐ ถ ท ธ …). A consonant without a written vowel,
   other than the first, is taken as a final, where also ด ต จ ช ส, ก ข ค, บ ป พ and น ญ ล sound alike.
4. A final that only doubles the next consonant goes: กิตติ = กิติ, ณัฏฐา = ณัฐา.

Vowel length stays (สมชาย ≠ สมชัย), so does final ร after a bare consonant (ธนพร ≠ ธนพล).
"""

import re
from functools import lru_cache

from core.text import normalize_thai

_CONSONANT = "[ก-ฮ]"
_SILENCED_CLUSTER = re.compile(f"(?<=[ก-รลว-ฮ])[ทตดถธษศส]{_CONSONANT}[ิุ]?์")
_SILENCED = re.compile(f"{_CONSONANT}[ิุ]?์")
_OTHER_SIGNS = re.compile("[็-๎ฺ]")
_NOT_THAI = re.compile("[^ก-ฮะ-ูเ-ไ]")
_REWRITES = (
    (re.compile(f"รร(?={_CONSONANT})"), "ั"),
    (re.compile("รร"), "ัน"),
    (re.compile("^ทร"), "ซ"),
    (re.compile("ศรี"), "สี"),
    (re.compile("ฤ"), "ริ"),
    (re.compile("[ใไ]([ก-ฮ])ย?"), r"\1ไ"),
    (re.compile("ัย|ใ"), "ไ"),
    (re.compile("ำ"), "ัม"),
    (re.compile("ะ"), "ั"),
)

_INITIAL_GROUPS = {
    "k": "ก", "K": "ขฃคฅฆ", "g": "ง", "c": "จ", "C": "ฉชฌ", "s": "ซศษส", "y": "ญย", "d": "ดฎ", "t": "ตฏ",
    "T": "ฐฑฒถทธ", "n": "ณน", "b": "บ", "p": "ป", "P": "ผพภ", "f": "ฝฟ", "m": "ม", "r": "ร", "l": "ลฬฦ",
    "w": "ว", "h": "หฮ", "x": "อ",
}  # fmt: skip
_FINAL_GROUPS = {
    "k": "กขฃคฅฆ", "g": "ง", "t": "จฉชฌซศษสดฎตฏฐฑฒถทธ", "n": "ญณนลฬฦ", "p": "บปผพภฝฟ", "m": "ม", "y": "ย",
    "r": "ร", "w": "ว", "h": "หฮ", "x": "อ",
}  # fmt: skip
_INITIAL = {letter: sign for sign, letters in _INITIAL_GROUPS.items() for letter in letters}
_FINAL = {letter: sign for sign, letters in _FINAL_GROUPS.items() for letter in letters}
_VOWEL = dict(zip("ัาิีึืุูเแโไ", "aAiIvVuUeEoY", strict=True))
_WRITTEN_AFTER = frozenset("ัาิีึืุูไ")
_WRITTEN_BEFORE = frozenset("เแโ")


@lru_cache(maxsize=20_000)
def phonetic_key(name: str) -> str:
    """The sound of one Thai name (given or family) in Latin signs; empty where it has no Thai letter."""
    letters = _as_read(name)
    signs = [_sign(letters, place) for place in range(len(letters))]
    return "".join(sign for place, sign in enumerate(signs) if not _is_doubled(letters, place))


def _as_read(name: str) -> str:
    """The letters that are heard, in the order of writing."""
    text = _SILENCED.sub("", _SILENCED_CLUSTER.sub("", normalize_thai(name)))
    text = _NOT_THAI.sub("", _OTHER_SIGNS.sub("", text))
    for pattern, replacement in _REWRITES:
        text = pattern.sub(replacement, text)
    return text


def _sign(letters: str, place: int) -> str:
    letter = letters[place]
    if letter in _VOWEL:
        return _VOWEL[letter]
    if not _is_final(letters, place):
        return _INITIAL[letter]
    if letter == "ร" and letters[place - 1] in _WRITTEN_AFTER:
        return "n"
    return _FINAL[letter]


def _is_final(letters: str, place: int) -> bool:
    """A consonant, not the first, that no written vowel follows or precedes as its own."""
    if place == 0 or letters[place] in _VOWEL or letters[place - 1] in _WRITTEN_BEFORE:
        return False
    return letters[place + 1 : place + 2] not in _WRITTEN_AFTER


def _is_doubled(letters: str, place: int) -> bool:
    """A final of the same closing sound as the consonant that follows it."""
    if not _is_final(letters, place) or place + 1 == len(letters):
        return False
    return _FINAL[letters[place]] == _FINAL.get(letters[place + 1])
