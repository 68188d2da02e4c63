"""The regulation's table, cell by cell, on both sides of each limit.

Each row is: the cell (what, for which type), its clause, and cases as (what is so, what the rule must say).
`test_a_cell` runs every case; `test_every_cell_is_seen_from_both_sides` counts them.
"""

from datetime import date

import pytest

from core.dates import PartialDate
from tests.training.regulation_scene import (
    FAILED,
    GOOD,
    M3,
    M6,
    MANY,
    NO_SCHOOL,
    OTHER,
    P6,
    PASSED,
    POOR,
    PRE,
    RELAXED,
    SILENT,
    UNKNOWN,
    UPGRADE,
    born,
    ends,
    entry,
    topic,
)
from training.rules import (
    DSD_2566,
    CompletionFacts,
    Paper,
    Result,
    RuleCode,
    judge_placement_start,
)

# ---------------------------------------------------------------- what is asked, and what is said


def age(kind, **facts):
    return lambda: entry(kind, RuleCode.MINIMUM_AGE, **facts)


def stated(kind, code, fact, value):
    return lambda: entry(kind, code, **{fact: value})


def paper(kind, code, **papers):
    return lambda: entry(kind, code, papers={Paper(name): seen for name, seen in papers.items()})


def consent(kind, birth, given, **more):
    return lambda: entry(kind, RuleCode.GUARDIAN_CONSENT, birth=birth, guardian_consents=given, **more)


def hours(kind, minutes, whole=MANY):
    return lambda: ends(kind, RuleCode.ATTENDANCE, attended_minutes=minutes, curriculum_minutes=whole)


def total(kind, theory, practice):
    return lambda: ends(kind, RuleCode.TOTAL_SCORE, topics=(topic((theory, practice)),))


def each_topic(kind, *topics):
    return lambda: ends(kind, RuleCode.EVERY_TOPIC, topics=topics)


def firm(kind, code, attended, passes):
    facts = {"placement_minutes": MANY, "placement_attended": attended, "firm_passes": passes}
    return lambda: ends(kind, code, **facts)


def to_firm(kind, *topics, relaxed=()):
    facts = CompletionFacts(kind, MANY, MANY, topics)
    return lambda: judge_placement_start(facts, DSD_2566, relaxed).outcome(RuleCode.PLACEMENT_START)


def paper_given(kind, **facts):
    def result():
        decision = ends(kind, None, **facts)
        return decision.result, decision.result_clause

    return result


