import pytest
from django.db import transaction

from core import audit
from core.models import AuditEntry
from tests.clock import NOW
from tests.factories.agencies import AccountFactory, CenterFactory
from tests.factories.enrollment import GraduateFactory


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded():
    center = CenterFactory()
    with pytest.raises(transaction.TransactionManagementError):
        audit.record("center.moved", center, by=None, at=NOW)
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_change_that_fails_leaves_no_row():
    center = CenterFactory()

    @transaction.atomic
    def change():
        audit.record("center.moved", center, by=None, at=NOW)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        change()
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_who_did_what_to_which_record_about_whom():
    center, person = CenterFactory(), GraduateFactory()
    user = AccountFactory(first_name="สมชาย", last_name="ใจดี")
    row = audit.record("center.moved", center, by=user, at=NOW, person=person.pk, to="Lamphun")
    row.refresh_from_db()
    assert (row.actor_id, row.actor_name, row.action, row.at) == (user.pk, "สมชาย ใจดี", "center.moved", NOW)
    assert (row.subject_type, row.subject_id) == ("agencies.agency", str(center.pk))
    assert (row.person_id, row.facts) == (person.pk, {"to": "Lamphun"})


@pytest.mark.django_db
def test_the_product_itself_acts_as_system():
    row = audit.record("offer.lapsed", CenterFactory(), by=None, at=NOW)
    assert (row.actor_id, row.actor_name) == (None, "system")


@pytest.mark.django_db
def test_an_account_without_a_name_acts_by_its_username():
    user = AccountFactory(first_name="", last_name="", username="kru1")
    assert audit.record("x", user, by=user, at=NOW).actor_name == "kru1"
