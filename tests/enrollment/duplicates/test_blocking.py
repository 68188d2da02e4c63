"""Which pairs are looked at."""

import numpy as np
import pytest

from enrollment.duplicates import Record
from enrollment.duplicates.blocking import LARGEST, candidate_pairs
from enrollment.duplicates.columns import columns_of

NUMBER = "1234567890121"


def pairs_of(records, fresh=None):
    columns = columns_of(records)
    return {divmod(int(code), len(records)) for codes in candidate_pairs(columns, fresh) for code in codes}


def numbered(*numbers):
    """People who agree in nothing but their numbers."""
    letters = "กขคงจฉชซดตถทธนบปผพฟภมยรลวสหอฮ"
    return [
        Record(str(n), letters[2 * n] * 3 + "า", letters[2 * n + 1] * 3 + "า", citizen=number)
        for n, number in enumerate(numbers)
    ]


@pytest.mark.parametrize("place", range(13))
def test_numbers_with_one_wrong_digit_meet(place):
    wrong = NUMBER[:place] + str((int(NUMBER[place]) + 4) % 10) + NUMBER[place + 1 :]
    assert (0, 1) in pairs_of(numbered(NUMBER, wrong))


@pytest.mark.parametrize("place", range(11))
def test_numbers_with_swapped_neighbors_meet(place):
    other = "9876543210982"
    swapped = other[:place] + other[place + 1] + other[place] + other[place + 2 : 12] + "0"
    assert (0, 1) in pairs_of(numbered(other, swapped))


def test_numbers_far_apart_do_not_meet():
    assert pairs_of(numbered(NUMBER, "1239967890121")) == set()


def test_what_too_many_share_makes_no_pairs():
    crowd = [Record(str(n), "", name_en="Nobody") for n in range(LARGEST + 1)]
    assert pairs_of(crowd) == set()
    assert len(pairs_of(crowd[:-1])) == LARGEST * (LARGEST - 1) // 2


def test_only_the_fresh_meet():
    crowd = [Record(str(n), "", name_en="Nobody") for n in range(4)]
    assert pairs_of(crowd, np.array([False, False, False, True])) == {(0, 3), (1, 3), (2, 3)}
