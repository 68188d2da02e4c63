"""One number, many hands at once: one person. Without the constraint the same test would fail."""

import threading

import pytest
from django.db import connection, connections

from agencies.enums import Role
from core.identity import format_citizen_id
from core.models import AuditEntry
from core.text import to_thai_digits
from enrollment.models import Graduate, Guardian, Identifier
from enrollment.services import GuardianEntry, register_graduate
from enrollment.services.numbers import IdentifierAlreadyRegistered
from tests.clock import NOW
from tests.conftest import account_of
from tests.enrollment.entries import NUMBER, entry
from tests.factories.agencies import SchoolFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
HANDS = 4
SPELLINGS = [NUMBER, format_citizen_id(NUMBER), to_thai_digits(NUMBER), f" {NUMBER} "]


def at_once(act):
    """`act(n)` from HANDS threads, each with a connection of its own, started together; their answers."""
    gate, answers = threading.Barrier(HANDS), [None] * HANDS

    def run(n):
        try:
            gate.wait(timeout=10)
            answers[n] = act(n)
        except Exception as refusal:  # judged by the test
            answers[n] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(HANDS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def register_at_once():
    school = SchoolFactory()
    counselor = account_of(school, Role.COUNSELOR)

    def register(n):
        said = entry(identifier=SPELLINGS[n], guardian=GuardianEntry("นางสมศรี ใจดี"))
        return register_graduate(entry=said, registered_by=school, by=counselor, at=NOW)

    return at_once(register)


def test_one_number_registered_at_once_is_one_person():
    answers = register_at_once()
    assert [type(answer) for answer in answers if not isinstance(answer, Graduate)] == (
        [IdentifierAlreadyRegistered] * (HANDS - 1)
    )
    assert (Graduate.objects.count(), Identifier.objects.count(), Guardian.objects.count()) == (1, 1, 1)
    assert AuditEntry.objects.filter(action="graduate.registered").count() == 1


def test_without_the_constraint_the_race_is_lost(without_wall):
    """The negative control: it is the constraint, not luck, that keeps the number with one person."""
    answers = register_at_once()
    assert [answer for answer in answers if not isinstance(answer, Graduate)] == []
    assert Identifier.objects.count() == HANDS


@pytest.fixture
def without_wall():
    """The table without its constraint. SQLite rebuilds a table from the model, so the model forgets it too."""
    walls = Identifier._meta.constraints
    (wall,) = walls
    Identifier._meta.constraints = []
    with connection.schema_editor() as editor:
        editor.remove_constraint(Identifier, wall)
    yield
    Graduate.objects.all().delete()
    Identifier._meta.constraints = walls
    with connection.schema_editor() as editor:
        editor.add_constraint(Identifier, wall)
