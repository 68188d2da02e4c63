"""How two spellings of a name are told apart."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enrollment.duplicates.names import MANY, Likeness, edits, likeness

THAI = st.text("กขนมรสชยาิ์่เพ", max_size=8)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("สมชาย", "สมชาย", Likeness.SAME),
        ("สมชาย", "", Likeness.UNKNOWN),
        ("ณัฐพล", "ณัฏฐพล", Likeness.SOUND),
        ("กิตติ", "กิติ", Likeness.SOUND),
        ("น้ำฝน", "นำฝน", Likeness.SOUND),
        ("สมชาย", "สชมาย", Likeness.SLIP),
        ("สมชาย", "สมชา", Likeness.SLIP),
        ("สมชาย", "สสมชาย", Likeness.SLIP),
        ("สมชาย", "สมชาบ", Likeness.SLIP),  # บ is beside ย
        ("สมชาย", "สมชาข", Likeness.LETTER),  # ข is not
        ("กมลชนก", "กมลมนน", Likeness.TWO_LETTERS),
        ("มานะ", "มาลา", Likeness.OTHER),
        ("ธนพล", "ศิริพร", Likeness.OTHER),
    ],
)
def test_likeness(one, other, expected):
    assert likeness(one, other) is expected
    assert likeness(other, one) is expected


def slow_edits(one, other):
    """Optimal string alignment, the whole table."""
    table = {(i, 0): i for i in range(len(one) + 1)} | {(0, j): j for j in range(len(other) + 1)}
    for i, a in enumerate(one, 1):
        for j, b in enumerate(other, 1):
            ways = [table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (a != b)]
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                ways.append(table[i - 2, j - 2] + 1)
            table[i, j] = min(ways)
    return table[len(one), len(other)]


@settings(max_examples=150, deadline=None)
@given(THAI, THAI)
def test_edits_are_counted_as_far_as_they_matter(one, other):
    assert edits(one, other) == min(slow_edits(one, other), MANY)
