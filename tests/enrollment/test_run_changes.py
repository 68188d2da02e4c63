"""A run called off, merged, moved: the effect on everybody as previewed, then done; taken back while nothing depends."""

from datetime import date

import pytest

from core.refusals import WrongState
from enrollment.enums import LeavingReason, OfferState
from enrollment.enums.runs import EffectKind
from enrollment.grounds import NoMemorandum
from enrollment.models import Enrollment, Offer, RunChange
from enrollment.queries.referrals import taken_on_by
from enrollment.queries.run_changes import (
    can_be_merged_into,
    preview_cancel,
    preview_merge,
    preview_move,
)
from enrollment.services import (
    call_off,
    defer_run,
    leave,
    merge_runs,
)
from enrollment.services.run_changes import SituationChanged
from tests.agencies.memoranda_scene import memorandum_of, signed
from tests.clock import NOW
from tests.enrollment.rounds_scene import a_round, a_run, people
from tests.enrollment.run_change_scene import (
    DAY,
    HALF_DAY,
    TODAY,
    another,
    counted,
    days,
    offered,
    rows_of,
    seated,
)
from tests.factories.agencies import CenterFactory
from tests.factories.training import CourseFactory, CurriculumFactory, RuleSetFactory, SkillFactory
from training.enums import CourseType, RunState
from training.models import CourseRun
from training.refusals import InThePast, OtherCourse, ReasonMissing, SameRun, TakesNobody, WindowTooShort


@pytest.fixture(autouse=True)
def rules(db):
    return RuleSetFactory()


@pytest.fixture
def curriculum():
    return CurriculumFactory(course=CourseFactory(skills=[SkillFactory()]), topics=HALF_DAY)


@pytest.fixture
def run(center, curriculum):
    return a_run(center, "A", curriculum=curriculum, seats=5)


def told(preview):
    """(person, what happens, why) of a preview."""
    return [(one.graduate, one.kind, one.why.code if one.why else None) for one in preview.effects]


# Called off --------------------------------------------------------------------------------------------


def test_calling_off_shows_everybody_and_what_is_open_to_them(center, run, curriculum):
    similar = CurriculumFactory(course=CourseFactory(skills=[SkillFactory()]), topics=HALF_DAY)
    other_skill = CurriculumFactory(
        course=CourseFactory(skills=[SkillFactory(code="sewing")]), topics=HALF_DAY
    )
    a_run(center, "S", curriculum=similar)
    a_run(center, "T", curriculum=other_skill)
    another(center, curriculum)
    another(center, curriculum, "FULL", seats=1, seats_taken=1)
    another(CenterFactory(), curriculum, "FAR")
    seat, offer = seated(run), offered(run)
    (chooser,) = people(center, 1)
    a_round(center, [run]).preferences.create(graduate=chooser, run=run, rank=0)
    preview = preview_cancel(run, today=TODAY)
    assert told(preview) == [
        (seat.graduate, EffectKind.SEAT_ENDS, "ended"),
        (offer.graduate, EffectKind.OFFER_ENDS, "ended"),
        (chooser, EffectKind.CHOICE_ENDS, "ended"),
    ]
    for effect in preview.effects:
        assert [one.code for one in effect.instead] == ["B", "S"]


def test_what_is_open_instead_keeps_to_rules_and_other_seats(center, run, curriculum):
    other = another(center, curriculum)
    seat = seated(run)
    seated(a_run(center, "BUSY", first_day=other.first_day, last_day=other.last_day), seat.graduate)
    (effect,) = preview_cancel(run, today=TODAY).effects
    assert effect.instead == ()
    assert preview_cancel(run, today=other.first_day).effects[0].instead == ()


def test_called_off_everybody_keeps_the_history_and_is_back_in_the_pool(center, run, staff):
    seat, offer = seated(run), offered(run)
    seen = preview_cancel(run, today=TODAY).fingerprint
    assert call_off(run, reason="ครูลาออก", by=staff, at=NOW, seen=seen) == 2
    assert (run.state, counted(run)) == ("cancelled", (0, 0))
    assert rows_of(seat.graduate) == ["enrollment.by_hand", "enrollment.left"]
    assert rows_of(offer.graduate) == ["offer.withdrawn"]
    seat.refresh_from_db()
    assert seat.leaving_reason == LeavingReason.RUN_CANCELLED
    assert set(taken_on_by(center)) == {seat.graduate, offer.graduate}
    again = a_round(center, [a_run(center, "NEXT")])
    again.preferences.create(graduate=seat.graduate, run=again.runs.get(), rank=0)
    assert [one.kind for one in RunChange.objects.get().effects.all()] == ["seat_ends", "offer_ends"]


