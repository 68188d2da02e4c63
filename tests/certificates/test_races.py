"""Two who issue at once: one certificate a completion, no number twice and none left out."""

import threading

import pytest

from certificates.models import Certificate, CertificateFile, Register
from certificates.services.issue import issue_certificate
from enrollment.models import Completion
from tests.certificates.quick import quick_press
from tests.clock import NOW
from tests.enrollment.class_scene import confirmed
from tests.races import kinds, race, without_constraints

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ISSUERS = 4


def issue(pk, by):
    with quick_press() as press:
        return issue_certificate(Completion.objects.get(pk=pk), press, by=by, at=NOW)


def test_one_completion_issued_by_many_at_once_has_one_certificate(completion, staff):
    outcomes = race([lambda: issue(completion.pk, staff)] * ISSUERS)
    assert kinds(outcomes) == {"won": 1, "AlreadyIssued": ISSUERS - 1}
    assert Certificate.objects.get().sequence == 1
    assert Register.objects.get().last_number == 1  # who lost gave the number back


def test_numbers_of_many_issued_at_once_have_no_gap_and_no_double(center, staff, signing):
    run = confirmed(center, ISSUERS, by=staff, topics=[(180, 0)])
    completions = Completion.objects.filter(enrollment__run=run).values_list("pk", flat=True)
    outcomes = race([lambda pk=pk: issue(pk, staff) for pk in completions])
    assert kinds(outcomes) == {"won": ISSUERS}
    assert sorted(Certificate.objects.values_list("sequence", flat=True)) == list(range(1, ISSUERS + 1))
    for row in Certificate.objects.all():
        assert f"% {row.number}\n".encode() in bytes(row.file.pdf)  # the paper bears the number that it got


def look_then_issue(completion, by, sequence, looked):
    """What a lazy program does: look whether there is one, then make one."""
    already = Certificate.objects.filter(completion=completion).exists()
    looked.wait(timeout=30)
    if not already:
        Certificate.objects.create(
            completion=completion,
            center=completion.enrollment.run.center,
            kind="certificate",
            fiscal_year=2570,
            sequence=sequence,
            number=str(sequence),
            code=str(sequence),
            facts="{}",
            issued_on=NOW.date(),
            issued_at=NOW,
            issued_by=by,
        )


@pytest.mark.parametrize("guarded", [True, False], ids=["with the constraint", "without it"])
def test_looking_first_issues_twice_unless_the_database_refuses(completion, staff, guarded):
    looked = threading.Barrier(2)

    def both():
        return race([lambda n=n: look_then_issue(completion, staff, n, looked) for n in (1, 2)])

    if guarded:
        assert kinds(both()) == {"won": 1, "IntegrityError": 1}
        return
    with without_constraints(Certificate, "one_live_certificate_a_completion"):
        both()
        assert Certificate.objects.filter(completion=completion, state="issued").count() == 2
        assert not CertificateFile.objects.exists()
