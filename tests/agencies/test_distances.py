"""Distances between rough centres, against figures worked out apart."""

from decimal import Decimal

import pytest

from agencies.distances import kilometers, point_of
from agencies.models import Place


def a_place(level, latitude, longitude):
    return Place(level=level, latitude=latitude, longitude=longitude)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((0.0, 0.0), (0.0, 1.0), 111.195),  # a degree of the equator: 2πR / 360
        ((0.0, 0.0), (90.0, 0.0), 10007.54),  # a quarter of a meridian
        ((18.5745, 99.0087), (18.5745, 99.0087), 0.0),
        ((13.7563, 100.5018), (18.7883, 98.9853), 582.4),  # Bangkok and Chiang Mai
        ((0.0, -179.5), (0.0, 179.5), 111.195),  # over the date line
    ],
)
def test_kilometers(one, other, expected):
    assert kilometers(one, other) == pytest.approx(expected, rel=0.002, abs=0.001)
    assert kilometers(other, one) == pytest.approx(kilometers(one, other))


def test_a_province_and_a_place_without_a_point_have_none():
    known = Decimal("18.5745"), Decimal("99.0087")
    assert point_of(a_place("subdistrict", *known)) == (18.5745, 99.0087)
    assert point_of(a_place("district", *known)) == (18.5745, 99.0087)
    assert point_of(a_place("province", *known)) is None
    assert point_of(a_place("subdistrict", None, None)) is None
    assert point_of(None) is None
