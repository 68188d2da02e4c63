"""A result is reopened or gets its certificate, never both: raced, with the broken variant that does both."""

import threading

import pytest

from certificates.models import Certificate
from certificates.refusals import ResultReopened
from certificates.services.issue import issue_certificate
from enrollment.models import Completion, Enrollment
from enrollment.services import confirm_completions, reopen_completion
from enrollment.services.completion import PaperRestsOnIt
from tests.certificates.quick import quick_press
from tests.clock import NOW
from tests.races import kinds, race


def issue(completion, by):
    with quick_press() as press:
        return issue_certificate(completion, press, by=by, at=NOW)


def reopen(completion, by):
    return reopen_completion(completion, reason="ผิด", by=by, at=NOW)


@pytest.mark.django_db
def test_a_result_with_a_certificate_is_not_reopened(certificate, completion, staff):
    with pytest.raises(PaperRestsOnIt):
        reopen(completion, staff)
    assert Completion.objects.filter(pk=completion.pk).exists()
    assert completion.enrollment.state == "completed"


@pytest.mark.django_db
def test_a_certificate_printed_for_a_result_that_was_reopened_is_not_entered(completion, staff):
    """Also where the result was confirmed anew meanwhile: the paper rests on the one that is gone."""
    printed_for = Completion.objects.select_related("enrollment__run").get(pk=completion.pk)
    reopen(completion, staff)
    confirm_completions(printed_for.enrollment.run, by=staff, at=NOW)
    with pytest.raises(ResultReopened):
        issue(printed_for, staff)
    assert not Certificate.objects.exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_issuing_and_reopening_at_once_one_wins(run, staff):
    for pk in Completion.objects.values_list("pk", flat=True):
        completions = [Completion.objects.get(pk=pk) for _ in range(2)]
        outcomes = race([lambda c=completions[0]: issue(c, staff), lambda c=completions[1]: reopen(c, staff)])
        found = kinds(outcomes)
        assert found["won"] == 1
        assert found["PaperRestsOnIt"] + found["ResultReopened"] == 1
    assert Certificate.objects.count() == Enrollment.objects.filter(state="completed").count()


def look_then_reopen(completion, looked):
    """What a lazy program does: look whether there is a paper, then put the seat back and let the result be."""
    has_paper = Certificate.objects.filter(completion=completion).exists()
    looked.wait(timeout=30)
    if not has_paper:
        Enrollment.objects.filter(pk=completion.enrollment_id).update(state="training")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_looking_first_leaves_a_certificate_of_somebody_in_training(completion, staff):
    looked = threading.Barrier(2)

    def issue_meanwhile():
        looked.wait(timeout=30)
        return issue(Completion.objects.get(pk=completion.pk), staff)

    race([issue_meanwhile, lambda: look_then_reopen(completion, looked)])
    assert Certificate.objects.filter(completion__enrollment__state="training").exists()
