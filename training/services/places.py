"""Where teaching takes place: a centre's sites and rooms."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from agencies.models import Agency, User
from core import audit
from training.enums import RunState
from training.models import EquipmentKind, Journey, Room, RoomKind, Site
from training.refusals import OtherCenter, SiteClosed, SiteInUse, SiteNameTaken, SiteOfferedFirst
from training.services.versions import overwrite
from training.states import NOT_BEGUN

MAIN_SITE = {"name_th": "ที่ตั้งหลัก", "name_en": "Main site"}


@transaction.atomic
def add_site(
    *, center: Agency, name_th: str, name_en: str, address: str, by: User | None, at: datetime
) -> Site:
    """Enter a campus of a centre; the first becomes the one offered first. Raises SiteNameTaken."""
    _refuse_name(center, name_th, None)
    first = not center.sites.exists()
    site = Site.objects.create(
        center=center, name_th=name_th, name_en=name_en, address=address, is_default=first
    )
    audit.record("site.added", site, by=by, at=at)
    return site


@transaction.atomic
def correct_site(
    site: Site, *, name_th: str, name_en: str, address: str, is_default: bool, by: User | None, at: datetime
) -> None:
    """Rename a site, or make it the one offered first (another then is not). Raises SiteNameTaken, SiteClosed."""
    _refuse_name(site.center, name_th, site)
    if is_default and not site.is_active:
        raise SiteClosed(site=site)
    if is_default:
        site.center.sites.exclude(pk=site.pk).update(is_default=False)
    site.name_th, site.name_en, site.address = name_th, name_en, address
    site.is_default = is_default or site.is_default  # one site always is
    site.save()
    audit.record("site.corrected", site, by=by, at=at, is_default=site.is_default)


@transaction.atomic
def close_site(site: Site, *, by: User | None, at: datetime) -> None:
    """Offer a site no more: nothing new stands or is held there. Raises SiteOfferedFirst, SiteInUse."""
    row = Site.objects.select_for_update().get(pk=site.pk)
    if row.is_default:
        raise SiteOfferedFirst(site=row)
    rooms, units = row.rooms.filter(is_active=True), row.equipment.filter(is_active=True)
    runs = row.runs.filter(state__in=[*NOT_BEGUN, RunState.RUNNING]).values_list("code", flat=True)
    if used := [*map(str, rooms), *map(str, units), *runs]:
        raise SiteInUse(site=row, what=", ".join(used))
    _set_open(site, False)
    audit.record("site.closed", site, by=by, at=at)


@transaction.atomic
def open_site(site: Site, *, by: User | None, at: datetime) -> None:
    """Take a site into use again."""
    _set_open(site, True)
    audit.record("site.opened", site, by=by, at=at)


def _set_open(site: Site, is_active: bool) -> None:
    site.is_active = is_active
    site.save(update_fields=["is_active"])


@transaction.atomic
def set_journeys(
    center: Agency, *, minutes: Mapping[tuple[Site, Site], int | None], by: User | None, at: datetime
) -> None:
    """Say how many minutes the way between two sites takes, in either direction; None: no time is counted.

    Pairs that are not named stay as they are. Raises OtherCenter.
    """
    for pair, needed in minutes.items():
        low, high = sorted(pair, key=lambda site: site.pk)
        for site in pair:
            if site.center_id != center.pk:
                raise OtherCenter(name=site)
        if needed is None:
            Journey.objects.filter(low=low, high=high).delete()
        else:
            Journey.objects.update_or_create(low=low, high=high, defaults={"minutes": needed})
    said = [[low.pk, high.pk, needed] for (low, high), needed in minutes.items()]
    audit.record("center.journeys_set", center, by=by, at=at, minutes=said)


def default_site(center: Agency) -> Site:
    """The site offered first; a centre that never named one gets its main site."""
    site, _created = Site.objects.get_or_create(center=center, is_default=True, defaults=MAIN_SITE)
    return site


@transaction.atomic
def add_room(
    *,
    center: Agency,
    name_th: str,
    name_en: str,
    kind: RoomKind,
    capacity: int,
    by: User | None,
    at: datetime,
    site: Site | None = None,
    equipment: Iterable[EquipmentKind] = (),
) -> Room:
    """Enter a workshop or classroom with its number of places, at the main site unless said. Raises OtherCenter."""
    site = site or default_site(center)
    refuse_elsewhere(site, center)
    room = Room.objects.create(
        center=center, site=site, name_th=name_th, name_en=name_en, kind=kind, capacity=capacity
    )
    room.equipment.set(equipment)
    audit.record("room.added", room, by=by, at=at, kind=kind.pk, capacity=capacity, site=site.pk)
    return room


@transaction.atomic
def correct_room(
    room: Room,
    *,
    version: int,
    name_th: str,
    name_en: str,
    kind: RoomKind,
    capacity: int,
    site: Site,
    equipment: Iterable[EquipmentKind],
    by: User | None,
    at: datetime,
) -> None:
    """Write a room's facts anew. What is booked in it stays booked. Raises ChangedMeanwhile, OtherCenter."""
    refuse_elsewhere(site, room.center)
    names = {"name_th": name_th, "name_en": name_en}
    overwrite(room, version, **names, kind=kind, capacity=capacity, site=site)
    room.equipment.set(equipment)
    audit.record("room.corrected", room, by=by, at=at, kind=kind.pk, capacity=capacity, site=site.pk)


@transaction.atomic
def deactivate_room(room: Room, *, by: User | None, at: datetime) -> None:
    """Take a room out of use. What is booked in it stays and is shown as in need of another room."""
    _set_active(room, False)
    audit.record("room.deactivated", room, by=by, at=at)


@transaction.atomic
def reactivate_room(room: Room, *, by: User | None, at: datetime) -> None:
    """Take a room into use again. Raises SiteClosed."""
    refuse_elsewhere(room.site, room.center)
    _set_active(room, True)
    audit.record("room.reactivated", room, by=by, at=at)


def refuse_elsewhere(site: Site, center: Agency) -> None:
    """A room or a movable unit stands at a site of its own centre that is in use."""
    if site.center_id != center.pk:
        raise OtherCenter(name=site)
    if not site.is_active:
        raise SiteClosed(site=site)


def _set_active(room: Room, active: bool) -> None:
    room.is_active = active
    room.version += 1
    room.save(update_fields=["is_active", "version"])


def _refuse_name(center: Agency, name_th: str, own: Site | None) -> None:
    same = center.sites.filter(name_th=name_th).first()
    if same and same != own:
        raise SiteNameTaken(name=name_th)
