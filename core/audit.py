"""The audit trail: one row a change, written by the service that makes it, inside its transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractUser
from django.db import models, transaction

from core.bulk import Line, Table
from core.models import AuditEntry

SYSTEM = "system"


class Each:
    """One row for each (person, facts), all by the same hand at the same moment; the persons are the subjects.

    Made ready at once, so that the transaction in which `write` is called has only to take them.
    """

    def __init__(
        self,
        action: str,
        subjects: Iterable[tuple[models.Model, dict[str, Any]]],
        *,
        by: AbstractUser | None,
        at: datetime,
    ) -> None:
        self._action = action
        self._table: Table | None = None
        self._lines: list[Line] = []
        for subject, facts in subjects:
            self._table = self._table or Table(_row(action, subject, by, at, subject.pk, {}))
            said = {"subject_id": str(subject.pk), "person_id": subject.pk, "facts": facts}
            self._lines.append(self._table.line(said))

    def write(self) -> None:
        """Raises `TransactionManagementError` outside a transaction."""
        _refuse_alone(self._action)
        if self._table:
            self._table.insert(self._lines)


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
