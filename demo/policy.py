"""How seats are given: the head settles a second version with distance bands; two friends want to go together."""

from datetime import datetime

from demo.world import Cast
from enrollment.models import Graduate, MatchRound
from enrollment.policies import FIRST
from enrollment.services import go_together, settle_policy

BANDS = [[10, 4], [20, 2]]  # up to how many kilometers -> points


def settle(cast: Cast, *, at: datetime) -> None:
    """Points for living near, from now on."""
    content = {name: FIRST[name] for name in ("points", "lodging", "meals", "together")}
    reason = "ผู้ที่อยู่ใกล้เดินทางมาเรียนได้ทุกวัน"
    settle_policy(cast.center, content | {"distance": BANDS}, reason=reason, by=cast.head, at=at)


def pair(cast: Cast, round_: MatchRound, people: list[Graduate], *, at: datetime) -> None:
    """The last two who handed in a list are friends."""
    if len(people) > 1:
        go_together(round_, people[-1], people[-2], by=cast.staff, at=at)
