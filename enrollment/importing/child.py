"""The child process that reads one file: `python -m enrollment.importing.child NAME < FILE` answers in JSON.

A hostile file can exhaust memory or time, or kill the interpreter; here it takes only this process with it.
"""

import json
import resource
import sys
import zipfile
from pathlib import PurePath
from typing import Any
from xml.etree.ElementTree import ParseError

from enrollment.importing.plain import read_plain
from enrollment.importing.table import MEMORY, SECONDS, Table, Unreadable, pack
from enrollment.importing.workbook import read_workbook, refuse_old_workbook

ZIP = b"PK\x03\x04"
WORKBOOKS, TEXTS = {".xlsx", ".xlsm"}, {".csv", ".tsv", ".txt"}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    answer = answer_for(sys.argv[1], sys.stdin.buffer.read())
    json.dump(answer, sys.stdout, ensure_ascii=True)


def answer_for(file_name: str, content: bytes) -> dict[str, Any]:
    """{"table": …} or {"refused": code, "facts": …}."""
    try:
        return {"table": _packed(read(file_name, content))}
    except Unreadable as refused:
        return {"refused": refused.code, "facts": refused.facts}
    except MemoryError:
        return {"refused": "too_much_memory", "facts": {}}
    # What a broken part of a workbook raises: a bad zip stream, bad XML, or anything the library trips over.
    except (
        zipfile.BadZipFile,
        ParseError,
        KeyError,
        ValueError,
        TypeError,
        IndexError,
        AttributeError,
        EOFError,
    ):
        return {"refused": "damaged", "facts": {}}


def read(file_name: str, content: bytes) -> Table:
    """Read by what the content is; a name that says otherwise is refused. Raises Unreadable."""
    refuse_old_workbook(content)
    suffix = PurePath(file_name).suffix.lower()
    is_workbook = content.startswith(ZIP)
    if suffix not in WORKBOOKS | TEXTS:
        raise Unreadable("kind", suffix=suffix)
    if is_workbook != (suffix in WORKBOOKS):
        raise Unreadable("lying_name", suffix=suffix)
    table = read_workbook(content) if is_workbook else read_plain(content)
    if not table.rows:
        raise Unreadable("empty")
    return table


def _packed(table: Table) -> dict[str, Any]:
    rows = [[row.number, [pack(cell) for cell in row.cells]] for row in table.rows]
    return {"sheet": table.sheet, "rows": rows}


if __name__ == "__main__":
    main()