LOST_PLACEMENT = {"placement_minutes": MANY, "placement_attended": MANY * 80 // 100 - 1, "firm_passes": True}
LEAP = PartialDate.exact(date(2008, 2, 29))  # 18 on 1 March 2026: 2026 has no 29 February


def education(kind, known, asked=None):
    run = {"minimum_education": asked}
    return lambda: entry(kind, RuleCode.EDUCATION, run=run, education=known)


def again(kind, *attempts):
    return lambda: ends(kind, RuleCode.RETEST, topics=(topic(*attempts),))


def cheating(kind, cheated):
    return lambda: ends(kind, RuleCode.HONESTY, cheated=cheated)


# ---------------------------------------------------------------- the table: rows of domain.md, in its order

EDUCATION = [
    ("education of pre-employment", "7", [
        (education(PRE, M3), PASSED), (education(PRE, P6), FAILED), (education(PRE, None), UNKNOWN),
        (education(PRE, P6, asked=P6), PASSED), (education(PRE, M3, asked=M6), FAILED),
        (education(PRE, M6, asked=M6), PASSED),
    ]),
    ("education of upgrade: what the curriculum asks", "42", [
        (education(UPGRADE, NO_SCHOOL), SILENT), (education(UPGRADE, M3, asked=M3), PASSED),
        (education(UPGRADE, P6, asked=M3), FAILED), (education(UPGRADE, None, asked=M3), UNKNOWN),
    ]),
    ("education of supplementary: nothing is asked", "", [
        (education(OTHER, NO_SCHOOL), SILENT), (education(OTHER, NO_SCHOOL, asked=M3), SILENT),
    ]),
]  # fmt: skip

RETEST = [("re-test of pre-employment, until passed", "21", [
        (again(PRE, (40, 40), (60, 60)), PASSED), (again(PRE, (40, 40), (41, 41), (42, 42)), PASSED),
        (again(PRE, (40, 40)), SILENT), (again(PRE, (40, None), (None, 40)), SILENT),
    ]),
    *((f"re-test of {kind}: a person decides", "", [
        (again(kind, (40, 40), (60, 60)), UNKNOWN), (again(kind, (40, 40)), SILENT),
    ]) for kind in (UPGRADE, OTHER)),
    ("cheating ends pre-employment training", "21", [(cheating(PRE, False), PASSED), (cheating(PRE, True), FAILED)]),
    *((f"cheating in {kind}: a person decides", "", [
        (cheating(kind, True), UNKNOWN), (cheating(kind, False), SILENT),
    ]) for kind in (UPGRADE, OTHER)),
]  # fmt: skip

ENTRY_AGE = [
    ("age of pre-employment", "7", [
        (age(PRE, birth=born(15, 0)), PASSED), (age(PRE, birth=born(15, 1)), PASSED),
        (age(PRE, birth=born(15, -1)), FAILED), (age(PRE, birth=None), UNKNOWN),
        (age(PRE, birth=PartialDate(2011)), UNKNOWN), (age(PRE, birth=PartialDate(2010)), PASSED),
        (age(PRE, birth=PartialDate(2012)), FAILED), (age(PRE, birth=PartialDate(2011, 12)), UNKNOWN),
        (age(PRE, birth=PartialDate(2011, 11)), PASSED),
    ]),
    ("age of pre-employment by the curriculum", "7", [
        (age(PRE, birth=born(14), run={"minimum_age": 14}), PASSED),
        (age(PRE, birth=born(14, -1), run={"minimum_age": 14}), FAILED),
        (age(PRE, birth=born(18), run={"minimum_age": 18}), PASSED),
        (age(PRE, birth=born(18, -1), run={"minimum_age": 18}), FAILED),
    ]),
    ("age of upgrade", "42", [
        (age(UPGRADE, birth=born(18, 0)), PASSED), (age(UPGRADE, birth=born(18, 1)), PASSED),
        (age(UPGRADE, birth=born(18, -1)), FAILED), (age(UPGRADE, birth=born(15)), FAILED),
        (age(UPGRADE, birth=born(17)), FAILED), (age(UPGRADE, birth=None), UNKNOWN),
        (age(UPGRADE, birth=PartialDate(2008)), UNKNOWN), (age(UPGRADE, birth=PartialDate(2009)), FAILED),
        (age(UPGRADE, birth=LEAP, first_day=date(2026, 2, 28)), FAILED),
        (age(UPGRADE, birth=LEAP, first_day=date(2026, 3, 1)), PASSED),
        (age(UPGRADE, birth=PartialDate.exact(date(2008, 3, 1)), first_day=date(2026, 2, 28)), FAILED),
        (age(UPGRADE, birth=PartialDate.exact(date(2006, 2, 28)), first_day=date(2024, 2, 29)), PASSED),
        (age(UPGRADE, birth=PartialDate.exact(date(2006, 3, 1)), first_day=date(2024, 2, 29)), FAILED),
    ]),
    ("age of upgrade: no curriculum lowers it, and nobody relaxes it", "42", [
        (age(UPGRADE, birth=born(18, -1), run={"minimum_age": 15}), FAILED),
        (age(UPGRADE, birth=born(18), run={"minimum_age": 15}), PASSED),
        (age(UPGRADE, birth=born(20, -1), run={"minimum_age": 20}), FAILED),
        (age(UPGRADE, birth=born(17), relaxed={RuleCode.MINIMUM_AGE}), FAILED),
    ]),
    ("age of supplementary", "50", [
        (age(OTHER, birth=born(15, 0)), PASSED), (age(OTHER, birth=born(15, 1)), PASSED),
        (age(OTHER, birth=born(15, -1)), FAILED), (age(OTHER, birth=None), UNKNOWN),
        (age(OTHER, birth=born(13), run={"minimum_age": 13}), PASSED),
        (age(OTHER, birth=born(13, -1), run={"minimum_age": 13}), FAILED),
    ]),
]  # fmt: skip
HEALTH = [
    (f"{fact} of {kind}", clause, [
        (stated(kind, code, fact, True), PASSED), (stated(kind, code, fact, False), FAILED),
        (stated(kind, code, fact, None), UNKNOWN),
    ])
    for kind, clause in ((PRE, "7"), (UPGRADE, "42"), (OTHER, "50"))
    for code, fact in (
        (RuleCode.HEALTH, "health_allows"),
        (RuleCode.DRUG_FREE, "drug_free"),
        (RuleCode.NO_CONTAGION, "no_contagion"),
    )
]  # fmt: skip
PAPERS = [
    *((f"identity paper of {kind}", clause, [
        (paper(kind, RuleCode.IDENTITY_PAPER, identity=True, education=True), PASSED),
        (paper(kind, RuleCode.IDENTITY_PAPER, identity=False, education=True), FAILED),
        (paper(kind, RuleCode.IDENTITY_PAPER, education=True), UNKNOWN),
    ]) for kind, clause in ((PRE, "8"), (UPGRADE, "43"), (OTHER, "51"))),
    ("education proof of pre-employment", "8", [
        (paper(PRE, RuleCode.EDUCATION_PAPER, identity=True, education=True), PASSED),
        (paper(PRE, RuleCode.EDUCATION_PAPER, identity=True, education=False), FAILED),
        (paper(PRE, RuleCode.EDUCATION_PAPER, identity=True), UNKNOWN),
    ]),
    *((f"education proof of {kind}: not asked", "", [
        (paper(kind, RuleCode.EDUCATION_PAPER, identity=True), SILENT),
        (paper(kind, RuleCode.EDUCATION_PAPER, identity=True, education=False), SILENT),
    ]) for kind in (UPGRADE, OTHER)),
]  # fmt: skip
CONSENT = [
    ("guardian's consent of pre-employment", "10", [
        (consent(PRE, born(20, -1), True), PASSED), (consent(PRE, born(20, -1), False), FAILED),
        (consent(PRE, born(20, -1), None), UNKNOWN), (consent(PRE, born(20), False), SILENT),
        (consent(PRE, born(20, 1), None), SILENT), (consent(PRE, PartialDate(2006), False), UNKNOWN),
        (consent(PRE, born(17), None, of_age_by_marriage=True), SILENT),
    ]),
    *((f"guardian's consent of {kind}: not stated", "", [
        (consent(kind, born(19), False), SILENT), (consent(kind, born(19), None), SILENT),
    ]) for kind in (UPGRADE, OTHER)),
]  # fmt: skip
HOURS = [
    (f"80 % of the hours of {kind}", clause, [
        (hours(kind, 80_000), PASSED), (hours(kind, 79_999), FAILED), (hours(kind, 79_990), FAILED),
        (hours(kind, 0), FAILED), (hours(kind, MANY), PASSED),
        (hours(kind, 1440, whole=1800), PASSED), (hours(kind, 1439, whole=1800), FAILED),
        (hours(kind, 1441, whole=1801), PASSED), (hours(kind, 1440, whole=1801), FAILED),
    ])
    for kind, clause in ((PRE, "20"), (UPGRADE, "46"), (OTHER, "53"))
]  # fmt: skip
SCORES = [
    *((f"60 % of the whole, weighed 20:80, of {kind}", clause, [
        (total(kind, 60, 60), PASSED), (total(kind, "59.99", 60), FAILED), (total(kind, 60, "59.99"), FAILED),
        (total(kind, 100, 50), PASSED), (total(kind, 100, "49.99"), FAILED), (total(kind, 0, 75), PASSED),
        (total(kind, 0, "74.99"), FAILED), (total(kind, "59.95", 60), FAILED), (total(kind, "59.96", "60.01"), PASSED),
        (total(kind, None, 60), UNKNOWN), (total(kind, 60, None), UNKNOWN),
    ]) for kind, clause in ((PRE, "23"), (UPGRADE, "49"), (OTHER, "57"))),
    ("every topic of pre-employment", "21", [
        (each_topic(PRE, GOOD), PASSED), (each_topic(PRE, GOOD, POOR), FAILED),
        (each_topic(PRE, GOOD, topic(name=3)), UNKNOWN), (each_topic(PRE, topic((60, 60))), PASSED),
        (each_topic(PRE, topic((60, "59.99"))), FAILED),
    ]),
    *((f"every topic of {kind}: the whole counts", "", [
        (each_topic(kind, GOOD, POOR), SILENT), (each_topic(kind, GOOD), SILENT),
    ]) for kind in (UPGRADE, OTHER)),
]  # fmt: skip
PLACEMENT = [
    ("going to a firm in pre-employment", "24", [
        (to_firm(PRE, GOOD), PASSED), (to_firm(PRE, GOOD, POOR), FAILED),
        (to_firm(PRE, GOOD, topic(name=3)), UNKNOWN), (to_firm(PRE, topic((60, 60))), PASSED),
        (to_firm(PRE, topic((60, "59.99"))), FAILED),
        (to_firm(PRE, POOR, relaxed={RuleCode.PLACEMENT_START}), RELAXED),
        (to_firm(PRE, GOOD, relaxed={RuleCode.PLACEMENT_START}), PASSED),
        (to_firm(PRE, POOR, relaxed={RuleCode.EVERY_TOPIC}), FAILED),
    ]),
    *((f"going to a firm in {kind}: not known", "", [(to_firm(kind, GOOD), SILENT), (to_firm(kind, POOR), SILENT)])
      for kind in (UPGRADE, OTHER)),
    ("80 % of the placement of pre-employment", "35", [
        (firm(PRE, RuleCode.PLACEMENT_TIME, 80_000, True), PASSED),
        (firm(PRE, RuleCode.PLACEMENT_TIME, 79_999, True), FAILED),
        (firm(PRE, RuleCode.PLACEMENT_TIME, 79_990, True), FAILED),
        (firm(PRE, RuleCode.PLACEMENT_TIME, None, True), UNKNOWN),
    ]),
    ("the firm's pass in pre-employment", "35", [
        (firm(PRE, RuleCode.FIRM_APPROVAL, MANY, True), PASSED),
        (firm(PRE, RuleCode.FIRM_APPROVAL, MANY, False), FAILED),
        (firm(PRE, RuleCode.FIRM_APPROVAL, MANY, None), UNKNOWN),
    ]),
    *((f"placement of {kind}: none", "", [
        (firm(kind, RuleCode.PLACEMENT_TIME, 0, False), SILENT), (firm(kind, RuleCode.FIRM_APPROVAL, 0, False), SILENT),
    ]) for kind in (UPGRADE, OTHER)),
]  # fmt: skip
ALL_CELLS = [*ENTRY_AGE, *EDUCATION, *HEALTH, *PAPERS, *CONSENT, *HOURS, *SCORES, *RETEST, *PLACEMENT]
CASES = [
    pytest.param(clause, ask, verdict, id=f"{cell} [{clause or 'silent'}] {number}: {verdict or 'no rule'}")
    for cell, clause, cases in ALL_CELLS
    for number, (ask, verdict) in enumerate(cases, 1)
]


@pytest.mark.parametrize(("clause", "ask", "verdict"), CASES)
def test_a_cell(clause, ask, verdict):
    outcome = ask()
    if verdict is SILENT:
        assert outcome is None
        return
    assert outcome.verdict is verdict
    assert outcome.clause == clause
    assert outcome.relaxed_by == ("25" if verdict is RELAXED else "")
    assert (outcome.remedy is None) == (verdict in (PASSED, RELAXED)), (
        "what is not met says what would change it"
    )


def test_every_cell_is_seen_from_both_sides():
    """Each cell has a case that is met or silent, and one that is not met, not known, or silent for another fact."""
    one_sided = [
        cell
        for cell, _clause, cases in ALL_CELLS
        if len(cases) < 2
        or not {said for _ask, said in cases} & {PASSED, SILENT}
        or ({said for _ask, said in cases} <= {PASSED})
    ]
    assert one_sided == []
    assert (len(ALL_CELLS), len(CASES)) == (48, 208), "the size of the table, as the docs state it"


# ---------------------------------------------------------------- the last row: which paper

PAPER_CASES = [
    ("certificate, all passed", paper_given(PRE), (Result.CERTIFICATE, "39")),
    ("certificate, with a placement", paper_given(
        PRE, placement_minutes=MANY, placement_attended=80_000, firm_passes=True), (Result.CERTIFICATE, "39")),
    ("letter, placement a minute short", paper_given(PRE, **LOST_PLACEMENT), (Result.LETTER, "39")),
    ("letter, the firm did not pass", paper_given(
        PRE, placement_minutes=MANY, placement_attended=MANY, firm_passes=False), (Result.LETTER, "39")),
    ("no letter where the hours failed too", paper_given(PRE, attended_minutes=79_999, **LOST_PLACEMENT),
        (Result.NOT_COMPLETED, "20")),
    ("no letter where a topic failed too", paper_given(PRE, topics=(GOOD, POOR), **LOST_PLACEMENT),
        (Result.NOT_COMPLETED, "21")),
    ("nothing while the firm is silent", paper_given(
        PRE, placement_minutes=MANY, placement_attended=MANY, firm_passes=None), (None, "")),
    ("certificate of an upgrade", paper_given(UPGRADE), (Result.CERTIFICATE, "49")),
    ("never a letter in an upgrade", paper_given(UPGRADE, attended_minutes=79_999), (Result.NOT_COMPLETED, "46")),
    ("never a letter in an upgrade, placement or not", paper_given(UPGRADE, **LOST_PLACEMENT), (Result.CERTIFICATE, "49")),
    ("certificate of a supplementary course", paper_given(OTHER), (Result.CERTIFICATE, "57")),
    ("never a letter in a supplementary course", paper_given(OTHER, topics=(POOR,)), (Result.NOT_COMPLETED, "57")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("ask", "given"), [pytest.param(ask, given, id=name) for name, ask, given in PAPER_CASES]
)
def test_the_paper(ask, given):
    assert ask() == given


# ---------------------------------------------------------------- below the table: leaving, terms, discipline
