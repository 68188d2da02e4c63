"""Processor time of one certificate, each way in turn on the same page: `python -m bench.certificates`.

The page is the product's own (A4, woven border, Thai and English, two who sign, QR code), for people with invented
names, another one each time. Ours carries PDF/A-3a, PDF/UA-1 and the attached facts in every row; no other row does.

    naive     WeasyPrint as its handbook says: one page of HTML with everything in it, a document at a time
    single    ours, laid out by WeasyPrint with the artwork drawn once (the first papers of a kind)
    asked     ours, one paper asked for from the web: laid out by the press that stands ready
    cold      ours, a child process started for one paper alone (a program that only prints naively needs most of it)
    ready     what starting the press that stands ready takes, once, before anybody asks
    plate     ours, from a plate that is cut already; `cutting` is what the plate cost once
    signed    plate, badge, XML and signature (`certificates.sealing.seal`)
    chromium, typst, tcpdf   where they are installed: a running browser prints the naive page; typst compiles the same
              lines; TCPDF, running, sets them on a picture

`--long N` prints and signs N papers through `Press` with `--workers` processes: seconds, and memory as it grows. Times
are milliseconds of processor time of all processes concerned, medians over the rounds; the rounds are interleaved.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bench.names import family_name, given_name, openings

AT = datetime(2026, 11, 22, 3, tzinfo=UTC)
BASE = "https://train.example.go.th/C/"
STEP = 500  # papers between two looks at the memory


def main() -> None:
    """Print one JSON line: a table of milliseconds, kilobytes and ratios, or the long run."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="bench-certificates-") as folder:
        os.environ |= {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "config.settings"}
        found = long_run(options) if options.long else compare(options, Path(folder))
    print(json.dumps(found, ensure_ascii=False))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--papers", type=int, default=12, help="papers each way in a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--long", type=int, default=0, metavar="N")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=2569)
    return parser.parse_args()


def people(seed: int) -> Iterator[Any]:
    """The facts of one after the other, who differ in all that is personal."""
    from certificates.paper.facts import CertificateFacts, PaperKind, Signatory

    luck = random.Random(seed)
    who = ("นายสมชาย ใจซื่อ", "หัวหน้าฝ่ายพัฒนาฝีมือแรงงาน", "Head of Skill Development")
    head = ("นางกรรณิการ์ ปิ่นเกล้า", "ผู้อำนวยการสำนักงาน", "Director, Lamphun Skill Development Office")
    signs = tuple(Signatory(name=name, position_th=th, position_en=en) for name, th, en in (who, head))
    first = CertificateFacts(
        kind=PaperKind.CERTIFICATE, number="1/2570", name_th="ก", course_th="ช่างซ่อมรถจักรยานยนต์ไฟฟ้า ระดับ 1",
        course_en="Electric Motorcycle Repair, Level 1", theory_hours=12, practice_hours=48, total_hours=60,
        started_on=date(2026, 10, 5), ended_on=date(2026, 10, 30), issued_on=AT.date(),
        center_th="สำนักงานพัฒนาฝีมือแรงงานลำพูน", center_en="Lamphun Skill Development Office", result_th="ผ่าน",
        result_en="Passed", signatories=signs, verify_url=BASE + "A" * 26, code="A" * 26, thai_digits=True,
    )  # fmt: skip
    number = 0
    while True:
        number += 1
        female = luck.random() < 0.5
        given, family = given_name(luck, female, openings(luck)), family_name(luck)
        code = "".join(luck.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for _ in range(26))
        yield replace(
            first, number=f"ลพ {number:04}/2570", code=code, verify_url=BASE + code,
            name_th=f"{'นางสาว' if female else 'นาย'}{given[0]} {family[0]}",
            name_en=f"{'Miss' if female else 'Mr.'} {given[1]} {family[1]}",
        )  # fmt: skip


