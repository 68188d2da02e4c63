"""What a certificate says: the frozen facts, and their one canonical JSON form.

The JSON is what the database row keeps and what the PDF carries as an attachment. The paper is drawn from
nothing else, so a later change of a name, a course or a center changes no certificate already issued.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, Self

from certificates.paper.refusals import FactsInvalid

FORMAT = 1
LONGEST_TEXT = 300  # letters; no line of the paper holds so many, and all of them fit into a pipe


class PaperKind(StrEnum):
    """The papers of the regulation on skill training: clauses 39, 49, 57 and, for the replacement, 40."""

    CERTIFICATE = "certificate"  # วุฒิบัตร
    RESULTS = "results"  # หนังสือรับรองผลการฝึก
    REPLACEMENT = "replacement"  # ใบแทน of a certificate
    RESULTS_REPLACEMENT = "results_replacement"  # ใบแทน of a statement of results

    @property
    def replacement(self) -> "PaperKind":
        """The kind of paper that takes the place of a lost one of this kind."""
        of_results = self in {PaperKind.RESULTS, PaperKind.RESULTS_REPLACEMENT}
        return PaperKind.RESULTS_REPLACEMENT if of_results else PaperKind.REPLACEMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """One of the two who sign; the English position may be empty."""

    name: str
    position_th: str
    position_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """All that one certificate says; dates in C.E., hours in whole hours. Raises FactsInvalid."""

    kind: PaperKind
    number: str
    name_th: str
    name_en: str = ""
    course_th: str
    course_en: str = ""
    theory_hours: int
    practice_hours: int
    total_hours: int
    started_on: date
    ended_on: date
    issued_on: date
    center_th: str
    center_en: str = ""
    result_th: str = ""
    result_en: str = ""
    signatories: tuple[Signatory, Signatory]
    verify_url: str
    code: str
    replaces_number: str = ""
    thai_digits: bool = False
    is_department_form: bool = False
    format: int = FORMAT

    def __post_init__(self) -> None:
        _check_texts(self)
        _check_dates(self)
        _check_hours(self)
        _check_url(self.verify_url)
        if (self.kind is self.kind.replacement) != bool(self.replaces_number):
            raise FactsInvalid("replaces_number: exactly a replacement names the number that it replaces")
        if self.format != FORMAT:
            raise FactsInvalid(f"format: {self.format} is not known")

    def to_json(self) -> str:
        """The canonical text: keys sorted, no spaces, letters as themselves, dates as YYYY-MM-DD."""
        return json.dumps(
            asdict(self), sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=date.isoformat
        )

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read the canonical text back; unknown, missing or mistyped facts raise FactsInvalid."""
        try:
            values = json.loads(text)
            return cls(**{key: _value(key, value) for key, value in _named(values).items()})
        except (ValueError, TypeError) as error:
            raise FactsInvalid(f"not the facts of a certificate: {error}") from error


REQUIRED = ("number", "name_th", "course_th", "center_th", "verify_url", "code")
# Host, port and path only: no user, no query, nothing that a reader of the link would have to decode.
_WEB_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?/[A-Za-z0-9._~/-]+")
_DATES = frozenset({"started_on", "ended_on", "issued_on"})
_WHOLE_NUMBERS = frozenset({"theory_hours", "practice_hours", "total_hours", "format"})
_SWITCHES = frozenset({"thai_digits", "is_department_form"})


def _named(values: Any) -> dict[str, Any]:
    if not isinstance(values, dict):
        raise TypeError("an object was expected")
    return values


def _value(key: str, value: Any) -> Any:
    if key == "kind":
        return PaperKind(value)
    if key in _DATES:
        return date.fromisoformat(value)
    if key == "signatories":
        first, second = (Signatory(**_named(each)) for each in value)
        return first, second
    return _of_type(key, value)


def _of_type(key: str, value: Any) -> Any:
    wanted = int if key in _WHOLE_NUMBERS else bool if key in _SWITCHES else str
    if type(value) is not wanted:
        raise TypeError(f"{key}: {wanted.__name__} was expected")
    return value


def _check_texts(facts: CertificateFacts) -> None:
    for slot, text in texts(facts).items():
        _check_letters(slot, text)
        if text != " ".join(text.split()) or (not text and slot in REQUIRED):
            raise FactsInvalid(f"{slot}: empty, or with spaces that paper does not show")
    for place, signatory in enumerate(facts.signatories, 1):
        if not signatory.name or not signatory.position_th:
            raise FactsInvalid(f"signatory {place}: name and position are needed")


def texts(facts: CertificateFacts) -> Mapping[str, str]:
    """Every piece of text among the facts, by slot."""
    found = {field.name: getattr(facts, field.name) for field in fields(facts)}
    for place, signatory in enumerate(facts.signatories, 1):
        found |= {f"signatory_{place}_{slot}": text for slot, text in asdict(signatory).items()}
    return {slot: text for slot, text in found.items() if type(text) is str}


def _check_letters(slot: str, text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise FactsInvalid(f"{slot}: longer than {LONGEST_TEXT} letters")
    _check_visible(slot, text)


def _check_visible(slot: str, text: str) -> None:
    """Refuse what paper does not show: control, direction and zero-width characters, lone surrogates."""
    for letter in text:
        if unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}:
            raise FactsInvalid(f"{slot}: U+{ord(letter):04X} cannot be printed")


def _check_dates(facts: CertificateFacts) -> None:
    if not facts.started_on <= facts.ended_on:
        raise FactsInvalid("ended_on: before started_on")


def _check_hours(facts: CertificateFacts) -> None:
    parts = (facts.theory_hours, facts.practice_hours)
    if min(parts) < 0 or facts.total_hours <= 0 or sum(parts) > facts.total_hours:
        raise FactsInvalid("total_hours: must be positive and cover theory and practice")


def _check_url(url: str) -> None:
    """Only a web address may become a link, never `javascript:` or `file:`; raises FactsInvalid."""
    if not _WEB_ADDRESS.fullmatch(url):
        raise FactsInvalid("verify_url: an http(s) address was expected")
