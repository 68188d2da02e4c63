"""Writes about agencies: registered, renamed."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.enums import AgencyKind
from agencies.models import Agency, AgencyCode, AgencyName, Place, User
from agencies.search_texts import agency_sort_key
from core import audit
from core.refusals import Refused
from core.templatetags.ui import thai_date


class NamedSinceThen(Refused):
    sentence = _("%(agency)s has had its present name only since %(day)s.")
    remedy = _("Give a later day for the new name.")


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
    agency = Agency.objects.create(
        kind=kind,
        name_th=name_th,
        name_en=name_en,
        place=place,
        parent=parent,
        sort_key=agency_sort_key(name_th),
    )
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
    agency.name_th, agency.name_en, agency.sort_key = name_th, name_en, agency_sort_key(name_th)
    agency.save(update_fields=["name_th", "name_en", "sort_key"])
    audit.record("agency.renamed", agency, by=by, at=at, since=since.isoformat())