def test_what_changed_since_the_preview_is_refused_and_nothing_is_done(run, staff):
    seated(run)
    seen = preview_cancel(run, today=TODAY).fingerprint
    newcomer = seated(run)
    with pytest.raises(SituationChanged):
        call_off(run, reason="x", by=staff, at=NOW, seen=seen)
    assert counted(run) == (2, 0)
    leave(newcomer, reason=LeavingReason.RESIGNED, by=None, at=NOW)
    assert call_off(run, reason="x", by=staff, at=NOW, seen=seen) == 1


@pytest.mark.parametrize("state", [RunState.FINISHED, RunState.CLOSED, RunState.CANCELLED])
def test_what_is_over_is_not_called_off(run, state):
    CourseRun.objects.update(state=state)
    with pytest.raises(WrongState):
        call_off(run, reason="x", by=None, at=NOW)
    assert not RunChange.objects.exists()


# Merged ------------------------------------------------------------------------------------------------


def test_a_merger_moves_whom_seats_rules_and_dates_allow(center, run, curriculum, staff):
    into = another(center, curriculum, seats=3, beds=1)
    first, second = seated(run, needs_lodging=True), seated(run, needs_lodging=True)
    busy, offer, late = seated(run), offered(run), offered(run)
    seated(a_run(center, "BUSY", first_day=into.last_day, last_day=into.last_day), busy.graduate)
    preview = preview_merge(run, into, today=TODAY)
    assert told(preview) == [
        (first.graduate, EffectKind.SEAT_MOVES, None),
        (second.graduate, EffectKind.SEAT_MOVES, None),
        (busy.graduate, EffectKind.SEAT_ENDS, "clash"),
        (offer.graduate, EffectKind.OFFER_MOVES, None),
        (late.graduate, EffectKind.OFFER_ENDS, "full"),
    ]
    assert [one.lodging for one in preview.effects[:2]] == ["bed", "waiting"]
    merge_runs(run, into, reason="คนน้อย", by=staff, at=NOW, seen=preview.fingerprint)
    run.refresh_from_db()
    assert (run.state, run.merged_into, counted(run)) == ("merged", into, (0, 0))
    assert counted(into) == (2, 1)
    moved = Enrollment.objects.seated().filter(run=into)
    assert [(one.graduate, one.lodging) for one in moved] == [
        (first.graduate, "bed"),
        (second.graduate, "waiting"),
    ]
    new = Offer.objects.get(run=into, state=OfferState.OPEN)
    assert (new.graduate, new.answer_by) == (offer.graduate, TODAY + 3 * DAY)
    assert rows_of(first.graduate)[-1] == "run_change.seat_moves"
    assert rows_of(busy.graduate)[-1] == "enrollment.left"
    assert rows_of(offer.graduate)[-1] == "run_change.offer_moves"


def test_in_a_merger_the_rules_are_judged_on_the_other_runs_first_day(center):
    """Clause 42: 18 for an upgrade, on both sides of the birthday."""
    upgrade = CurriculumFactory(course=CourseFactory(course_type=CourseType.UPGRADE), topics=HALF_DAY)
    run = a_run(center, "A", curriculum=upgrade)
    into = a_run(center, "B", curriculum=upgrade, first_day=run.first_day - 3 * DAY)
    of_age = seated(run, birth_date=date(2008, 11, 28))
    too_young = seated(run, birth_date=date(2008, 11, 29))
    assert told(preview_merge(run, into, today=TODAY)) == [
        (of_age.graduate, EffectKind.SEAT_MOVES, None),
        (too_young.graduate, EffectKind.SEAT_ENDS, "minimum_age"),
    ]


def test_who_sits_in_the_other_run_already_is_not_seated_twice(center, run, curriculum):
    into = another(center, curriculum)
    seat = seated(run)
    seated(into, seat.graduate)
    assert told(preview_merge(run, into, today=TODAY)) == [(seat.graduate, EffectKind.SEAT_ENDS, "seated")]
    merge_runs(run, into, reason="x", by=None, at=NOW)
    assert counted(into) == (1, 0)


