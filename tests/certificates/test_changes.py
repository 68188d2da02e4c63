import pytest

from certificates.models import Certificate
from certificates.refusals import AlreadyIssued, ReasonMissing
from certificates.services import reinstate_certificate, replace_certificate, revoke_certificate
from certificates.services.issue import issue_certificate
from core.models import AuditEntry
from core.refusals import WrongState
from tests.certificates.quick import quick_press
from tests.clock import NOW

pytestmark = pytest.mark.django_db


def test_revoked_with_a_reason_and_valid_again(certificate, head):
    revoke_certificate(certificate, reason=" cheated ", by=head, at=NOW)
    certificate.refresh_from_db()
    assert (certificate.state, certificate.state_reason, certificate.is_live) == ("revoked", "cheated", False)
    reinstate_certificate(certificate, reason="it was somebody else", by=head, at=NOW)
    certificate.refresh_from_db()
    assert (certificate.state, certificate.state_reason) == ("issued", "it was somebody else")
    trail = AuditEntry.objects.filter(subject_id=str(certificate.pk)).order_by("pk")
    assert [row.action for row in trail] == [
        "certificate.issued",
        "certificate.revoked",
        "certificate.reinstated",
    ]
    assert {row.person_id for row in trail} == {certificate.completion.enrollment.graduate_id}
    assert trail[1].facts["reason"] == "cheated"


@pytest.mark.parametrize("change", [revoke_certificate, reinstate_certificate, replace_certificate])
@pytest.mark.parametrize("reason", ["  ", "\u200b"], ids=["space", "zero width"])
def test_nothing_changes_without_a_reason(certificate, head, change, reason):
    with pytest.raises(ReasonMissing):
        change(certificate, reason=reason, by=head, at=NOW)
    certificate.refresh_from_db()
    assert certificate.state == "issued"


def test_what_is_revoked_is_not_revoked_or_replaced_again(certificate, head):
    revoke_certificate(certificate, reason="x", by=head, at=NOW)
    with pytest.raises(WrongState):
        revoke_certificate(Certificate.objects.get(), reason="y", by=head, at=NOW)
    certificate.refresh_from_db()
    assert certificate.state_reason == "x"


def test_a_revoked_one_does_not_come_back_beside_a_new_one(certificate, completion, head):
    revoke_certificate(certificate, reason="x", by=head, at=NOW)
    with quick_press() as press:
        new = issue_certificate(completion, press, by=head, at=NOW)
    with pytest.raises(AlreadyIssued) as refused:
        reinstate_certificate(certificate, reason="y", by=head, at=NOW)
    assert refused.value.facts == {"number": new.number}


def test_what_is_valid_is_not_reinstated(certificate, head):
    with pytest.raises(WrongState):
        reinstate_certificate(certificate, reason="y", by=head, at=NOW)
