"""Recording what comes next, and declaring a class."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from core.models import AuditEntry
from core.refusals import WrongState
from enrollment.enums import PathKind, PathSource
from enrollment.models import PlannedPath, SchoolReport
from enrollment.services.rosters import (
    HasASeat,
    MoreGoOnThanFinished,
    MoreRegistered,
    ReportedMeanwhile,
    TooYoungToWork,
    declare_class,
    record_path,
    reopen_report,
    take_back_path,
)
from tests.clock import NOW
from tests.enrollment.roster_scene import YEAR, planned, pupil, seated
from tests.races import kinds, race, without_constraints

TODAY = NOW.date()


def say(person, by, kind=PathKind.CONTINUES, **facts):
    return record_path(person, kind=kind, said_by=PathSource.PUPIL, said_on=TODAY, by=by, at=NOW, **facts)


def declare(school, by, finished, continuing, version=0, done=True):
    return declare_class(
        school, year=YEAR, finished=finished, continuing=continuing, version=version, done=done, by=by, at=NOW
    )


def actions():
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def test_a_new_plan_takes_the_place_of_the_former(school, counselor):
    person = pupil(school)
    first = say(person, counselor, detail="วิทยาลัยเทคนิคลำพูน")
    second = say(person, counselor, PathKind.FAMILY)
    first.refresh_from_db()
    assert (first.ended_at, second.ended_at) == (NOW, None)
    assert actions() == ["path.recorded"] * 2
    entry = AuditEntry.objects.first()
    assert (entry.person_id, entry.facts["said_by"]) == (person.pk, "pupil")
    assert "detail" not in entry.facts


def test_a_plan_is_taken_back_once(school, counselor):
    path = say(pupil(school), counselor)
    take_back_path(path, by=counselor, at=NOW)
    take_back_path(path, by=counselor, at=NOW + timedelta(days=1))
    path.refresh_from_db()
    assert path.ended_at == NOW
    assert actions() == ["path.recorded", "path.taken_back"]


def test_who_has_a_seat_gets_no_other_plan(school, counselor):
    person = pupil(school)
    seated(person, "enrolled")
    with pytest.raises(HasASeat):
        say(person, counselor)


def test_a_child_under_15_is_not_put_down_as_working(school, counselor):
    child = pupil(school, birth_date=date(2011, 11, 24))  # 15 tomorrow
    with pytest.raises(TooYoungToWork):
        say(child, counselor, PathKind.WORKS)
    assert say(child, counselor, PathKind.CONTINUES)
    assert say(pupil(school, birth_date=date(2011, 11, 23)), counselor, PathKind.WORKS)
    assert say(pupil(school, birth_date=None), counselor, PathKind.WORKS)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_many_who_record_at_once_one_plan_holds(school, counselor):
    person = pupil(school)
    outcomes = kinds(race([lambda: say(person, counselor)] * 5))
    assert set(outcomes) <= {"won", "PathRecordedMeanwhile"}
    assert PlannedPath.objects.filter(ended_at=None).count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_without_the_constraint_two_plans_would_hold(school, counselor):
    person = pupil(school)
    with without_constraints(PlannedPath, "one_path_at_a_time"):
        race([lambda: planned(person, counselor)] * 5)
        assert PlannedPath.objects.filter(ended_at=None).count() == 5


def test_a_class_is_declared_and_corrected(school, counselor):
    report = declare(school, counselor, 60, 50, done=False)
    assert (report.state, report.not_continuing) == ("in_work", 10)
    report = declare(school, counselor, 61, 50, version=1)
    assert (report.state, report.not_continuing, report.version) == ("done", 11, 2)
    assert actions() == ["class.noted", "class.declared"]
    assert AuditEntry.objects.order_by("id").last().facts["numbers"] == {
        "year": YEAR, "finished": 61, "continuing": 50,
    }  # fmt: skip


def test_none_is_an_answer(school, counselor):
    assert declare(school, counselor, 0, 0).state == "done"


def test_numbers_that_cannot_be_are_refused(school, counselor):
    with pytest.raises(MoreGoOnThanFinished):
        declare(school, counselor, 5, 6)
    report = declare(school, counselor, 6, 6)
    with pytest.raises(IntegrityError), transaction.atomic():
        SchoolReport.objects.filter(pk=report.pk).update(finished=5)


def test_a_declaration_agrees_with_the_register(school, counselor):
    staying, going = pupil(school), pupil(school)
    pupil(school, case_type="left_early")  # never finished: not of this number
    planned(going, counselor)
    with pytest.raises(MoreRegistered) as refusal:
        declare(school, counselor, 10, 10)
    assert refusal.value.facts == {"registered": 1, "declared": 0}
    assert declare(school, counselor, 10, 10, done=False)  # kept, to be mended
    assert declare(school, counselor, 10, 9, version=1).state == "done"
    assert staying.pk


def test_who_saves_second_is_shown_the_first(school, counselor):
    declare(school, counselor, 60, 50)
    for version in (0, 7):
        with pytest.raises(ReportedMeanwhile) as meanwhile:
            declare(school, counselor, 70, 60, version=version)
        assert meanwhile.value.report.finished == 60
    assert SchoolReport.objects.get().finished == 60


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_first_reports_at_once_one_is_written(school, counselor):
    outcomes = kinds(race([lambda: declare(school, counselor, 60, 50)] * 4))
    assert outcomes == {"won": 1, "ReportedMeanwhile": 3}


def test_a_report_is_opened_again_once(school, counselor):
    report = declare(school, counselor, 60, 50)
    reopen_report(report, by=counselor, at=NOW)
    report.refresh_from_db()
    assert (report.state, report.version) == ("in_work", 2)
    assert actions()[-1] == "class.reopened"
    with pytest.raises(WrongState):
        reopen_report(report, by=counselor, at=NOW)
