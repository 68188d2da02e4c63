"""The last movable unit: it is counted, no constraint could keep it, so who writes places holds the timetable."""

import threading

import pytest
from django.db import transaction

from scheduling import services
from scheduling.judging import Judge
from scheduling.models import Assignment, Plan
from scheduling.planning import Placed
from scheduling.services.booking import write_places
from tests.clock import NOW
from tests.factories.agencies import CenterFactory
from tests.factories.training import EquipmentFactory, EquipmentKindFactory
from tests.races import kinds, race
from tests.scheduling.scene import MONDAY, open_welding, small_center, solved
from training.enums import Slot
from training.models import Room, Session, Trainer

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
MORNING = {"day": MONDAY, "slot": Slot.MORNING}


@pytest.fixture
def runs(transactional_db):
    """Two runs of one practice session each that may only be held on Monday morning; two shops, two trainers, and
    one arc welder."""
    center, kind = CenterFactory(), EquipmentKindFactory(code="arc")
    small_center(center, workshops=2, trainers=2)
    EquipmentFactory(center=center, kind=kind, quantity=1)
    window = {"first_day": MONDAY, "last_day": MONDAY, "sessions_per_day": 1}
    found = [open_welding(center, code, topics=[(0, 180)], **window) for code in ("W-1", "W-2")]
    for run in found:
        run.curriculum.topics.get().equipment.add(kind)
    return found


def places(runs):
    """For each run's session a shop and a trainer of its own: nothing but the welder is wanted by both."""
    shops, people = Room.objects.filter(kind="welding").order_by("pk"), Trainer.objects.order_by("pk")
    sessions = [run.sessions.get() for run in runs]
    return list(zip(sessions, shops, people, strict=True))


def test_two_who_move_at_once_never_share_the_last_unit(runs):
    def move(session, room, trainer):
        fresh = Session.objects.select_related("run__center").get(pk=session.pk)
        services.move_session(fresh, **MORNING, room=room, trainers=[trainer], by=None, at=NOW)

    outcomes = race([lambda one=one: move(*one) for one in places(runs)])
    assert kinds(outcomes) == {"won": 1, "CannotMove": 1}
    assert Assignment.objects.filter(**MORNING).count() == 1


def test_two_who_publish_at_once_never_share_the_last_unit(runs):
    plans = [solved(run.center, [run], seconds=2).pk for run in runs]
    outcomes = race(
        [lambda pk=pk: services.publish_plan(Plan.objects.get(pk=pk), by=None, at=NOW) for pk in plans]
    )
    assert kinds(outcomes) == {"won": 1, "DataChanged": 1}
    assert Assignment.objects.count() == 1


def test_without_holding_the_timetable_both_take_the_last_unit(runs):
    """Broken variant: look, then write. Each sees the welder free, and no constraint stands behind it."""
    looked = threading.Barrier(2)

    def look_then_write(session, room, trainer):
        place = Placed(session.pk, MONDAY, Slot.MORNING, room.pk, (trainer.pk,))
        fresh = Session.objects.select_related("run__center").get(pk=session.pk)
        free = not Judge(fresh, today=NOW.date()).broken_at(place)
        looked.wait(timeout=30)
        if free:
            with transaction.atomic():
                write_places([place], cleared=[])

    outcomes = race([lambda one=one: look_then_write(*one) for one in places(runs)])
    assert kinds(outcomes) == {"won": 2}
    assert Assignment.objects.filter(**MORNING).count() == 2
