"""The child process that reads one file: `python -m core.tables.child NAME < FILE` answers in JSON lines.

A hostile file can exhaust memory or time, or kill the interpreter; here it takes only this process with it.
First {"sheet": title}; then {"rows": [[number, [cell, …]], …], "part": read so far of 1}, …; at last
{"end": true} or {"refused": code, …}.
"""

import json
import lzma
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePath
from typing import Any
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from core.tables.plain import read_plain
from core.tables.table import MEMORY, SECONDS, Table, Unreadable, pack
from core.tables.workbook import read_workbook, refuse_old_workbook

ZIP = b"PK\x03\x04"
WORKBOOKS, TEXTS = {".xlsx", ".xlsm"}, {".csv", ".tsv", ".txt"}
AT_ONCE = 200  # rows of one line
# What a broken part of a workbook raises: a bad zip stream, bad XML, a number that is none, a text that is not there.
DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, ParseError, ExpatError, KeyError, ValueError, TypeError,
    IndexError, EOFError, NotImplementedError, RuntimeError, OSError, OverflowError,
)  # fmt: skip


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    for answer in answers(sys.argv[1], sys.stdin.buffer.read()):
        sys.stdout.write(json.dumps(answer, default=pack) + "\n")


def answers(file_name: str, content: bytes) -> Iterator[Any]:
    """What is said of the file, piece by piece; the last piece is an end or a refusal."""
    try:
        table = read(file_name, content)
        yield {"sheet": table.sheet}
        empty = True
        while rows := [[row.number, row.cells] for row in islice(table.rows, AT_ONCE)]:
            empty = False
            yield {"rows": rows, "part": table.part()}
        yield {"refused": "empty", "facts": {}} if empty else {"end": True}
    except Unreadable as refused:
        yield {"refused": refused.code, "facts": refused.facts}
    except MemoryError:
        yield {"refused": "too_much_memory", "facts": {}}
    except DAMAGE:
        yield {"refused": "damaged", "facts": {}}


def read(file_name: str, content: bytes) -> Table:
    """Read by what the content is; a name that says otherwise is refused. Raises Unreadable."""
    refuse_old_workbook(content)
    suffix = PurePath(file_name).suffix.lower()
    is_workbook = content.startswith(ZIP)
    if suffix not in WORKBOOKS | TEXTS:
        raise Unreadable("kind", suffix=suffix)
    if is_workbook != (suffix in WORKBOOKS):
        raise Unreadable("lying_name", suffix=suffix)
    return read_workbook(content) if is_workbook else read_plain(content)


if __name__ == "__main__":
    main()
