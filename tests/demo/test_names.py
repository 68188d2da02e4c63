import random

import pytest

from core.names import check_english_name, check_thai_name, split_prefix
from demo.names import BOYS, FAMILIES, GIRLS


@pytest.mark.parametrize(("names", "fewest"), [(BOYS, 115), (GIRLS, 115), (FAMILIES, 150)])
def test_names_are_many_different_and_well_spelled(names, fewest):
    assert len({name.thai for name in names}) == len(names) >= fewest
    for name in names:
        assert check_thai_name(name.thai) == name.thai
        assert check_english_name(name.english) == name.english
        assert split_prefix(name.thai) == (None, name.thai)


def test_family_names_differ_in_both_scripts():
    assert len({name.english for name in FAMILIES}) == len(FAMILIES)


def test_no_name_is_given_to_both_sexes():
    assert not {name.thai for name in BOYS} & {name.thai for name in GIRLS}


def test_600_combined_people_rarely_coincide():
    for seed in range(20):
        draw = random.Random(seed)
        people = [(draw.choice(draw.choice((BOYS, GIRLS))), draw.choice(FAMILIES)) for _ in range(600)]
        assert len(people) - len(set(people)) <= 20
