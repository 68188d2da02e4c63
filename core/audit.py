"""The audit trail: one row a change, written by the service that makes it, inside its transaction."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractUser
from django.db import models, transaction

from core.models import AuditEntry

SYSTEM = "system"


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
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"{action}: an audit row belongs to a transaction")
    return AuditEntry.objects.create(
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
