"""Who may enter a course, in words with the clause of each: what the regulation asks, as the curriculum varies it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from training.enums import Education
from training.models import Curriculum, RuleSet
from training.rule_rows import rules_of
from training.rules import Paper, TypeRules

PAPERS = {
    Paper.IDENTITY: gettext_lazy("a paper that proves who one is"),
    Paper.EDUCATION: gettext_lazy("a paper that proves one's education"),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of entry, its clause, and whether the curriculum set it."""

    words: str
    clause: str
    by_curriculum: bool = False


def conditions_of(curriculum: Curriculum, day: date) -> list[Condition]:
    """What is asked of who begins on the day; nothing where no regulation is in force then."""
    row = RuleSet.objects.binding(day, None).first()
    if row is None:
        return []
    rules = rules_of(row)
    return list(_conditions(curriculum, rules.of(curriculum.course.course_type)))


def judges_placement(curriculum: Curriculum, day: date) -> bool:
    """Whether the hours in a firm count for the certificate: in this type of course they do, or do not (clause 35)."""
    row = RuleSet.objects.binding(day, None).first()
    return row is None or rules_of(row).of(curriculum.course.course_type).placement is not None


def _conditions(curriculum: Curriculum, asked: TypeRules) -> Iterator[Condition]:
    years = asked.age.years if curriculum.minimum_age is None else curriculum.minimum_age
    words = _("at least %(years)s years old on the first day") % {"years": years}
    yield Condition(words, asked.age.clause, by_curriculum=curriculum.minimum_age is not None)
    yield from _education(curriculum, asked)
    yield Condition(_("healthy enough, free of drugs and of contagious illness"), asked.health_clause)
    if asked.consent:
        facts = {"years": asked.consent.under_age}
        yield Condition(
            _("under %(years)s: with the guardian's written consent") % facts, asked.consent.clause
        )
    papers = " · ".join(str(PAPERS[paper]) for paper in asked.papers.papers)
    yield Condition(_("brings: %(papers)s") % {"papers": papers}, asked.papers.clause)


def _education(curriculum: Curriculum, asked: TypeRules) -> Iterator[Condition]:
    rule = asked.education
    level = curriculum.minimum_education or (rule and rule.minimum) or ""
    if rule is None or not level:
        return
    by_curriculum = bool(curriculum.minimum_education)
    if level == Education.NONE:
        yield Condition(_("no education is asked for"), rule.clause, by_curriculum)
        return
    words = _("has completed at least: %(level)s") % {"level": Education(level).label}
    yield Condition(words, rule.clause, by_curriculum)
