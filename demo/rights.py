"""Two people ask for a copy of what is held about them: one has it, the other one still waits."""

from demo.dates import moment, working_day
from demo.world import Cast, World, work_off
from enrollment.enums import IdentityCheck, RightKind
from enrollment.models import Graduate
from enrollment.services.copies import ask_copy
from enrollment.services.rights import answer_request, receive_request
from training.calendar import DAY


def tell(world: World, cast: Cast, *, answered: Graduate, waiting: Graduate) -> None:
    """The centre makes the copy of the first within days; the second came by yesterday."""
    today = world.dates.today
    asked, made = working_day(today - 9 * DAY), working_day(today - 4 * DAY)
    request = receive_request(
        answered,
        kind=RightKind.COPY,
        agency=cast.center,
        identity=IdentityCheck.CARD,
        note="ขอสำเนาประวัติการฝึกและผลการติดตาม",
        by=cast.staff,
        at=moment(asked, 10),
    )
    copy = ask_copy(answered, identity=IdentityCheck.CARD, by=cast.staff, at=moment(made, 9))
    work_off([copy.job])
    answer = "จัดทำสำเนาข้อมูลทั้งหมดแล้ว มอบให้เจ้าของข้อมูลด้วยตนเอง"
    answer_request(request, granted=True, answer=answer, by=cast.head, at=moment(made, 14))
    receive_request(
        waiting,
        kind=RightKind.COPY,
        agency=cast.center,
        identity=IdentityCheck.GUARDIAN,
        note="ผู้ปกครองขอสำเนาข้อมูลทั้งหมด",
        by=cast.staff,
        at=moment(working_day(today - 2 * DAY), 11),
    )
