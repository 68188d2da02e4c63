"""Tamper evidence of the audit trail: a chain of keyed hashes over its rows, and the newest link kept elsewhere.

Rows are appended without waiting for each other; a chore seals what is new, a batch a link. A row belongs to the
link that is written in it, not to a range of keys: of two writers on PostgreSQL the one with the lower key may commit
later, and its row simply goes into the next link. What is found: a row edited, deleted, put in, moved or exchanged, a
link edited, deleted or put in; and, by the heads kept outside the database, a tail cut off or the whole chain
written anew. Not found: what happens to a row in the minutes before it is sealed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from core.models import AuditEntry, AuditSeal

logger = logging.getLogger("core.audit")
MOST_ROWS = 2_000  # of one link: the size of its transaction
WITHHOLDABLE = ("actor_name", "facts")
GENESIS = "0" * 64
ERASED = "person.erased"  # the action that accounts for withheld words


def digest_of(*parts: Any) -> str:
    """The keyed hash of plain values. Its key comes from LOOKUP_KEY, which never changes nor lies in the database."""
    key = hmac.digest(base64.urlsafe_b64decode(settings.LOOKUP_KEY), b"audit trail", hashlib.sha256)
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def row_digest(row: AuditEntry) -> str:
    """All that the row says. A withheld column counts by the hash that it left."""
    words = [row.withheld.get(name) or digest_of(row.pk, name, getattr(row, name)) for name in WITHHOLDABLE]
    at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    return digest_of(
        row.pk,
        at,
        row.actor_id,
        row.agency_id,
        row.action,
        row.subject_type,
        row.subject_id,
        row.person_id,
        *words,
    )


def link_digest(seal: AuditSeal, rows: Iterable[str]) -> str:
    return digest_of(seal.number, seal.previous, seal.rows, list(rows))


def withhold(row: AuditEntry, columns: Iterable[str]) -> None:
    """Empty these columns of the row and leave their hashes, so that the chain still holds. The caller saves."""
    for name in columns:
        if name not in row.withheld:
            row.withheld = row.withheld | {name: digest_of(row.pk, name, getattr(row, name))}
            setattr(row, name, type(getattr(row, name))())


def seal_trail(*, at: datetime) -> None:
    """The chore: seal every row that has none yet, and keep the new heads outside the database."""
    while _seal_batch(at):
        pass
    publish_heads()


@transaction.atomic
def _seal_batch(at: datetime) -> bool:
    """Seal up to `MOST_ROWS` rows; of two workers at once the database lets one take a number. True if more wait.

    The last link is read before the rows: a link that another worker adds in between takes the number that this one
    wants, where rows read first would be sealed twice.
    """
    last = AuditSeal.objects.order_by("-number").first()
    rows = list(AuditEntry.objects.filter(seal=None).order_by("pk")[: MOST_ROWS + 1])
    more, rows = len(rows) > MOST_ROWS, rows[:MOST_ROWS]
    if not rows:
        return False
    seal = AuditSeal(number=last.number + 1 if last else 1, sealed_at=at, rows=len(rows))
    seal.previous = last.digest if last else GENESIS
    seal.digest = link_digest(seal, map(row_digest, rows))
    seal.save(force_insert=True)
    AuditEntry.objects.filter(pk__in=[row.pk for row in rows]).update(seal=seal)
    return more


# ------------------------------------------------------------------ outside the database


def publish_heads() -> None:
    """Append every link that the file does not name yet; a copy of this file elsewhere is what proves the tail."""
    path = Path(settings.AUDIT_HEADS_FILE)
    known = max((number for number, _digest in read_heads()), default=0)
    fresh = AuditSeal.objects.filter(number__gt=known).order_by("number")
    lines = [f"{seal.number} {seal.digest} {seal.rows} {seal.sealed_at.isoformat()}\n" for seal in fresh]
    if not lines:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "w") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())
    logger.info("audit trail sealed: %s", lines[-1].strip())


def read_heads() -> list[tuple[int, str]]:
    """Number and digest of every link as the file outside names it."""
    try:
        lines = Path(settings.AUDIT_HEADS_FILE).read_text().splitlines()
    except FileNotFoundError:
        return []
    return [(int(line.split()[0]), line.split()[1]) for line in lines if line.strip()]


# ------------------------------------------------------------------ verifying


class Erasures:
    """Whom the trail itself says to have been erased: only their rows may withhold words."""

    def __init__(self) -> None:
        rows = AuditEntry.objects.filter(action=ERASED).values_list("person_id", "facts")
        self.people = {UUID(person) for _person, facts in rows for person in facts.get("people", ())}
        self.accounts = {account for _person, facts in rows for account in facts.get("accounts", ())}

    def cover(self, row: AuditEntry) -> bool:
        return row.person_id in self.people or row.actor_id in self.accounts


def faults() -> Iterator[str]:
    """What does not hold, in words for an administrator; nothing if the trail is as it was written."""
    erasures = Erasures()
    expected, previous = 1, GENESIS
    digests: dict[int, str] = {}
    for seal in AuditSeal.objects.order_by("number").iterator():
        if seal.number != expected:
            yield f"link {expected} is missing"
        if seal.previous != previous:
            yield f"link {seal.number} does not follow the link before it"
        yield from _link_faults(seal, erasures)
        expected, previous = seal.number + 1, seal.digest
        digests[seal.number] = seal.digest
    yield from (
        f"link {number} is not the one named outside the database"
        for number, digest in read_heads()
        if digests.get(number) != digest
    )


def _link_faults(seal: AuditSeal, erasures: Erasures) -> Iterator[str]:
    rows = list(seal.entries.order_by("pk"))
    if len(rows) != seal.rows:
        yield f"link {seal.number} sealed {seal.rows} rows, there are {len(rows)}"
    elif link_digest(seal, map(row_digest, rows)) != seal.digest:
        yield f"link {seal.number}: its rows or the link itself were changed"
    for row in rows:
        if row.withheld and not (erasures.cover(row) and _is_empty(row)):
            yield f"row {row.pk} withholds words for which there was no erasure"


def _is_empty(row: AuditEntry) -> bool:
    return set(row.withheld) <= set(WITHHOLDABLE) and not any(getattr(row, name) for name in row.withheld)
