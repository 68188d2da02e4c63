"""A version of the rules in plain words: what is asked, by which clause, and whether it is law or a setting."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from training.enums import CourseType, Education
from training.rules import Learning, Line, RuleLine, RuleSet, SettingCode, differing, lines_of
from training.rules.settings import NO_CLAUSE

NAMES: dict[Line, Any] = {
    Line.AGE: gettext_lazy("Youngest age on the first day"),
    Line.EDUCATION: gettext_lazy("Education"),
    Line.HEALTH: gettext_lazy("Health, drugs, contagion"),
    Line.PAPERS: gettext_lazy("Papers"),
    Line.CONSENT: gettext_lazy("Guardian's written consent"),
    Line.ATTENDANCE: gettext_lazy("Hours before assessment"),
    Line.WEIGHTS: gettext_lazy("Theory and practice"),
    Line.TOPIC_MARK: gettext_lazy("Pass mark of each topic"),
    Line.TOTAL_MARK: gettext_lazy("Pass mark of the whole"),
    Line.RETEST: gettext_lazy("Re-test"),
    Line.CHEATING: gettext_lazy("Cheating"),
    Line.PLACEMENT_START: gettext_lazy("Going to a firm"),
    Line.PLACEMENT: gettext_lazy("Placement in a firm"),
    Line.CERTIFICATE: gettext_lazy("Certificate (วุฒิบัตร)"),
    Line.LETTER: gettext_lazy("Letter of training (หนังสือรับรองผลการฝึก)"),
    Line.LEAVING: gettext_lazy("Reasons for leaving"),
    Line.POSTPONE: gettext_lazy("Notice before a test is put off"),
    Line.RETURN: gettext_lazy("Back at the centre after a placement"),
    Line.SICK_NOTE: gettext_lazy("Medical certificate from"),
    Line.REPORT: gettext_lazy("Time sheet, evaluation and result of a placement"),
    Line.VISITS: gettext_lazy("Visits to a placement site"),
    Line.SITE_CHANGE: gettext_lazy("Change of placement site"),
    Line.DISCIPLINE: gettext_lazy("Discipline"),
    Line.WORKING_AGE: gettext_lazy("Youngest age in a firm"),
    Line.COMPULSORY: gettext_lazy("Compulsory education binds until"),
    Line.HOURS_A_DAY: gettext_lazy("Timetable: hours of learning a day"),
    Line.HOURS_A_WEEK: gettext_lazy("Timetable: hours of learning a week"),
    Line.REST: gettext_lazy("Timetable: rest overnight of people who learn"),
    Line.MINOR_HOURS_A_DAY: gettext_lazy("Timetable: hours of learning a day under 18"),
    Line.MINOR_EVENINGS: gettext_lazy("Timetable: evenings under 18"),
    Line.TRAINER_REST: gettext_lazy("Timetable: rest overnight of trainers"),
}
SETTING_NAMES: dict[SettingCode, Any] = {
    SettingCode.TOPIC_MARK: gettext_lazy("Pre-employment: pass mark of each topic (%)"),
    SettingCode.UPGRADE_THEORY: gettext_lazy("Skill upgrade: weight of theory (%); practice is the rest"),
    SettingCode.SUPPLEMENTARY_THEORY: gettext_lazy(
        "Supplementary occupation: weight of theory (%); practice is the rest"
    ),
    SettingCode.REPORT_IN_WORKING_DAYS: gettext_lazy("Papers of a placement: count working days"),
    SettingCode.SICK_IN_WORKING_DAYS: gettext_lazy("Medical certificate: count working days"),
    SettingCode.GRAVE_SKIPS_STEPS: gettext_lazy(
        "A grave reason leads to dismissal without the earlier steps"
    ),
    SettingCode.COMPULSORY_UNTIL: gettext_lazy("Compulsory education binds until (years of age)"),
    SettingCode.HOURS_A_DAY: gettext_lazy(
        "Timetable: most hours of learning a day, over all runs of a person (9 limits nothing)"
    ),
    SettingCode.HOURS_A_WEEK: gettext_lazy(
        "Timetable: most hours of learning a week, over all runs of a person (63 limits nothing)"
    ),
    SettingCode.REST: gettext_lazy(
        "Timetable: hours from the end of a day's learning to the next morning's (0 is no rest)"
    ),
    SettingCode.MINOR_HOURS_A_DAY: gettext_lazy(
        "Timetable: most hours of learning a day for people under 18 (9 limits nothing)"
    ),
    SettingCode.MINOR_EVENINGS: gettext_lazy("Timetable: people under 18 may learn in the evening"),
    SettingCode.TRAINER_REST: gettext_lazy(
        "Timetable: hours from the end of a trainer's day to the next morning's (0 is no rest)"
    ),
}
LEAVING_NAMES: dict[str, Any] = {
    "resigned": gettext_lazy("Resigned"),
    "absent": gettext_lazy("Absent beyond the limit"),
    "dismissed": gettext_lazy("Dismissed for conduct"),
    "cheated": gettext_lazy("Cheated in an assessment"),
    "died": gettext_lazy("Died"),
}
PAPER_NAMES: dict[str, Any] = {
    "identity": gettext_lazy("Identity paper"),
    "education": gettext_lazy("Proof of education"),
}
LAWS: dict[str, Any] = {
    "Labour Protection Act": gettext_lazy("Labour Protection Act"),
    "Compulsory Education Act": gettext_lazy("Compulsory Education Act"),
    NO_CLAUSE: gettext_lazy("the centre decides"),
}


@dataclass(frozen=True, slots=True)
class LineWords:
    """One line ready to be read."""

    name: str
    words: str
    clause: str
    is_setting: bool


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one course type, or those of all."""

    title: str
    lines: list[LineWords]


