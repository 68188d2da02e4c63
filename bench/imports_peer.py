"""The same rows by django-import-export: one ModelResource, row by row, into the same tables.

It does what our import does: the rules of `enrollment.checking`, the number looked up, names compared by sound with
everybody before (by the same table in memory), a search key and a sort key, a sealed number, a guardian; and what the
library adds for safety, `full_clean`. Its preview is its dry run, with what differs in each row (its default).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.utils import timezone
from import_export import fields, resources, widgets

from agencies.models import Agency, Place, User
from bench.imports_file import HEADINGS
from core.dates import PartialDate, parse_thai_date
from enrollment.checking import EntryRefused, Known, checked
from enrollment.entries import GuardianEntry, PersonEntry, columns_of
from enrollment.enums import CaseType, Education, Grade, Reason
from enrollment.importing.columns import squeezed
from enrollment.importing.judging import Crowd, Someone, may_be, sound_of
from enrollment.importing.vocabulary import choice_words
from enrollment.models import Graduate, Identifier
from enrollment.queries.imports import crowd_for
from enrollment.queries.people import known_on, lookup_of
from enrollment.services.numbers import sealed_identifier
from enrollment.services.people import guardian_row, name_keys


class Day(widgets.Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return parse_thai_date(value).span[0] if value else None  # type: ignore[index]


class Word(widgets.Widget):
    def __init__(self, choices: Any) -> None:
        super().__init__()
        self.words = choice_words(choices)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return self.words[squeezed(value)]


class Words(Word):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return [self.words[squeezed(part)] for part in value.split(",")]


class Named(widgets.Widget):
    def __init__(self, rows: dict[str, Any]) -> None:
        super().__init__()
        self.rows = rows

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return self.rows[value]


class Yes(widgets.Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        return bool(value == "ใช่")


SAID = (
    "prefix", "given_name", "family_name", "case_type", "grade", "education", "school", "academic_year", "place",
    "address", "phone", "needs_lodging",
)  # fmt: skip
NUMBER = "เลขประจำตัวประชาชน"


def entry_from(person: Graduate, row: Any) -> PersonEntry:
    """What the cells said, to be checked by the rules of the house."""
    guardian = GuardianEntry(row["ชื่อผู้ปกครอง"], row["ความสัมพันธ์"], row["โทรศัพท์ผู้ปกครอง"])
    said = {name: getattr(person, name) for name in SAID}
    birth = PartialDate.exact(person.birth_date) if person.birth_date else None
    return PersonEntry(
        **said, identifier=row[NUMBER], birth=birth, reasons=tuple(person.reasons), guardian=guardian
    )


@dataclass(frozen=True)
class World:
    """The schools, places and people of the moment, and by whom the rows are entered."""

    office: Agency
    by: User
    at: datetime
    schools: dict[str, Agency]
    places: dict[str, Place]
    known: Known
    crowd: Crowd

    @classmethod
    def of(cls, office: Agency, by: User) -> World:
        at = timezone.now()
        return cls(
            office,
            by,
            at,
            schools={school.name_th: school for school in Agency.objects.all()},
            places={place.name_th: place for place in Place.objects.filter(level="subdistrict")},
            known=known_on(timezone.localdate(at)),
            crowd=crowd_for(by)[0],
        )


class Leavers(resources.ModelResource):
    """The resource. Columns that refer to schools and places get their widgets with the world of the moment."""

    prefix = fields.Field("prefix", "คำนำหน้า")
    given_name = fields.Field("given_name", "ชื่อ")
    family_name = fields.Field("family_name", "นามสกุล")
    birth_date = fields.Field("birth_date", "วันเกิด", widget=Day())
    school = fields.Field("school", "โรงเรียน")
    academic_year = fields.Field("academic_year", "ปีการศึกษา", widget=widgets.IntegerWidget())
    case_type = fields.Field("case_type", "ประเภทกรณี", widget=Word(CaseType))
    grade = fields.Field("grade", "ชั้นที่ออก", widget=Word(Grade))
    education = fields.Field("education", "วุฒิการศึกษา", widget=Word(Education))
    reasons = fields.Field("reasons", "สาเหตุที่ไม่เรียนต่อ", widget=Words(Reason))
    phone = fields.Field("phone", "โทรศัพท์")
    address = fields.Field("address", "ที่อยู่")
    place = fields.Field("place", "ตำบล")
    needs_lodging = fields.Field("needs_lodging", "ต้องการที่พัก", widget=Yes())

    class Meta:
        model = Graduate
        import_id_fields = ()
        force_init_instance = True
        use_transactions = True
        clean_model_instances = True

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.fields["school"].widget = Named(world.schools)
        self.fields["place"].widget = Named(world.places)

    def import_instance(self, instance: Graduate, row: Any, **kwargs: Any) -> None:
        super().import_instance(instance, row, **kwargs)
        try:
            entry = checked(entry_from(instance, row), self.world.known)
        except EntryRefused as refused:
            raise ValidationError({fault.field: fault.code for fault in refused.faults}) from refused
        self.entry = entry
        keys = name_keys(entry.given_name, entry.family_name, "")
        for name, value in (columns_of(entry) | keys).items():
            setattr(instance, name, value)
        world = self.world
        instance.registered_by, instance.entered_by, instance.registered_at = world.office, world.by, world.at

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        """A number that is taken; the errors of a row are raised afterwards."""
        if import_validation_errors:
            return False
        numbers = Identifier.objects.filter(kind="citizen", lookup=lookup_of(self.entry.identifier))
        return numbers.exists()

    def before_save_instance(self, instance: Graduate, row: Any, **kwargs: Any) -> None:
        """Whom the row may be a second time: noted, as if every possible duplicate were ticked."""
        given, family = instance.given_name, instance.family_name
        someone = Someone(given, family, str(instance.birth_date), instance.school_id, str(instance.pk))
        alike = self.world.crowd.alike.get(sound_of(given, family), ())
        self.near = [other for other in alike if may_be(someone, other)]
        self.world.crowd.add(someone)

    def after_save_instance(self, instance: Graduate, row: Any, **kwargs: Any) -> None:
        sealed_identifier(instance, self.entry.identifier, since=self.world.at).save(force_insert=True)
        if self.entry.guardian:
            guardian_row(instance, self.entry.guardian).save(force_insert=True)


def enter(clerk: Any, rows: list[tuple[str, ...]], *, dry_run: bool) -> int:
    """Enter the rows and take them back; how many there were. Raises what the library raises."""
    data = tablib.Dataset(*rows, headers=HEADINGS)
    with clerk.rolled_back():
        world = World.of(clerk.world.office, clerk.world.user)
        result = Leavers(world).import_data(data, dry_run=dry_run)
    if result.has_errors() or not result.totals["new"]:
        raise RuntimeError(result.row_errors() or result.totals)
    return len(rows)
