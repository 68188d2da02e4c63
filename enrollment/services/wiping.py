"""The hands of an erasure: every table that speaks of the person, the account, the scans, the trail's words."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import CharField, F, Model, Q, TextField

from agencies.enums import PlaceLevel
from agencies.models import User
from core.holdings import DELETED, Table, holding_of, tables_about
from core.models import AuditEntry, Job, SealedFile
from core.seals import withhold
from enrollment.enums import DatePrecision, ImportState, SlipPurpose
from enrollment.models import ConsentPrint, ConsentSlip, Graduate, ImportBatch, ImportChunk, ScanFile
from enrollment.queries.rights import everyone_of
from enrollment.services.imports import discard_import
from enrollment.services.sheet_keeping import wipe_sheets

# What remains of the row itself: enough to be counted by year, school and district, too little to be somebody.
BLANK = {
    "prefix": "", "given_name": "", "family_name": "", "name_en": "", "sort_key": "", "search_text": "",
    "reasons": [], "interests": [], "aptitudes": [], "address": "", "phone": "", "phone_owner": "",
    "needs_lodging": False, "user": None, "entered_by": None, "import_batch": None,
}  # fmt: skip


def wipe(person: Graduate, *, at: datetime) -> tuple[list[UUID], list[int]]:
    """Take everything that speaks of the person, and of the records merged into theirs, out of the database.

    Returns the keys of the records and of the accounts. The caller checks, locks and records.
    """
    people = everyone_of(person)
    keys = [row.pk for row in people]
    accounts = [row.user for row in people if row.user and not _has_work(row.user)]
    files = _files_of(keys)
    _wipe_imports(people, at=at)
    _wipe_prints(keys)
    _wipe_scans(keys)
    wipe_sheets(keys)
    _withhold_words(keys, [user.pk for user in accounts])
    for table in tables_about(Graduate):
        _wipe_table(table, keys)
    _delete_files(files)
    for row in people:
        _wipe_row(row, at)
    for user in accounts:
        _close(user)
    for key in keys:
        Job.objects.filter(result_url__contains=str(key)).update(title="", message="", result={})
    return keys, [user.pk for user in accounts]


def _wipe_table(table: Table, keys: list[UUID]) -> None:
    holding, rows = holding_of(table), table.rows_of(keys)
    if holding.erased == DELETED:
        rows.delete()
    elif isinstance(holding.erased, dict) and holding.erased:
        rows.update(**{name: value() if value is dict else value for name, value in holding.erased.items()})


def _wipe_row(row: Graduate, at: datetime) -> None:
    place = row.place.parent_id if row.place and row.place.level == PlaceLevel.SUBDISTRICT else row.place_id
    born = date(row.birth_date.year, 1, 1) if row.birth_date else None
    Graduate.objects.filter(pk=row.pk).update(
        **BLANK,
        place=place,
        birth_date=born,
        birth_precision=DatePrecision.YEAR,
        erased_at=at,
        version=F("version") + 1,
    )


def _has_work(user: User) -> bool:
    """Somebody who has become staff or a trainer since keeps the account; it is only no longer this person's."""
    return user.memberships.exists() or hasattr(user, "trainer")


def _close(user: User) -> None:
    """The account stays as a key for what it did; nobody can sign in with it, and it has no name."""
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    for column in user._meta.concrete_fields:  # also those that an account gets one day
        if isinstance(column, CharField | TextField):
            setattr(user, column.attname, "")
    user.username, user.is_active, user.last_login = f"erased-{uuid.uuid4().hex}", False, None
    user.set_unusable_password()  # ends every session too
    user.save()


def _withhold_words(keys: list[UUID], accounts: list[int]) -> None:
    for row in AuditEntry.objects.filter(Q(person_id__in=keys) | Q(actor_id__in=accounts)).order_by("pk"):
        withhold(row, _words(row, keys, accounts))
        row.save(update_fields=["actor_name", "facts", "withheld"])


def _words(row: AuditEntry, keys: list[UUID], accounts: list[int]) -> list[str]:
    about = ["facts"] if row.person_id in keys else []
    return about + (["actor_name"] if row.actor_id in accounts else [])


def _wipe_imports(people: list[Graduate], *, at: datetime) -> None:
    """A file cannot lose one of its sealed rows: it goes whole, those that only compared with the person too.

    Its import can no longer be undone; one that waits to be confirmed is discarded. One that is being entered at
    this moment is refused there, since the person is another than the file was compared with.
    """
    named = Q()
    for row in people:
        named |= Q(people__contains=str(row.pk))
    naming = ImportChunk.objects.filter(named).exclude(batch__state=ImportState.APPLYING)
    entered = {row.import_batch_id for row in people if row.import_batch_id}
    batches = ImportBatch.objects.filter(pk__in=entered | set(naming.values_list("batch", flat=True)))
    for batch in batches.filter(state=ImportState.READY).without_files():
        discard_import(batch, by=None, at=at)
    batches.wipe()


def _wipe_prints(keys: list[UUID]) -> None:
    """A file of printed forms cannot lose a page either: it goes whole. Its slips were made when it was stored."""
    forms = ConsentSlip.objects.filter(graduate__in=keys, purpose=SlipPurpose.FORM)
    same = ConsentPrint.objects.filter(
        owner__in=forms.values("made_by"), file__stored_at__in=forms.values("made_at")
    )
    SealedFile.objects.filter(pk__in=same.values("file")).delete()


def _wipe_scans(keys: list[UUID]) -> None:
    """What people call the photograph of a page is often a name; it also stands in what was wrong with the file."""
    files = ScanFile.objects.filter(read_pages__graduate__in=keys).values_list("pk", flat=True)
    ScanFile.objects.filter(pk__in=list(files)).update(name="–", problem="")


def _files_of(keys: list[UUID]) -> set[UUID]:
    """Sealed files to which rows about these people point."""
    return {
        key
        for table in tables_about(Graduate)
        for name in file_columns(table.model)
        for key in table.rows_of(keys).values_list(name, flat=True)
        if key
    }


def file_columns(model: type[Model]) -> list[str]:
    """Columns of a table that point to a sealed file."""
    return [field.attname for field in model._meta.concrete_fields if field.related_model is SealedFile]


def _delete_files(files: set[UUID]) -> None:
    SealedFile.objects.filter(pk__in=files).delete()
