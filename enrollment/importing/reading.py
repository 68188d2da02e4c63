"""Files into tables, safely: the reading itself happens in a child process with limits of memory and time."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.refusals import Refused
from enrollment.importing.table import MOST_BYTES, SECONDS, Row, Table, unpack

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
    "no_headings": (
        _("No row of headings with names was found in the first 20 rows."),
        _("Use the headings of the template: “ชื่อ” and “นามสกุล” at least."),
    ),
    "no_family_name": (
        _("There is a column of given names and none of family names."),
        _("Add the column “นามสกุล”, or one column “ชื่อ-สกุล” with both."),
    ),
    "damaged": (_("The file is damaged or incomplete."), OTHER_FILE),
    "kind": (_("Files of this kind cannot be read; .xlsx, .csv and .tsv can."), SAVE_AS_XLSX),
    "lying_name": (_("The content of the file is not what its name (%(suffix)s) says."), OTHER_FILE),
}


class FileUnreadable(Refused):
    """The file cannot be imported; nothing was changed. `reason` is a key of SENTENCES."""

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(**facts)
        self.reason = reason
        self.sentence, self.remedy = SENTENCES[reason]


def read_table(file_name: str, content: bytes) -> Table:
    """The rows of an .xlsx, .csv or .tsv; raises FileUnreadable with one clear sentence."""
    if not content:
        raise FileUnreadable("empty")
    if len(content) > MOST_BYTES:
        raise FileUnreadable("too_large", megabytes=MOST_BYTES // 1024**2)
    answer = _ask_child(file_name, content)
    if "refused" in answer:
        raise FileUnreadable(answer["refused"], **answer["facts"])
    table = answer["table"]
    rows = tuple(Row(number, tuple(map(unpack, cells))) for number, cells in table["rows"])
    return Table(table["sheet"], rows)


def _ask_child(file_name: str, content: bytes) -> dict[str, Any]:
    """Run the reader on the bytes; a child that dies or dawdles is an answer too."""
    command = [sys.executable, "-m", "enrollment.importing.child", file_name]
    try:
        done = subprocess.run(  # noqa: S603  # our own module; the name is an argument, never a shell word
            command, input=content, capture_output=True, timeout=SECONDS, cwd=ROOT, check=False
        )
    except subprocess.TimeoutExpired as slow:
        raise FileUnreadable("too_slow", seconds=SECONDS) from slow
    if done.returncode == -signal.SIGXCPU:
        raise FileUnreadable("too_slow", seconds=SECONDS)
    if done.returncode:
        raise FileUnreadable("too_much_memory" if b"MemoryError" in done.stderr else "damaged")
    return json.loads(done.stdout)  # type: ignore[no-any-return]
