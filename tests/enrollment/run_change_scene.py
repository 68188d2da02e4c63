"""People with seats, offers and choices in runs that are called off, merged or moved."""

from datetime import date, timedelta

from core.models import AuditEntry
from enrollment.models import Offer
from enrollment.services import (
    enroll,
)
from enrollment.services.seats import offer_seat
from tests.clock import NOW
from tests.enrollment.rounds_scene import a_run
from tests.factories.enrollment import GraduateFactory

TODAY, DAY = NOW.date(), timedelta(days=1)


HALF_DAY = ((180, 0),)


def another(center, curriculum, code="B", **facts):
    """A later run of the same course."""
    days = {"first_day": date(2027, 1, 11), "last_day": date(2027, 1, 29)}
    return a_run(center, code, curriculum=curriculum, **{**days, **facts})


def seated(run, person=None, **facts):
    person = person or GraduateFactory(registered_by=run.center, **facts)
    return enroll(person, run, reason="x", by=None, at=NOW)


def offered(run, **facts):
    person = GraduateFactory(registered_by=run.center, **facts)
    offer = Offer(graduate=person, run=run, answer_by=TODAY + DAY, offered_at=NOW)
    offer_seat(offer)
    return offer


def counted(run):
    run.refresh_from_db()
    return run.seats_taken, run.seats_offered


def rows_of(person):
    return list(
        AuditEntry.objects.filter(person_id=person.pk).order_by("pk").values_list("action", flat=True)
    )


def days(first, last):
    return {"first_day": first, "last_day": last}
