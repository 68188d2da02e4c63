"""All that is held about a person as one archive: pages to read in Thai and English, every row as JSON, their files,
and the register's own facts in the columns of an import, so that another register can take them over.

Other people are left out: accounts appear as what they are to the person ("staff"), other pupils not at all.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import mimetypes
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import BinaryField, Field, ForeignKey, JSONField, Model
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agencies.models import Agency, Place
from core import files
from core.holdings import Holding, Table, holding_of, tables_about
from core.models import AuditEntry, Job, SealedFile
from core.templatetags.ui import thai_date, thai_datetime
from enrollment.entries import entry_of
from enrollment.importing.columns import SYNONYMS
from enrollment.models import Graduate, Identifier, Sighting
from enrollment.queries.rights import everyone_of

# Columns that are keys, hashes or normalised copies of what stands beside them.
TECHNICAL = frozenset({"sort_key", "search_text", "lookup", "digest", "ticket", "key", "withheld", "version"})
HIDDEN_MODELS = (Job,)


@dataclass(frozen=True)
class Part:
    """One table's rows about the person, as words for a page and as values for JSON."""

    title: str
    label: str
    rows: list[dict[str, Any]]
    words: list[list[tuple[str, str]]]


@dataclass
class Scope:
    """Whose data it is: the records that stand for the person, and the account with which they sign in."""

    person: Graduate
    people: list[Graduate]
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def keys(self) -> list[UUID]:
        return [row.pk for row in self.people]

    @property
    def accounts(self) -> set[int]:
        return {row.user_id for row in self.people if row.user_id}


def archive_of(person: Graduate, *, at: datetime) -> bytes:
    """The ZIP. The same rows give the same bytes, apart from the moment it names."""
    scope = Scope(person, everyone_of(person))
    pages = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            parts = list(parts_of(scope))
            pages[language] = render_to_string(
                "enrollment/rights/archive.html", {"person": person, "parts": parts, "made_at": at}
            )
    with translation.override("en"):
        data = {part.label: part.rows for part in parts_of(scope)}
    entries = {
        "thai.html": pages["th"].encode(),
        "english.html": pages["en"].encode(),
        "data.json": json.dumps(data, ensure_ascii=False, indent=1, default=str).encode(),
        "register.csv": _register_line(person).encode("utf-8-sig"),
        **scope.files,
    }
    return _zip(entries, at)


def _zip(entries: dict[str, bytes], at: datetime) -> bytes:
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in entries.items())
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**entries, "SHA256SUMS": sums.encode()}.items():
            archive.writestr(zipfile.ZipInfo(name, timezone.localtime(at).timetuple()[:6]), content)
    return buffer.getvalue()


# ------------------------------------------------------------------ rows


def parts_of(scope: Scope) -> Iterator[Part]:
    """The person's own rows first, then every table that speaks of them, the nearest first."""
    yield _part(_("The register"), Graduate, scope.people, scope, Holding("", {}, ""))
    for table in reversed(tables_about(Graduate)):
        holding = holding_of(table)
        if not holding.left_out:
            rows = list(_rows(table, scope))
            if rows:
                yield _part(str(holding.title), table.model, rows, scope, holding)


def _rows(table: Table, scope: Scope) -> Iterator[Model]:
    """Rows about the person; who looked because of this very copy is not news."""
    rows = table.rows_of(scope.keys)
    relations = [field.name for field in _columns(table.model) if isinstance(field, ForeignKey)]
    return iter(rows.select_related(*relations) if relations else rows)


def _part(title: str, model: type[Model], rows: list[Any], scope: Scope, holding: Holding) -> Part:
    columns = _columns(model)
    values = [{column.name: _value(row, column, scope) for column in columns} for row in rows]
    words = [
        [(str(column.verbose_name), text) for column in columns if (text := _words(row, column, scope))]
        for row in rows
    ]
    for row, named in zip(rows, values, strict=True):
        if isinstance(row, Identifier):
            named["number"] = row.reveal()
        named["files"] = list(_keep_files(row, scope, holding))
    return Part(title, model._meta.label_lower, values, words)


def _columns(model: type[Model]) -> list[Field[Any, Any]]:
    return [
        column
        for column in model._meta.concrete_fields
        if not isinstance(column, BinaryField)
        and column.name not in TECHNICAL
        and column.related_model not in HIDDEN_MODELS
        and not (model is AuditEntry and column.name == "seal")
    ]


