"""Nobody marks, scores or decides about themselves, whatever further hats an account wears."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core.refusals import Refused
from enrollment.models import Enrollment


class AboutYourself(Refused):
    sentence = _("This is your own seat: nobody marks, scores or decides about themselves.")
    remedy = _("Ask a colleague.")


def own_seats(seats: Iterable[int], by: User | None) -> set[int]:
    """Those of the seats, by key, in which the account itself sits."""
    if by is None:
        return set()
    return set(Enrollment.objects.filter(pk__in=seats, graduate__user=by).values_list("pk", flat=True))


def refuse_oneself(seats: Iterable[int], by: User | None) -> None:
    """Raises `AboutYourself`."""
    if own_seats(seats, by):
        raise AboutYourself
