"""Files of signed pages, uploaded in one go: kept sealed, read page by page in a guarded child, then wiped.

What a page is and where it belongs only its own service knows (`scans`, `sheet_scans`): a `Kind` says how to read one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import crypto, files, jobs
from core.guarded.process import Guarded
from core.guarded.refusals import TaskRefused
from core.refusals import Refused
from enrollment.models import ScanFile, ScanUpload, SheetFile, SheetUpload
from enrollment.scanning.reader import question

MOST_FILES, MOST_TOTAL = 60, 100 * 1024 * 1024
Named = Sequence[tuple[str, bytes]]


class NoFiles(Refused):
    sentence = _("No file was chosen.")
    remedy = _("Choose the photographs or the PDF of the signed forms.")


class TooManyFiles(Refused):
    sentence = _("More than %(files)s files or %(megabytes)s MB at once.")
    remedy = _("Upload them in several goes.")


class Page(Protocol):
    """What the child says of a page: among other things, how many the file has."""

    @property
    def pages(self) -> int: ...


File = TypeVar("File", ScanFile, SheetFile)
Read = TypeVar("Read", bound=Page)


@dataclass(frozen=True)
class Kind(Generic[File, Read]):
    """How the files of one kind are read."""

    worker: str  # what the guarded child runs
    seconds: float  # it may take so long for a page
    answer: Callable[[bytes], Read]
    stored: Callable[[File], int]  # how many of a file's pages are stored already
    place: Callable[[File, int, Read], object]  # stores a page, counted from 1


def refuse_files(named: Named) -> None:
    """Raises `NoFiles`, `TooManyFiles`, `FileTooLarge`."""
    if not named:
        raise NoFiles
    if len(named) > MOST_FILES or sum(len(content) for _name, content in named) > MOST_TOTAL:
        raise TooManyFiles(files=MOST_FILES, megabytes=MOST_TOTAL // 1024**2)
    for _name, content in named:
        files.refuse_too_large(content)


def keep_sealed(model: type[File], upload: ScanUpload | SheetUpload, named: Named) -> None:
    """Keep the files as they came, sealed, until they are read."""
    rows = [
        model(upload_id=upload.pk, number=number, name=name[-200:])
        for number, (name, _content) in enumerate(named, start=1)
    ]
    for row, (_name, content) in zip(rows, named, strict=True):
        row.sealed = crypto.seal(content, place=row.place)
    model.objects.bulk_create(rows)


def read_files(waiting: Sequence[File], kind: Kind[File, Read], work: jobs.Work) -> None:
    """Read every page of every file; a killed worker goes on after the last page that was stored."""
    with Guarded(kind.worker, seconds=kind.seconds) as child:
        for done, file in enumerate(waiting):
            work.report(done, len(waiting), _label(file))
            _read_file(file, kind, child, work)


def _label(file: ScanFile | SheetFile) -> str:
    """The file by its number: what people call their files may be a name, and jobs name nobody."""
    return gettext("File %(number)s") % {"number": file.number}


def _read_file(file: File, kind: Kind[File, Read], child: Guarded, work: jobs.Work) -> None:
    content = crypto.unseal(bytes(file.sealed or b""), place=file.place)
    number, total = kind.stored(file), None
    try:
        while total is None or number < total:
            page = kind.answer(child.ask(question(content, number)))
            total = page.pages
            if number < total:
                kind.place(file, number + 1, page)
            number += 1
            work.report(number, total, _label(file))
    except TaskRefused as refused:
        file.problem = str(files.refusal_of(file.name, refused))[:300]
    # What came in is wiped: from here on there are the drawn pages only.
    file.pages, file.sealed = number, None
    file.save(update_fields=["pages", "sealed", "problem"])


def drop_unread(rows: QuerySet[File], *, at: datetime) -> int:
    """What nobody could or would read (the work was stopped) is wiped after some days, and says so."""
    old = rows.filter(upload__uploaded_at__lt=at - timedelta(days=settings.CONSENT_PRINT_DAYS))
    problem = gettext("This file was not read and is deleted. Upload it again.")
    return old.exclude(sealed=None).update(sealed=None, problem=problem)
