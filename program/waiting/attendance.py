"""What waits about attendance, at a centre and for a trainer: lists not taken, people who may not reach the hours."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import ngettext

from agencies.models import User
from enrollment.queries.attendance import lines_in_danger, sessions_due
from program.waiting.item import Waiting


def of_attendance(user: User, today: date) -> Iterator[Waiting]:
    """Sessions held in which somebody has no mark; then who is at risk today."""
    due = sessions_due(user, today).count()
    yield Waiting(
        due,
        ngettext(
            "%(n)s session was held without a whole list",
            "%(n)s sessions were held without a whole list",
            due,
        )
        % {"n": due},
        reverse("attendance_due"),
    )
    danger = len(lines_in_danger(user, today))
    yield Waiting(
        danger,
        ngettext(
            "%(n)s person may not reach the hours of a training",
            "%(n)s people may not reach the hours of a training",
            danger,
        )
        % {"n": danger},
        reverse("at_risk"),
    )
