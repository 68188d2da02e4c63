"""What waits for schools and those who oversee them: offers to their leavers, classes not reported."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import ngettext

from agencies.enums import Role
from agencies.models import User
from core.templatetags.ui import thai_date
from enrollment.enums import OfferState, SchoolReportState
from enrollment.models import Offer, SchoolReport
from enrollment.queries.completeness import due_day, schools_below
from enrollment.queries.rosters import class_year
from program.waiting.item import Waiting


def of_offers(user: User) -> Iterator[Waiting]:
    """Beside the roster: what came back from others."""
    schools = user.agencies_as(Role.COUNSELOR)
    offers = Offer.objects.filter(graduate__school__in=schools, state=OfferState.OPEN).count()
    yield Waiting(
        offers,
        ngettext("%(n)s offer waits for an answer", "%(n)s offers wait for an answer", offers)
        % {"n": offers},
        f"{reverse('offers')}?state=open",
    )


def of_late_schools(user: User, today: date) -> Waiting:
    year = class_year(today)
    reported = SchoolReport.objects.filter(academic_year=year, state=SchoolReportState.DONE)
    late = schools_below(user).exclude(pk__in=reported.values("school")).count()
    words = {"n": late, "year": year, "day": thai_date(due_day(year))}
    return Waiting(
        late,
        ngettext(
            "%(n)s school has not reported the class of %(year)s, due by %(day)s",
            "%(n)s schools have not reported the class of %(year)s, due by %(day)s",
            late,
        )
        % words,
        f"{reverse('completeness')}?year={year}&reporting=late",
    )
