"""Whether a trainee can still reach the hours that the rules ask for, and how much may still be missed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from training.rules.completion import minutes_needed
from training.rules.ruleset import PercentRule


class Standing(StrEnum):
    """Where a trainee stands today, from best to worst."""

    SECURED = "secured"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OUT_OF_REACH = "out_of_reach"


@dataclass(frozen=True, slots=True)
class Forecast:
    """All in minutes.

    `needed` of the curriculum, `attended` so far, `remaining` in coming sessions, `may_miss` of those.
    `lost_on` is the day whose sessions decide it for a person who stays away from now on: after it the hours
    are out of reach. None where they are secured, or out of reach already.
    """

    needed: int
    attended: int
    remaining: int
    may_miss: int
    standing: Standing
    lost_on: date | None

    @property
    def is_reachable(self) -> bool:
        """Whether attending everything that is left is enough."""
        return self.standing is not Standing.OUT_OF_REACH


def forecast_attendance(
    curriculum_minutes: int,
    attended_minutes: int,
    remaining: Sequence[tuple[date, int]],
    rule: PercentRule,
    *,
    warn_sessions: int = 2,
) -> Forecast:
    """Forecast from the coming sessions (day, minutes), in any order.

    A person is at risk who could not miss the next `warn_sessions` sessions and still reach the hours.
    """
    coming = sorted(remaining)
    needed = minutes_needed(curriculum_minutes, rule.percent)
    left = sum(minutes for _, minutes in coming)
    slack = attended_minutes + left - needed
    standing = _standing(
        attended_minutes >= needed, slack, [minutes for _, minutes in coming[:warn_sessions]]
    )
    lost_on = None if standing is Standing.SECURED else _lost_on(slack, coming)
    return Forecast(needed, attended_minutes, left, max(0, min(slack, left)), standing, lost_on)


def _standing(secured: bool, slack: int, next_minutes: list[int]) -> Standing:
    if secured:
        return Standing.SECURED
    if slack < 0:
        return Standing.OUT_OF_REACH
    return Standing.AT_RISK if slack < sum(next_minutes) else Standing.ON_TRACK


def _lost_on(slack: int, coming: list[tuple[date, int]]) -> date | None:
    """The first day at whose end more was missed than may be; None if that is so before the first."""
    missed = 0
    if slack < 0:
        return None
    for day, minutes in coming:
        missed += minutes
        if missed > slack:
            return day
    return None
