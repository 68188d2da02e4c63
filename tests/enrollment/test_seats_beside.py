"""Who sits beside whom, as timetables ask: keys and birth dates, no names, in one query."""

from datetime import date

from core.dates import PartialDate
from tests.factories.enrollment import EnrollmentFactory, GraduateFactory
from tests.factories.training import RunFactory
from training.seats import Seat, seats_beside


def test_the_seats_of_a_run_and_the_other_seats_of_its_people(db, django_assert_num_queries):
    run, other, third = RunFactory(), RunFactory(), RunFactory()
    both = GraduateFactory(birth_date=date(2009, 1, 1), birth_precision="year")
    unknown, gone, elsewhere = (GraduateFactory(birth_date=None) for _number in range(3))
    for person, where in [(both, run), (both, other), (unknown, run), (elsewhere, other), (gone, third)]:
        EnrollmentFactory(graduate=person, run=where)
    EnrollmentFactory(graduate=gone, run=run, state="left", leaving_reason="resigned")
    with django_assert_num_queries(1):
        found = seats_beside([run.pk])
    assert set(found) == {
        Seat(run.pk, str(both.pk), PartialDate(2009)),
        Seat(other.pk, str(both.pk), PartialDate(2009)),
        Seat(run.pk, str(unknown.pk), None),
    }
