"""Moving one session by hand: done and fixed there, or refused with every reason in words."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from core.models import AuditEntry
from scheduling import services
from scheduling.judging import Judge, wrongly_placed
from scheduling.models import Assignment
from scheduling.planning import Placed
from scheduling.refusals import AlreadyBegun, AlreadyBooked, AlreadyHeld, CannotMove, NotPlannable, NotToCome
from scheduling.services.booking import write_places
from tests.clock import NOW
from tests.factories.agencies import CenterFactory
from tests.factories.training import RoomFactory, RoomKindFactory, SkillFactory, TrainerFactory
from tests.scheduling.scene import FRIDAY, MONDAY, open_welding, other_run_at, published, small_center
from training.enums import RunState, Slot
from training.models import CourseRun, Room, Trainer
from training.services import record_absence, record_closure

# The run of the scene is published on Monday morning and afternoon and Tuesday morning.
TUESDAY, WEDNESDAY, THURSDAY = date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 3)


@pytest.fixture
def run(center):
    small_center(center, minutes_per_day=360)
    run = open_welding(center, last_day=date(2026, 12, 9))
    published(center, [run])
    dated = [(session.day, session.slot) for session in run.sessions.order_by("number")]
    assert dated == [(MONDAY, "morning"), (MONDAY, "afternoon"), (TUESDAY, "morning")]
    return run


def last(run):
    return run.sessions.order_by("number").last()


def move(session, by=None, at=NOW, **changes):
    booked = Assignment.objects.get(session=session)
    place = {
        "day": THURSDAY,
        "slot": Slot.MORNING,
        "room": booked.room,
        "trainers": [booking.trainer for booking in booked.bookings.all()],
    }
    services.move_session(session, **{**place, **changes}, by=by, at=at)


def reasons(session, **changes):
    with translation.override("en"), pytest.raises(CannotMove) as refused:
        move(session, **changes)
    return refused.value.facts["reasons"]


def test_move_session_to_another_period_and_fix_it(run, staff):
    session = last(run)
    move(session, by=staff)
    booked = Assignment.objects.get(session=session)
    session.refresh_from_db()
    assert (session.day, session.slot) == (booked.day, booked.slot) == (THURSDAY, Slot.MORNING)
    assert booked.is_locked
    assert {(one.day, one.slot) for one in booked.bookings.all()} == {(THURSDAY, Slot.MORNING)}
    row = AuditEntry.objects.get(action="session.moved")
    assert (row.actor_id, row.facts["place"]["day"], row.facts["run"]) == (staff.pk, "2026-12-03", "W-1")


def test_move_session_to_another_room_and_trainer(run, center):
    room, trainer = RoomFactory(center=center), TrainerFactory(center=center)
    move(last(run), day=TUESDAY, room=room, trainers=[trainer])
    booked = Assignment.objects.get(session=last(run))
    assert (booked.room, booked.bookings.get().trainer) == (room, trainer)
    assert trainer in run.trainers.all()


def test_unlock_session(run, staff):
    move(last(run))
    services.unlock_session(last(run), by=staff, at=NOW)
    assert not Assignment.objects.get(session=last(run)).is_locked
    assert AuditEntry.objects.filter(action="session.unlocked", actor_id=staff.pk).exists()


def test_a_session_without_a_place_gets_one_by_hand(center):
    (trainer,) = small_center(center)
    run = open_welding(center)
    services.move_session(
        run.sessions.get(number=2),
        day=WEDNESDAY,
        slot=Slot.MORNING,
        room=Room.objects.get(kind="welding"),
        trainers=[trainer],
        by=None,
        at=NOW,
    )
    assert Assignment.objects.get().is_locked


def test_refused_on_a_holiday(run):
    assert reasons(last(run), day=date(2026, 12, 7)).startswith(
        "The centre is closed on 7 December 2026: HM King"
    )


def test_refused_on_a_closure(run, center):
    record_closure(center=center, first_day=THURSDAY, last_day=THURSDAY, reason="flood", by=None, at=NOW)
    assert reasons(last(run)) == "The centre is closed on 3 December 2026: flood."


def test_refused_in_a_closed_room(run, center):
    session = last(run)
    room = Assignment.objects.get(session=session).room
    record_closure(
        center=center, room=room, first_day=THURSDAY, last_day=THURSDAY, reason="paint", by=None, at=NOW
    )
    assert reasons(session) == f"{room.name_en} is closed: paint."


def test_refused_off_the_pattern(run):
    assert reasons(last(run), slot=Slot.EVENING) == "The run meets on: Weekdays, all day."
    assert reasons(last(run), day=date(2026, 12, 6)) == "The run meets on: Weekdays, all day."


def test_refused_against_the_order_of_topics(run):
    first = run.sessions.order_by("number").first()
    assert "order" in reasons(first, day=WEDNESDAY)


def test_refused_in_a_room_of_the_wrong_kind_or_too_small(run, center):
    kitchen = RoomFactory(center=center, kind=RoomKindFactory(code="kitchen"), name_en="Kitchen")
    assert (
        reasons(last(run), room=kitchen) == "Kitchen is not of the kind that the session needs: Welding shop."
    )
    small = RoomFactory(center=center, capacity=9, name_en="Small")
    assert reasons(last(run), room=small) == "Small has 9 places; the run has 10 seats."


def test_refused_with_rooms_and_trainers_of_another_centre(run):
    elsewhere = CenterFactory()
    words = "The room or a trainer is not in use at this centre."
    assert reasons(last(run), room=RoomFactory(center=elsewhere)) == words
    assert reasons(last(run), trainers=[TrainerFactory(center=elsewhere)]) == words


def test_refused_with_too_few_trainers(run):
    assert reasons(last(run), trainers=[]) == "The session needs this many trainers: 1."


def test_refused_with_an_unqualified_trainer(run, center):
    cook = TrainerFactory(center=center, skills=[SkillFactory(code="cook")], name_en="Cook")
    assert reasons(last(run), trainers=[cook]) == "Cook has no qualification for “Welding” valid on that day."


def test_refused_with_an_absent_trainer(run):
    trainer = Trainer.objects.get()
    record_absence(trainer, first_day=THURSDAY, last_day=FRIDAY, reason="x", by=None, at=NOW)
    assert reasons(last(run)) == f"{trainer.name_en} is absent until 4 December 2026."


def test_a_move_within_an_absence_is_refused(run):
    trainer = Trainer.objects.get()
    record_absence(trainer, first_day=TUESDAY, last_day=FRIDAY, reason="x", by=None, at=NOW)
    assert reasons(last(run)) == f"{trainer.name_en} is absent until 4 December 2026."


def test_refused_where_the_room_and_the_trainer_are_taken(run, center):
    room, trainer = Assignment.objects.get(session=last(run)).room, Trainer.objects.get()
    other_run_at(center, THURSDAY, Slot.MORNING, room, trainer)
    said = reasons(last(run))
    assert f"{room.name_en} is taken by W-2." in said
    assert f"{trainer.name_en} already teaches W-2 then." in said


def test_refused_beyond_the_trainers_day(run, center):
    trainer = Trainer.objects.get()
    other_run_at(center, THURSDAY, Slot.MORNING, RoomFactory(center=center), trainer)
    Trainer.objects.update(minutes_per_day=180)
    assert "more hours that day than agreed" in reasons(last(run), slot=Slot.AFTERNOON)


def test_refused_beyond_the_trainers_week(run, center):
    trainer, room = Trainer.objects.get(), RoomFactory(center=center)
    other = open_welding(center, "W-2", last_day=date(2026, 12, 11))
    for session, slot in zip(other.sessions.all(), [Slot.MORNING, Slot.AFTERNOON], strict=False):
        place = Placed(session.pk, date(2026, 12, 8), slot, room.pk, (trainer.pk,))
        write_places([place], cleared=[])
    Trainer.objects.update(minutes_per_week=360)
    assert "more hours that week than agreed" in reasons(last(run), day=date(2026, 12, 9))


def test_refused_beyond_the_runs_sessions_a_day(run):
    CourseRun.objects.update(sessions_per_day=1)
    assert "at most 1 sessions a day" in reasons(run.sessions.get(number=2), day=MONDAY, slot=Slot.AFTERNOON)


@pytest.mark.parametrize("day", [date(2026, 11, 27), date(2026, 12, 10)])
def test_refused_outside_the_run(run, day):
    with pytest.raises(NotToCome):
        move(last(run), day=day)


def on_monday(hour, minute=0):
    return datetime(2026, 11, 30, hour, minute, tzinfo=ZoneInfo("Asia/Bangkok"))


def test_a_session_of_today_gets_a_substitute_until_it_is_over_and_another_time_until_it_begins(run, center):
    """Monday morning, 9 to 12 o'clock: the trainer is ill."""
    first, ill = run.sessions.get(number=1), Trainer.objects.get()
    assert (first.day, first.slot) == (MONDAY, Slot.MORNING)
    record_absence(ill, first_day=MONDAY, last_day=MONDAY, reason="", by=None, at=NOW)
    assert first.pk in {place.session for place, _broken in wrongly_placed(center, [run], today=MONDAY)}
    substitute = TrainerFactory(center=center)
    place = {"day": MONDAY, "slot": Slot.MORNING, "trainers": [substitute]}
    move(first, **place, at=on_monday(11, 59))
    assert list(first.assignment.bookings.values_list("trainer", flat=True)) == [substitute.pk]
    with pytest.raises(AlreadyHeld):
        move(first, **place, at=on_monday(12))
    with pytest.raises(AlreadyBegun):
        move(first, day=MONDAY, slot=Slot.AFTERNOON, at=on_monday(9))
    assert reasons(first, day=date(2026, 12, 7), at=on_monday(8, 59)).startswith("The centre is closed")


