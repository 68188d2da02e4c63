"""An import whose worker is killed as by a power cut, and two imports that want one number: with real processes,
real threads. Without the constraint of the numbers the second test would be lost."""

from functools import partial

import pytest

from core.jobs import Work
from core.models import AuditEntry
from enrollment.enums import ImportState
from enrollment.models import Graduate, Identifier, ImportBatch
from enrollment.services import apply_import, write_import
from tests.enrollment.files import csv_of, line, number, read_batch
from tests.races import kinds, race, without_constraints
from tests.working import kill, wait_until, worker_process

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
PEOPLE = 120
LETTERS = "กขคงจชซดตถทนบปผพมยรลวสหอ"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path, monkeypatch):
    """The worker's process opens what this one has sealed."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setenv("FIELD_KEYS", ",".join(settings.FIELD_KEYS))
    monkeypatch.setenv("LOOKUP_KEY", settings.LOOKUP_KEY)


def given(n):
    return "ม" + LETTERS[n // len(LETTERS)] + "า" + LETTERS[n % len(LETTERS)]


@pytest.fixture
def batch(school, counselor, now, monkeypatch):
    """Many people, a chunk each; every row is said to be a new person."""
    monkeypatch.setattr("enrollment.services.import_reading.ROWS", 1)
    rows = [line(n, given(n), birth="") for n in range(PEOPLE)]
    batch = read_batch(school, counselor, now, csv_of(*rows))
    for chunk in batch.chunks.exclude(duplicates=[]):
        chunk.ticked = chunk.duplicates
        chunk.save()
    return apply_import(batch, by=counselor, at=now)


def test_a_worker_killed_while_it_writes_is_followed_by_one_that_finishes(batch):
    with worker_process() as process:
        wait_until(batch.chunks.filter(written=True).exists)
        kill(process)
    assert 0 < Graduate.stored.count() < PEOPLE
    assert not Graduate.objects.exists()
    with worker_process("--batch") as process:
        assert process.wait(timeout=60) == 0
    assert Graduate.objects.count() == Identifier.objects.count() == PEOPLE
    assert AuditEntry.objects.filter(action="import.applied").count() == 1
    batch.refresh_from_db()
    assert (batch.state, batch.hides) == (ImportState.APPLIED, False)


def apply_two_at_once(school, counselor, now):
    """Two files with different people of which the second ones have one number."""
    files = [
        [line(1, "กมล", birth=""), line(9, "ขจร", birth="")],
        [line(2, "งามตา", birth=""), line(9, "จันทร์", birth="")],
    ]
    batches = [read_batch(school, counselor, now, csv_of(*rows)) for rows in files]
    for batch in batches:
        apply_import(batch, by=counselor, at=now)

    def write(key):
        own = ImportBatch.objects.get(pk=key)
        return write_import(own, by=counselor, at=now, work=Work(own.job))

    return race([partial(write, batch.pk) for batch in batches])


def test_of_two_imports_with_one_number_one_enters_and_the_other_says_which_row(school, counselor, now):
    outcomes = apply_two_at_once(school, counselor, now)
    assert kinds(outcomes) == {"won": 1, "NumberTakenMeanwhile": 1}
    (refused,) = (outcome for outcome in outcomes if isinstance(outcome, Exception))
    assert refused.facts == {"row": 3}
    states = sorted(ImportBatch.objects.values_list("state", "hides"))
    assert states == [(ImportState.APPLIED, False), (ImportState.READY, False)]
    assert Graduate.stored.count() == Graduate.objects.count() == 2
    assert [row.reveal() for row in Identifier.objects.all()].count(number(9)) == 1


def test_without_the_constraint_both_would_enter(school, counselor, now):
    """The broken variant: one number, two people."""
    with without_constraints(Identifier, "identifier_belongs_to_one_person"):
        outcomes = apply_two_at_once(school, counselor, now)
        assert kinds(outcomes) == {"won": 2}
        assert Identifier.objects.count() == 4