def sections_of(rules: RuleSet) -> list[Section]:
    """The whole version: three types, then what holds for all."""
    lines = lines_of(rules)
    found = [
        Section(
            str(kind.label),
            [_line(one) for one in lines if one.course_type and one.course_type.value == kind.value],
        )
        for kind in CourseType
    ]
    return [*found, Section(_("All types"), [_line(one) for one in lines if one.course_type is None])]


def differences(one: RuleSet, other: RuleSet) -> list[tuple[str, LineWords, LineWords]]:
    """Where two versions differ: for which type, the line of the first, the line of the second."""
    return [(_kind(old), _line(old), _line(new)) for old, new in differing(one, other)]


def clause_words(clause: str) -> str:
    """A clause by its number, another law by its name, "–" for nothing."""
    if not clause:
        return "–"
    return _("clause %s") % clause if clause[0].isdigit() else str(LAWS.get(clause, clause))


def _kind(line: RuleLine) -> str:
    return str(CourseType(line.course_type).label) if line.course_type else _("All types")


def _line(line: RuleLine) -> LineWords:
    nothing = line.value is None or line.value == ()
    words = _("The regulation says nothing.") if nothing else WORDS[line.line](line.value)
    if line.relaxed_by:
        words += " · " + _("The director may relax this (clause %s).") % line.relaxed_by
    return LineWords(str(NAMES[line.line]), words, clause_words(line.clause), line.setting is not None)


def _age(rule: Any) -> str:
    years = ngettext("%(n)s year", "%(n)s years", rule.years) % {"n": rule.years}
    if rule.curriculum_may_lower:
        return _("%(years)s, unless the curriculum says otherwise") % {"years": years}
    return _("%(years)s, without exception") % {"years": years}


def _education(rule: Any) -> str:
    if rule.minimum is None:
        return _("as the curriculum says")
    asked = Education(rule.minimum).label
    return _("at least %(education)s, unless the curriculum says otherwise") % {"education": asked}


def _consent(years: int) -> str:
    return _("for everybody younger than %(years)s on the first day") % {"years": years}


def _term(value: tuple[int, bool]) -> str:
    days, working = value
    if working:
        return ngettext("%(n)s working day", "%(n)s working days", days) % {"n": days}
    return ngettext("%(n)s day of the calendar", "%(n)s days of the calendar", days) % {"n": days}


def _discipline(grave_skips: bool) -> str:
    order = _("warning, then probation, then dismissal")
    grave = _("a grave reason may skip steps") if grave_skips else _("no step may be skipped")
    return f"{order}; {grave}"


def _hours(free: int) -> Callable[[int], str]:
    """At most so many hours; as many as there are is no limit."""
    return lambda hours: (
        _("no limit")
        if hours >= free
        else ngettext("at most %(n)s hour", "at most %(n)s hours", hours) % {"n": hours}
    )


def _rest(hours: int) -> str:
    return (
        ngettext("at least %(n)s hour", "at least %(n)s hours", hours) % {"n": hours}
        if hours
        else _("none asked")
    )


def _listed(names: dict[str, Any]) -> Callable[[Iterable[str]], str]:
    return lambda values: ", ".join(str(names[value]) for value in values)


def _at_least(percent: int) -> str:
    return _("at least %(percent)s %%") % {"percent": percent}


WORDS: dict[Line, Callable[[Any], str]] = {
    Line.AGE: _age,
    Line.EDUCATION: _education,
    Line.HEALTH: lambda _value: _("each is asked; yes or no, never what a paper says"),
    Line.PAPERS: _listed(PAPER_NAMES),
    Line.CONSENT: _consent,
    Line.ATTENDANCE: lambda percent: (
        _("at least %(percent)s %% of the curriculum's hours") % {"percent": percent}
    ),
    Line.WEIGHTS: lambda weights: f"{weights[0]} : {weights[1]}",
    Line.TOPIC_MARK: _at_least,
    Line.TOTAL_MARK: _at_least,
    Line.RETEST: lambda _value: _("until passed"),
    Line.CHEATING: lambda _value: _("ends the training"),
    Line.PLACEMENT_START: lambda _value: _("after the training at the centre was passed"),
    Line.PLACEMENT: lambda percent: (
        _("at least %(percent)s %% of its time, and the firm's pass") % {"percent": percent}
    ),
    Line.CERTIFICATE: lambda _value: _("when every rule is met"),
    Line.LETTER: lambda _value: _("when only the placement was not passed"),
    Line.LEAVING: _listed(LEAVING_NAMES),
    Line.POSTPONE: _term,
    Line.RETURN: _term,
    Line.SICK_NOTE: lambda value: _("%(term)s in a row") % {"term": _term(value)},
    Line.REPORT: _term,
    Line.VISITS: lambda count: _("at least %(n)s for each site") % {"n": count},
    Line.SITE_CHANGE: lambda _value: _("only with the centre; the hours carry over"),
    Line.DISCIPLINE: _discipline,
    Line.WORKING_AGE: lambda years: ngettext("%(n)s year", "%(n)s years", years) % {"n": years},
    Line.COMPULSORY: lambda years: ngettext("%(n)s year", "%(n)s years", years) % {"n": years},
    Line.HOURS_A_DAY: _hours(Learning().hours_a_day),
    Line.HOURS_A_WEEK: _hours(Learning().hours_a_week),
    Line.REST: _rest,
    Line.MINOR_HOURS_A_DAY: _hours(Learning().minor_hours_a_day),
    Line.MINOR_EVENINGS: lambda may: _("allowed") if may else _("kept free"),
    Line.TRAINER_REST: _rest,
}
