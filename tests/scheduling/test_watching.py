"""What the page of the work says while a timetable is computed: each phase in words, also while nothing is reported."""

import re
import threading

import pytest
from django.db import connections
from django.utils import translation

from core.jobs import cancel
from core.models import Job
from scheduling import services
from scheduling.engine.answers import Clash, Progress
from scheduling.services.watching import PHASES, Watch
from tests.clock import NOW
from tests.scheduling.scene import open_welding, small_center, work_of
from tooling.shell import ROOT

REACHED = "3 of 3 sessions placed, cost 40"


@pytest.fixture
def watch(center, staff):
    small_center(center)
    plan = services.request_plan(center=center, runs=[open_welding(center)], by=staff, at=NOW, seconds=60)
    with translation.override("en"):
        yield Watch(plan, work_of(plan))


def message():
    return Job.objects.get().message


def asked_beside(watch):
    """The engine's other thread asks whether to stop, more than a second after anybody asked."""
    watch.asked -= 2
    answers = []

    def ask():
        answers.append(watch.should_stop())
        connections.close_all()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join(timeout=60)
    return answers[0]


def test_every_phase_that_the_engine_reports_is_said_in_words():
    told = re.compile(r"""(?:\.tell|\.step)\("([^"]+)"\)""")
    sources = (ROOT / "scheduling" / "engine").glob("*.py")
    reported = {phase for path in sources for phase in told.findall(path.read_text(encoding="utf-8"))}
    assert reported == set(PHASES)


def test_the_bound_is_said_where_it_is_known(watch):
    watch.begin()
    assert message() == "A first timetable is being made"
    watch.work._reported = 0  # as half a second later
    watch.progress(Progress("search", 3, 3, 40, None))
    assert message() == f"A better timetable is being looked for: {REACHED}"
    watch.work._reported = 0
    watch.progress(Progress("exact", 3, 3, 40, 38))
    assert message() == (
        f"The exact solver has found a better timetable: {REACHED}; no timetable costs less than 38"
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (
            Progress("search", 3, 3, 40, 38),
            "looks for a better timetable, or for a proof that there is none: 3 of 3",
        ),
        (
            Progress("make room", 2, 3, 40, None),
            "tries to place what is left out, or to prove that it cannot be: 2",
        ),
        (
            Progress("explain", 2, 3, 40, None, Clash(("x",), (), minimal=True)),
            "It is being found out why not everything can be placed, and what would help: 2",
        ),
    ],
)
def test_while_the_exact_solver_runs_the_page_goes_on(watch, progress, words):
    watch.progress(progress)
    watch.work._reported = 0
    watch.started -= 20
    assert asked_beside(watch) is False
    assert words in message()
    assert Job.objects.get().done >= 20
    cancel(Job.objects.get())
    watch.work._reported = 0
    assert asked_beside(watch) is True


def test_beside_a_transaction_nothing_is_written(watch):
    watch.progress(Progress("search", 3, 3, 40, None))
    assert asked_beside(watch) is False
    assert message() == f"A better timetable is being looked for: {REACHED}"


def test_work_beyond_its_time_is_nearly_done(watch):
    watch.started -= 1000
    watch.progress(Progress("explain", 2, 3, 40, None))
    assert (Job.objects.get().done, Job.objects.get().total) == (60, 61)
