from collections import Counter

from agencies.enums import PlaceLevel
from core.names import check_english_name, check_thai_name
from demo.places import DISTRICTS, PLACES, PROVINCES, SUBDISTRICTS


def test_lamphun_has_8_districts_and_51_subdistricts():
    assert [place.code for place in PROVINCES] == ["51", "52"]
    assert (len(DISTRICTS), len(SUBDISTRICTS)) == (8, 51)
    of_district = Counter(place.parent for place in SUBDISTRICTS)
    assert [of_district[district.code] for district in DISTRICTS] == [15, 6, 5, 8, 3, 9, 2, 3]


def test_codes_are_unique_and_each_lies_in_a_place_named_before_it():
    seen = {None}
    for place in PLACES:
        assert place.code not in seen
        assert place.parent in seen
        seen.add(place.code)


def test_the_length_of_a_code_is_its_level():
    assert {len(place.code) for place in PLACES} == {2, 4, 6}
    assert len(PlaceLevel) == 3


def test_names_are_thai_and_english():
    for place in PLACES:
        assert check_thai_name(place.name_th) == place.name_th
        assert check_english_name(place.name_en) == place.name_en


def test_positions_differ_and_lie_in_or_near_the_province():
    positions = [(place.latitude, place.longitude) for place in SUBDISTRICTS]
    assert len(set(positions)) == 51
    for place in (*DISTRICTS, *SUBDISTRICTS):
        assert 17.5 < float(place.latitude) < 18.8
        assert 98.6 < float(place.longitude) < 99.3
