"""What the engine knows, in words: nothing is claimed that is not proved."""

import pytest
from django.utils import translation

from scheduling import reasons, remedies, wording
from scheduling.engine.answers import Change, FactKind, Status
from scheduling.engine.model import Reason, Rule, Term
from scheduling.models import Plan
from tests.factories.training import (
    EquipmentFactory,
    RoomFactory,
    RoomKindFactory,
    RunFactory,
    SessionFactory,
    SiteFactory,
    SkillFactory,
    TrainerFactory,
)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("words", "codes", "but"),
    [
        (wording.TERMS, Term, set()),
        (wording.VERDICTS, Status, set()),
        (wording.REASONS, Reason, set()),
        (wording.FACTS, FactKind, set()),
        (remedies.REMEDIES, Change, set()),
        (reasons._SENTENCES | reasons._EXPLAINED, Rule, {Rule.WHOLE_RUN}),
    ],
)
def test_there_are_words_for_everything_that_the_engine_can_say(words, codes, but):
    assert set(words) == set(codes) - but


@pytest.mark.parametrize(
    ("cost", "bound", "unplaced", "words"),
    [
        (100, 100, [], "No timetable can be better."),
        (0, 0, [], "No timetable can be better."),
        (100, 75, [], "At most 25 % could still be gained."),
        (100, None, [], "It is not known yet how much better a timetable could be."),
        (100, 100, [{"run": 1}], ""),
        (None, None, [], ""),
    ],
)
def test_the_gap_is_said_honestly(cost, bound, unplaced, words):
    assert wording.gap(Plan(cost=cost, bound=bound, unplaced=unplaced)) == words


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("optimal", "The best timetable possible"),
        ("feasible", "A legal timetable; a better one may exist"),
        ("impossible", "Not all runs can be placed: this is proved"),
        ("gave up", "Not all runs were placed in the time given; it may still be possible"),
        ("rejected", "The timetable broke a rule and was thrown away. Tell support."),
        ("", ""),
    ],
)
def test_proved_impossible_is_not_gave_up(status, words):
    assert wording.verdict(Plan(status=status)) == words


def test_terms_are_named_and_the_largest_comes_first():
    plan = Plan(terms={Term.START: 3, Term.IDLE: 0, Term.ROOMS: 12})
    assert wording.terms(plan) == [
        ("Changes of room inside a run", 12),
        ("Days by which runs begin later than they could", 3),
    ]


def test_every_fact_is_named_by_its_row(db, django_assert_max_num_queries):
    run = RunFactory(code="W-1")
    about = {
        "run": f"run {run.pk}",
        "session": f"session {SessionFactory(run=run, number=4).pk}",
        "room": f"room {RoomFactory(name_en='Shop A').pk}",
        "trainer": f"trainer {TrainerFactory(name_en='Ann').pk}",
        "kind": RoomKindFactory().pk,
        "equipment": EquipmentFactory().kind_id,
        "skill": SkillFactory().pk,
        "people": f"minors {run.pk}",
        "": "",
    }
    facts = [{"kind": kind.name, "about": about[wording._placeholder(kind.name)]} for kind in FactKind]
    entry = {"run": run.pk, "reason": "TOGETHER", "rivals": [run.pk], "facts": facts}
    with django_assert_max_num_queries(9):
        (said,) = wording.unplaced(Plan(unplaced=[entry]))
    assert said["reason"] == "It cannot be placed together with W-1."
    for words in (
        "a session fixed by hand: W-1 #4",
        "the absences, half days and appointment of Ann",
        "the number of trainers qualified for “Welding”",
        "the rest overnight of people under 18 in W-1",
    ):
        assert words in said["causes"]
    assert not any("%" in cause or "?" in cause for cause in said["causes"])
    assert len(said["causes"]) == len(FactKind)


def test_what_was_deleted_since_is_still_said(db):
    facts = [{"kind": "ABSENT", "about": "trainer 999"}]
    entry = {"run": RunFactory().pk, "reason": "ALONE", "rivals": [], "facts": facts}
    assert wording.unplaced(Plan(unplaced=[entry]))[0]["causes"] == [
        "the absences, half days and appointment of ?"
    ]


def test_every_remedy_names_its_row_its_amount_and_its_choice(db):
    run, site = RunFactory(code="W-1"), SiteFactory(name_en="Annex")
    about = {
        "run": f"run {run.pk}",
        "session": f"session {SessionFactory(run=run, number=4).pk}",
        "room": f"room {RoomFactory(name_en='Shop A').pk}",
        "trainer": f"trainer {TrainerFactory(name_en='Ann').pk}",
        "kind": RoomKindFactory().pk,
        "equipment": EquipmentFactory().kind_id,
        "skill": SkillFactory().pk,
        "people": f"minors {run.pk}",
        "": "",
    }
    details = {
        Change.ANOTHER_WEEKDAY: ["5"],
        Change.ANOTHER_SLOT: ["evening"],
        Change.ANOTHER_SITE: [str(site.pk)],
        Change.ROOMS: [str(site.pk)],
        Change.PRESENT: ["2026-06-01", "2026-06-02"],
        Change.UNPROTECTED: ["2026-06-01"],
        Change.GROUP_RELEASED: ["2026-06-01"],
        Change.FASTER: [str(site.pk), str(SiteFactory(name_en="Hill").pk)],
    }
    repairs = [
        {
            "change": change.name,
            "about": about[wording._in_words(str(remedies.REMEDIES[change]))],
            "amount": 3,
            "details": details.get(change, []),
        }
        for change in Change
    ]
    said = []
    for start in range(0, len(repairs), remedies.MOST):
        entry = {"run": run.pk, "reason": "ALONE", "rivals": [], "facts": []}
        entry["repairs"] = repairs[start : start + remedies.MOST]
        said += wording.unplaced(Plan(unplaced=[entry]))[0]["remedies"]
    assert len(said) == len(Change)
    assert f"Let {run} end 3 days later." in said
    assert "Find a faster way between Annex – Hill, by this many minutes: 3." in said
    assert "Let people under 18 in W-1 learn more hours a day: 3 more." in said
    assert f"Let {run} also meet on this weekday: Saturday." in said
    assert f"Let {run} also meet at this time of day: Evening." in said
    assert f"Let {run} also be held at Annex." in said
    assert any(words.startswith("At Annex: Get more rooms") for words in said)
    assert any("Ann" in words and "1 June 2026" in words and "2 June 2026" in words for words in said)
    assert not any("%" in words or "?" in words for words in said)


def test_what_is_outside_the_center_is_no_remedy(db):
    outside = {"change": "ROOMS", "about": "outside run 3", "amount": 1, "details": []}
    entry = {"run": RunFactory().pk, "reason": "ALONE", "rivals": [], "facts": [], "repairs": [outside]}
    assert wording.unplaced(Plan(unplaced=[entry]))[0]["remedies"] == []
