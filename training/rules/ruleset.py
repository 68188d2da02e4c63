"""The shape of a rule set: what the regulation fixes per course type, each value with its clause."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self

from training.rules.codec import RuleSetUnreadable, decode, encode
from training.rules.codes import RuleCode


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


class LeavingReason(StrEnum):
    """Why a training ends before its time."""

    RESIGNED = "resigned"
    ABSENT = "absent"
    DISMISSED = "dismissed"
    CHEATED = "cheated"
    DIED = "died"


@dataclass(frozen=True, slots=True)
class LeavingRule:
    """The reasons for leaving that the regulation lists; a person leaves with one of them and no other."""

    reasons: tuple[LeavingReason, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A rule (that of clause `relaxes`) from which the director may let a person off, by `clause`."""

    rule: RuleCode
    relaxes: str
    clause: str


# Laws above the regulation, which no clause of it relaxes.
_NEVER_RELAXED = frozenset({RuleCode.WORKING_AGE, RuleCode.COMPULSORY_EDUCATION})


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
    placement_start_clause: str | None
    placement: PercentRule | None
    certificate_clause: str
    letter_clause: str | None
    leaving: LeavingRule
    relaxations: tuple[Relaxation, ...]

    def __post_init__(self) -> None:
        relaxed = {relaxation.rule for relaxation in self.relaxations}
        fixed_age = set() if self.age.curriculum_may_lower else {RuleCode.MINIMUM_AGE}
        if relaxed & (_NEVER_RELAXED | fixed_age):
            raise RuleSetUnreadable("an age without exception and the laws on children are never relaxed")

    def relaxation(self, code: RuleCode) -> Relaxation | None:
        """The clause by which the director may relax a rule; None where the regulation names none."""
        return next((one for one in self.relaxations if one.rule is code), None)


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
    site_change_clause: str


class Step(StrEnum):
    """The steps of discipline, in order."""

    WARNING = "warning"
    PROBATION = "probation"
    DISMISSAL = "dismissal"


@dataclass(frozen=True, slots=True)
class Discipline:
    """Steps that follow one another; `grave_skips` lets a grave reason lead to the last one at once."""

    steps: tuple[Step, ...]
    grave_skips: bool
    clause: str

    def missing_before(self, step: Step, taken: Collection[Step], *, grave: bool) -> tuple[Step, ...]:
        """The earlier steps that must come first; none where they were taken, or a grave reason skips them."""
        if grave and self.grave_skips:
            return ()
        return tuple(one for one in self.steps[: self.steps.index(step)] if one not in taken)


@dataclass(frozen=True, slots=True)
class Childhood:
    """What other laws fix for children: the age of employment, and until when compulsory education binds."""

    working_age: int
    working_age_basis: str
    compulsory_until: int
    compulsory_education: Education
    compulsory_basis: str


@dataclass(frozen=True, slots=True)
class Learning:
    """Limits of a timetable for people who learn and teach, in hours: the regulation has none, a centre may.

    A day has nine hours of teaching and a week sixty-three, so that these limit nothing; a rest of 0 hours is none.
    Those under `adult_age` have their own day, and may be kept free of evenings.
    """

    hours_a_day: int = 9
    hours_a_week: int = 63
    rest: int = 0
    minor_hours_a_day: int = 9
    minor_evenings: bool = True
    trainer_rest: int = 0
    adult_age: int = 18

    @property
    def minds_age(self) -> bool:
        """Whether anything is different for people under age."""
        return self.minor_hours_a_day < self.hours_a_day or not self.minor_evenings

    @classmethod
    def strictest(cls, versions: Iterable[Self]) -> Self:
        """What holds for somebody to whom all these limits apply."""
        found = (cls(), *versions)
        return cls(
            hours_a_day=min(one.hours_a_day for one in found),
            hours_a_week=min(one.hours_a_week for one in found),
            rest=max(one.rest for one in found),
            minor_hours_a_day=min(one.minor_hours_a_day for one in found),
            minor_evenings=all(one.minor_evenings for one in found),
            trainer_rest=max(one.trainer_rest for one in found),
            adult_age=max(one.adult_age for one in found),
        )


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One version of the regulation; a run that has started keeps the version it began under (clause 64)."""

    version: str
    valid_from: date
    types: tuple[TypeRules, ...]
    duties: Duties
    discipline: Discipline
    childhood: Childhood
    learning: Learning = Learning()

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
