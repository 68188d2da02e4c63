"""What a certificate says: the frozen facts, and their one canonical JSON form.

The JSON is what the database row keeps and what the PDF carries as an attachment. The paper is drawn from
nothing else, so a later change of a name, a course or a center changes no certificate already issued.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, Self

from certificates.paper.refusals import FactsInvalid
from certificates.paper.refusals import marked as _

FORMAT = 1
LONGEST_TEXT = 300  # letters; no line of the paper holds so many, and all of them fit into a pipe
MOST_TOPICS = 23  # more rows of a transcript could not be read
# Facts that papers did not have at first: left out where they say nothing, so that older papers read back as written.
LATER: Mapping[str, Any] = {"topics": (), "score": "", "attended_minutes": 0, "common_era": False}


class PaperKind(StrEnum):
    """The papers of the regulation on skill training: clauses 39, 49, 57 and, for the replacement, 40."""

    CERTIFICATE = "certificate"  # วุฒิบัตร
    RESULTS = "results"  # หนังสือรับรองผลการฝึก
    REPLACEMENT = "replacement"  # ใบแทน of a certificate
    RESULTS_REPLACEMENT = "results_replacement"  # ใบแทน of a statement of results
    TRANSCRIPT = "transcript"  # ใบแสดงผลการฝึก: topic by topic, beside one of the others
    TRANSCRIPT_REPLACEMENT = "transcript_replacement"  # ใบแทน of a transcript

    @property
    def replacement(self) -> "PaperKind":
        """The kind of paper that takes the place of a lost one of this kind."""
        if self.is_transcript:
            return PaperKind.TRANSCRIPT_REPLACEMENT
        of_results = self in {PaperKind.RESULTS, PaperKind.RESULTS_REPLACEMENT}
        return PaperKind.RESULTS_REPLACEMENT if of_results else PaperKind.REPLACEMENT

    @property
    def is_transcript(self) -> bool:
        return self in {PaperKind.TRANSCRIPT, PaperKind.TRANSCRIPT_REPLACEMENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """One of the two who sign; the English position may be empty."""

    name: str
    position_th: str
    position_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicResult:
    """A row of a transcript: what was taught, for how long, and the scores that count; "" where a part has none.

    Scores are percents with at most two places, as text: a number would be written otherwise elsewhere.
    """

    number: int
    title_th: str
    title_en: str = ""
    theory_minutes: int
    practice_minutes: int
    theory_score: str = ""
    practice_score: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """All that one certificate says; dates in C.E., hours in whole hours. Raises FactsInvalid.

    A transcript has topics, the total score, and the minutes attended; no other paper has.
    """

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
    common_era: bool = False  # years in Thai lines
    topics: tuple[TopicResult, ...] = ()
    score: str = ""
    attended_minutes: int = 0
    format: int = FORMAT

    def __post_init__(self) -> None:
        _check_texts(self)
        _check_dates(self)
        _check_hours(self)
        _check_url(self.verify_url)
        _check_topics(self)
        if (self.kind is self.kind.replacement) != bool(self.replaces_number):
            raise FactsInvalid(
                _("%(line)s: exactly a replacement names the number that it replaces"), line="replaces_number"
            )
        if self.format != FORMAT:
            raise FactsInvalid(_("format %(format)s is not known"), format=self.format)

    def to_json(self) -> str:
        """The canonical text: keys sorted, no spaces, letters as themselves, dates as YYYY-MM-DD."""
        said = {name: value for name, value in asdict(self).items() if LATER.get(name) != value}
        return json.dumps(
            said, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=date.isoformat
        )

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read the canonical text back; unknown, missing or mistyped facts raise FactsInvalid."""
        try:
            values = json.loads(text)
            return cls(**{key: _value(key, value) for key, value in _named(values).items()})
        except (ValueError, TypeError) as error:
            raise FactsInvalid(_("not the facts of a certificate: %(error)s"), error=str(error)) from error


REQUIRED = ("number", "name_th", "course_th", "center_th", "verify_url", "code")
# Host, port and path only: no user, no query, nothing that a reader of the link would have to decode.
_WEB_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?/[A-Za-z0-9._~/-]+")
_DATES = frozenset({"started_on", "ended_on", "issued_on"})
_WHOLE_NUMBERS = frozenset(
    {
        "theory_hours", "practice_hours", "total_hours", "format", "attended_minutes", "number", "theory_minutes",
        "practice_minutes",
    }
)  # fmt: skip
_SWITCHES = frozenset({"thai_digits", "is_department_form", "common_era"})
_SCORE = re.compile(r"100|[0-9]{1,2}(\.[0-9]{1,2})?")


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
    if key == "topics":
        return tuple(_topic(each) for each in value)
    return _of_type(str if key == "number" else _type_of(key), key, value)


