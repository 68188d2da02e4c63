"""A form sent twice counts once."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory
from django.utils.translation import override

from agencies.models import Place
from core.models import Submission
from core.refusals import Refused
from core.submissions import KEPT, forget_submissions, once
from tests.clock import NOW
from tests.factories.agencies import AccountFactory
from tests.races import race, without_constraints

KEY = str(uuid.UUID(int=7))


class Full(Refused):
    sentence = "It is full."


def act(request):
    """Each call leaves one more place behind, unless the name says how it ends."""
    code = uuid.uuid4().hex[:6]
    Place.objects.create(id=code, code=code, level="province", name_th=request.POST.get("name", ""))
    match request.POST.get("name"):
        case "wrong":
            return HttpResponse("mend it", status=422)
        case "full":
            raise Full
    return HttpResponseRedirect(f"/acted/{Place.objects.count()}/")


view = once(act)


def post(user, key=KEY, view=view, queued=False, **fields):
    said = {"name": "a", **fields} | ({"submission_key": key} if key else {})
    request = RequestFactory().post("/form/", said, headers={"X-Queued": "1"} if queued else {})
    request.user = user
    request._messages = CookieStorage(request)
    return view(request)


@pytest.fixture
def user(db):
    return AccountFactory()


def acted():
    return Place.objects.count()


def test_the_second_gets_the_answer_of_the_first(user):
    assert post(user).url == post(user).url == "/acted/1/"
    assert acted() == 1


def test_keys_are_each_accounts_own(user):
    post(user)
    post(AccountFactory())
    post(user, str(uuid.UUID(int=8)))
    assert acted() == 3


def test_without_a_key_a_view_runs_as_always(user):
    for key in ("", "no-key"):
        post(user, key)
        post(user, key)
    assert acted() == 4


def test_other_content_under_a_used_key_is_refused(user):
    post(user)
    with override("en"):
        answer = post(user, name="b")
    assert answer.status_code == 409
    assert "already been sent" in answer.content.decode()
    assert acted() == 1


@pytest.mark.parametrize(("name", "status"), [("wrong", 422), ("full", 409)])
def test_a_refused_form_leaves_nothing_and_may_be_mended(user, name, status):
    assert post(user, name=name).status_code == status
    assert (acted(), Submission.objects.count()) == (0, 0)
    assert post(user, name="mended").url == "/acted/1/"


def test_the_device_learns_what_became_of_a_key(user):
    assert post(user).cookies["answered"].value == f"{KEY}.done"
    assert post(user, str(uuid.UUID(int=9)), name="wrong").cookies["answered"].value.endswith(".not")


def test_a_form_from_a_devices_queue_gets_data(user):
    done = post(user, queued=True)
    assert (done.status_code, done.headers["Content-Type"]) == (200, "application/json")
    assert b'"/acted/1/"' in done.content
    refused = post(user, str(uuid.UUID(int=8)), queued=True, name="full")
    assert refused.status_code == 409
    assert b"It is full." in refused.content


def test_what_was_sent_cannot_be_read_from_the_row(user):
    post(user, name="สมหญิง")
    row = Submission.objects.get()
    assert len(row.content) == 64
    assert "สมหญิง" not in row.content


def test_old_keys_are_forgotten(user):
    post(user)
    Submission.objects.update(received_at=NOW - KEPT)
    forget_submissions(at=NOW)
    assert Submission.objects.count() == 1
    forget_submissions(at=NOW + timedelta(seconds=1))
    assert Submission.objects.count() == 0


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_acts():
    user = AccountFactory()
    outcomes = race([lambda: post(user).url] * 6)
    assert outcomes == ["/acted/1/"] * 6
    assert acted() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_key_looked_up_first_and_written_last_lets_several_act():
    """The broken variant: what a lazy program does. It must lose, else the race above proves nothing."""
    user = AccountFactory()
    looked = threading.Barrier(6, timeout=10)

    def lazy(request):
        known = Submission.objects.filter(account=request.user, key=KEY).exists()
        looked.wait()
        answer = HttpResponse("known") if known else act(request)
        Submission.objects.create(account=request.user, key=KEY, content="", received_at=NOW)
        return answer

    with without_constraints(Submission, "a_key_acts_once"):
        race([lambda: post(user, view=lazy)] * 6)
        assert acted() == 6
