"""Registering and referring: lists sent and imported, people referred, referrals answered."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import cycle

from django.db import transaction

from agencies.enums import AgencyKind
from agencies.models import Agency
from core.dates import academic_year
from demo.courses import COURSES
from demo.dates import moment, working_day
from demo.files import STYLES, SchoolFile, write_list
from demo.people import Leaver, invent
from demo.world import Cast, StoryBroken, World, work_off
from enrollment.enums import DeclineReason, ImportState, Service
from enrollment.importing.judging import Verdict
from enrollment.models import Graduate, ImportBatch, Referral
from enrollment.routing import usual_service
from enrollment.services import (
    accept_referral,
    apply_import,
    decline_referral,
    expire_referrals,
    receive_referral,
    refer,
    upload_import,
)
from training.calendar import DAY

NAME_OF = {course.code: course.name_th for course in COURSES}
POPULAR = {"PRE-MOTO": 4, "SUP-BARBER": 3, "PRE-COOK": 3, "SUP-EMOTO": 3, "SUP-BAKERY": 3, "PRE-WELD": 2}
GROUP = 4  # schools of the finished cohort
FILES_OF_AN_OFFICE = 2
LATELY = 0.4  # of those without a plan
NOTES = ("ผู้ปกครองเห็นด้วย", "ติดต่อทางโทรศัพท์ได้ช่วงเย็น", "สนใจฝึกแล้วทำงานใกล้บ้าน", "", "", "")
DECLINED = (
    (DeclineReason.UNREACHABLE, "โทรสามครั้งแล้วไม่มีผู้รับ"),
    (DeclineReason.NOT_INTERESTED, "ไปช่วยงานที่บ้าน"),
    (DeclineReason.OTHER_PROVINCE, "ย้ายไปอยู่เชียงใหม่"),
    (DeclineReason.UNDER_AGE, "ประสานสถานศึกษาให้กลับเข้าเรียน"),
)


def list_finished_cohort(world: World, cast: Cast) -> list[SchoolFile]:
    """Last year's people of a few schools, each interested in one of the past runs, evenly."""
    listed = world.dates.before_past_term(35)
    schools = cycle(cast.secondary[:GROUP])
    wishes = cycle(plan.course for plan in world.scale.past_runs)
    people = [
        invent(
            world,
            next(schools),
            academic_year=academic_year(listed) - 1,
            interests=(NAME_OF[next(wishes)],),
            at_start=world.dates.past_term,
            listed=listed,
            eligible=True,
        )
        for _number in range(world.scale.finished)
    ]
    return [
        write_list(world, school, theirs, STYLES[0], faults=False, label="รุ่นแรก")
        for school, theirs in _by_school(people)
    ]


def list_leavers(world: World, cast: Cast) -> list[SchoolFile]:
    """This year's leavers: a file of each secondary school, and of the area offices for their small schools."""
    senders = [group for office in _offices(cast) for group in office]
    senders += [(school, [school]) for school in _own_files(cast.secondary)]
    share = world.scale.leavers // (len(cast.secondary) + len(cast.primary))
    styles = cycle(STYLES)
    files = []
    for number, (agency, schools) in enumerate(senders):
        weight = 2 if agency in cast.secondary else 1
        people = [_leaver(world, school) for school in schools for _n in range(_size(world, share, weight))]
        files.append(
            write_list(world, agency, people, next(styles), faults=number % 2 == 0, label=str(number + 1))
        )
    return files


def _own_files(schools: Sequence[Agency]) -> Sequence[Agency]:
    """The second and third school come last: their files are still to be confirmed by their counsellors."""
    return [*schools[:1], *schools[3:], *schools[1:3]]


def _size(world: World, share: int, weight: int) -> int:
    """People of one school: secondary schools are larger; together they make up the year's number."""
    mean = share * (16 if weight == 2 else 8) // 10
    return max(2, mean + world.rng.randint(-2, 2))


