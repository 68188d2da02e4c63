"""Equipment: its kinds, a centre's movable units, and the days on which some are out of order."""

from datetime import date, datetime

from django.db import transaction

from agencies.models import Agency, User
from core import audit
from training.models import Equipment, EquipmentKind, EquipmentOutage, Site
from training.refusals import CodeTaken, DaysOutOfOrder, MoreThanThereAre
from training.services.places import default_site, refuse_elsewhere
from training.services.versions import overwrite


@transaction.atomic
def add_equipment_kind(
    *, code: str, name_th: str, name_en: str, by: User | None, at: datetime
) -> EquipmentKind:
    """Add a word for equipment that sessions may need. Raises CodeTaken."""
    if EquipmentKind.objects.filter(pk=code).exists():
        raise CodeTaken(code=code)
    kind = EquipmentKind.objects.create(code=code, name_th=name_th, name_en=name_en)
    audit.record("equipment_kind.added", kind, by=by, at=at)
    return kind


@transaction.atomic
def add_equipment(
    *,
    center: Agency,
    name_th: str,
    name_en: str,
    kind: EquipmentKind,
    quantity: int,
    by: User | None,
    at: datetime,
    site: Site | None = None,
) -> Equipment:
    """Enter movable units of a kind, at the main site unless said. Raises OtherCenter."""
    site = site or default_site(center)
    refuse_elsewhere(site, center)
    row = Equipment.objects.create(
        center=center, site=site, name_th=name_th, name_en=name_en, kind=kind, quantity=quantity
    )
    audit.record("equipment.added", row, by=by, at=at, kind=kind.pk, quantity=quantity)
    return row


@transaction.atomic
def correct_equipment(
    row: Equipment,
    *,
    version: int,
    name_th: str,
    name_en: str,
    kind: EquipmentKind,
    quantity: int,
    site: Site,
    is_active: bool,
    by: User | None,
    at: datetime,
) -> None:
    """Write the facts of movable units anew, also that they are out of use. Raises ChangedMeanwhile, OtherCenter."""
    refuse_elsewhere(site, row.center)
    names = {"name_th": name_th, "name_en": name_en}
    overwrite(row, version, **names, kind=kind, quantity=quantity, site=site, is_active=is_active)
    audit.record(
        "equipment.corrected", row, by=by, at=at, kind=kind.pk, quantity=quantity, is_active=is_active
    )


@transaction.atomic
def record_outage(
    row: Equipment,
    *,
    first_day: date,
    last_day: date,
    quantity: int,
    reason: str,
    by: User | None,
    at: datetime,
) -> EquipmentOutage:
    """Say that so many units cannot be used on these days (both included). What is booked stays booked.

    Raises DaysOutOfOrder, MoreThanThereAre.
    """
    if last_day < first_day:
        raise DaysOutOfOrder
    if quantity > row.quantity:
        raise MoreThanThereAre(quantity=row.quantity)
    outage = row.outages.create(first_day=first_day, last_day=last_day, quantity=quantity, reason=reason)
    audit.record("equipment.out_of_order", row, by=by, at=at, days=_days(outage), quantity=quantity)
    return outage


@transaction.atomic
def remove_outage(outage: EquipmentOutage, *, by: User | None, at: datetime) -> None:
    """Say that the units work again, or always did."""
    audit.record("equipment.outage_removed", outage.equipment, by=by, at=at, days=_days(outage))
    outage.delete()


def _days(outage: EquipmentOutage) -> list[str]:
    return [outage.first_day.isoformat(), outage.last_day.isoformat()]
