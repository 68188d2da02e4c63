"""What waits at a centre about its runs and trainers: counted, led to, and only what is the centre's own."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enrollment.enums.runs import Lodging
from program.waiting.entitlements import of_entitlements
from program.waiting.runs import of_runs
from scheduling.planning import Placed
from scheduling.services.booking import write_places
from tests.factories.enrollment import EnrollmentFactory
from tests.factories.training import RunFactory, SessionFactory, TrainerFactory
from training.enums import OrientationPart, RunState, Slot, TrainerKind
from training.models import Orientation

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


def lines(part, user, today):
    """What waits, in the order of the first page: number and address."""
    return [(one.count, one.url) for one in part(user, today)]


def test_runs_to_announce_are_those_of_the_next_sixty_days(center, staff, stranger, today):
    for days in (0, 60, 61, -1):
        RunFactory(center=center, state=RunState.PLANNED, **window(today + days * DAY))
    RunFactory(center=center, state=RunState.OPEN, **window(today + DAY))
    assert lines(of_runs, staff, today)[0] == (2, f"{reverse('runs')}?state=planned")
    assert [number for number, _url in lines(of_runs, stranger, today)] == [0, 0, 0, 0]


def window(first):
    return {"first_day": first, "last_day": first + 30 * DAY}


def test_one_run_that_lacks_something_leads_to_its_own_page_and_several_to_the_list(center, staff, today):
    """Without the orientation of its beginning, without a published list, with somebody who waits for a bed."""
    run = RunFactory(center=center, state=RunState.RUNNING, **window(today - 3 * DAY))
    seat = EnrollmentFactory(run=run, state="training", lodging=Lodging.WAITING)
    own = [(1, reverse(page, args=[run.pk])) for page in ("orientations", "selections", "provide_run")]
    assert lines(of_runs, staff, today)[1:] == own
    other = RunFactory(center=center, state=RunState.RUNNING, **window(today - DAY))
    EnrollmentFactory(run=other, state="training", lodging=Lodging.WAITING)
    assert lines(of_runs, staff, today)[1:] == [(2, reverse("runs"))] * 3
    Orientation.objects.create(
        run=run, part=OrientationPart.START, held_on=today, held_by="x", recorded_at=timezone.now()
    )
    seat.lodging = Lodging.BED
    seat.save()
    assert [number for number, _url in lines(of_runs, staff, today)] == [0, 1, 2, 1]


def test_what_entitles_a_booked_trainer_and_ends_within_sixty_days(center, staff, stranger, today):
    """Of four whose qualification ends, one is not booked, one ends a day later, one has another that goes on."""
    booked, later, renewed, _idle = [TrainerFactory(center=center) for _ in range(4)]
    for trainer, days in ((booked, 60), (later, 61), (renewed, 60), (_idle, 60)):
        trainer.skills.update(valid_until=today + days * DAY)
    renewed.skills.create(skill=renewed.skills.get().skill, valid_from=today + 61 * DAY)
    for trainer, slot in ((booked, Slot.MORNING), (later, Slot.AFTERNOON), (renewed, Slot.EVENING)):
        teaches(center, trainer, today + DAY, slot)
    page = f"{reverse('trainers')}?ending=soon"
    assert lines(of_entitlements, staff, today) == [(1, page), (0, page)]
    assert lines(of_entitlements, stranger, today) == [(0, page), (0, page)]


def test_the_last_appointment_of_a_booked_trainer_from_outside(center, staff, today):
    outside = TrainerFactory(center=center, kind=TrainerKind.OUTSIDE, alternative=1)
    order = {"ordered_on": today, "appointed_by": "x", "valid_from": today}
    outside.appointments.create(**order, order_number="1", valid_until=today + 30 * DAY)
    page = f"{reverse('trainers')}?ending=soon"
    assert lines(of_entitlements, staff, today)[1] == (0, page)
    teaches(center, outside, today + DAY, Slot.MORNING)
    assert lines(of_entitlements, staff, today)[1] == (1, page)
    outside.appointments.create(**order, order_number="2", valid_until=today + 90 * DAY)
    assert lines(of_entitlements, staff, today)[1] == (0, page)


def teaches(center, trainer, day, slot):
    """A session outside the centre, booked for the trainer."""
    session = SessionFactory(run=RunFactory(center=center, address="ศาลาประชาคม"))
    write_places([Placed(session.pk, day, slot, None, (trainer.pk,))], cleared=[])
