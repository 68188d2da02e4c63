"""People who come without a school's list: one who asks alone, two whom a labour volunteer found in her tambon."""

from django.db import transaction

from agencies.enums import AgencyKind
from agencies.models import Agency
from demo.dates import moment, working_day
from demo.people import Leaver, entry_of, invent
from demo.world import Cast, World
from enrollment.enums import CaseType, ConsentKind, Education, Reason, Service
from enrollment.models import Graduate
from enrollment.queries.consents import text_in_use
from enrollment.services import refer, register_graduate
from enrollment.services.asking import ask
from training.calendar import DAY

OUT_OF_SCHOOL = (  # case type, education, why
    (CaseType.LEFT_EARLY, Education.PRIMARY, Reason.POVERTY),
    (CaseType.FINISHED, Education.LOWER_SECONDARY, Reason.CARE),
)


def tell(world: World, cast: Cast) -> int:
    """Returns how many people came in so."""
    with transaction.atomic():
        _asks_alone(world, cast)
        found = [_found_by_volunteer(world, cast, number) for number in range(len(OUT_OF_SCHOOL))]
        _refer_last(world, cast, found[-1])
    return 1 + len(found)


def _someone(world: World, cast: Cast) -> Leaver:
    return invent(
        world,
        cast.schools[0],
        academic_year=0,
        interests=(),
        at_start=world.dates.term,
        listed=world.dates.before_term(45),
        eligible=True,
    )


def _asks_alone(world: World, cast: Cast) -> None:
    """A young person fills in the open form; the guardian is named, and both consent online."""
    day = working_day(world.dates.today - 2 * DAY)
    ask(
        entry=entry_of(_someone(world, cast), phone="000-123-0001", reasons=(Reason.NO_INTEREST.value,)),
        service=Service.TRAINING,
        to_agency=cast.center,
        text=text_in_use(ConsentKind.DATA, day),
        at=moment(day, 19, 42),
    )


def _found_by_volunteer(world: World, cast: Cast, number: int) -> Graduate:
    case, education, reason = OUT_OF_SCHOOL[number]
    day = working_day(world.dates.today - (12 - number) * DAY)
    entry = entry_of(
        _someone(world, cast), case_type=case, education=education, reasons=(reason.value,),
        place=cast.center.place, phone=f"000-123-001{number}",
    )  # fmt: skip
    labor = Agency.objects.get(kind=AgencyKind.LABOR)
    return register_graduate(entry=entry, registered_by=labor, by=cast.volunteer, at=moment(day, 17))


def _refer_last(world: World, cast: Cast, person: Graduate) -> None:
    """The volunteer passes one of them on to the centre; the other one she still has to."""
    labor = Agency.objects.get(kind=AgencyKind.LABOR)
    day = working_day(world.dates.today - 5 * DAY)
    refer(person, from_agency=labor, to_agency=cast.center, by=cast.volunteer, at=moment(day, 17))
