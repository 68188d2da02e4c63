"""Excel workbooks: refused before unpacking if they are not what they say; then the sheet to read is found."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from itertools import chain
from xml.etree import ElementTree

from core.tables.sheet import Book, dated_styles, lines, shared_texts
from core.tables.table import MOST_ENTRIES, MOST_UNPACKED, Table, Unreadable, collected

OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # the container of .xls and of password-protected .xlsx
BOOK, TEXTS, STYLES = "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_workbook(content: bytes) -> Table:
    """The first visible sheet that has anything in it; raises Unreadable."""
    parts = _opened(content)
    names = set(parts.namelist())
    root = _tree(parts, BOOK)
    book = Book(
        texts=shared_texts(parts.open(TEXTS)) if TEXTS in names else [],
        dated=dated_styles(_tree(parts, STYLES)) if STYLES in names else frozenset(),
        since_1904=any(one.get("date1904") in {"1", "true"} for one in root.findall("{*}workbookPr")),
    )
    for title, path in _visible_sheets(parts, root):
        if table := _read_sheet(parts, title, path, book):
            return table
    raise Unreadable("empty")


def _read_sheet(parts: zipfile.ZipFile, title: str, path: str, book: Book) -> Table | None:
    """The sheet, unless nothing is in it."""
    stream, size = parts.open(path), parts.getinfo(path).file_size
    rows = collected(lines(stream, book))
    if (first := next(rows, None)) is None:
        return None
    return Table(title, chain([first], rows), lambda: 1 if stream.closed else stream.tell() / size)


def refuse_old_workbook(content: bytes) -> None:
    """Raise Unreadable for an OLE file: an old .xls, or a workbook behind a password."""
    if content.startswith(OLE):
        raise Unreadable("password" if _ENCRYPTED in content else "old_excel")


def _opened(content: bytes) -> zipfile.ZipFile:
    """The zip, judged by its directory alone: names, number and declared sizes of its parts.

    A part that unpacks to more than it declared ends the reading with BadZipFile.
    """
    try:
        parts = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile as damage:
        raise Unreadable("damaged") from damage
    entries = parts.infolist()
    names = {entry.filename for entry in entries}
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Unreadable("too_large_unpacked", megabytes=MOST_UNPACKED // 1024**2)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unreadable("macros")
    if BOOK not in names:
        raise Unreadable("not_a_workbook")
    return parts


def _visible_sheets(parts: zipfile.ZipFile, root: ElementTree.Element) -> Iterator[tuple[str, str]]:
    """(title, path of its part) of every worksheet that is not hidden, in the order of the tabs."""
    targets = {
        one.get("Id"): posixpath.normpath(posixpath.join("/xl", one.get("Target", "")))[1:]
        for one in _tree(parts, "xl/_rels/workbook.xml.rels")
        if one.get("Type", "").endswith("/worksheet")
    }
    for sheet in root.findall("{*}sheets/{*}sheet"):
        relation = next((value for name, value in sheet.items() if name.endswith("}id")), None)
        if sheet.get("state", "visible") == "visible" and relation in targets:
            yield sheet.get("name", ""), targets[relation]


def _tree(parts: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """A small part as a tree; one with a document type (entities) is not of Excel's making."""
    text = parts.read(name)
    if b"<!DOCTYPE" in text:
        raise Unreadable("damaged")
    return ElementTree.fromstring(text)  # noqa: S314  # no document type, so no entities
