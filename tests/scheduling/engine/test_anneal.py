"""Problems of lectures: what the compiled walk counts is what the judge counts, and every timetable is legal."""

from dataclasses import replace

import pytest

from bench.cbctt import as_problem
from bench.cbctt_format import Course, Instance
from scheduling.engine import anneal
from scheduling.engine.anneal import FIRST, Anneal
from scheduling.engine.checker import check
from scheduling.engine.compiled import compile_problem
from scheduling.engine.costs import total
from scheduling.engine.lectures import MOST_SLOTS, suits
from scheduling.engine.model import Lock, Slot, Term, Trainer
from scheduling.engine.solve import solve
from scheduling.engine.state import State

SCHOOL = Instance(
    name="school",
    days=4,
    periods=4,
    courses=tuple(Course(f"c{n}", f"t{n % 7}", 3 + n % 3, 2 + n % 3, 30 + 7 * n % 40) for n in range(10)),
    rooms={"A": 20, "B": 35, "C": 50},
    curricula={f"q{n}": (f"c{n}", f"c{(n + 3) % 10}", f"c{(n + 4) % 10}") for n in range(0, 10, 2)},
    closed={"c1": frozenset({(0, 0), (0, 1)}), "c6": frozenset({(3, 2)})},
)


@pytest.fixture(scope="module")
def given():
    return as_problem(SCHOOL)


def test_the_walk_stays_legal_and_counts_as_the_judge_does(given):
    compiled = compile_problem(given)
    cooling = Anneal(compiled, seed=3, workers=2)
    assert cooling.fill()
    before = cooling.cost()
    for share in (0.0, 0.5, 1.0):
        cooling.step(share)
        state = State(compiled)
        for job, spots in cooling.spots().items():
            state.insert(job, spots)
        made = state.solution({})
        assert check(given, made) == []
        assert total(given, made) == state.cost() == cooling.cost()
    assert 0 < cooling.cost() <= before


def test_a_seed_and_steps_decide_the_answer(given):
    compiled = compile_problem(given)
    made = []
    for _ in range(2):
        cooling = Anneal(compiled, seed=5, workers=2)
        cooling.fill()
        cooling.step(0.5)
        made.append(cooling.spots())
    assert made[0] == made[1]


def test_too_few_places_are_not_filled(given):
    one_room = replace(given, rooms=given.rooms[:1])
    assert not Anneal(compile_problem(one_room), seed=1, workers=1).fill()


@pytest.mark.parametrize(
    "changed",
    [
        {"weights": {**dict.fromkeys(Term, 0), Term.IDLE: 1}},
        {"locks": (Lock("c0 0", period=3),)},
    ],
    ids=["idle days cost", "a session is fixed"],
)
def test_what_the_walk_does_not_count_keeps_a_problem_from_it(given, changed):
    assert suits(compile_problem(given))
    assert not suits(compile_problem(replace(given, **changed)))


def test_a_choice_of_trainers_or_their_limits_keep_a_problem_from_it(given):
    first = given.trainers[0]
    second = Trainer("another", first.qualifications)
    assert not suits(compile_problem(replace(given, trainers=(*given.trainers, second))))
    limited = replace(first, minutes_per_day=180)
    assert not suits(compile_problem(replace(given, trainers=(limited, *given.trainers[1:]))))


def test_a_day_must_fit_into_a_word_of_64_bits():
    longest = replace(SCHOOL, periods=MOST_SLOTS)
    assert suits(compile_problem(as_problem(longest)))
    assert not suits(compile_problem(as_problem(replace(longest, periods=MOST_SLOTS + 1))))


def test_all_workers_are_warmed_up_again_from_the_best(given, monkeypatch):
    monkeypatch.setattr(anneal, "MOVES", 0)
    cooling = Anneal(compile_problem(given), seed=4, workers=2)
    assert cooling.fill()
    filled = [costs.tolist() for costs in cooling.costs]
    cooling.step(FIRST / 2)
    assert [costs.tolist() for costs in cooling.costs] == filled
    assert filled[0] != filled[1]
    cooling.step(FIRST)
    assert [costs.tolist() for costs in cooling.costs] == [[cooling.cost()] * 2] * 2
    one, other = cooling.boards
    assert (one.period == other.period).all()
    assert (one.room == other.room).all()


def test_the_engine_takes_the_walk_for_a_large_problem_of_lectures(given):
    """More lectures than CP-SAT is given at once: the answer is far nearer to the bound than the first timetable."""
    more = tuple(
        replace(course, id=f"{course.id}x{n}", teacher=f"{course.teacher}x{n}")
        for n in range(4)
        for course in SCHOOL.courses
    )
    curricula = {
        f"{name}x{n}": tuple(f"{c}x{n}" for c in names)
        for n in range(4)
        for name, names in SCHOOL.curricula.items()
    }
    rooms = {f"{name}{n}": seats for n in range(4) for name, seats in SCHOOL.rooms.items()}
    large = as_problem(replace(SCHOOL, courses=more, curricula=curricula, rooms=rooms, closed={}))
    phases = []
    result = solve(large, seconds=3600, steps=4, on_progress=lambda one: phases.append((one.phase, one.cost)))
    costs = dict(reversed(phases))
    assert {"construct", "anneal"} <= costs.keys()
    assert 0 <= result.cost - result.bound < (costs["fill"] - result.bound) / 2


def test_groups_are_compact_within_a_day_only():
    """The last lecture of a day and the first of the next are no company for each other."""
    school = replace(
        SCHOOL, days=2, periods=2, courses=(Course("c", "t", 2, 1, 5),), curricula={"q": ("c",)}, closed={}
    )
    problem = as_problem(school)
    apart = solve(replace(problem, closed=frozenset({0, 3})), seconds=10)
    assert apart.terms[Term.ALONE] == 4
    assert solve(problem, seconds=10).cost == 0
    assert problem.calendar.slots == (Slot("0"), Slot("1"))
