"""Writes about places."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from agencies.enums import PlaceLevel
from agencies.models import Place, User
from agencies.place_table import PlaceRow
from core import audit

LEVELS = {2: PlaceLevel.PROVINCE, 4: PlaceLevel.DISTRICT, 6: PlaceLevel.SUBDISTRICT}


@transaction.atomic
def load_places(rows: Iterable[PlaceRow], *, by: User | None, at: datetime) -> int:
    """Insert or update places by code, parents first. Returns how many; one audit row for the whole table."""
    ordered = sorted(rows, key=lambda row: (len(row.code), row.code))
    for row in ordered:
        place, _created = Place.objects.update_or_create(
            code=row.code,
            defaults={
                "level": LEVELS[len(row.code)],
                "parent_id": row.code[:-2] or None,
                "name_th": row.name_th,
                "name_en": row.name_en,
                "latitude": row.latitude,
                "longitude": row.longitude,
            },
        )
    if ordered:
        audit.record("places.loaded", place, by=by, at=at, count=len(ordered))
    return len(ordered)
