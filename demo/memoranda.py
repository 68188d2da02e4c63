"""Chapter 2: the agencies agree whom they refer to each other: one memorandum in force, one half signed, one that
runs out soon, and one of the provincial office that the centre has still to sign."""

from collections.abc import Iterable
from datetime import date, datetime

from agencies.enums import AgencyKind, MemorandumPurpose
from agencies.models import Agency, Memorandum, Signatory, User
from agencies.services import memoranda as use
from demo.dates import moment, working_day
from demo.world import Cast, World
from training.calendar import DAY

YEARS_IN_FORCE = 4
RUNS_OUT_IN = 45 * DAY
COMMITTEE = (AgencyKind.CENTER, AgencyKind.EMPLOYMENT, AgencyKind.LABOR, AgencyKind.LEARNING)
LATE = 5  # schools that have not signed the second one yet


def tell(world: World, cast: Cast) -> int:
    """Draw up both and gather the signatures; returns how many agencies have signed the first."""
    founded = world.dates.founded
    signed = _cooperation(cast, founded)
    _training_for_the_learning_office(world, cast)
    _running_out(world, cast)
    _of_the_committee(world, cast)
    return signed


def _cooperation(cast: Cast, day: date) -> int:
    """All education offices, schools and the employment office with the centre, signed at one ceremony."""
    terms = use.Terms(
        title="บันทึกข้อตกลงความร่วมมือช่วยเหลือผู้จบ ม.3 ที่ไม่เรียนต่อ (สาธิต)",
        number=f"1/{day.year + 543}",
        purposes=[MemorandumPurpose.REFER, MemorandumPurpose.RESULTS],
        scope="ส่งต่อผู้จบชั้น ม.3 ที่ไม่เรียนต่อให้หน่วยงานที่ช่วยได้ และแจ้งผลกลับให้หน่วยงานต้นทางทราบ",
        starts_on=day,
        ends_on=date(day.year + YEARS_IN_FORCE, 9, 30),
    )
    memorandum = use.draw_up_memorandum(cast.center, terms, by=cast.head, at=moment(day, 9))
    others = Agency.objects.exclude(pk=cast.center.pk).order_by("pk")
    use.invite_signatories(memorandum, map(use.Invitation, others), by=cast.head, at=moment(day, 10))
    seats = memorandum.signatories.values_list("pk", flat=True)
    return use.sign_on_paper(memorandum, list(seats), on=day, by=cast.head, at=moment(day, 14))


def _training_for_the_learning_office(world: World, cast: Cast) -> Memorandum:
    """A newer one: training for learners of the learning office; some have not signed and were reminded."""
    day = working_day(world.dates.today - 20 * DAY)
    terms = use.Terms(
        title="บันทึกข้อตกลงฝึกอาชีพให้ผู้เรียน สกร. (สาธิต)",
        purposes=[MemorandumPurpose.TRAIN, MemorandumPurpose.RESULTS],
        starts_on=day,
        ends_on=date(day.year + 2, 9, 30),
    )
    memorandum = use.draw_up_memorandum(cast.center, terms, by=cast.head, at=moment(day, 9))
    invited = [*Agency.objects.filter(kind=AgencyKind.LEARNING), *cast.secondary[:LATE]]
    use.invite_signatories(memorandum, map(use.Invitation, invited), by=cast.head, at=moment(day, 10))
    prompt = memorandum.signatories.exclude(agency__in=cast.secondary).values_list("pk", flat=True)
    signed_on = working_day(day + 3 * DAY)
    use.sign_on_paper(memorandum, list(prompt), on=signed_on, by=cast.head, at=moment(signed_on, 15))
    use.remind_signatories(memorandum, by=cast.head, at=moment(working_day(day + 10 * DAY), 9))
    return memorandum


def _running_out(world: World, cast: Cast) -> None:
    """With the employment office, from the day the province began; it has to be renewed within weeks."""
    day, last = world.dates.founded, world.dates.today + RUNS_OUT_IN
    terms = use.Terms(
        title="บันทึกข้อตกลงจัดหางานให้ผู้สำเร็จการฝึก (สาธิต)",
        number=f"2/{day.year + 543}",
        purposes=[MemorandumPurpose.REFER, MemorandumPurpose.RESULTS],
        starts_on=day,
        ends_on=last,
    )
    memorandum = use.draw_up_memorandum(cast.center, terms, by=cast.head, at=moment(day, 11))
    _invite(memorandum, Agency.objects.filter(kind=AgencyKind.EMPLOYMENT), cast.head, moment(day, 11, 30))
    _sign(memorandum, list(memorandum.signatories.all()), day, cast.head)


def _of_the_committee(world: World, cast: Cast) -> None:
    """The provincial office invites the offices of the committee; the head of the centre has not signed yet."""
    day = working_day(world.dates.today - 14 * DAY)
    terms = use.Terms(
        title="บันทึกข้อตกลงแจ้งผลการช่วยเหลือต่อคณะกรรมการระดับจังหวัด (สาธิต)",
        purposes=[MemorandumPurpose.RESULTS],
        scope="แจ้งจำนวนผู้ได้รับการส่งต่อ ผู้เข้าฝึก และผลหลังการฝึก ทุกไตรมาส",
        starts_on=day,
        ends_on=date(day.year + 3, 9, 30),
    )
    host = cast.officer.memberships.get().agency
    memorandum = use.draw_up_memorandum(host, terms, by=cast.officer, at=moment(day, 9))
    invited = Agency.objects.filter(kind__in=COMMITTEE).order_by("pk")
    _invite(memorandum, invited, cast.officer, moment(day, 10))
    signed_on = working_day(day + 4 * DAY)
    prompt = [seat for seat in memorandum.signatories.all() if seat.agency_id != cast.center.pk]
    _sign(memorandum, prompt, signed_on, cast.officer)


def _invite(memorandum: Memorandum, agencies: Iterable[Agency], by: User, at: datetime) -> None:
    use.invite_signatories(memorandum, map(use.Invitation, agencies), by=by, at=at)


def _sign(memorandum: Memorandum, seats: Iterable[Signatory], day: date, by: User) -> None:
    use.sign_on_paper(memorandum, [seat.pk for seat in seats], on=day, by=by, at=moment(day, 15))
