"""The audit trail: one row a change, written by the service that makes it, inside its transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractUser
from django.db import models, transaction

from core.models import AuditEntry

SYSTEM = "system"


def record_each(
    action: str,
    subjects: Iterable[tuple[models.Model, dict[str, Any]]],
    *,
    by: AbstractUser | None,
    at: datetime,
) -> None:
    """One row for each (person, facts), all by the same hand at the same moment; the persons are the subjects."""
    _refuse_alone(action)
    rows = [_row(action, subject, by, at, subject.pk, facts) for subject, facts in subjects]
    AuditEntry.objects.bulk_create(rows, batch_size=1_000)


def record(
    action: str,
    subject: models.Model,
    *,
    by: AbstractUser | None,
    at: datetime,
    person: UUID | None = None,
    **facts: Any,
) -> AuditEntry:
    """Write one audit row. `by=None` means the product itself acted (a deadline, a worker).

    Raises `TransactionManagementError` outside a transaction: a change without its audit row must be impossible.
    """
    _refuse_alone(action)
    entry = _row(action, subject, by, at, person, facts)
    entry.save(force_insert=True)
    return entry


def _refuse_alone(action: str) -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"{action}: an audit row belongs to a transaction")


def _row(
    action: str,
    subject: models.Model,
    by: AbstractUser | None,
    at: datetime,
    person: UUID | None,
    facts: dict[str, Any],
) -> AuditEntry:
    return AuditEntry(
        at=at,
        actor_id=by.pk if by else None,
        actor_name=by.get_full_name() or by.get_username() if by else SYSTEM,
        agency_id=getattr(by, "acting_for", None),
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        person_id=person,
        facts=facts,
    )
