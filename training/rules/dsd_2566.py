"""ระเบียบกรมพัฒนาฝีมือแรงงาน ว่าด้วยการฝึกอบรมฝีมือแรงงาน พ.ศ. 2566, as data.

Published in the Royal Gazette, volume 140, special part 108 ง, 10 May B.E. 2566. Values marked "setting" are
left open by the regulation or come from another law; a centre may store a version with other values.
"""

from datetime import date

from training.rules.codes import RuleCode
from training.rules.ruleset import (
    AgeRule,
    Childhood,
    ConsentRule,
    CourseType,
    DayCount,
    Discipline,
    Duties,
    Education,
    EducationRule,
    LeavingReason,
    LeavingRule,
    Paper,
    PapersRule,
    PercentRule,
    Relaxation,
    RuleSet,
    ScoreRule,
    Step,
    TypeRules,
)

# Clauses 47 and 55 list one reason less than clause 38: only pre-employment training knows cheating (21).
_FOUR_REASONS = (
    LeavingReason.RESIGNED,
    LeavingReason.ABSENT,
    LeavingReason.DISMISSED,
    LeavingReason.DIED,
)
_FIVE_REASONS = (*_FOUR_REASONS, LeavingReason.CHEATED)

_PRE_EMPLOYMENT = TypeRules(
    course_type=CourseType.PRE_EMPLOYMENT,
    age=AgeRule(15, curriculum_may_lower=True, clause="7"),
    education=EducationRule(Education.LOWER_SECONDARY, clause="7"),
    health_clause="7",
    papers=PapersRule((Paper.IDENTITY, Paper.EDUCATION), clause="8"),
    consent=ConsentRule(under_age=20, clause="10"),
    attendance=PercentRule(80, clause="20"),
    score=ScoreRule(
        theory_weight=20,
        practice_weight=80,
        topic=PercentRule(60, clause="21"),  # setting: the pass mark of one topic
        total=PercentRule(60, clause="23"),
    ),
    retest_clause="21",
    cheating_clause="21",
    placement_start_clause="24",
    placement=PercentRule(80, clause="35"),
    certificate_clause="39",
    letter_clause="39",
    leaving=LeavingRule(_FIVE_REASONS, clause="38"),
    relaxations=(Relaxation(RuleCode.PLACEMENT_START, relaxes="24", clause="25"),),
)

_UPGRADE = TypeRules(
    course_type=CourseType.UPGRADE,
    age=AgeRule(18, curriculum_may_lower=False, clause="42"),
    education=EducationRule(None, clause="42"),
    health_clause="42",
    papers=PapersRule((Paper.IDENTITY,), clause="43"),
    consent=None,
    attendance=PercentRule(80, clause="46"),
    score=ScoreRule(20, 80, topic=None, total=PercentRule(60, clause="49")),  # setting: the weights
    retest_clause=None,
    cheating_clause=None,
    placement_start_clause=None,
    placement=None,
    certificate_clause="49",
    letter_clause=None,
    leaving=LeavingRule(_FOUR_REASONS, clause="47"),
    relaxations=(),
)

_SUPPLEMENTARY = TypeRules(
    course_type=CourseType.SUPPLEMENTARY,
    age=AgeRule(15, curriculum_may_lower=True, clause="50"),
    education=None,
    health_clause="50",
    papers=PapersRule((Paper.IDENTITY,), clause="51"),
    consent=None,
    attendance=PercentRule(80, clause="53"),
    score=ScoreRule(20, 80, topic=None, total=PercentRule(60, clause="57")),  # setting: the weights
    retest_clause=None,
    cheating_clause=None,
    placement_start_clause=None,
    placement=None,
    certificate_clause="57",
    letter_clause=None,
    leaving=LeavingRule(_FOUR_REASONS, clause="55"),
    relaxations=(),
)

DSD_2566 = RuleSet(
    version="DSD-2566",
    valid_from=date(2023, 5, 11),  # setting: the day after publication
    types=(_PRE_EMPLOYMENT, _UPGRADE, _SUPPLEMENTARY),
    duties=Duties(
        postpone_notice=DayCount(3, working=True, clause="22"),
        return_to_center=DayCount(7, working=True, clause="31"),
        sick_note_from=DayCount(3, working=False, clause="32"),  # setting: days in a row of the calendar
        placement_report=DayCount(7, working=False, clause="34"),  # setting: clause 36 says working days
        visits_per_site=1,
        visits_clause="33",
        site_change_clause="27",
    ),
    discipline=Discipline(
        steps=(Step.WARNING, Step.PROBATION, Step.DISMISSAL),
        grave_skips=True,  # setting: whether a grave reason leads to dismissal without the earlier steps
        clause="14",
    ),
    childhood=Childhood(
        working_age=15,
        working_age_basis="Labour Protection Act",
        compulsory_until=16,  # setting
        compulsory_education=Education.LOWER_SECONDARY,
        compulsory_basis="Compulsory Education Act",
    ),
)
