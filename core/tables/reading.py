"""Files into tables, safely: the reading itself happens in a child process with limits of memory and time."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import PIPE
from threading import Timer
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from core.refusals import Refused
from core.tables.table import MOST_BYTES, SECONDS, Row, Table, unpack

Child = subprocess.Popen[bytes]
PATIENCE = 900.0  # seconds in all: the child waits while its rows are judged
ROOT = Path(__file__).resolve().parents[2]
SAVE_AS_XLSX = _("Open it in the spreadsheet program, choose “Save as”, type “Excel workbook (.xlsx)”.")
OTHER_FILE = _("Save the file again in the program it came from, then upload it again.")
VALUES_ONLY = _("Keep one table from the top left of the sheet and delete everything else.")

SENTENCES: dict[str, tuple[Any, Any]] = {
    "empty": (_("The file has no rows."), _("Fill in the template and upload it.")),
    "too_large": (_("The file is larger than %(megabytes)s MB."), _("Split it into several files.")),
    "too_large_unpacked": (_("The file unpacks to more than %(megabytes)s MB."), VALUES_ONLY),
    "too_much_memory": (_("The file needs more memory than one import may use."), VALUES_ONLY),
    "too_slow": (_("Reading the file took longer than %(seconds)s seconds."), VALUES_ONLY),
    "too_many_rows": (_("The file has more than %(rows)s rows."), _("Split it into several files.")),
    "far_cell": (_("Cell %(cell)s lies far outside the table."), VALUES_ONLY),
    "long_cell": (_("Cell %(cell)s holds more text than a cell of this table can need."), VALUES_ONLY),
    "nul": (_("The file holds characters that no text has (NUL)."), OTHER_FILE),
    "encoding": (
        _("The letters of this file are in no encoding that Thai files use."),
        _("Save it as “CSV UTF-8” or as .xlsx."),
    ),
    "csv_quotes": (_("In line %(line)s a quotation mark is opened and not closed."), SAVE_AS_XLSX),
    "old_excel": (_("This is an old Excel file (.xls)."), SAVE_AS_XLSX),
    "password": (_("The file is protected by a password."), _("Remove the password and save it again.")),
    "macros": (_("The file contains macros, which are not accepted."), SAVE_AS_XLSX),
    "not_a_workbook": (_("This is no Excel workbook."), SAVE_AS_XLSX),
    "damaged": (_("The file is damaged or incomplete."), OTHER_FILE),
    "kind": (_("Files of this kind cannot be read; .xlsx, .csv and .tsv can."), SAVE_AS_XLSX),
    "lying_name": (_("The content of the file is not what its name (%(suffix)s) says."), OTHER_FILE),
}


class FileUnreadable(Refused):
    """The file cannot be read; nothing was changed. `reason` is a key of `sentences`, which a subclass may extend."""

    sentences = SENTENCES

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(**facts)
        self.reason = reason
        self.sentence, self.remedy = self.sentences[reason]


@contextmanager
def opened(file_name: str, content: bytes) -> Iterator[Table]:
    """The table of an .xlsx, .csv or .tsv, its rows streaming from the child process.

    Raises FileUnreadable with one clear sentence, also in the midst of the rows.
    """
    if not content:
        raise FileUnreadable("empty")
    if len(content) > MOST_BYTES:
        raise FileUnreadable("too_large", megabytes=MOST_BYTES // 1024**2)
    command = [sys.executable, "-m", "core.tables.child", file_name]
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(  # noqa: S603  # our own module; the name is an argument, never a shell word
            command, stdin=PIPE, stdout=PIPE, stderr=complaints, cwd=ROOT
        ) as child,
    ):
        watch = Timer(PATIENCE, child.kill)
        watch.start()
        try:
            answers = _answers(child, content, complaints)
            first = next(answers)
            part = [0.0]
            yield Table(first["sheet"], _rows(answers, part), lambda: part[0])
        finally:
            watch.cancel()
            child.kill()  # whoever stops in the midst needs no more of it


def _answers(child: Child, content: bytes, complaints: IO[bytes]) -> Iterator[Any]:
    """The child's lines; a child that dies or dawdles is an answer too."""
    if child.stdin is None or child.stdout is None:
        raise ValueError("the child was started without pipes")
    with suppress(BrokenPipeError), child.stdin as pipe:
        pipe.write(content)
    for line in child.stdout:
        answer = json.loads(line, object_hook=unpack)
        if "refused" in answer:
            raise FileUnreadable(answer["refused"], **answer["facts"])
        if "end" in answer:
            return
        yield answer
    raise _death(child.wait(), complaints)


def _death(code: int, complaints: IO[bytes]) -> FileUnreadable:
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return FileUnreadable("too_slow", seconds=SECONDS)
    complaints.seek(0)
    return FileUnreadable("too_much_memory" if b"MemoryError" in complaints.read() else "damaged")


def _rows(answers: Iterator[dict[str, Any]], part: list[float]) -> Iterator[Row]:
    """The rows one by one; `part` is told how much of the file has come."""
    for answer in answers:
        part[0] = answer["part"]
        for number, cells in answer["rows"]:
            yield Row(number, tuple(cells))
