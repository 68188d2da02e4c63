"""The story's calendar: every date follows from the one day on which it is told."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from training.calendar import DAY, monday_of, public_holidays

WEEK = timedelta(weeks=1)
PAST_TERM_BEFORE = timedelta(
    days=160
)  # the finished cohort began so long ago: time for papers and follow-ups
BEGUN_SINCE = timedelta(days=4)  # at least so many days of this term lie behind the day of telling
PAST_TERM_WEEKS = 4


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A time of a day in the project's time zone."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))  # made aware here


def working_day(day: date) -> date:
    """The day itself, or the next one on which an office works."""
    while day.weekday() > 4 or public_holidays(day, day):
        day += DAY
    return day


@dataclass(frozen=True, slots=True)
class Dates:
    """When the story's steps happen, relative to `today`."""

    today: date

    @property
    def past_term(self) -> date:
        """The Monday on which the finished cohort began."""
        return monday_of(self.today - PAST_TERM_BEFORE)

    @property
    def past_end(self) -> date:
        """The last Friday of the finished cohort's term."""
        return self.past_term + PAST_TERM_WEEKS * WEEK - 3 * DAY

    @property
    def founded(self) -> date:
        """The day on which the province begins to use the product."""
        return working_day(self.past_term - 90 * DAY)

    @property
    def term(self) -> date:
        """The Monday on which this year's first runs began, 4 to 10 days ago."""
        return monday_of(self.today - BEGUN_SINCE)

    @property
    def answer_by(self) -> date:
        """Until when offers of this year may be answered: some still wait."""
        return working_day(self.today + WEEK)

    def before_past_term(self, days: int) -> date:
        return working_day(self.past_term - days * DAY)

    def before_term(self, days: int) -> date:
        return working_day(self.term - days * DAY)