def test_no_session_goes_to_a_half_day_that_has_begun(run):
    with pytest.raises(NotToCome):
        move(last(run), day=MONDAY, slot=Slot.MORNING, at=on_monday(9))
    assert "order" in reasons(last(run), day=MONDAY, slot=Slot.MORNING, at=on_monday(8, 59))
    move(last(run), at=on_monday(9))


def test_refused_when_the_run_is_over(run):
    CourseRun.objects.update(state=RunState.CLOSED)
    with pytest.raises(NotPlannable):
        move(last(run))


def test_a_refused_move_changes_nothing(run):
    before = list(Assignment.objects.values_list("session", "room", "day", "slot", "is_locked"))
    reasons(last(run), day=date(2026, 12, 7))
    assert list(Assignment.objects.values_list("session", "room", "day", "slot", "is_locked")) == before
    assert not AuditEntry.objects.filter(action="session.moved").exists()


def test_the_database_refuses_what_the_check_did_not_see(run, center, monkeypatch):
    room, trainer = Assignment.objects.get(session=last(run)).room, Trainer.objects.get()
    other_run_at(center, THURSDAY, Slot.MORNING, RoomFactory(center=center), trainer)
    monkeypatch.setattr(Judge, "broken_at", lambda *_args: [])
    with pytest.raises(AlreadyBooked) as refused:
        move(last(run), room=room)
    assert (refused.value.facts["what"], refused.value.facts["who"]) == (trainer, "W-2")
    assert Assignment.objects.get(session=last(run)).day == TUESDAY


def test_a_move_of_one_run_is_seen_by_the_next(run, center):
    move(last(run), day=WEDNESDAY + timedelta(days=1))
    other = open_welding(center, "W-2")
    published(center, [other])
    taken = list(Assignment.objects.values_list("day", "slot", "room"))
    assert len(set(taken)) == len(taken) == 6