def _value(row: Any, column: Field[Any, Any], scope: Scope) -> Any:
    """A plain value; other people become a role, a code its code."""
    raw = getattr(row, column.attname)
    if raw is None:
        return None
    if _is_account(row, column):
        return "self" if raw in scope.accounts else "staff"
    if column.related_model is Graduate or column.name == "person_id":
        return str(raw) if raw in scope.keys else "another person"
    if column.related_model in (Agency, Place):
        return {"id": raw, "name": str(getattr(row, column.name))}
    if column.name == "actor_name":
        return "self" if row.actor_id in scope.accounts else "staff" if row.actor_id else "system"
    return raw if isinstance(raw, bool | int | str | list | dict) else str(raw)


def _words(row: Any, column: Field[Any, Any], scope: Scope) -> str:
    """The value as a reader knows it; "" for what says nothing to a reader."""
    value = _value(row, column, scope)
    if value in (None, "", [], {}) or column.primary_key or (isinstance(value, dict) and "name" not in value):
        return ""
    if column.choices:
        return str(getattr(row, f"get_{column.name}_display")())
    if isinstance(value, dict):
        return str(value["name"])
    if _is_account(row, column) or column.name == "actor_name":
        return {"self": _("the person"), "staff": _("staff"), "system": _("the system")}[value]
    return _plain_words(row, column, value)


def _plain_words(row: Any, column: Field[Any, Any], value: Any) -> str:
    raw = getattr(row, column.attname)
    if isinstance(raw, datetime):
        return thai_datetime(raw)
    if hasattr(raw, "year"):
        return thai_date(raw)
    if isinstance(raw, bool):
        return _("yes") if raw else _("no")
    if isinstance(column, ForeignKey):
        return str(getattr(row, column.name)) if column.related_model not in (SealedFile, Graduate) else ""
    if isinstance(column, JSONField):
        return ", ".join(map(str, raw)) if isinstance(raw, list) else ""
    return "" if isinstance(raw, UUID) else str(value)


def _is_account(row: Any, column: Field[Any, Any]) -> bool:
    named = (AuditEntry, "actor_id"), (Sighting, "account_id")
    of_users = column.related_model is not None and column.related_model._meta.label_lower == "agencies.user"
    return of_users or any(isinstance(row, model) and column.name == name for model, name in named)


# ------------------------------------------------------------------ files


def _keep_files(row: Any, scope: Scope, holding: Holding) -> Iterator[str]:
    """Names in the archive of the files that belong to the row."""
    label = row._meta.model_name
    for column in row._meta.concrete_fields:
        if column.related_model is SealedFile and getattr(row, column.attname):
            kept = getattr(row, column.name)
            ending = mimetypes.guess_extension(kept.media_type) or ""
            yield _add(scope, f"files/{label}-{kept.pk}{ending}", files.content_of(kept))
    for name, ending in holding.files.items():
        yield _add(scope, f"files/{label}-{row.pk}.{ending}", bytes(getattr(row, name)))


def _add(scope: Scope, name: str, content: bytes) -> str:
    scope.files[name] = content
    return name


# ------------------------------------------------------------------ to be taken over


def _register_line(person: Graduate) -> str:
    """Heading and one line, readable by an import (UTF-8 with BOM, so that a spreadsheet shows Thai)."""
    cells = {field: text for field, text in _cells(person) if field in SYNONYMS}
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([SYNONYMS[name][0] for name in cells])
    writer.writerow(cells.values())
    return out.getvalue()


def _cells(person: Graduate) -> Iterator[tuple[str, str]]:
    entry = entry_of(person)
    number = person.identifiers.order_by("-valid_from", "pk").first()
    yield "identifier", number.reveal() if number else ""
    for name in ("prefix", "given_name", "family_name", "name_en", "case_type", "education", "grade"):
        yield name, str(getattr(entry, name))
    yield "birth", str(entry.birth or "")
    yield "school", entry.school.name_th if entry.school else ""
    yield "academic_year", str(entry.academic_year or "")
    for name in ("reasons", "interests", "aptitudes"):
        yield name, ", ".join(getattr(entry, name))
    yield "address", entry.address
    yield "place_code", entry.place.code if entry.place else ""
    yield "phone", entry.phone
    yield "phone_owner", entry.phone_owner
    yield "needs_lodging", "ใช่" if entry.needs_lodging else "ไม่ใช่"
    for barrier in entry.barriers:
        yield barrier.kind, "ใช่" if barrier.holds else "ไม่ใช่"
    if entry.guardian:
        yield "guardian_name", entry.guardian.name
        yield "guardian_relation", entry.guardian.relation
        yield "guardian_phone", entry.guardian.phone
        yield "guardian_consent_training_on", str(entry.guardian.consent_training_on or "")
        yield "guardian_consent_data_on", str(entry.guardian.consent_data_on or "")
