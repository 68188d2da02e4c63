"""From rows to the law on children at work: may this person be at this site, and what is said where not?"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.templatetags.ui import thai_date
from enrollment.eligibility import birth_of
from enrollment.enums import Hazard
from enrollment.models import Graduate, PlacementSite
from training.rules import Verdict, childhood
from training.rules.childhood import Finding, WorkFacts, YoungRule, YoungWork

_WORDS: Mapping[YoungRule, Any] = {
    YoungRule.WORKING_AGE: gettext_lazy(
        "%(fact)s years old on the first day; nobody under %(required)s works."
    ),
    YoungRule.NIGHT: gettext_lazy(
        "Work from %(fact)s lies in the night (%(required)s), closed to those under 18."
    ),
    YoungRule.OVERTIME: gettext_lazy(
        "%(fact)s hours a day; those under 18 work %(required)s hours at most, without overtime."
    ),
    YoungRule.HAZARD: gettext_lazy("Hazardous work, closed to those under 18: %(fact)s."),
    YoungRule.INSPECTOR: gettext_lazy("Under 18: the labour inspector is to be told that the work begins."),
}
BIRTH_UNKNOWN = gettext_lazy("The date of birth is not known exactly enough: ask for it.")


def limits() -> YoungWork:
    """The limits of this installation: hours a day and the kinds of work that count as hazardous are settings."""
    flagged = frozenset(childhood.Hazard(kind) for kind in settings.YOUNG_WORK_HAZARDS)
    return YoungWork(minutes_a_day=settings.YOUNG_WORK_MINUTES_A_DAY, hazards=flagged)


def findings(
    person: Graduate, site: PlacementSite, first_day: date, last_day: date, inspector_told_on: date | None
) -> tuple[Finding, ...]:
    """What the law says of this person at this site on these days; empty where nothing stands against it."""
    facts = WorkFacts(
        birth=birth_of(person),
        first_day=first_day,
        last_day=last_day,
        starts=site.starts,
        ends=site.ends,
        minutes_a_day=site.minutes_a_day,
        hazards=frozenset(childhood.Hazard(kind) for kind in site.hazards),
        inspector_told_on=inspector_told_on,
    )
    return childhood.judge_young_work(facts, limits())


def is_closed_to(person: Graduate, site: PlacementSite, day: date) -> bool:
    """Whether what is done there, when or how long, is closed to the person at the age of that day."""
    of_the_site = (YoungRule.NIGHT, YoungRule.OVERTIME, YoungRule.HAZARD)
    return any(finding.rule in of_the_site for finding in findings(person, site, day, day, None))


def sentences(found: Sequence[Finding]) -> list[str]:
    """What the rules say, a sentence a section; the day from which on they no longer hold is said once at the end."""
    days = sorted({finding.free_on for finding in found if finding.free_on})
    words = [_sentence(finding) for finding in found]
    if len(days) == 1:
        words.append(_("From %(day)s on, a birthday, none of this holds.") % {"day": thai_date(days[0])})
        return words
    freed = _("From %(day)s on this no longer holds.")
    return [
        f"{sentence} {freed % {'day': thai_date(finding.free_on)}}" if finding.free_on else sentence
        for sentence, finding in zip(words, found, strict=True)
    ]


def _sentence(finding: Finding) -> str:
    """What a rule says, with its section."""
    if finding.rule is YoungRule.WORKING_AGE and finding.verdict is Verdict.UNKNOWN:
        said = str(BIRTH_UNKNOWN)
    else:
        facts = {"fact": _shown(finding, finding.fact), "required": _shown(finding, finding.required)}
        said = str(_WORDS[finding.rule]) % facts
    section = _("(Labour Protection Act, section %s)") % finding.basis
    return f"{said} {section}"


def most_minutes(person: Graduate, day: date) -> int | None:
    """How long the person may work on that day; None for an adult."""
    held = limits()
    young = childhood.may_be_younger(birth_of(person), day, held.adult_age)
    return held.minutes_a_day if young else None


def _shown(finding: Finding, fact: Any) -> str:
    if finding.rule is YoungRule.OVERTIME:
        return f"{fact / 60:g}"
    if finding.rule is YoungRule.HAZARD and isinstance(fact, tuple):
        return ", ".join(str(Hazard(kind).label) for kind in fact)
    return str(fact)
