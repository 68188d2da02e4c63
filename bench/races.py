"""Racing for seats while the server is killed: `./dev bench races` (both databases, 100,000 requests for a seat each).

Four clients keep asking for seats at two server processes; every two seconds (`--every`) both are killed −9 and
others take their place. On PostgreSQL every third time a process of the database is killed instead, which makes it
throw out all sessions and recover from its log. A client that gets no answer asks again, as a telephone does.
Afterwards every answer is held against the rows: a seat told and not there is *lost*; a seat, or a person, twice is
*doubled*; a counter that does not say what the rows say, or an offer accepted without its seat, is *leaked*. What is
raced for stands in `bench.races_world`. The broken variant (`bench.races_lazy`) must show faults of all three kinds.

Seats are taken by conditional UPDATE of the run's counter, behind which stand UNIQUE(run, seat), UNIQUE(run, person)
and CHECKs. Exit 1 where the product has a fault or the broken variant has none.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from bench.databases import add_options, on_each, set_up

ACCEPTS, LAZY_ACCEPTS = 100_000, 4_000
CLIENTS, PROCESSES, DATABASE_KILL = 4, 2, 3
PATIENCE = 60.0
"""Seconds for which a client tries to reach a server before it gives up."""


def main() -> None:
    """Race on each database, the product and then the broken variant."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--accepts", type=int, default=ACCEPTS, help="requests for a seat")
    parser.add_argument("--every", type=float, default=2.0, help="seconds between two kills")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--minutes", type=float, default=0, help="ask for no more than so long; 0: until all is asked"
    )
    parser.add_argument("--variant", choices=["product", "broken"], help="this variant alone")
    add_options(parser)
    options = parser.parse_args()
    if options.here:
        sys.exit(_race(options, lazy=options.variant == "broken"))
    given = [f"--every={options.every}", f"--seed={options.seed}", f"--minutes={options.minutes}"]
    faults = 0
    for variant in (options.variant,) if options.variant else ("product", "broken"):
        accepts = min(options.accepts, LAZY_ACCEPTS) if variant == "broken" else options.accepts
        faults += on_each(
            "bench.races", [*given, f"--variant={variant}", f"--accepts={accepts}"], options.only
        )
    sys.exit(1 if faults else 0)


def _race(options: argparse.Namespace, *, lazy: bool) -> int:
    vendor = set_up()
    from bench import races_world as world  # reads settings

    runs = 2 * max(1, round(options.accepts / world.PER_RUN / 2))
    if lazy:
        world.drop_constraints()
    asked = world.fill(runs, options.seed)
    if vendor == "postgresql":
        _commit_as_in_production()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="races-") as folder:
        server = Server(Path(folder) / "socket", lazy=lazy)
        killer = Killer(server, options.every, database=vendor == "postgresql")
        crowd = Crowd(server.path, asked, options.minutes * 60)
        crowd.run()
        killer.end()
        server.end()
    _wait_for_database()
    facts = world.faults(crowd.answers)
    facts["no answer"] = crowd.taken - len(crowd.answers)
    facts["errors"] = sum(answer.startswith("fault") for answer in crowd.answers)
    _report(vendor, options, crowd, killer, facts, time.monotonic() - began)
    wrong = sum(facts.values())
    if lazy:
        leaked = facts["seats miscounted"] + facts["offers miscounted"] + facts["accepted, no seat"]
        doubled = facts["doubled seats"] + facts["doubled people"]
        return 0 if facts["lost"] and doubled and leaked else 1
    return 1 if wrong else 0


def _report(
    vendor: str,
    options: argparse.Namespace,
    crowd: Crowd,
    killer: Killer,
    facts: dict[str, int],
    seconds: float,
) -> None:
    kinds = Counter(
        " ".join(answer.split()[: 1 if answer.startswith("seat") else 2]) for answer in crowd.answers
    )
    print(f"\n{options.variant or 'product'} on {vendor}: {crowd.taken:,} requests in {seconds:.0f} s")
    print(
        f"  killed: {killer.kills['server']} times the server, {killer.kills['database']} times the database"
    )
    print(f"  asked again after no answer: {crowd.repeated:,}")
    print("  answers: " + ", ".join(f"{kind} {number:,}" for kind, number in kinds.most_common()))
    for kind, number in facts.items():
        print(f"  {kind:<20}{number:>8,}")
    kills = {f"{which} killed": number for which, number in killer.kills.items()}
    line = {"on": vendor, "variant": options.variant, "asked": crowd.taken, **kills, **facts}
    print(json.dumps(line), flush=True)


