"""What a timetable should know of people's days: the way between two sites, and when trainers would rather not teach."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.models import AuditEntry
from tests.clock import NOW
from tests.factories.agencies import AccountFactory, CenterFactory
from tests.factories.training import SiteFactory, TrainerFactory
from training import services
from training.models import Journey, Trainer
from training.refusals import ChangedMeanwhile, OtherCenter
from training.week_pattern import empty_week, pattern_of

FRIDAY_EVENING = [[], [], [], [], ["evening"], [], []]


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def sites(center):
    return [SiteFactory(center=center, name_th=name) for name in ("ในเมือง", "ป่าซาง")]


def known():
    return [(one.low.name_th, one.high.name_th, one.minutes) for one in Journey.objects.all()]


def test_a_way_is_kept_once_whichever_site_is_named_first(center, staff, sites):
    town, hill = sites
    for minutes in (45, 60):
        services.set_journeys(center, minutes={(hill, town): minutes}, by=staff, at=NOW)
    assert known() == [("ในเมือง", "ป่าซาง", 60)]
    entries = AuditEntry.objects.filter(action="center.journeys_set", actor_id=staff.pk).order_by("pk")
    assert [entry.facts["minutes"] for entry in entries] == [
        [[hill.pk, town.pk, 45]],
        [[hill.pk, town.pk, 60]],
    ]
    services.set_journeys(center, minutes={(town, hill): None}, by=staff, at=NOW)
    assert known() == []


def test_no_way_leads_to_another_centre_nor_to_where_it_began(center, staff, sites):
    town, _hill = sites
    with pytest.raises(OtherCenter):
        services.set_journeys(
            center, minutes={(town, SiteFactory(center=CenterFactory())): 9}, by=staff, at=NOW
        )
    for low, high in [(town, town), sites[::-1]]:
        with pytest.raises(IntegrityError), transaction.atomic():
            Journey.objects.create(low=low, high=high, minutes=5)


def test_two_colleagues_enter_different_ways_and_neither_writes_over_the_other(
    signed_in, center, staff, sites
):
    third = SiteFactory(center=center, name_th="บ้านโฮ่ง")
    (town, hill), page = sites, reverse("journeys")
    first, second = (f"way-{town.pk}-{other.pk}" for other in (hill, third))
    browser = signed_in(staff)
    assert browser.get(page).text.count('type="number"') == 3
    seen = {f"initial-{name}": "" for name in (first, second)}
    assert browser.post(page, {**seen, first: "40", second: ""}).status_code == 302
    assert browser.post(page, {**seen, first: "", second: "90"}).status_code == 302
    assert known() == [("ในเมือง", "ป่าซาง", 40), ("ในเมือง", "บ้านโฮ่ง", 90)]
    assert browser.post(page, {**seen, first: "0"}).status_code == 422


def test_a_centre_with_one_site_is_not_asked_for_ways(signed_in, staff, stranger, counselor, client, sites):
    page, overview = reverse("journeys"), reverse("sites")
    assert page in signed_in(staff).get(overview).text
    services.close_site(sites[1], by=staff, at=NOW)
    assert page not in signed_in(staff).get(overview).text
    assert "enter a second one first" in signed_in(staff).get(page).text
    assert client.get(page).status_code == 302
    assert signed_in(counselor).get(page).status_code == 403
    assert "ในเมือง" not in signed_in(stranger).get(page).text


def test_wishes_are_entered_once_at_a_time(staff, center):
    trainer = TrainerFactory(center=center)
    assert trainer.unwished == empty_week()
    wishes = pattern_of([(4, "evening")])
    services.set_trainer_wishes(trainer, half_days=wishes, version=1, by=staff, at=NOW)
    assert Trainer.objects.get().unwished == FRIDAY_EVENING
    assert AuditEntry.objects.filter(action="trainer.wishes_set", facts__half_days=wishes).count() == 1
    with pytest.raises(ChangedMeanwhile):
        services.set_trainer_wishes(trainer, half_days=empty_week(), version=1, by=staff, at=NOW)


def test_staff_and_the_trainer_enter_wishes_and_nobody_else(
    signed_in, client, staff, counselor, stranger, center
):
    trainer = TrainerFactory(center=center, user=AccountFactory(username="kru"))
    page, own = reverse("trainer_wishes", args=[trainer.pk]), reverse("my_wishes")
    form = {"version": 1, "half_days": ["4-evening"]}
    assert [client.post(address, form).status_code for address in (page, own)] == [302, 302]
    assert [signed_in(who).post(page, form).status_code for who in (counselor, stranger)] == [403, 404]
    assert signed_in(staff).post(own, form).status_code == 403
    assert Trainer.objects.get().unwished == empty_week()
    assert signed_in(staff).post(page, form).status_code == 302
    assert signed_in(trainer.user).post(own, {**form, "version": 2, "half_days": []}).status_code == 302
    assert signed_in(trainer.user).post(own, form).status_code == 409
    assert Trainer.objects.get().unwished == empty_week()
    assert signed_in(staff).get(page).status_code == 200
    for user, shown in (
        (staff, reverse("trainer", args=[trainer.pk])),
        (trainer.user, reverse("my_teaching")),
    ):
        assert "Half days without teaching, if possible" in signed_in(user).get(shown).text
