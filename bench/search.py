"""How long the register's pages take at 200,000 people: `./dev bench search --postgresql`.

SQLite is measured in a temporary file; with `--postgresql` PostgreSQL too, on a private server that is gone
afterwards (or on the one that `DATABASE_URL` names, in a scratch database). Printed for each database: milliseconds
(p50, p95) of whole requests through every middleware, from the request to the last byte of the answer, writing down
who was seen included; and of the process's own CPU (p50), which says more on a busy machine (of SQLite it holds the
database's work too). A search answers what htmx asks for as one types: the results. The peer, in the same run on the
same data, is the plain way: `icontains` on the name's columns, every person of the account joined and sorted, a page
cut off.

Invented people (`bench/names.py`), 300 schools. The centre's staff see all: three fifths by its own registration, two
fifths by a referral. An area office sees 5,000, a counsellor 60. A tenth of all have a seat.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from tooling.cluster import private_server

PEOPLE = 200_000
SCHOOLS = 300
OFFICE_SEES, COUNSELOR_SEES = 5_000, 60
REPEAT = 15
ROMANIZED = 0.4


def main() -> None:
    """Measure SQLite, then PostgreSQL where it is given, each in a process of its own."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--repeat", type=int, default=REPEAT)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--postgresql", action="store_true", help="start a private server and measure it too")
    parser.add_argument("--keep", default="", help="a folder in which the SQLite file stays for the next run")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        run(options.people, options.repeat)
        return
    if options.only != "postgresql":
        with tempfile.TemporaryDirectory(prefix="bench-search-") as folder:
            _measure({"DATABASE_URL": "", "DATA_DIR": options.keep or folder}, options)
    if options.only == "sqlite":
        return
    if server := os.environ.get("DATABASE_URL", ""):
        _with_scratch(server, options)
    elif options.postgresql or options.only:
        with private_server() as server:
            _with_scratch(server, options)


def _measure(environment: dict[str, str], options: argparse.Namespace) -> None:
    arguments = ["--here", f"--people={options.people}", f"--repeat={options.repeat}"]
    subprocess.run(
        [sys.executable, "-m", "bench.search", *arguments], env=os.environ | environment, check=True
    )