def _offices(cast: Cast) -> Iterable[list[tuple[Agency, list[Agency]]]]:
    """Each area office with its primary schools, shared out over its files."""
    offices = {school.parent_id: school.parent for school in cast.primary if school.parent}
    for key, office in sorted(offices.items(), key=lambda pair: str(pair[0])):
        schools = [school for school in cast.primary if school.parent_id == key]
        half = -(-len(schools) // FILES_OF_AN_OFFICE)
        yield [(office, schools[start : start + half]) for start in range(0, len(schools), half)]


def _leaver(world: World, school: Agency) -> Leaver:
    listed = world.dates.before_term(45)
    return invent(
        world,
        school,
        academic_year=academic_year(listed) - 1,
        interests=_interests(world),
        at_start=world.dates.term,
        listed=listed,
    )


def _interests(world: World) -> tuple[str, ...]:
    """Up to three courses of this year, the popular ones more often."""
    codes = list(dict.fromkeys(plan.course for plan in world.scale.runs if not plan.course.startswith("UPG")))
    weights = [POPULAR.get(code, 1) for code in codes]
    wanted = world.rng.choices(codes, weights, k=world.rng.choice((0, 1, 1, 2, 2, 3)))
    return tuple(NAME_OF[code] for code in dict.fromkeys(wanted))


def _by_school(people: Sequence[Leaver]) -> list[tuple[Agency, list[Leaver]]]:
    groups: dict[int, tuple[Agency, list[Leaver]]] = {}
    for person in people:
        groups.setdefault(person.school.pk, (person.school, []))[1].append(person)
    return list(groups.values())


def send(files: Sequence[SchoolFile], cast: Cast, *, day: date) -> list[ImportBatch]:
    """Upload every list as its sender and let the worker read them. Raises StoryBroken for an unexpected reading."""
    batches = [
        upload_import(
            agency=file.agency,
            file_name=file.name,
            content=file.content,
            by=cast.counselor_of[file.agency.pk],
            at=moment(day, 9, number % 60),
        )
        for number, file in enumerate(files)
    ]
    work_off([batch.job for batch in batches])
    for batch, file in zip(batches, files, strict=True):
        batch.refresh_from_db()
        _expect(batch, file)
    return batches


def _expect(batch: ImportBatch, file: SchoolFile) -> None:
    """Every row must have been judged as it was written; two people may happen to sound alike."""
    found = {verdict: batch.counts.get(verdict, 0) for verdict in Verdict}
    people = found[Verdict.NEW] + found[Verdict.DUPLICATE]
    if batch.state != ImportState.READY or people != file.new + file.duplicates:
        raise StoryBroken(f"{file.name}: {batch.get_state_display()} {batch.refusal} {batch.counts}")
    if found[Verdict.REFUSED] != file.refused:
        raise StoryBroken(f"{file.name}: {file.refused} rows had to be refused, {batch.counts}")


def confirm(batches: Sequence[ImportBatch], *, day: date) -> int:
    """Import what was previewed; possible duplicates stay out. Returns how many people are new."""
    for number, batch in enumerate(batches):
        apply_import(batch, by=batch.owner, at=moment(day, 10, number % 60))
    work_off([batch.job for batch in batches])
    return sum(batch.counts.get(Verdict.NEW, 0) for batch in batches)


def people_of(batches: Sequence[ImportBatch]) -> list[Graduate]:
    """The people of these imports, in an order that does not depend on their random keys."""
    people = Graduate.objects.filter(import_batch__in=batches)
    people = people.select_related("school").prefetch_related("guardians", "consents")
    return list(people.order_by("sort_key", "birth_date", "school_id"))


def refer_people(
    world: World, cast: Cast, people: Sequence[Graduate], *, share: float, days: tuple[date, date]
) -> list[Referral]:
    """Counsellors refer a share of their people, on days between the two."""
    with transaction.atomic():
        return [_refer(world, cast, person, days) for person in people if world.rng.random() < share]


def _refer(world: World, cast: Cast, person: Graduate, days: tuple[date, date]) -> Referral:
    """To the centre, on the memorandum; a child who must still go to school to the learning office."""
    if person.school is None:
        raise StoryBroken("a person was imported without a school")
    day = working_day(world.day_between(*days))
    service = usual_service(person, day)
    learning = Agency.objects.get(kind=AgencyKind.LEARNING)
    return refer(
        person,
        from_agency=person.school,
        to_agency=learning if service is Service.LEARNING else cast.center,
        service=service,
        note=world.rng.choice(NOTES),
        by=cast.counselor_of[person.school.pk],
        at=moment(day, world.rng.randint(8, 15), world.rng.randint(0, 59)),
    )


def answer_referrals(
    world: World, cast: Cast, referrals: Sequence[Referral], *, declined: float, waiting: float
) -> list[Graduate]:
    """Receivers accept most, decline some with a reason, and leave some. Returns whom the centre accepted."""
    accepted = []
    with transaction.atomic():
        for referral in referrals:
            at = moment(working_day(referral.sent_at.date() + 2 * DAY), world.rng.randint(9, 15))
            clerk = cast.staff if referral.to_agency_id == cast.center.pk else cast.learning_clerk
            chance = world.rng.random()
            if chance < declined:
                reason, note = world.rng.choice(DECLINED)
                decline_referral(referral, reason=reason, note=note, by=clerk, at=at)
            elif chance >= declined + waiting:
                accept_referral(referral, by=clerk, at=at)
                accepted += [referral.graduate] if clerk == cast.staff else []
    return accepted


def refer_lately(world: World, cast: Cast, people: Sequence[Graduate]) -> list[Referral]:
    """A few who had no plan, referred within the last days: every third is received, none is answered yet."""
    today = world.dates.today
    open_ones = [person for person in people if not person.referrals.exists()]
    referrals = refer_people(world, cast, open_ones, share=LATELY, days=(today - 9 * DAY, today - 5 * DAY))
    for referral in referrals[::3]:
        clerk = cast.staff if referral.to_agency_id == cast.center.pk else cast.learning_clerk
        at = moment(max(referral.sent_at.date(), working_day(today - 4 * DAY)), 16)
        receive_referral(referral, by=clerk, at=at)
    return referrals


def lapse(day: date) -> int:
    """What nobody answered in time lapses, as the worker sees to it on that day."""
    return expire_referrals(at=moment(day))
