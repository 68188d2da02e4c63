"""How two spellings of one Thai name differ: not at all, in sound alone, by a slip of the hand, or altogether."""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache

from core.names import phonetic_key

MANY = 3
"""More edits than a typing mistake has."""
_SHORTEST_FOR_TWO = 5  # letters a name needs for two wrong ones to leave it recognizable
# The Kedmanee keyboard, plain and shifted, row above row.
_KEYS = (
    ("_ๅ/-ภถุึคตจขช", "_+๑๒๓๔ู฿๕๖๗๘๙"),
    ("ๆไำพะัีรนยบลฃ", '๐"ฎฑธํ๊ณฯญฐ,ฅ'),
    ("ฟหกดเ้่าสวง", "ฤฆฏโฌ็๋ษศซ."),
    ("ผปแอิืทมใฝ", "()ฉฮฺ์?ฒฬฦ"),
)


class Likeness(IntEnum):
    """From unlike to the same; the order is that of growing likeness."""

    UNKNOWN = 0
    OTHER = 1
    TWO_LETTERS = 2
    LETTER = 3
    SLIP = 4
    SOUND = 5
    SAME = 6


def likeness(one: str, other: str) -> Likeness:
    """Compare two names in normal form; an empty one is UNKNOWN.

    SOUND: read alike. SLIP: one letter or mark left out, doubled or added, two neighbors swapped, or a key beside
    (or under shift with) the right one. LETTER: any other letter wrong. TWO_LETTERS: two such mistakes.
    """
    if not one or not other:
        return Likeness.UNKNOWN
    if one == other:
        return Likeness.SAME
    if sound(one) == sound(other) and sound(one):
        return Likeness.SOUND
    wrong = edits(one, other)
    if wrong == 1:
        return Likeness.SLIP if _is_slip(one, other) else Likeness.LETTER
    if wrong == 2 and min(len(one), len(other)) >= _SHORTEST_FOR_TWO:
        return Likeness.TWO_LETTERS
    return Likeness.OTHER


@lru_cache(maxsize=1 << 18)
def sound(name: str) -> str:
    """The phonetic key; names repeat, so it is kept."""
    return phonetic_key(name)


def edits(one: str, other: str) -> int:
    """Letters to add, drop, replace, or neighbors to swap (optimal string alignment); MANY for three and more."""
    one, other = _differing_parts(one, other)
    if abs(len(one) - len(other)) >= MANY:
        return MANY
    if not one or not other:
        return max(len(one), len(other))
    return _aligned(one, other)


def _differing_parts(one: str, other: str) -> tuple[str, str]:
    """Both without what they begin and end alike."""
    begin, shortest = 0, min(len(one), len(other))
    while begin < shortest and one[begin] == other[begin]:
        begin += 1
    end = 0
    while end < shortest - begin and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[begin : len(one) - end], other[begin : len(other) - end]


def _aligned(one: str, other: str) -> int:
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, above, row = row, before, [i]
        for j, against in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                best = min(best, above[j - 2] + 1)
            row.append(best)
        if min(row) >= MANY:
            return MANY
    return min(row[-1], MANY)


def _is_slip(one: str, other: str) -> bool:
    """Whether the single difference is one that hands make."""
    left, right = _differing_parts(one, other)
    return len(left) != 1 or len(right) != 1 or frozenset((left, right)) in _NEIGHBORS


def _neighbors() -> frozenset[frozenset[str]]:
    """Pairs of signs on one key or on keys that touch; rows are set off by half a key."""
    pairs = set()
    for row, layers in enumerate(_KEYS):
        for place in range(len(layers[0])):
            here = [layer[place] for layer in layers if place < len(layer)]
            beside = [(row, place + 1), (row + 1, place - 1), (row + 1, place)]
            near = [
                layer[p] for r, p in beside if r < len(_KEYS) for layer in _KEYS[r] if 0 <= p < len(layer)
            ]
            pairs |= {frozenset((a, b)) for a in here for b in (*here, *near) if a != b}
    return frozenset(pairs)


_NEIGHBORS = _neighbors()
