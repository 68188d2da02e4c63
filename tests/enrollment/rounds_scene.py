"""A round made through the product's services: people the centre has taken on, runs, lists, a proposal."""

from datetime import date

from enrollment.enums import BarrierKind
from enrollment.models import Barrier
from enrollment.services import choose, close_lists, make_proposal, open_round, publish_round
from tests.clock import NOW
from tests.factories.enrollment import GraduateFactory
from tests.factories.training import RunFactory

CLOSING, ANSWER = date(2026, 11, 27), date(2026, 12, 4)


def people(center, number, **facts):
    """Registered by the centre itself, so that it has taken them on."""
    return GraduateFactory.create_batch(number, registered_by=center, **facts)


def poor_people(center, number):
    """The same, from poor households; the paper was seen."""
    found = people(center, number)
    for person in found:
        Barrier.objects.create(graduate=person, kind=BarrierKind.POVERTY, holds=True, seen_on=NOW.date())
    return found


def a_run(center, code, **facts):
    return RunFactory(center=center, code=code, **{"minimum": 1, "seats": 2, **facts})


def a_round(center, runs, *, name="รอบที่ 1", closing=CLOSING, answer=ANSWER):
    return open_round(
        center=center, name=name, runs=runs, lists_close_on=closing, answer_by=answer, by=None, at=NOW
    )


def proposed(center, runs, lists, **facts):
    """A round with a proposal for `lists`: person -> runs, best first."""
    round_ = a_round(center, runs, **facts)
    for person, wanted in lists.items():
        choose(round_, person, wanted, by=None, at=NOW)
    close_lists(round_, by=None, at=NOW)
    make_proposal(round_, by=None, at=NOW)
    round_.refresh_from_db()
    return round_


def published(center, runs, lists, **facts):
    round_ = proposed(center, runs, lists, **facts)
    return round_, publish_round(round_, by=None, at=NOW)
