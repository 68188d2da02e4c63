"""Several hundred broken files from a seeded mutator, all through the reader of the child: rows, or one known refusal."""

import io
import random
import zipfile
from collections import Counter

import pytest

from core.tables.child import answers
from core.tables.reading import SENTENCES
from tests.enrollment.files import csv_of, line, xlsx_of

SEED, FILES = 20261123, 400
TAGS = (b"<c ", b"</c>", b"<row ", b"<v>", b"<f>", b't="s"', b't="n"', b'r="A1"', b"&amp;", b"<is>", b"<!--")
NUMBERS = (b"1e400", b"NaN", b"-0", b"99999999999999999999", b"", b"0x10", "๑๒".encode(), b"1048577", b"A0")


def cut(luck, content):
    return content[: luck.randrange(len(content))]


def flipped(luck, content):
    changed = bytearray(content)
    for _ in range(luck.randint(1, 12)):
        changed[luck.randrange(len(changed))] = luck.randrange(256)
    return bytes(changed)


def doubled(luck, content):
    at = luck.randrange(len(content))
    return content[:at] + content[at // 2 :]


def inside(luck, content):
    """A workbook that is a sound zip, with one of its parts spoiled."""
    source, target = io.BytesIO(content), io.BytesIO()
    with zipfile.ZipFile(source) as parts, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        names = parts.namelist()
        spoiled = luck.choice([name for name in names if name.startswith("xl/")])
        for name in names:
            data = parts.read(name)
            if name == spoiled:
                data = luck.choice((cut, flipped, doubled, swapped))(luck, data)
            copy.writestr(name, data)
    return target.getvalue()


def swapped(luck, content):
    """One tag, attribute or number in the place of another."""
    old, new = luck.choice(TAGS), luck.choice(TAGS + NUMBERS)
    return content.replace(old, new, luck.randint(1, 3))


def without_a_part(luck, content):
    source, target = io.BytesIO(content), io.BytesIO()
    with zipfile.ZipFile(source) as parts, zipfile.ZipFile(target, "w") as copy:
        gone = luck.choice(parts.namelist())
        for name in parts.namelist():
            if name != gone:
                copy.writestr(name, parts.read(name))
    return target.getvalue()


def mixed(luck, content):
    """Half of the file in one encoding, half in another."""
    text = content.decode()
    at = luck.randrange(len(text))
    return text[:at].encode("cp874") + text[at:].encode(luck.choice(("utf-8", "utf-16-le")))


def corpus():
    luck = random.Random(SEED)
    book, text = xlsx_of(*(line(n) for n in range(1, 9))), csv_of(*(line(n) for n in range(1, 9)))
    for _ in range(FILES // 2):
        yield "a.xlsx", luck.choice((cut, flipped, inside, inside, inside, without_a_part))(luck, book)
        yield luck.choice(("a.csv", "a.tsv")), luck.choice((cut, flipped, doubled, mixed))(luck, text)


@pytest.fixture(scope="module")
def outcomes():
    return [list(answers(name, content)) for name, content in corpus()]


def test_every_file_ends_with_rows_or_with_one_refusal_that_has_words(outcomes):
    kinds = Counter(said[-1].get("refused", "rows") for said in outcomes)
    assert sum(kinds.values()) == FILES
    assert set(kinds) <= {*SENTENCES, "rows"}
    assert kinds["damaged"] > FILES / 10  # the corpus does break files
    assert kinds["rows"] > FILES / 20  # and not all of them


def test_what_is_read_of_a_broken_file_are_rows_of_plain_cells(outcomes):
    for said in outcomes:
        numbers = [number for answer in said for number, _cells in answer.get("rows", ())]
        assert numbers == sorted(set(numbers))
