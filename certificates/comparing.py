"""A stranger's file beside the register: byte for byte, then line by line and fact by fact."""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from certificates import queries
from certificates.paper.facts import CertificateFacts
from certificates.paper.starts import standard_for
from certificates.paper.template import read_template
from certificates.paper.topics import END, HEADINGS, rows_of
from certificates.paper.wording import set_lines, slots
from certificates.printed import printed_facts
from certificates.queries import Check
from certificates.reading import MOST_BYTES, READ, SECONDS
from core.files import FileTooLarge, refusal_of
from core.guarded.process import Guarded
from core.guarded.refusals import TaskRefused
from core.text import to_arabic_digits

BESIDE = 4  # lines at most that stand side by side
ALIKE = 0.4  # from here on a line of the file is taken for the one that the register has


@dataclass(frozen=True)
class Difference:
    """What one line or fact is in the register and in the file; "" where the file has nothing like it."""

    register: str
    file: str
    label: str = ""


@dataclass(frozen=True)
class Comparison:
    """The outcome. `check` is None where the file leads to no certificate on public view."""

    check: Check | None
    same_bytes: bool = False
    lines: tuple[Difference, ...] = ()
    facts: tuple[Difference, ...] = ()
    can_read: bool = True

    @property
    def says_the_same(self) -> bool:
        """Whether every printed line could be read, and is as in the register."""
        return self.can_read and not self.lines and not self.facts


def compare(name: str, content: bytes) -> Comparison:
    """Raises FileTooLarge, and what `core.files` refuses: FileNotKept, FileUndrawable, FileLocked, ..."""
    if len(content) > MOST_BYTES:
        raise FileTooLarge(megabytes=MOST_BYTES // 1024**2)
    found = queries.check_bytes(hashlib.sha256(content).hexdigest())
    if found:
        return Comparison(found, same_bytes=True)
    said = _read(name, content)
    for code in said["codes"]:
        if found := queries.check(code):
            return _compared(found, said["lines"], said["facts"])
    return Comparison(None)


def _read(name: str, content: bytes) -> dict[str, Any]:
    with Guarded(READ, seconds=SECONDS) as child:
        try:
            answer: dict[str, Any] = json.loads(child.ask(content))
        except TaskRefused as refused:
            raise refusal_of(name, refused) from refused
    return answer


def _compared(found: Check, lines: list[str], facts: str) -> Comparison:
    return Comparison(
        found,
        lines=tuple(different_lines(expected_lines(found), lines)) if lines else (),
        facts=tuple(_different_facts(found.facts, CertificateFacts.from_json(facts))) if facts else (),
        can_read=bool(lines),
    )


def expected_lines(found: Check) -> list[str]:
    """What the paper says line by line, by the template that it was printed with."""
    row = found.certificate.template
    template = read_template(row.content) if row else standard_for(found.facts.kind)
    lines = [" ".join(filter(None, (each.text, each.aside))) for each in set_lines(found.facts, template)]
    return [*lines, *_table(found.facts), *_note(found.facts)]


def _table(facts: CertificateFacts) -> list[str]:
    """The list of topics, its headings and its end."""
    rows = [topic.words for topic in rows_of(facts)]
    headings = [words for both in HEADINGS for words in both if words]
    return [*rows, *headings, f"– {' '.join(END)} –"] if rows else []


def _note(facts: CertificateFacts) -> list[str]:
    """What a paper says that is not the department's document."""
    words = slots(facts)
    return [note] if (note := f"{words['form_th']} {words['form_en']}".strip()) else []


def different_lines(register: Iterable[str], file: Iterable[str]) -> list[Difference]:
    """The register's lines that the file does not have, each with the line of the file that is most like it.

    Then the lines that the file has beside: an added row is a change too. A piece of a line that is not there is none.
    """
    known = {_bare(line): line for line in register}
    there, loose = set(), []
    for line in file:
        if parts := _parts(_bare(line), known.keys()):
            there.update(parts)
        else:
            loose.append(line)
    missing = {bare: line for bare, line in known.items() if bare not in there}
    changed = [Difference(line, _most_like(line, loose)) for line in missing.values()]
    shown = {each.file for each in changed}
    added = [line for line in loose if line not in shown and not any(_bare(line) in bare for bare in missing)]
    return [*changed, *(Difference("", line) for line in dict.fromkeys(added))]


def _parts(line: str, known: Collection[str], most: int = BESIDE) -> list[str]:
    """The known lines that this one is made of: itself, or a few that stand side by side and are read as one.

    None where anything else is in it.
    """
    if line in known:
        return [line]
    for first in known if most > 1 else ():
        if line.startswith(first) and (rest := _parts(line[len(first) :], known, most - 1)):
            return [first, *rest]
    return []


def _bare(line: str) -> str:
    """As it is compared: without spaces, which programs set as they like, and with one kind of digits."""
    return to_arabic_digits("".join(line.split()))


def _most_like(line: str, others: Iterable[str]) -> str:
    rated = [(SequenceMatcher(None, _bare(line), _bare(other)).ratio(), other) for other in others]
    best, other = max(rated, default=(0.0, ""))
    return other if best >= ALIKE else ""


def _different_facts(register: CertificateFacts, file: CertificateFacts) -> Iterable[Difference]:
    ours, theirs = printed_facts(register), printed_facts(file)
    said = [(fact.label, fact.words) for fact in theirs]
    for fact in ours:
        if (fact.label, fact.words) not in said:
            other = next((words for label, words in said if label == fact.label), "")
            yield Difference(fact.words, other, fact.label)
