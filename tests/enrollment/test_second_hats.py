"""Staff of one centre who teach at another: there they teach, and do nothing that is for its staff."""

import pytest
from django.urls import reverse

from agencies.enums import Role
from enrollment.models import Completion, Placement
from enrollment.services import confirm_completions
from tests.clock import NOW
from tests.conftest import account_of
from tests.enrollment.class_scene import a_class, attended, finish, scored
from tests.enrollment.placement_scene import a_firm_class, a_site, placed
from tests.factories.agencies import CenterFactory
from tests.factories.training import TrainerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def guest(center):
    """The head of another centre, who may stand before a class here."""
    return account_of(CenterFactory(), Role.HEAD)


def teaches(user, run):
    run.trainers.add(TrainerFactory(center=run.center, user=user))


def test_results_are_confirmed_and_reopened_at_home_only(center, guest, staff, head, signed_in):
    run = a_class(center, 1, topics=[(60, 60)])
    seat = run.enrollments.get()
    attended(run, seat, 120)
    scored(run, seat, 80, 80)
    finish(run)
    teaches(guest, run)
    client, page = signed_in(guest), reverse("run_results", args=[run.pk])
    shown = client.get(page).context
    assert [shown[name] for name in ("may_confirm", "is_staff", "may_reopen")] == [False, False, False]
    said = {"everyone": "1", "all": f"{seat.pk}:certificate"}
    assert client.post(reverse("confirm_results", args=[run.pk]), said).status_code == 404
    assert not Completion.objects.exists()
    (made,) = confirm_completions(run, by=staff, at=NOW)
    reopen = reverse("reopen_result", args=[made.pk])
    assert client.post(reopen, {"reason": "x"}).status_code == 404
    assert Completion.objects.exists()
    assert signed_in(head).post(reopen, {"reason": "x"}).status_code == 302


def test_people_are_sent_to_firms_at_home_only(center, guest, signed_in):
    run, site = a_firm_class(center, 2), a_site(center)
    first, second = run.enrollments.order_by("seat_number")
    teaches(guest, run)
    client = signed_in(guest)
    page = client.get(reverse("seat_placement", args=[first.pk]))
    assert (page.status_code, page.context["is_staff"], "begin" in page.context["forms"]) == (
        200,
        False,
        False,
    )
    days = {"site": site.pk, "first_day": "23/11/2569", "last_day": "23/12/2569"}
    assert client.post(reverse("begin_placement", args=[first.pk]), days).status_code == 404
    assert not Placement.objects.exists()
    there = placed(second, site)
    for act in ("site", "last-day", "inspector", "return", "report"):
        assert client.post(reverse("placement_act", args=[there.pk, act]), {}).status_code == 404
    assert client.post(reverse("placement_act", args=[there.pk, "day"]), {}).status_code == 422


def test_workplaces_are_kept_at_home_only(center, guest, staff, signed_in):
    run, site = a_firm_class(center, 1), a_site(center)
    teaches(guest, run)
    placed(run.enrollments.get(), site)
    client = signed_in(guest)
    shown = client.get(reverse("workplace", args=[site.pk]))
    assert (shown.status_code, shown.context["is_staff"]) == (200, False)
    edit = reverse("edit_workplace", args=[site.pk])
    assert [client.get(edit).status_code, signed_in(staff).get(edit).status_code] == [404, 200]
