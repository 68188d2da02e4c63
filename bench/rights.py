"""Rights at the size of a province: `python -m bench.rights [--people 200000] [--tampers 1000]`.

Run it on a database of its own (DATA_DIR or DATABASE_URL): it fills the register with invented people. Reports what a
sighting adds to a list of 50, how long a spreadsheet of everybody that one account has seen takes (the breach export),
a copy of one person, an erasure, one run of the schedule, and how many of so many random tampers are found.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from statistics import median
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from agencies.models import Agency, Place, User  # noqa: E402
from core import audit  # noqa: E402
from core.models import AuditEntry  # noqa: E402
from core.names import thai_sort_key  # noqa: E402
from core.seals import faults, seal_trail  # noqa: E402
from core.spreadsheets import stream_workbook  # noqa: E402
from enrollment.copying import archive_of  # noqa: E402
from enrollment.enums import ErasureReason, SeenHow  # noqa: E402
from enrollment.models import Graduate, Sighting  # noqa: E402
from enrollment.queries.rights import breach_lines  # noqa: E402
from enrollment.services import retention  # noqa: E402
from enrollment.services.erasure import erase_by_rule  # noqa: E402
from enrollment.services.sightings import write_sightings  # noqa: E402
from tests.core.tampering import TAMPERS, tamper  # noqa: E402

AT_ONCE = 5_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--tampers", type=int, default=1_000)
    asked = parser.parse_args()
    call_command("migrate", verbosity=0)
    account, agency = _account(), _agency()
    with timed(f"{asked.people:,} people registered"):
        _people(agency, asked.people)
    with timed("all of them seen by one account (sightings written)"):
        _see_everybody(account)
    _lists(account)
    _breach(account)
    _one(agency)
    _tampering(asked.tampers)
    print(f"{connection.vendor}; peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:,} MB")


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Both clocks: on a busy machine the second one is what the work costs."""
    start, worked = time.perf_counter(), time.process_time()
    yield
    spent, used = time.perf_counter() - start, time.process_time() - worked
    print(f"{what}: {spent:.2f} s, {used:.2f} s of processor", flush=True)


def _account() -> User:
    return User.objects.get_or_create(username="bench", defaults={"first_name": "Bench"})[0]


def _agency() -> Agency:
    place, _new = Place.objects.get_or_create(
        id="51", defaults={"code": "51", "level": "province", "name_th": "ลำพูน", "search_text": "|ลำพูน|"}
    )
    return Agency.objects.get_or_create(name_th="โรงเรียนทดสอบ", kind="school", place=place)[0]


def _people(agency: Agency, number: int) -> None:
    at = timezone.now() - timedelta(days=30)
    for first in range(0, number, AT_ONCE):
        Graduate.objects.bulk_create(
            Graduate(
                prefix="นาย",
                given_name=f"สมมติ{n}",
                family_name="ทดสอบ",
                sort_key=thai_sort_key(f"สมมติ{n} ทดสอบ"),
                search_text=f"สมมติ{n} ทดสอบ",
                phone="0812345678",
                school=agency,
                registered_by=agency,
                registered_at=at,
            )
            for n in range(first, min(first + AT_ONCE, number))
        )


def _see_everybody(account: User) -> None:
    keys = list(Graduate.objects.order_by("pk").values_list("pk", flat=True))
    at = timezone.localtime() - timedelta(days=1)
    for first in range(0, len(keys), AT_ONCE):
        write_sightings(account, [(key, SeenHow.EXPORT) for key in keys[first : first + AT_ONCE]], at=at)


def _lists(account: User) -> None:
    keys = list(Graduate.objects.order_by("sort_key").values_list("pk", flat=True)[:50])
    sights = [(key, SeenHow.LIST) for key in keys]
    spent = [
        _seconds(lambda: write_sightings(account, sights, at=timezone.localtime())) for _turn in range(60)
    ]
    print(
        f"a list of 50: {median(spent) * 1000:.1f} ms median, {sorted(spent)[-3] * 1000:.1f} ms at the 95th"
    )


def _seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _breach(account: User) -> None:
    rows = Sighting.objects.filter(account_id=account.pk)
    with timed(f"breach export of {rows.values('person_id').distinct().count():,} people"):
        cells = (
            [
                person.full_name if person else "",
                str(person.school if person else ""),
                line["first"],
                line["last"],
            ]
            for person, line in breach_lines(rows)
        )
        file = stream_workbook("People seen", ["Name", "School", "First", "Last"], cells)
    size = file.seek(0, 2)
    file.close()
    print(f"  {size / 1e6:.1f} MB")


def _one(agency: Agency) -> None:
    person = Graduate.objects.order_by("pk")[0]
    with timed("a copy of one person"):
        archive_of(person, at=timezone.now())
    with timed("an erasure"):
        erase_by_rule(person, reason=ErasureReason.SCHEDULE, at=timezone.now())
    with timed("one run of the schedule, nobody due"):
        retention.keep_schedule(at=timezone.now())


def _tampering(number: int) -> None:
    """A trail of 300 rows in 10 links; every tamper is done, looked for and rolled back."""
    subject = _agency()
    for _link in range(10):
        for n in range(30):
            with transaction.atomic():
                audit.record("bench", subject, by=None, at=timezone.now(), number=n)
        seal_trail(at=timezone.now())
    if list(faults()):
        raise SystemExit("an untouched trail does not hold")
    ways, found = sorted(TAMPERS), 0
    with timed(f"{number:,} tampers, {AuditEntry.objects.count()} rows"):
        for seed in range(number):
            with transaction.atomic():
                point = transaction.savepoint()
                tamper(ways[seed % len(ways)], random.Random(seed))
                found += any(True for _fault in faults())
                transaction.savepoint_rollback(point)
    print(f"found: {found:,} of {number:,}")


if __name__ == "__main__":
    main()