def compare(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Every way over the same people, a round of each in turn."""
    spent: dict[str, list[float]] = defaultdict(list)
    sizes: dict[str, int] = {}
    who = people(options.seed)
    with ExitStack() as stack:
        ways, once = _ways(folder, stack, next(who))
        for _ in range(options.rounds):
            papers = [next(who) for _ in range(options.papers)]
            for name, way in ways.items():
                some = papers[:2] if name == "cold" else papers
                before = processor_seconds()
                made = [way(facts) for facts in some]
                spent[name].append((processor_seconds() - before) / len(some) * 1000)
                sizes[name] = round(statistics.median(map(len, made)) / 1024)
    medians = {name: round(statistics.median(each), 2) for name, each in spent.items()}
    return {
        "ms": medians,
        "kilobytes": sizes,
        "naive_over": {name: round(medians["naive"] / each, 1) for name, each in medians.items()},
        "once_ms": {name: round(spent, 1) for name, spent in once.items()},
        "papers": options.papers * options.rounds,
    }


def _ways(
    folder: Path, stack: ExitStack, first: Any
) -> tuple[dict[str, Callable[[Any], bytes]], dict[str, float]]:
    import django

    django.setup()
    from bench import certificates_peers as peers
    from certificates.credential.badge import Entry
    from certificates.paper import batch
    from certificates.paper.press import Press
    from certificates.paper.render import render_pdf
    from certificates.sealing import seal

    def cold(facts: Any) -> bytes:
        with Press() as press:
            return press.print(facts)

    standing = stack.enter_context(Press(worker="certificates.paper.render:render_pdf"))

    def signed(facts: Any) -> bytes:
        return seal(batch.print_paper(facts), facts, Entry(1, 2570, 1), at=AT)

    for _ in range(batch.PAYS_FROM - 1):
        render_pdf(first)  # fonts and artwork are read, and the plate does not count them
        batch.print_paper(first)
    before = processor_seconds()
    batch.print_paper(first)
    cutting = (processor_seconds() - before) * 1000
    before = processor_seconds()
    standing.print(first)
    ready = (processor_seconds() - before) * 1000
    for way in (signed, peers.naive):
        way(first)
    ways = {
        "naive": peers.naive,
        "single": render_pdf,
        "asked": standing.print,
        "cold": cold,
        "plate": batch.print_paper,
        "signed": signed,
    }
    return ways | peers.installed(folder, stack), {"cutting": cutting, "ready": ready}


def processor_seconds() -> float:
    """What this process and all below it have used so far, of those that still live or were waited for."""
    ended = os.times()
    living = sum(map(_used, _below(os.getpid())))
    return time.process_time() + ended.children_user + ended.children_system + living


def _below(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [found for child in map(int, children) for found in (child, *_below(child))]


def _used(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def long_run(options: argparse.Namespace) -> dict[str, Any]:
    """Print and sign many, in so many processes at a time."""
    started, share = time.perf_counter(), options.long // options.workers
    with multiprocessing.get_context("spawn").Pool(options.workers) as pool:
        memory = pool.starmap(
            _print_and_sign, [(options.seed + worker, share) for worker in range(options.workers)]
        )
    seconds = time.perf_counter() - started
    return {
        "papers": share * options.workers,
        "workers": options.workers,
        "seconds": round(seconds, 1),
        "processor_ms_a_paper": round(1000 * processor_seconds() / share / options.workers, 2),
        "megabytes_parent_child_every_500": memory,
    }


def _print_and_sign(seed: int, papers: int) -> list[tuple[int, int]]:
    """Memory of this process and of the child that prints, in megabytes, again and again."""
    import django

    django.setup()
    from certificates.credential.badge import Entry
    from certificates.paper.press import Press
    from certificates.sealing import seal

    who, seen = people(seed), []
    with Press() as press:
        for number in range(1, papers + 1):
            facts = next(who)
            seal(press.print(facts), facts, Entry(1, 2570, number), at=AT)
            if number % STEP == 0:
                seen.append((_megabytes(os.getpid()), _megabytes(press.pid or 0)))
    return seen


def _megabytes(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS")), 0)


if __name__ == "__main__":
    sys.exit(main())