def test_what_is_not_merged(center, run, curriculum):
    into = another(center, curriculum)
    refusals = [
        (SameRun, run),
        (OtherCourse, a_run(center, "C")),
        (TakesNobody, another(center, curriculum, "P", state=RunState.PLANNED)),
    ]
    for refusal, target in refusals:
        with pytest.raises(refusal):
            merge_runs(run, target, reason="x", by=None, at=NOW)
    with pytest.raises(ReasonMissing):
        merge_runs(run, into, reason=" ", by=None, at=NOW)
    CourseRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING)
    with pytest.raises(WrongState):
        merge_runs(run, into, reason="x", by=None, at=NOW)


def test_into_another_centres_run_only_under_a_memorandum(center, head, run, curriculum):
    far = another(CenterFactory(), curriculum)
    assert can_be_merged_into(run, TODAY) == []
    with pytest.raises(NoMemorandum):
        merge_runs(run, far, reason="x", by=head, at=NOW)
    signed(memorandum_of(center, head, far.center), center, far.center)
    assert can_be_merged_into(run, TODAY) == [far]
    seat = seated(run)
    merge_runs(run, far, reason="x", by=head, at=NOW)
    assert far.enrollments.get().graduate == seat.graduate


# Moved -------------------------------------------------------------------------------------------------


def test_moving_a_run_shows_who_is_no_longer_and_who_is_newly_allowed(center):
    upgrade = CurriculumFactory(course=CourseFactory(course_type=CourseType.UPGRADE), topics=HALF_DAY)
    run = a_run(center, "A", curriculum=upgrade, seats=5)
    birthday = run.first_day.replace(year=2008)
    seat, offer = seated(run, birth_date=birthday), offered(run, birth_date=birthday - DAY)
    coming, never = people(center, 1, birth_date=birthday + 5 * DAY) + people(center, 1)
    round_ = a_round(center, [run])
    for person in (coming, never):
        round_.preferences.create(graduate=person, run=run, rank=0)
    later = preview_move(run, run.first_day + 5 * DAY, run.last_day, today=TODAY)
    assert {one.graduate: one.kind for one in later.effects} == {
        seat.graduate: EffectKind.SEAT_STAYS,
        offer.graduate: EffectKind.OFFER_STAYS,
        coming: EffectKind.CHOICE_OPENS,
        never: EffectKind.CHOICE_STAYS,
    }
    sooner = preview_move(run, run.first_day - DAY, run.last_day, today=TODAY)
    kinds = {one.graduate: one.kind for one in sooner.effects}
    assert (kinds[seat.graduate], kinds[offer.graduate]) == (EffectKind.SEAT_ENDS, EffectKind.OFFER_STAYS)


def test_a_moved_run_frees_its_timetable_and_whoever_cannot_come(center, run, curriculum, staff):
    newer = RuleSetFactory(version="DSD-2570", valid_from=date(2027, 1, 1))
    keeps, busy, offer = seated(run), seated(run), offered(run)
    into = another(center, curriculum)
    seated(into, busy.graduate)
    run.sessions.create(number=1, topic=curriculum.topics.get(), part="theory", minutes=180, day=run.first_day,
                        slot="morning", room_kind=curriculum.topics.get().room_kind)  # fmt: skip
    window = days(into.first_day, into.last_day)
    preview = preview_move(run, **window, today=TODAY)
    defer_run(run, **window, reason="น้ำท่วม", by=staff, at=NOW, seen=preview.fingerprint)
    run.refresh_from_db()
    assert (run.first_day, run.rule_set, run.state) == (into.first_day, newer, "open")
    assert [one.day for one in run.sessions.all()] == [None]
    assert counted(run) == (1, 1)
    assert rows_of(keeps.graduate)[-1] == "run_change.seat_stays"
    assert rows_of(offer.graduate)[-1] == "run_change.offer_stays"
    busy.refresh_from_db()
    assert busy.leaving_reason == LeavingReason.RUN_DEFERRED


def test_where_a_run_is_not_moved_to(center, run):
    with pytest.raises(InThePast):
        defer_run(run, **days(TODAY, run.last_day), reason="x", by=None, at=NOW)
    run.sessions.create(number=1, topic=run.curriculum.topics.get(), part="theory", minutes=180,
                        room_kind=run.curriculum.topics.get().room_kind)  # fmt: skip
    saturday = date(2026, 12, 12)
    with pytest.raises(WindowTooShort):
        defer_run(run, **days(saturday, saturday + DAY), reason="x", by=None, at=NOW)
    CourseRun.objects.update(state=RunState.RUNNING)
    run.refresh_from_db()
    with pytest.raises(WrongState):
        defer_run(run, **days(run.first_day, run.last_day), reason="x", by=None, at=NOW)


# Taken back --------------------------------------------------------------------------------------------