def _topic(row: Any) -> TopicResult:
    return TopicResult(**{key: _of_type(_type_of(key), key, value) for key, value in _named(row).items()})


def _type_of(key: str) -> type:
    return int if key in _WHOLE_NUMBERS else bool if key in _SWITCHES else str


def _of_type(wanted: type, key: str, value: Any) -> Any:
    if type(value) is not wanted:
        raise TypeError(f"{key}: {wanted.__name__} was expected")
    return value


def _check_texts(facts: CertificateFacts) -> None:
    for slot, text in texts(facts).items():
        _check_letters(slot, text)
        if text != " ".join(text.split()) or (not text and slot in REQUIRED):
            raise FactsInvalid(_("%(line)s: empty, or with spaces that paper does not show"), line=slot)
    for place, signatory in enumerate(facts.signatories, 1):
        if not signatory.name or not signatory.position_th:
            raise FactsInvalid(_("name and position of who signs in place %(place)s are needed"), place=place)


def texts(facts: CertificateFacts) -> Mapping[str, str]:
    """Every piece of text among the facts, by slot."""
    found = {field.name: getattr(facts, field.name) for field in fields(facts)}
    for place, signatory in enumerate(facts.signatories, 1):
        found |= {f"signatory_{place}_{slot}": text for slot, text in asdict(signatory).items()}
    for place, topic in enumerate(facts.topics, 1):
        found |= {f"topic_{place}_{slot}": text for slot, text in asdict(topic).items()}
    return {slot: text for slot, text in found.items() if type(text) is str}


def _check_letters(slot: str, text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise FactsInvalid(_("%(line)s: longer than %(most)s letters"), line=slot, most=LONGEST_TEXT)
    _check_visible(slot, text)


def _check_visible(slot: str, text: str) -> None:
    """Refuse what paper does not show: control, direction and zero-width characters, lone surrogates."""
    for letter in text:
        if unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}:
            code = f"U+{ord(letter):04X}"
            raise FactsInvalid(_("%(line)s: %(letter)s cannot be printed"), line=slot, letter=code)


def _check_dates(facts: CertificateFacts) -> None:
    if not facts.started_on <= facts.ended_on:
        raise FactsInvalid(_("%(line)s: the training ends before it begins"), line="ended_on")


def _check_hours(facts: CertificateFacts) -> None:
    parts = (facts.theory_hours, facts.practice_hours)
    if min(parts) < 0 or facts.total_hours <= 0 or sum(parts) > facts.total_hours:
        raise FactsInvalid(
            _("%(line)s: not positive, or less than theory and practice together"), line="total_hours"
        )


def _check_topics(facts: CertificateFacts) -> None:
    """Exactly a transcript has topics, few enough to be read, each with time and with scores up to 100."""
    if facts.kind.is_transcript != bool(facts.topics) or len(facts.topics) > MOST_TOPICS:
        raise FactsInvalid(_("a transcript has 1 to %(most)s topics, another paper none"), most=MOST_TOPICS)
    minutes = [each for topic in facts.topics for each in (topic.theory_minutes, topic.practice_minutes)]
    if min(minutes, default=0) < 0 or facts.attended_minutes < 0:
        raise FactsInvalid(_("minutes of a topic are not negative"))
    if not all(topic.title_th for topic in facts.topics):
        raise FactsInvalid(_("each topic has a title"))
    if not all(_SCORE.fullmatch(score) for score in _scores(facts) if score):
        raise FactsInvalid(_("a score lies between 0 and 100, with two places at most"))


def _scores(facts: CertificateFacts) -> Iterable[str]:
    return (
        facts.score,
        *(each for topic in facts.topics for each in (topic.theory_score, topic.practice_score)),
    )


def _check_url(url: str) -> None:
    """Only a web address may become a link, never `javascript:` or `file:`; raises FactsInvalid."""
    if not _WEB_ADDRESS.fullmatch(url):
        raise FactsInvalid(_("%(line)s: this is no web address"), line="verify_url")