def _with_scratch(server: str, options: argparse.Namespace) -> None:
    import psycopg

    name = f"bench_search_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            with tempfile.TemporaryDirectory(prefix="bench-search-") as folder:
                url = f"{server.rsplit('/', 1)[0]}/{name}"
                _measure({"DATABASE_URL": url, "DATA_DIR": folder}, options)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run(people: int, repeat: int) -> None:
    """Fill the database that the environment names, then measure."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SECURE_SSL_REDIRECT = False
    call_command("migrate", verbosity=0)
    from bench.search_world import cast, fill  # reads settings

    if not cast_is_there():
        began = time.perf_counter()
        fill(people, SCHOOLS, OFFICE_SEES, COUNSELOR_SEES, ROMANIZED)
        print(f"{people:,} people written in {time.perf_counter() - began:.0f} s")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET statement_timeout = 0")
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("RESET statement_timeout")
    print(f"\n{connection.vendor}, {people:,} people, {repeat} requests of each kind")
    print(f"{'':<58}{'p50 ms':>8}{'p95 ms':>8}{'CPU ms':>8}")
    facts = {}
    for label, act in requests(cast(), repeat):
        took = timed(act, repeat)
        facts[label] = took
        print(f"{label:<58}{took[0]:>8.0f}{took[1]:>8.0f}{took[2]:>8.0f}", flush=True)
    print(json.dumps({"database": connection.vendor, "ms": facts}, ensure_ascii=False))


def cast_is_there() -> bool:
    from enrollment.models import Graduate

    return Graduate.objects.exists()


def timed(act: Callable[[int], Any], repeat: int) -> tuple[float, float, float]:
    """p50 and p95 of the clock and p50 of the CPU, in milliseconds, after one call that is not counted."""
    act(0)
    took, worked = [], []
    for n in range(repeat):
        began, cpu = time.perf_counter(), time.process_time()
        act(n)
        took.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - cpu) * 1000)
    late = sorted(took)[max(0, -(-repeat * 95 // 100) - 1)]
    return round(statistics.median(took), 1), round(late, 1), round(statistics.median(worked), 1)


FRAGMENTS = {
    "1 letter, in most names": ["น", "ร", "ก", "า"],
    "1 letter, rare": ["ฏ", "ฌ", "ฮ", "ฎ"],
    "2 letters, common": ["ณั", "สม", "กร", "พร"],
    "2 letters, rare": ["ฏฐ", "ฆร", "ไธ", "ฌา"],
    "3 letters, common": ["ณัฐ", "ธนก", "มณี", "กิต"],
    "longer fragment": ["กิตติ", "พงศ์", "วัฒน์", "ณัฐพล"],
    "nobody has it": ["ศักดิ์สิทธิ์ชัยยุทธ", "ฆฆฆฆ", "ฑฒณ", "ฬฬฬ"],
    "spelling variant": ["นัฐพล", "ทนากร", "กิติพงษ์", "ภัทธร"],
    "romanised": ["kitti", "nattha", "phong", "somchai"],
}


def requests(people: dict[str, Any], repeat: int) -> Iterator[tuple[str, Callable[[int], Any]]]:
    """Each kind of request, as who makes it."""
    from django.test import Client

    full = people["names"]
    for who in ("staff", "office", "counselor"):
        client = Client()
        client.force_login(people[who])

        def get(path: str, client: Client = client, **query: str) -> Any:
            typed = {"HX-Request": "true", "HX-Target": "results"} if query else {}
            answer = client.get(path, query, headers=typed)
            if answer.status_code != 200:
                raise SystemExit(f"{path}: {answer.status_code}")
            return answer

        yield f"{who}: the list, first page", lambda n, get=get: get("/people/")
        for label, fragments in FRAGMENTS.items():
            yield (
                f"{who}: {label}",
                lambda n, get=get, said=fragments: get("/people/", name=said[n % len(said)]),
            )
        yield f"{who}: given and family name", lambda n, get=get: get("/people/", name=full[n % len(full)])
        yield f"{who}: number in any form (POST)", _by_number(client, people["numbers"][who])
        yield f"{who}: page 1,000 of the list", _at_depth(get, people["deep"])
        for query in (
            {"step": "no_plan"},
            {"step": "seated"},
            {"barrier": "disability"},
            {"missing": "number"},
            {"reason": "distance", "grade": "m2"},
            {"step": "completed", "name": "ณัฐ"},
        ):
            words = ", ".join(query.values())
            yield f"{who}: filter {words}", lambda n, get=get, query=query: get("/people/", **query)
        yield f"{who}: the person's page", _person(get, people["seen"][who])
        yield f"{who}: counts of the steps (a part that follows)", _counts(get, kept=True)
        yield f"{who}: the same, counted anew", _counts(get, kept=False)
        yield f"{who}: who may be the same person (query only)", _likely(people[who], people["seen"][who])
        if who == "staff":
            yield from _peer(people[who])


def _by_number(client: Any, numbers: list[str]) -> Callable[[int], Any]:
    def act(n: int) -> Any:
        answer = client.post("/people/", {"name": numbers[n % len(numbers)]})
        if answer.status_code != 302:
            raise SystemExit(f"a number led nowhere: {answer.status_code}")
        return answer

    return act


def _at_depth(get: Callable[..., Any], cursor: str) -> Callable[[int], Any]:
    return lambda n: get("/people/", cursor=cursor)


def _person(get: Callable[..., Any], keys: list[uuid.UUID]) -> Callable[[int], Any]:
    return lambda n: get(f"/people/{keys[n % len(keys)]}/")


def _counts(get: Callable[..., Any], *, kept: bool) -> Callable[[int], Any]:
    from django.core.cache import cache

    def act(n: int) -> Any:
        if not kept:
            cache.clear()
        return get("/people/figures/")

    return act


def _likely(user: Any, keys: list[uuid.UUID]) -> Callable[[int], Any]:
    from enrollment.models import Graduate
    from enrollment.queries.duplicates import likely_same

    people = list(Graduate.objects.filter(pk__in=keys))
    return lambda n: likely_same(people[n % len(people)], user)


def _peer(user: Any) -> Iterator[tuple[str, Callable[[int], Any]]]:
    """The plain way, without a request around it."""
    from django.db.models import Q

    from enrollment.models import Graduate, Referral

    own = Q(registered_by__in=user.agencies_as("staff")) | Q(
        pk__in=Referral.objects.filter(to_agency__in=user.agencies_as("staff")).values("graduate")
    )
    for label in ("2 letters, rare", "3 letters, common", "longer fragment", "nobody has it"):

        def plain(n: int, said: list[str] = FRAGMENTS[label]) -> Any:
            text = said[n % len(said)]
            named = (
                Q(given_name__icontains=text) | Q(family_name__icontains=text) | Q(name_en__icontains=text)
            )
            return list(Graduate.objects.filter(own & named).order_by("sort_key", "id")[:51])

        yield f"  peer, icontains, query only: {label}", plain


if __name__ == "__main__":
    random.seed(1)
    main()
