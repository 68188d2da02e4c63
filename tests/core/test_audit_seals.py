"""Nobody touches the trail unseen: every way of tampering is found, also by someone who may write the database."""

import random

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from core import audit
from core.models import AuditEntry, AuditSeal
from core.seals import faults, publish_heads, read_heads, seal_trail, withhold
from tests.clock import NOW
from tests.core.tampering import TAMPERS, tamper
from tests.factories.agencies import AccountFactory, CenterFactory
from tests.races import race

ROUNDS = 4  # of every way; bench/audit_tampering.py does a thousand


@pytest.fixture(autouse=True)
def heads(settings, tmp_path):
    settings.AUDIT_HEADS_FILE = tmp_path / "audit.heads"
    return settings.AUDIT_HEADS_FILE


def written(rows, links=3):
    """A trail of so many rows under so many links."""
    subject, actor = CenterFactory(), AccountFactory()
    for _link in range(links):
        for number in range(rows // links):
            with transaction.atomic():
                audit.record("center.moved", subject, by=actor, at=NOW, number=number)
        seal_trail(at=NOW)


@pytest.mark.django_db
def test_an_untouched_trail_holds():
    written(9)
    assert list(faults()) == []
    assert [number for number, _digest in read_heads()] == [1, 2, 3]
    assert list(AuditSeal.objects.values_list("number", "rows")) == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.django_db
def test_nothing_new_makes_no_link():
    written(3, links=1)
    seal_trail(at=NOW)
    assert AuditSeal.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("way", sorted(TAMPERS))
def test_every_way_of_tampering_is_found(way):
    written(12)
    for seed in range(ROUNDS):
        with transaction.atomic():
            point = transaction.savepoint()
            tamper(way, random.Random(seed))
            assert list(faults()), (way, seed)
            transaction.savepoint_rollback(point)
    assert list(faults()) == []


@pytest.mark.django_db
def test_a_cut_tail_is_found_by_the_heads_alone(heads):
    written(9)
    with transaction.atomic():
        tamper("cut off the tail", random.Random(1))
    assert "outside" in " ".join(faults())
    heads.unlink()
    assert list(faults()) == [], "the control: without heads a cut tail looks like a shorter trail"


@pytest.mark.django_db
def test_a_row_that_commits_late_goes_into_the_next_link():
    """A lower key than what is sealed already: on PostgreSQL the slower of two writers."""
    with transaction.atomic():
        late = audit.record("center.moved", CenterFactory(), by=None, at=NOW)
    key = late.pk
    late.delete()  # not committed yet when the others are sealed
    written(6, links=2)
    late.pk = key
    late.save(force_insert=True)
    seal_trail(at=NOW)
    late.refresh_from_db()
    assert late.seal.number == 3
    assert list(faults()) == []


@pytest.mark.django_db
def test_withheld_words_need_an_erasure():
    written(3, links=1)
    row = AuditEntry.objects.first()
    withhold(row, ["facts"])
    row.save()
    assert row.facts == {}
    assert ["erasure" in fault for fault in faults()] == [True]
    facts = {"people": [], "accounts": [row.actor_id]}
    with transaction.atomic():
        audit.record("person.erased", CenterFactory(), by=None, at=NOW, **facts)
    assert list(faults()) == []


@pytest.mark.django_db
def test_words_put_back_into_a_withheld_row_are_found():
    written(3, links=1)
    row = AuditEntry.objects.first()
    withhold(row, ["facts"])
    row.facts = {"number": 99}
    row.save()
    with transaction.atomic():
        audit.record("person.erased", CenterFactory(), by=None, at=NOW, people=[], accounts=[row.actor_id])
    assert list(faults())


@pytest.mark.django_db
def test_heads_that_were_not_written_are_added_later(heads):
    written(9)
    lines = heads.read_text().splitlines(keepends=True)
    heads.write_text("".join(lines[:1]))
    publish_heads()
    assert heads.read_text().splitlines(keepends=True) == lines


@pytest.mark.django_db
def test_the_command_says_so_and_fails(capsys):
    written(3, links=1)
    call_command("verify_audit")
    assert "holds: 1 links" in capsys.readouterr().out
    AuditEntry.objects.filter(pk=AuditEntry.objects.first().pk).update(action="x")
    with pytest.raises(CommandError):
        call_command("verify_audit")


@pytest.mark.django_db(transaction=True)
def test_two_workers_sealing_at_once_make_one_chain():
    written(6, links=1)
    for number in range(6):
        with transaction.atomic():
            audit.record("center.moved", CenterFactory(), by=None, at=NOW, number=number)

    def sealing():
        try:
            seal_trail(at=NOW)
        finally:
            connection.close()

    race([sealing] * 4)
    seal_trail(at=NOW)
    assert list(faults()) == []
    assert not AuditEntry.objects.filter(seal=None).exists()
