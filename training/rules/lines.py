"""A rule set as lines to read and to compare: each rule of each type, its value, its clause, law or setting."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from training.rules.ruleset import CourseType, DayCount, RuleSet, TypeRules
from training.rules.settings import NO_CLAUSE, SettingCode


class Line(StrEnum):
    """One code per line."""

    AGE = "age"
    EDUCATION = "education"
    HEALTH = "health"
    PAPERS = "papers"
    CONSENT = "consent"
    ATTENDANCE = "attendance"
    WEIGHTS = "weights"
    TOPIC_MARK = "topic_mark"
    TOTAL_MARK = "total_mark"
    RETEST = "retest"
    CHEATING = "cheating"
    PLACEMENT_START = "placement_start"
    PLACEMENT = "placement"
    CERTIFICATE = "certificate"
    LETTER = "letter"
    LEAVING = "leaving"
    POSTPONE = "postpone"
    RETURN = "return"
    SICK_NOTE = "sick_note"
    REPORT = "report"
    VISITS = "visits"
    SITE_CHANGE = "site_change"
    DISCIPLINE = "discipline"
    WORKING_AGE = "working_age"
    COMPULSORY = "compulsory"
    HOURS_A_DAY = "hours_a_day"
    HOURS_A_WEEK = "hours_a_week"
    REST = "rest"
    MINOR_HOURS_A_DAY = "minor_hours_a_day"
    MINOR_EVENINGS = "minor_evenings"
    TRAINER_REST = "trainer_rest"


@dataclass(frozen=True, slots=True)
class RuleLine:
    """`value` None: the regulation says nothing. `setting`: the value is no law. `relaxed_by`: the clause that may."""

    line: Line
    course_type: CourseType | None
    value: Any
    clause: str
    setting: SettingCode | None = None
    relaxed_by: str = ""


def lines_of(rules: RuleSet) -> tuple[RuleLine, ...]:
    """Every line: type by type, then what holds for all types."""
    of_types = (line for of_type in rules.types for line in _of_type(of_type))
    return (*of_types, *_of_all(rules))


def differing(one: RuleSet, other: RuleSet) -> tuple[tuple[RuleLine, RuleLine], ...]:
    """The lines in which two versions differ, as pairs."""
    pairs = zip(lines_of(one), lines_of(other), strict=True)
    return tuple((old, new) for old, new in pairs if old != new)


_THEORY = {
    CourseType.UPGRADE: SettingCode.UPGRADE_THEORY,
    CourseType.SUPPLEMENTARY: SettingCode.SUPPLEMENTARY_THEORY,
}


def _of_type(rules: TypeRules) -> Iterator[RuleLine]:
    kind, score = rules.course_type, rules.score

    def line(code: Line, value: Any, clause: str | None, setting: SettingCode | None = None) -> RuleLine:
        return RuleLine(code, kind, value, clause or "", setting)

    yield line(Line.AGE, rules.age, rules.age.clause)
    yield line(Line.EDUCATION, rules.education, rules.education.clause if rules.education else None)
    yield line(Line.HEALTH, True, rules.health_clause)
    yield line(Line.PAPERS, rules.papers.papers, rules.papers.clause)
    yield line(
        Line.CONSENT,
        rules.consent and rules.consent.under_age,
        rules.consent.clause if rules.consent else None,
    )
    yield line(Line.ATTENDANCE, rules.attendance.percent, rules.attendance.clause)
    weights = (score.theory_weight, score.practice_weight)
    yield line(Line.WEIGHTS, weights, score.total.clause if kind in _THEORY else "21", _THEORY.get(kind))
    mark = SettingCode.TOPIC_MARK if score.topic else None
    yield line(
        Line.TOPIC_MARK,
        score.topic and score.topic.percent,
        score.topic.clause if score.topic else None,
        mark,
    )
    yield line(Line.TOTAL_MARK, score.total.percent, score.total.clause)
    yield from _endings(rules, line)


def _endings(rules: TypeRules, line: Any) -> Iterator[RuleLine]:
    yield line(Line.RETEST, rules.retest_clause and True, rules.retest_clause)
    yield line(Line.CHEATING, rules.cheating_clause and True, rules.cheating_clause)
    relaxed = next(
        (one.clause for one in rules.relaxations if one.relaxes == rules.placement_start_clause), ""
    )
    start = rules.placement_start_clause
    yield RuleLine(Line.PLACEMENT_START, rules.course_type, start and True, start or "", relaxed_by=relaxed)
    yield line(
        Line.PLACEMENT,
        rules.placement and rules.placement.percent,
        rules.placement and rules.placement.clause,
    )
    yield line(Line.CERTIFICATE, True, rules.certificate_clause)
    yield line(Line.LETTER, rules.letter_clause and True, rules.letter_clause)
    yield line(Line.LEAVING, rules.leaving.reasons, rules.leaving.clause)


def _of_all(rules: RuleSet) -> Iterator[RuleLine]:
    duties, childhood = rules.duties, rules.childhood

    def term(code: Line, count: DayCount, setting: SettingCode | None = None) -> RuleLine:
        return RuleLine(code, None, (count.days, count.working), count.clause, setting)

    yield term(Line.POSTPONE, duties.postpone_notice)
    yield term(Line.RETURN, duties.return_to_center)
    yield term(Line.SICK_NOTE, duties.sick_note_from, SettingCode.SICK_IN_WORKING_DAYS)
    yield term(Line.REPORT, duties.placement_report, SettingCode.REPORT_IN_WORKING_DAYS)
    yield RuleLine(Line.VISITS, None, duties.visits_per_site, duties.visits_clause)
    yield RuleLine(Line.SITE_CHANGE, None, True, duties.site_change_clause)
    skips = rules.discipline.grave_skips
    yield RuleLine(Line.DISCIPLINE, None, skips, rules.discipline.clause, SettingCode.GRAVE_SKIPS_STEPS)
    yield RuleLine(Line.WORKING_AGE, None, childhood.working_age, childhood.working_age_basis)
    until, basis = childhood.compulsory_until, childhood.compulsory_basis
    yield RuleLine(Line.COMPULSORY, None, until, basis, SettingCode.COMPULSORY_UNTIL)
    yield from _of_timetables(rules)


def _of_timetables(rules: RuleSet) -> Iterator[RuleLine]:
    """Hours and rest: each line bears the name of its value and of its setting."""
    for line in list(Line)[list(Line).index(Line.HOURS_A_DAY) :]:
        value = getattr(rules.learning, line.value)
        yield RuleLine(line, None, value, NO_CLAUSE, SettingCode(line.value))
