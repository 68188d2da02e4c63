"""The same rows by django-import-export: one ModelResource, row by row, into the same tables."""

from __future__ import annotations

from typing import Any

import tablib
from django.utils import timezone
from import_export import fields, resources, widgets

from agencies.models import Agency, Place
from bench.imports_file import HEADINGS
from core.dates import parse_thai_date
from enrollment.entries import GuardianEntry
from enrollment.enums import CaseType, Education, Grade, Reason
from enrollment.importing.columns import squeezed
from enrollment.importing.vocabulary import choice_words
from enrollment.models import Graduate, Identifier
from enrollment.queries.people import lookup_of
from enrollment.services.people import guardian_row, name_keys, sealed_identifier


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
        return value == "ใช่"


def resource_for(office: Agency) -> Any:
    """The resource, with the schools and places of the moment."""
    schools = {school.name_th: school for school in Agency.objects.all()}
    places = {place.name_th: place for place in Place.objects.filter(level="subdistrict")}
    at = timezone.now()

    class Leavers(resources.ModelResource):
        prefix = fields.Field("prefix", "คำนำหน้า")
        given_name = fields.Field("given_name", "ชื่อ")
        family_name = fields.Field("family_name", "นามสกุล")
        birth_date = fields.Field("birth_date", "วันเกิด", widget=Day())
        school = fields.Field("school", "โรงเรียน", widget=Named(schools))
        academic_year = fields.Field("academic_year", "ปีการศึกษา", widget=widgets.IntegerWidget())
        case_type = fields.Field("case_type", "ประเภทกรณี", widget=Word(CaseType))
        grade = fields.Field("grade", "ชั้นที่ออก", widget=Word(Grade))
        education = fields.Field("education", "วุฒิการศึกษา", widget=Word(Education))
        reasons = fields.Field("reasons", "สาเหตุที่ไม่เรียนต่อ", widget=Words(Reason))
        phone = fields.Field("phone", "โทรศัพท์")
        address = fields.Field("address", "ที่อยู่")
        place = fields.Field("place", "ตำบล", widget=Named(places))
        needs_lodging = fields.Field("needs_lodging", "ต้องการที่พัก", widget=Yes())

        class Meta:
            model = Graduate
            import_id_fields = ()
            force_init_instance = True
            skip_diff = True
            use_transactions = True

        def before_save_instance(self, instance: Graduate, row: Any, **kwargs: Any) -> None:
            keys = name_keys(instance.given_name, instance.family_name, "")
            instance.sort_key, instance.search_text = keys["sort_key"], keys["search_text"]
            instance.registered_by, instance.registered_at = office, at

        def skip_row(
            self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None
        ) -> bool:
            try:
                return Identifier.objects.filter(
                    kind="citizen", lookup=lookup_of(row["เลขประจำตัวประชาชน"])
                ).exists()
            except ValueError:
                return True

        def after_save_instance(self, instance: Graduate, row: Any, **kwargs: Any) -> None:
            sealed_identifier(instance, row["เลขประจำตัวประชาชน"], since=at).save(force_insert=True)
            entry = GuardianEntry(row["ชื่อผู้ปกครอง"], row["ความสัมพันธ์"], row["โทรศัพท์ผู้ปกครอง"])
            guardian_row(instance, entry).save(force_insert=True)

    return Leavers()


def enter(clerk: Any, rows: list[tuple[str, ...]]) -> int:
    """Enter the rows and take them back; how many there were. Raises what the library raises."""
    data = tablib.Dataset(*rows, headers=HEADINGS)
    with clerk.rolled_back():
        result = resource_for(clerk.world.office).import_data(data, raise_errors=True)
    return len(result.rows)
