"""Writing over a row that others may have open too."""

from typing import Any

from django.db.models import F

from training.models.base import Versioned
from training.refusals import ChangedMeanwhile


def overwrite(row: Versioned, version: int, **changes: Any) -> None:
    """Change a row in one UPDATE if `version` is still the one its editor saw; raises ChangedMeanwhile."""
    unchanged = type(row)._default_manager.filter(pk=row.pk, version=version)
    if not unchanged.update(**changes, version=F("version") + 1):
        raise ChangedMeanwhile(name=row)
    row.refresh_from_db()