class Server:
    """The parent of the server's processes, and the numbers of those alive."""

    def __init__(self, path: Path, *, lazy: bool) -> None:
        command = [sys.executable, "-m", "bench.races_server", str(path), str(PROCESSES)]
        self.path = str(path)
        self.parent = subprocess.Popen([*command, *["lazy"] * lazy], stdout=subprocess.PIPE, text=True)
        self.born: list[int] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.parent.stdout is not None  # noqa: S101  opened above
        for line in self.parent.stdout:
            self.born.append(int(line))

    def kill(self) -> None:
        """Kill −9 the youngest processes, which are those alive."""
        for child in self.born[-PROCESSES:]:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)

    def end(self) -> None:
        self.parent.terminate()
        self.parent.wait(timeout=30)


class Killer:
    """Kills every so many seconds until told to end."""

    def __init__(self, server: Server, every: float, *, database: bool) -> None:
        self.kills = {"server": 0, "database": 0}
        self._server, self._every, self._database = server, every, database
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def end(self) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._server.born:
            time.sleep(0.05)
        turn = 0
        while not self._over.wait(self._every):
            turn += 1
            if self._database and turn % DATABASE_KILL == 0:
                self.kills["database"] += _kill_a_session()
            else:
                self._server.kill()
                self.kills["server"] += 1


def _kill_a_session() -> int:
    """Kill −9 a process of the private PostgreSQL that serves the server."""
    from django.db import DatabaseError, connection

    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
            sessions = [pid for (pid,) in cursor.fetchall()]
        if sessions:
            os.kill(random.choice(sessions), signal.SIGKILL)
        return len(sessions[:1])
    except DatabaseError:
        return 0  # still recovering from the last time
    finally:
        connection.close()


def _commit_as_in_production() -> None:
    """An answer only when the log is written, PostgreSQL's default: the private server for tests does not wait, and a
    killed database then loses what it had confirmed."""
    from django.db import connection

    with connection.cursor() as cursor:
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"ALTER DATABASE {name} SET synchronous_commit = on")


def _wait_for_database() -> None:
    """The last kill may have hit the database: until it has recovered. Raises TimeoutError."""
    from django.db import DatabaseError, connection

    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        connection.close()
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError


class Crowd:
    """The clients: each takes the next request and asks until it has an answer."""

    def __init__(self, path: str, asked: list[str], seconds: float) -> None:
        self.path = path
        self.taken = 0
        self._until = time.monotonic() + seconds if seconds else float("inf")
        self.answers: list[str] = []
        self.repeated = 0
        self._next: Iterator[str] = iter(asked)
        self._lock = threading.Lock()

    def run(self) -> None:
        """Ask everything; returns when all is answered or nobody answers any more."""
        clients = [threading.Thread(target=self._client) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()

    def _take(self) -> str | None:
        with self._lock:
            request = next(self._next, None) if time.monotonic() < self._until else None
            self.taken += request is not None
            return request

    def _client(self) -> None:
        line: Any = None
        try:
            while (request := self._take()) is not None:
                answer = ""
                while not answer:
                    line = line or _connect(self.path)
                    answer = _ask(line, request)
                    if not answer:
                        _drop(line)
                        line = None
                        with self._lock:
                            self.repeated += 1
                with self._lock:
                    self.answers.append(answer)
        except TimeoutError:
            return  # the report says how many got no answer


def _drop(line: Any) -> None:
    with suppress(OSError):  # what was not sent yet goes nowhere any more
        line.close()


def _ask(line: Any, request: str) -> str:
    """The answer, or "" where the server died meanwhile."""
    try:
        line.write(f"{request}\n")
        line.flush()
        answer: str = line.readline()
    except OSError:
        return ""
    return answer.strip() if answer.endswith("\n") else ""


def _connect(path: str) -> Any:
    """A connection to whichever process takes it."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        asker = socket.socket(socket.AF_UNIX)
        try:
            asker.connect(path)
        except OSError:
            asker.close()
            time.sleep(0.05)
        else:
            lines = asker.makefile("rw", encoding="ascii", newline="\n")
            asker.close()  # the file keeps it open
            return lines
    raise TimeoutError


if __name__ == "__main__":
    main()
