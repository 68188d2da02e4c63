"""Writes about places, agencies and accounts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.enums import AgencyKind, PlaceLevel, Role
from agencies.models import Agency, AgencyCode, AgencyName, Membership, Place, User
from core import audit
from core.refusals import Refused
from core.templatetags.ui import thai_date


class NamedSinceThen(Refused):
    sentence = _("%(agency)s has had its present name only since %(day)s.")
    remedy = _("Give a later day for the new name.")


@dataclass(frozen=True)
class PlaceRow:
    """One line of a place table: TIS 1099 code, names, rough centre in degrees."""

    code: str
    name_th: str
    name_en: str
    latitude: str | None = None
    longitude: str | None = None


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


@transaction.atomic
def register_agency(
    *,
    kind: AgencyKind,
    name_th: str,
    name_en: str,
    place: Place,
    provinces: Iterable[Place],
    by: User | None,
    at: datetime,
    codes: Iterable[tuple[str, str]] = (),
    parent: Agency | None = None,
    named_since: date | None = None,
) -> Agency:
    """Enter an agency with its codes as (system, code) pairs and the provinces it serves."""
    agency = Agency.objects.create(kind=kind, name_th=name_th, name_en=name_en, place=place, parent=parent)
    agency.provinces.set(provinces)
    AgencyCode.objects.bulk_create(
        AgencyCode(agency=agency, system=system, code=code) for system, code in codes
    )
    AgencyName.objects.create(
        agency=agency, name_th=name_th, name_en=name_en, valid_from=named_since or timezone.localdate(at)
    )
    audit.record("agency.registered", agency, by=by, at=at, kind=kind)
    return agency


@transaction.atomic
def rename_agency(
    agency: Agency, *, name_th: str, name_en: str, since: date, by: User | None, at: datetime
) -> None:
    """Give the agency a new name from `since` on; the old one keeps its days, to the day before.

    Raises `NamedSinceThen` if the present name began on that day or later.
    """
    present = agency.names.filter(valid_until=None).first()
    if present is not None and present.valid_from >= since:
        raise NamedSinceThen(agency=agency, day=thai_date(present.valid_from))
    agency.names.filter(valid_until=None).update(valid_until=since - timedelta(days=1))
    AgencyName.objects.create(agency=agency, name_th=name_th, name_en=name_en, valid_from=since)
    agency.name_th, agency.name_en = name_th, name_en
    agency.save(update_fields=["name_th", "name_en"])
    audit.record("agency.renamed", agency, by=by, at=at, since=since.isoformat())


@transaction.atomic
def open_account(
    *,
    username: str,
    password: str | None,
    first_name: str,
    last_name: str,
    by: User | None,
    at: datetime,
    memberships: Iterable[tuple[Agency, Role]] = (),
) -> User:
    """Give somebody an account with roles at agencies; without a password it opens for nobody until it gets one."""
    user = User.objects.create_user(username, password=password, first_name=first_name, last_name=last_name)
    Membership.objects.bulk_create(
        Membership(user=user, agency=agency, role=role) for agency, role in memberships
    )
    audit.record("account.opened", user, by=by, at=at)
    return user
