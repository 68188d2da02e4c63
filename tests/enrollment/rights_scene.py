"""A person of whom every table speaks, with a canary in every column that takes words."""

import itertools
import uuid
from datetime import time, timedelta

from allauth.account.models import EmailAddress
from django.db import connection, models

from core.holdings import holding_of, tables_about
from core.models import AuditEntry, Job, SealedFile
from enrollment.models import Graduate, ImportBatch, ImportChunk, ScanFile
from tests.clock import NOW
from tests.factories.agencies import AccountFactory, SchoolFactory
from tests.factories.enrollment import EnrollmentFactory, GraduateFactory
from tests.factories.training import SessionFactory

CANARY = "ฌฬฦฆ"  # four letters that stand together in no Thai word
BYTES = CANARY.encode()
NOT_TEXT = ("core.auditentry",)  # its rows speak of several people: canaries are put in by hand
# What a made-up row must say so that the database takes it, and that nothing of it is still open.
FACTS = {
    "enrollment.referral": {"state": "accepted", "basis": "consent", "source": "self"},
    "enrollment.enrollment": {"state": "completed", "seat_number": 1, "seat_limit": 20},
    "enrollment.offer": {"state": "accepted"},
    "enrollment.attendance": {"mark": "present"},
    "enrollment.assessment": {"theory": 80, "practice": 80},
    "enrollment.completion": {"minutes_attended": 1, "minutes_total": 1},
    "enrollment.retentionhold": {"lifted_at": NOW},
    "enrollment.erasure": {"state": "dropped"},
    "enrollment.rightsrequest": {"state": "rejected"},
    "enrollment.merge": {"undone_at": NOW},
    "enrollment.placementsite": {"starts": time(8), "ends": time(17), "minutes_a_day": 480},
    "enrollment.placementday": {"minutes": 60},
    "enrollment.runchange": {"kind": "merge"},
    "certificates.certificate": {"state": "revoked", "state_reason": CANARY},
}


def told_of(*, school=None):
    """The person, with at least one row in every table that speaks of people, and canaries everywhere."""
    school = school or SchoolFactory()
    person = GraduateFactory(school=school, user=AccountFactory(), birth_date=NOW.date().replace(year=2010))
    made = {Graduate: person}
    seat = EnrollmentFactory(graduate=person, state="completed")
    session = SessionFactory(run=seat.run)
    for known in (seat, seat.run, session, session.topic):
        made[type(known)] = known
    for table in reversed(tables_about(Graduate)):
        if not table.rows_of([person.pk]).exists():
            made[table.model] = _row(table.model, made, person)
    _beside(person)
    for table in tables_about(Graduate):
        if table.label not in NOT_TEXT:
            fill(table.rows_of([person.pk]))
    fill(Graduate.objects.filter(pk=person.pk))
    fill(type(person.user).objects.filter(pk=person.user_id), leave={"password"})
    return Graduate.objects.get(pk=person.pk)


def _beside(person):
    """What no foreign key of a person's table leads to: account, files, import, the trail, a job."""
    EmailAddress.objects.create(user=person.user, email=f"{CANARY}@example.org")
    batch = ImportBatch.objects.create(
        agency=person.school,
        owner=AccountFactory(),
        file_name="a.csv",
        file_sha256="",
        sealed_file=BYTES,
        state="applied",
        uploaded_at=NOW,
    )
    ImportChunk.objects.create(batch=batch, number=0, first_row=2, last_row=2, sealed=BYTES)
    Graduate.objects.filter(pk=person.pk).update(import_batch=batch)
    ScanFile.objects.filter(read_pages__graduate=person).update(name=CANARY, problem=CANARY)
    Job.objects.create(
        kind="x", title=CANARY, message=CANARY, result_url=f"/people/{person.pk}/", result={"x": CANARY}
    )
    facts = {"actor_name": "ครู", "action": "x", "subject_type": "x", "subject_id": "1", "at": NOW}
    AuditEntry.objects.create(**facts, person_id=person.pk, facts={"why": CANARY})
    AuditEntry.objects.create(**facts | {"actor_name": CANARY}, actor_id=person.user_id)
    for table in tables_about(Graduate):
        for field in table.model._meta.concrete_fields:
            if field.related_model is SealedFile:
                file = SealedFile.objects.create(
                    name=CANARY, media_type="image/jpeg", size=1, sealed=BYTES, stored_at=NOW
                )
                row = table.rows_of([person.pk]).first()
                table.model.objects.filter(pk=row.pk).update(**{field.name: file})


def fill(rows, leave=frozenset()):
    """Put the canary into every column of the rows that takes words, JSON or bytes."""
    values = {}
    for field in rows.model._meta.concrete_fields:
        if field.primary_key or field.choices or field.name in leave or field.is_relation:
            continue
        if isinstance(field, models.CharField | models.TextField):
            values[field.name] = CANARY
        elif isinstance(field, models.JSONField):
            values[field.name] = [CANARY]
        elif isinstance(field, models.BinaryField):
            values[field.name] = BYTES
    if values:
        rows.update(**values)


_numbers = itertools.count(1)


def _row(model, made, person):
    """A row of a table nobody told us about: each column gets something of its kind."""
    values = dict(FACTS.get(model._meta.label_lower, {}))
    for field in model._meta.concrete_fields:
        if field.name in values or (field.primary_key and not field.is_relation) or field.has_default():
            continue
        if field.is_relation:
            if not field.null or field.related_model in made:
                values[field.name] = _related(model, field, made, person, values)
        elif field.name == "person_id":
            values[field.name] = person.pk
        elif not field.null:
            values[field.name] = _value(field)
    return model._base_manager.create(**values)


def _related(model, field, made, person, values):
    if field.related_model is model:
        return None
    if field.related_model is Graduate:
        return person if person not in values.values() else GraduateFactory(school=person.school)
    if field.related_model in made:
        return made[field.related_model]
    if field.related_model is type(person.user):
        return AccountFactory()
    known = field.related_model._base_manager.first()
    return known or _row(field.related_model, made, person)


def _value(field):
    if field.choices:
        return field.flatchoices[0][0]
    kinds = (
        (models.DateTimeField, NOW),
        (models.DateField, NOW.date() + timedelta(days=next(_numbers))),
        (models.UUIDField, uuid.uuid4()),
        (models.BooleanField, False),
        (models.JSONField, []),
        (models.BinaryField, b""),
        (models.CharField, str(next(_numbers))),
        (models.TextField, str(next(_numbers))),
    )
    return next((value for kind, value in kinds if isinstance(field, kind)), next(_numbers))


def where_is(canary=CANARY):
    """Every column of every table in which the word stands, as `table.column`, whatever the model says."""
    found = set()
    escaped = canary.encode("unicode_escape").decode()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  a table's name
            names = [column[0] for column in cursor.description]
            for row in cursor:
                found |= {
                    f"{table}.{name}"
                    for name, cell in zip(names, row, strict=True)
                    if _holds(cell, canary, escaped)
                }
    return found


def _holds(cell, canary, escaped):
    text = bytes(cell).decode("utf-8", "replace") if isinstance(cell, bytes | memoryview) else str(cell)
    return canary in text or escaped in text


def documented():
    """`table.column` of every column that may keep words, as the holdings say with a reason."""
    return {
        f"{table.model._meta.db_table}.{table.model._meta.get_field(column).column}"
        for table in tables_about(Graduate)
        for column in holding_of(table).kept
    }
