"""The shape of a rule set: what the regulation fixes per course type, each value with its clause."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self

from training.rules.codec import RuleSetUnreadable, decode, encode


class CourseType(StrEnum):
    """The three types of training."""

    PRE_EMPLOYMENT = "pre_employment"
    UPGRADE = "upgrade"
    SUPPLEMENTARY = "supplementary"


class Education(StrEnum):
    """Education completed, from lowest to highest."""

    NONE = "none"
    PRIMARY = "primary"
    LOWER_SECONDARY = "lower_secondary"
    UPPER_SECONDARY = "upper_secondary"

    def reaches(self, minimum: "Education") -> bool:
        """Whether this is at least `minimum`."""
        ladder = list(Education)
        return ladder.index(self) >= ladder.index(minimum)


class Paper(StrEnum):
    """Papers an applicant shows."""

    IDENTITY = "identity"
    EDUCATION = "education"


@dataclass(frozen=True, slots=True)
class AgeRule:
    """Full years on the run's first day. A curriculum may always ask for more; for less only where it may."""

    years: int
    curriculum_may_lower: bool
    clause: str


@dataclass(frozen=True, slots=True)
class EducationRule:
    """Education asked for unless the curriculum says otherwise; None where only the curriculum may ask."""

    minimum: Education | None
    clause: str


@dataclass(frozen=True, slots=True)
class PapersRule:
    """Papers to be seen before the start."""

    papers: tuple[Paper, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class ConsentRule:
    """A guardian's written consent, for everybody younger than `under_age` on the run's first day."""

    under_age: int
    clause: str


@dataclass(frozen=True, slots=True)
class PercentRule:
    """At least `percent` of the whole."""

    percent: int
    clause: str


@dataclass(frozen=True, slots=True)
class ScoreRule:
    """Percent of theory and practice in each topic, and the pass marks; `topic` None: the total counts."""

    theory_weight: int
    practice_weight: int
    topic: PercentRule | None
    total: PercentRule

    def __post_init__(self) -> None:
        if self.theory_weight + self.practice_weight != 100:
            raise RuleSetUnreadable("the weights of theory and practice add up to 100")


@dataclass(frozen=True, slots=True)
class LeavingRule:
    """How many reasons for leaving the regulation lists."""

    reasons: int
    clause: str


@dataclass(frozen=True, slots=True)
class TypeRules:
    """The rules of one course type; a clause that is None means that the regulation says nothing."""

    course_type: CourseType
    age: AgeRule
    education: EducationRule | None
    health_clause: str
    papers: PapersRule
    consent: ConsentRule | None
    attendance: PercentRule
    score: ScoreRule
    retest_clause: str | None
    cheating_clause: str | None
    placement: PercentRule | None
    certificate_clause: str
    letter_clause: str | None
    leaving: LeavingRule


@dataclass(frozen=True, slots=True)
class DayCount:
    """A number of days that the rules give, counted as working days or as calendar days."""

    days: int
    working: bool
    clause: str


@dataclass(frozen=True, slots=True)
class Duties:
    """Terms that bind the centre and the trainee while a run goes on."""

    postpone_notice: DayCount
    return_to_center: DayCount
    sick_note_from: DayCount
    placement_report: DayCount
    visits_per_site: int
    visits_clause: str


@dataclass(frozen=True, slots=True)
class Childhood:
    """What other laws fix for children: the age of employment, and until when compulsory education binds."""

    working_age: int
    working_age_basis: str
    compulsory_until: int
    compulsory_education: Education
    compulsory_basis: str


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One version of the regulation; a run that has started keeps the version it began under (clause 64)."""

    version: str
    valid_from: date
    types: tuple[TypeRules, ...]
    duties: Duties
    childhood: Childhood

    def __post_init__(self) -> None:
        if sorted(rules.course_type for rules in self.types) != sorted(CourseType):
            raise RuleSetUnreadable("a rule set has the rules of each course type once")

    def of(self, course_type: str) -> TypeRules:
        """The rules of one course type; raises ValueError for a type that does not exist."""
        wanted = CourseType(course_type)
        return next(rules for rules in self.types if rules.course_type is wanted)

    def to_json(self) -> dict[str, Any]:
        """JSON values for a database row."""
        encoded: dict[str, Any] = encode(self)
        return encoded

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The rule set that `to_json` wrote; raises RuleSetUnreadable."""
        return decode(cls, data)
