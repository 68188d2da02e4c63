"""Writes about agencies: registered, renamed, moved, known by codes."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.agency_list import Entry, ListedAgency
from agencies.enums import AgencyKind, Role
from agencies.models import Agency, AgencyCode, AgencyName, Place, User
from agencies.permissions import holders, possible_roles, provinces_looked_after
from agencies.search_texts import agency_sort_key
from core import audit
from core.refusals import Refused
from core.templatetags.ui import thai_date


class NamedSinceThen(Refused):
    sentence = _("%(agency)s has had its present name only since %(day)s.")
    remedy = _("Give a later day for the new name.")


class NotYetNamedSo(Refused):
    sentence = _("%(day)s is still to come: until then the present name holds.")
    remedy = _("Enter the new name on that day.")


class CodeTaken(Refused):
    sentence = _("The code %(code)s of this kind belongs to %(agency)s.")
    remedy = _("Compare the code, or look whether the agency is registered already.")


class BelongsToItself(Refused):
    sentence = _("%(agency)s cannot belong to %(parent)s, which belongs to it.")
    remedy = _("Choose another agency.")


class ServesNowhere(Refused):
    sentence = _("An agency serves at least one province.")
    remedy = _("Choose its provinces.")


class RoleHeldThere(Refused):
    sentence = _("Somebody holds the role “%(role)s” here, which an agency of this kind does not have.")
    remedy = _("Keep the kind, or end that role first.")


class BeyondYourProvinces(Refused):
    sentence = _("%(agency)s has officers, and you do not look after %(provinces)s yourself.")
    remedy = _("Leave these provinces out.")


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
    """Enter an agency with its codes as (system, code) pairs and the provinces it serves. Raises `CodeTaken`."""
    agency = Agency.objects.create(
        kind=kind,
        name_th=name_th,
        name_en=name_en,
        place=place,
        parent=parent,
        sort_key=agency_sort_key(name_th),
    )
    agency.provinces.set(provinces)
    for system, code in codes:
        _add_code(agency, system, code)
    AgencyName.objects.create(
        agency=agency, name_th=name_th, name_en=name_en, valid_from=named_since or timezone.localdate(at)
    )
    audit.record("agency.registered", agency, by=by, at=at, kind=kind)
    return agency


@transaction.atomic
def register_agencies(
    *,
    lines: Iterable[ListedAgency],
    kind: AgencyKind,
    place: Place,
    provinces: Collection[Place],
    parent: Agency | None,
    code_system: str,
    by: User,
    at: datetime,
) -> list[Agency]:
    """Enter the new agencies of a list, all of one kind at one place, or none of them. Raises `CodeTaken`."""
    return [
        register_agency(
            kind=kind,
            name_th=line.name_th,
            name_en=line.name_en,
            place=place,
            provinces=provinces,
            parent=parent,
            codes=[(code_system, line.code)] if line.code else [],
            by=by,
            at=at,
        )
        for line in lines
        if line.entry == Entry.NEW
    ]


@transaction.atomic
def rename_agency(
    agency: Agency, *, name_th: str, name_en: str, since: date, by: User | None, at: datetime
) -> None:
    """Give the agency a new name from `since` on; the old one keeps its days, to the day before.

    Raises `NamedSinceThen` if the present name began on that day or later, `NotYetNamedSo` for a day to come.
    """
    if since > timezone.localdate(at):
        raise NotYetNamedSo(day=thai_date(since))
    present = agency.names.select_for_update().filter(valid_until=None).first()
    if present is not None and present.valid_from >= since:
        raise NamedSinceThen(agency=agency, day=thai_date(present.valid_from))
    agency.names.filter(valid_until=None).update(valid_until=since - timedelta(days=1))
    AgencyName.objects.create(agency=agency, name_th=name_th, name_en=name_en, valid_from=since)
    agency.name_th, agency.name_en, agency.sort_key = name_th, name_en, agency_sort_key(name_th)
    agency.save(update_fields=["name_th", "name_en", "sort_key"])
    audit.record("agency.renamed", agency, by=by, at=at, since=since.isoformat())


@transaction.atomic
def change_agency(
    agency: Agency,
    *,
    kind: AgencyKind,
    place: Place,
    provinces: Collection[Place],
    parent: Agency | None,
    by: User,
    at: datetime,
) -> None:
    """Correct what an agency is, where it is, which provinces it serves and to whom it belongs.

    What its people may do follows from both kind and provinces, so neither widens what somebody may do there.
    Raises `ServesNowhere`, `BelongsToItself`, `RoleHeldThere`, `BeyondYourProvinces`.
    """
    if not provinces:
        raise ServesNowhere
    _refuse_other_roles(agency, kind, at)
    _refuse_wider(agency, provinces, by)
    above = parent
    while above is not None:
        if above.pk == agency.pk:
            raise BelongsToItself(agency=agency, parent=parent)
        above = above.parent
    agency.kind, agency.place, agency.parent = kind, place, parent
    agency.save(update_fields=["kind", "place", "parent"])
    agency.provinces.set(provinces)
    keys = sorted(province.pk for province in provinces)
    audit.record("agency.changed", agency, by=by, at=at, kind=kind, place=place.pk, provinces=keys)


def _refuse_other_roles(agency: Agency, kind: AgencyKind, at: datetime) -> None:
    live = agency.memberships.filter(Q(until=None) | Q(until__gte=timezone.localdate(at)))
    lost = set(live.values_list("role", flat=True)) - set(possible_roles(kind))
    if kind != agency.kind and lost:
        raise RoleHeldThere(role=Role(min(lost)).label)


def _refuse_wider(agency: Agency, provinces: Collection[Place], by: User) -> None:
    """Officers look after the provinces that their agency serves: whoever adds one must look after it already."""
    known = {*agency.provinces.all(), *provinces_looked_after(by)}
    beyond = [province for province in provinces if province not in known]
    if beyond and holders(agency, Role.OFFICER).exists():
        raise BeyondYourProvinces(agency=agency, provinces=", ".join(map(str, beyond)))


@transaction.atomic
def give_code(agency: Agency, *, system: str, code: str, by: User, at: datetime) -> AgencyCode:
    """Know the agency by one more code. Raises `CodeTaken`."""
    row = _add_code(agency, system, code)
    audit.record("agency.code_given", agency, by=by, at=at, system=system, code=code)
    return row


@transaction.atomic
def remove_code(row: AgencyCode, *, by: User, at: datetime) -> None:
    """Know the agency by this code no more."""
    audit.record("agency.code_removed", row.agency, by=by, at=at, system=row.system, code=row.code)
    row.delete()


def _add_code(agency: Agency, system: str, code: str) -> AgencyCode:
    try:
        with transaction.atomic():
            return AgencyCode.objects.create(agency=agency, system=system, code=code)
    except IntegrityError as clash:
        owner = Agency.objects.filter(codes__system=system, codes__code=code).first()
        raise CodeTaken(code=code, agency=owner or agency) from clash
