"""Seats that were declined travel on: offered to who waits, some taken, and what that frees offered in turn."""

from demo.dates import moment, working_day
from demo.placing import speaker
from demo.world import Cast, World
from enrollment.enums import RoundState
from enrollment.models import MatchRound
from enrollment.services import accept_offer, settle

TAKEN = 2  # of the better seats offered; the others still wait for an answer


def tell(world: World, cast: Cast, round_: MatchRound) -> int:
    """Settle the round of this year as the worker does, twice. Returns how many offers that made."""
    if round_.state != RoundState.PUBLISHED:
        return 0
    at = moment(working_day(world.dates.today), 8)
    made = settle(round_, by=None, at=at)
    for offer in made[:TAKEN]:
        accept_offer(offer, by=speaker(cast, offer.graduate), at=at)
    return len(made) + len(settle(round_, by=None, at=at))
