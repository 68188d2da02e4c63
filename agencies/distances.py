"""How far it is between places, as the crow flies from rough centre to rough centre.

The table's points are about 3 km off, so a distance is good for "within 20 km" and for bands of 10 km or more, and for
nothing finer.
"""

import math

from agencies.enums import PlaceLevel
from agencies.models import Place

EARTH_KM = 6371.0
Point = tuple[float, float]  # latitude and longitude in degrees


def point_of(place: Place | None) -> Point | None:
    """The centre of a subdistrict or district; None where the table has none, and for a province: it is too wide."""
    if place is None or place.level == PlaceLevel.PROVINCE:
        return None
    if place.latitude is None or place.longitude is None:
        return None
    return float(place.latitude), float(place.longitude)


def kilometers(one: Point, other: Point) -> float:
    """Great-circle distance (haversine)."""
    (south, west), (north, east) = (map(math.radians, point) for point in (one, other))
    height = math.sin((north - south) / 2) ** 2
    width = math.cos(south) * math.cos(north) * math.sin((east - west) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(height + width)))
