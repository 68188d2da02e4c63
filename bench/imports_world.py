"""The register around the measured import: agencies, places, people already known, and the clerk who imports."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies.enums import AgencyKind, PlaceLevel, Role
from agencies.models import Agency, Membership, Place, User
from bench.imports_file import BEGINS, ENDS, FAMILIES, TAILS
from core.jobs import Work
from core.names import thai_sort_key
from enrollment.models import Graduate, ImportBatch
from enrollment.services import (
    apply_import,
    import_writing,
    read_import,
    tick_duplicates,
    undo_import,
    upload_import,
    write_import,
)

SCHOOLS, SUBDISTRICTS = 300, 50


@dataclass(frozen=True)
class World:
    office: Agency
    user: User
    schools: int


def build_world(*, known: int) -> World:
    """An area office with its schools and places, and `known` people whom it entered."""
    province = _place("51", PlaceLevel.PROVINCE, "ลำพูน", None)
    district = _place("5101", PlaceLevel.DISTRICT, "อำเภอ0", province)
    places = [
        _place(f"5101{n:02d}", PlaceLevel.SUBDISTRICT, f"ตำบล{n}", district) for n in range(SUBDISTRICTS)
    ]
    office = Agency.objects.create(kind=AgencyKind.AREA_OFFICE, name_th="สพม.", place=places[0])
    office.provinces.add(province)
    for number in range(SCHOOLS):
        school = Agency.objects.create(
            kind=AgencyKind.SCHOOL, name_th=f"โรงเรียนทดสอบที่ {number}", place=places[number % SUBDISTRICTS]
        )
        school.provinces.add(province)
    user = User.objects.create_user("bench", password=None)
    Membership.objects.create(user=user, agency=office, role=Role.COUNSELOR)
    _know(office, known)
    return World(office, user, SCHOOLS)


def _place(code: str, level: str, name: str, parent: Place | None) -> Place:
    return Place.objects.create(id=code, code=code, level=level, name_th=name, parent=parent)


def _know(office: Agency, known: int) -> None:
    names = ((b + e, f + t) for t in TAILS for f in FAMILIES for e in ENDS for b in BEGINS)
    people = [
        Graduate(
            prefix="นาย",
            given_name=given,
            family_name=family,
            sort_key=thai_sort_key(f"{given} {family}"),
            search_text=f"{given} {family}",
            registered_by=office,
            registered_at=timezone.now(),
        )
        for (given, family), _n in zip(names, range(known), strict=False)
    ]
    Graduate.objects.bulk_create(people, batch_size=500)


@contextmanager
def timed(owner: Any, name: str, spent: list[float]) -> Any:
    """Replace a function by itself with a stopwatch, for a while."""
    plain = getattr(owner, name)

    def measured(*args: Any, **kwargs: Any) -> Any:
        began = time.perf_counter()
        try:
            return plain(*args, **kwargs)
        finally:
            spent.append(time.perf_counter() - began)

    setattr(owner, name, measured)
    try:
        yield
    finally:
        setattr(owner, name, plain)


def _processor() -> float:
    """Seconds of processor time of this process and of the readers it waited for."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


class Clerk:
    """Does with a file what account and worker do, and notes how long it took."""

    def __init__(self, world: World) -> None:
        self.world = world

    def work(self, content: bytes, tell: Callable[[str], object]) -> dict[str, Any]:
        """Upload, read, tick every possible duplicate, enter, undo; seconds of each."""
        by, office = self.world.user, self.world.office
        began = time.perf_counter()
        batch = upload_import(
            agency=office, file_name="province.xlsx", content=content, by=by, at=timezone.now()
        )
        uploaded = time.perf_counter()
        tell("reading")
        spent = _processor()
        read_import(batch, work=Work(batch.job))
        read, read_cpu = time.perf_counter(), _processor() - spent
        batch = ImportBatch.objects.get(pk=batch.pk)
        tick_duplicates(batch, shown=None, new=[1], by=by, at=timezone.now())
        steps: list[float] = []
        entry: list[float] = []
        tell("entering")
        ticked = time.perf_counter()
        spent = _processor()
        apply_import(batch, by=by, at=timezone.now())
        with timed(import_writing, "_write_chunk", steps), timed(import_writing, "_enter", entry):
            write_import(batch, by=by, at=timezone.now(), work=Work(batch.job))
        entered, entered_cpu = time.perf_counter(), _processor() - spent
        people = Graduate.objects.filter(import_batch=batch).count()
        tell("undoing")
        undoing = time.perf_counter()
        undo_import(ImportBatch.objects.get(pk=batch.pk), by=by, at=timezone.now())
        undone = time.perf_counter()
        import_writing.clear_away(ImportBatch.objects.get(pk=batch.pk))
        cleared = time.perf_counter()
        return {
            "counts": batch.counts,
            "people_entered": people,
            "people_left": Graduate.stored.filter(import_batch=batch).count(),
            "upload_s": round(uploaded - began, 2),
            "preview_s": round(read - uploaded, 2),
            "preview_cpu_s": round(read_cpu, 1),
            "entering_cpu_s": round(entered_cpu, 1),
            "entering_s": round(entered - ticked, 2),
            "write_transaction_s": round(entry[0], 3),
            "step_worst_ms": round(max(steps) * 1000),
            "step_median_ms": round(sorted(steps)[len(steps) // 2] * 1000),
            "undo_transaction_s": round(undone - undoing, 3),
            "clearing_s": round(cleared - undone, 2),
            "rows_per_second": round(sum(batch.counts.values()) / (read - uploaded + entered - ticked)),
        }

    @contextmanager
    def rolled_back(self) -> Any:
        """A transaction of which nothing stays."""
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
