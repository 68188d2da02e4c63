"""Which agency is asked for what, and the child who must still go to school."""

from datetime import date

import pytest

from agencies.enums import AgencyKind
from enrollment.enums import Service
from enrollment.models import Referral
from enrollment.routing import (
    RECEIVING_KINDS,
    FactsMissing,
    NotServedBy,
    SchoolFirst,
    TooYoungToWork,
    refuse_route,
    usual_service,
)
from enrollment.services import refer
from tests.clock import NOW
from tests.enrollment.referral_scene import agency, memorandum
from tests.factories.enrollment import GraduateFactory
from tests.factories.training import RunFactory

DAY = NOW.date()
KINDS = [(service, kind) for service in Service for kind in AgencyKind]


@pytest.mark.parametrize(("service", "kind"), KINDS, ids=lambda value: str(value))
def test_each_service_has_its_receivers(service, kind, db):
    grown, receiver = GraduateFactory(birth_date=date(2006, 1, 1)), agency(kind)
    if kind in RECEIVING_KINDS[service]:
        refuse_route(grown, service, receiver, DAY)
    else:
        with pytest.raises(NotServedBy):
            refuse_route(grown, service, receiver, DAY)


def child(**facts):
    """Fifteen years old, left after primary school."""
    return GraduateFactory(**{"birth_date": date(2011, 3, 14), "education": "primary", **facts})


def test_a_child_who_must_go_to_school_goes_back_to_learning_only(school, center, counselor, now):
    person, office = child(school=school), agency(AgencyKind.EMPLOYMENT)
    memorandum(school, center, office)
    for service, receiver in (("training", center), ("work", center), ("work", office)):
        with pytest.raises(SchoolFirst):
            refer(person, from_agency=school, to_agency=receiver, service=service, by=counselor, at=now)
    assert not Referral.objects.exists()
    learning = agency(AgencyKind.LEARNING)
    memorandum(school, learning)
    sent = refer(person, from_agency=school, to_agency=learning, service="learning", by=counselor, at=now)
    assert sent.state == "sent"


def test_who_is_past_the_age_on_a_runs_first_day_may_be_trained(center):
    person = child()
    run = RunFactory(center=center, first_day=date(2027, 3, 13), last_day=date(2027, 4, 13))
    with pytest.raises(SchoolFirst):
        refuse_route(person, "training", center, DAY)
    type(run).objects.update(first_day=date(2027, 3, 14))  # the sixteenth birthday
    refuse_route(person, "training", center, DAY)
    type(run).objects.update(state="running")
    with pytest.raises(SchoolFirst):
        refuse_route(person, "training", center, DAY)


def test_no_employment_under_fifteen(db):
    with pytest.raises(TooYoungToWork) as refused:
        refuse_route(
            GraduateFactory(birth_date=date(2011, 11, 24)), "work", agency(AgencyKind.EMPLOYMENT), DAY
        )
    assert "15" in str(refused.value)
    refuse_route(GraduateFactory(birth_date=date(2011, 11, 23)), "work", agency(AgencyKind.EMPLOYMENT), DAY)


def test_not_knowing_sends_nobody_to_work_but_may_be_asked_for_training(center):
    unknown = child(birth_date=None)
    with pytest.raises(FactsMissing):
        refuse_route(unknown, "work", center, DAY)
    refuse_route(unknown, "training", center, DAY)


def test_what_is_usual_follows_from_the_law(db):
    assert usual_service(child(), DAY) is Service.LEARNING
    assert usual_service(child(birth_date=date(2010, 11, 23)), DAY) is Service.TRAINING
    assert usual_service(child(education="lower_secondary"), DAY) is Service.TRAINING
