"""Chapter 2: the agencies agree whom they refer to each other: one memorandum in force, one half signed."""

from datetime import date

from agencies.enums import AgencyKind, MemorandumPurpose
from agencies.models import Agency, Memorandum
from agencies.services import memoranda as use
from demo.dates import moment, working_day
from demo.world import Cast, World
from training.calendar import DAY

YEARS_IN_FORCE = 4
LATE = 5  # schools that have not signed the second one yet


def tell(world: World, cast: Cast) -> int:
    """Draw up both and gather the signatures; returns how many agencies have signed the first."""
    founded = world.dates.founded
    signed = _cooperation(cast, founded)
    _training_for_the_learning_office(world, cast)
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
