"""Whether a person may enter a run, judged on the run's first day and never on today."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from core.dates import AgeRange, PartialDate, age_range_on, birthday_of_age
from training.rules.codes import Remedy, RuleCode, Verdict
from training.rules.decision import Decision, FactValue, Outcome, judge, relax
from training.rules.ruleset import CourseType, Education, Paper, RuleSet, TypeRules


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is known of a person; None, or a paper that is missing from `papers`, means nobody has asked.

    `papers` says of each paper whether it was seen. `sources` names where a rule's fact comes from. `relaxed` are
    the rules that the director relaxed for this person; it counts only where the rule set names a clause for it.
    """

    birth: PartialDate | None = None
    education: Education | None = None
    papers: Mapping[Paper, bool] = field(default_factory=dict)
    health_allows: bool | None = None
    drug_free: bool | None = None
    no_contagion: bool | None = None
    guardian_consents: bool | None = None
    of_age_by_marriage: bool = False
    relaxed: Collection[RuleCode] = ()
    sources: Mapping[RuleCode, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunFacts:
    """The run: its type, its first day, and what its curriculum says where the regulation lets it speak."""

    course_type: str
    first_day: date
    minimum_age: int | None = None
    minimum_education: Education | None = None


class Destination(StrEnum):
    """Where the decision points: this run, a question to a person, another run, or back to learning."""

    TRAINING = "training"
    ASK = "ask"
    NOT_THIS_RUN = "not_this_run"
    BACK_TO_LEARNING = "back_to_learning"


@dataclass(frozen=True, slots=True)
class EligibilityDecision(Decision):
    """Whether the person may enter, and where the person belongs."""

    destination: Destination = Destination.ASK


@dataclass(frozen=True, slots=True)
class _Case:
    """One person, one run, the rules, and the age on the first day (None: unknown)."""

    person: PersonFacts
    run: RunFacts
    ruleset: RuleSet
    rules: TypeRules
    ages: AgeRange | None

    def outcome(
        self,
        code: RuleCode,
        verdict: Verdict,
        fact: FactValue,
        required: FactValue,
        clause: str,
        remedy: Remedy,
        remedy_on: date | None = None,
    ) -> Outcome:
        """The outcome with its source; a rule that passed needs no remedy."""
        source = self.person.sources.get(code, "")
        if verdict is Verdict.PASSED:
            return Outcome(code, verdict, fact, required, clause, source)
        outcome = Outcome(code, verdict, fact, required, clause, source, remedy, remedy_on)
        relaxation = self.rules.relaxation(code) if code in self.person.relaxed else None
        return relax(outcome, relaxation.clause) if relaxation else outcome


def judge_eligibility(person: PersonFacts, run: RunFacts, rules: RuleSet) -> EligibilityDecision:
    """Hold a person against the entry rules of a run's type; rules that do not apply give no outcome."""
    ages = age_range_on(person.birth, run.first_day) if person.birth else None
    case = _Case(person, run, rules, rules.of(run.course_type), ages)
    outcomes = tuple(_outcomes(case))
    return EligibilityDecision(rules.version, outcomes, _destination(case, Decision(rules.version, outcomes)))


def _outcomes(case: _Case) -> Iterator[Outcome]:
    yield _minimum_age(case)
    if case.rules.placement:
        yield _working_age(case)
    yield _compulsory_education(case)
    yield from _education(case)
    yield from _health(case)
    yield from _papers(case)
    yield from _consent(case)


def _minimum_age(case: _Case) -> Outcome:
    """Clauses 7, 42, 50. A curriculum may ask for more years, and for fewer only where the clause lets it."""
    rule = case.rules.age
    years = case.run.minimum_age if case.run.minimum_age is not None else rule.years
    if not rule.curriculum_may_lower:
        years = max(years, rule.years)
    too_young = Remedy.OTHER_COURSE_TYPE if _could_enter_another_type(case) else Remedy.START_LATER
    return _age_outcome(case, RuleCode.MINIMUM_AGE, years, rule.clause, too_young)


def _could_enter_another_type(case: _Case) -> bool:
    """The trap of the upgrade run: 15 to 17 is too young for it and old enough for the other two types."""
    if case.rules.course_type is not CourseType.UPGRADE or case.ages is None:
        return False
    return case.ages.lowest >= case.ruleset.of(CourseType.PRE_EMPLOYMENT).age.years


def _working_age(case: _Case) -> Outcome:
    """Training that leads into a firm needs the age of employment, whatever the curriculum says."""
    childhood = case.ruleset.childhood
    return _age_outcome(case, RuleCode.WORKING_AGE, childhood.working_age, childhood.working_age_basis)


def _age_outcome(
    case: _Case, code: RuleCode, years: int, clause: str, too_young: Remedy = Remedy.START_LATER
) -> Outcome:
    verdict = judge(_reaches(case.ages, years))
    remedy = Remedy.ASK_BIRTH_DATE if verdict is Verdict.UNKNOWN else too_young
    birth = case.person.birth.as_date if case.person.birth else None
    old_enough = birthday_of_age(birth, years) if birth else None
    return case.outcome(code, verdict, _shown(case.ages), years, clause, remedy, old_enough)


def _reaches(ages: AgeRange | None, years: int) -> bool | None:
    """Whether the age is at least `years`; None where what is known of the birth date allows both."""
    if ages is None or ages.lowest < years <= ages.highest:
        return None
    return ages.lowest >= years


def _shown(ages: AgeRange | None) -> FactValue:
    if ages is None or ages.lowest == ages.highest:
        return ages and ages.lowest
    return tuple(ages)


def _compulsory_education(case: _Case) -> Outcome:
    """A child who has not finished compulsory education belongs in school or a learning centre (สกร.)."""
    childhood = case.ruleset.childhood
    finished = _has_education(case.person.education, childhood.compulsory_education)
    past_age = _reaches(case.ages, childhood.compulsory_until)
    passed = True if finished or past_age else None if None in (finished, past_age) else False
    asks = Remedy.ASK_EDUCATION if finished is None else Remedy.ASK_BIRTH_DATE
    return case.outcome(
        RuleCode.COMPULSORY_EDUCATION,
        judge(passed),
        case.person.education,
        childhood.compulsory_education,
        childhood.compulsory_basis,
        asks if passed is None else Remedy.BACK_TO_LEARNING,
    )


def _education(case: _Case) -> Iterator[Outcome]:
    """Clauses 7 and 42: the curriculum's demand where it makes one, else the regulation's."""
    rule = case.rules.education
    if rule is None:
        return
    minimum = case.run.minimum_education or rule.minimum
    if minimum is None:
        return
    passed = _has_education(case.person.education, minimum)
    remedy = Remedy.ASK_EDUCATION if passed is None else Remedy.FINISH_EDUCATION
    yield case.outcome(RuleCode.EDUCATION, judge(passed), case.person.education, minimum, rule.clause, remedy)


def _has_education(education: Education | None, minimum: Education) -> bool | None:
    return None if education is None else education.reaches(minimum)


def _health(case: _Case) -> Iterator[Outcome]:
    """Clauses 7, 42, 50: health, drugs, contagion, each a yes or no that somebody stated."""
    checks = {
        RuleCode.HEALTH: case.person.health_allows,
        RuleCode.DRUG_FREE: case.person.drug_free,
        RuleCode.NO_CONTAGION: case.person.no_contagion,
    }
    for code, stated in checks.items():
        remedy = Remedy.ASK_HEALTH if stated is None else Remedy.SEE_DOCTOR
        yield case.outcome(code, judge(stated), stated, True, case.rules.health_clause, remedy)


_PAPER_RULES = {Paper.IDENTITY: RuleCode.IDENTITY_PAPER, Paper.EDUCATION: RuleCode.EDUCATION_PAPER}


def _papers(case: _Case) -> Iterator[Outcome]:
    """Clauses 8, 43, 51: the papers the type asks for."""
    for paper in case.rules.papers.papers:
        seen = case.person.papers.get(paper)
        clause = case.rules.papers.clause
        yield case.outcome(_PAPER_RULES[paper], judge(seen), seen, True, clause, Remedy.BRING_PAPER)


def _consent(case: _Case) -> Iterator[Outcome]:
    """Clause 10: a minor's guardian consents in writing; who is of age on the first day, or married, needs nobody."""
    rule = case.rules.consent
    of_age = case.person.of_age_by_marriage or (rule and _reaches(case.ages, rule.under_age))
    if rule is None or of_age:
        return
    consents = case.person.guardian_consents
    # "No consent" of a person who may be of age decides nothing until the birth date is known.
    unsure = of_age is None and not consents
    remedy = Remedy.ASK_BIRTH_DATE if unsure else Remedy.BRING_CONSENT
    verdict = Verdict.UNKNOWN if unsure else judge(consents)
    yield case.outcome(RuleCode.GUARDIAN_CONSENT, verdict, consents, True, rule.clause, remedy)


def _destination(case: _Case, decision: Decision) -> Destination:
    """Too young to be employed, or compulsory education unfinished: back to learning, never to work."""
    compulsory = decision.outcome(RuleCode.COMPULSORY_EDUCATION)
    too_young = _reaches(case.ages, case.ruleset.childhood.working_age) is False
    unfinished = compulsory is not None and compulsory.verdict is Verdict.FAILED
    if decision.verdict is Verdict.FAILED and (too_young or unfinished):
        return Destination.BACK_TO_LEARNING
    return {
        Verdict.PASSED: Destination.TRAINING,
        Verdict.FAILED: Destination.NOT_THIS_RUN,
        Verdict.UNKNOWN: Destination.ASK,
    }[decision.verdict]
