"""Recording what became of a person."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core import audit
from core.refusals import Refused
from enrollment.enums import EnrollmentState
from enrollment.models import Enrollment
from outreach.enums import Destination, Source
from outreach.models import FollowUp


class StillInTraining(Refused):
    sentence = _("This person has not finished the training yet.")


class AskedInTheFuture(Refused):
    sentence = _("The day of the statement is still to come.")


class AskedBeforeTraining(Refused):
    sentence = _("The day of the statement is before the training.")


class AlreadyAsked(Refused):
    sentence = _("A statement of this day is recorded already.")
    remedy = _("Record the correction under today's date.")


class IncomeWithoutWork(Refused):
    sentence = _("An income belongs to work or an own business.")


EARNING = (Destination.EMPLOYED, Destination.OWN_BUSINESS)


@transaction.atomic
def record_follow_up(
    enrollment: Enrollment,
    *,
    asked_on: date,
    destination: Destination,
    source: Source,
    by: User,
    at: datetime,
    detail: str = "",
    income_satang: int | None = None,
) -> FollowUp:
    """Keep a dated statement of where the person is now, with who said so. Income in satang a month."""
    if enrollment.state in {EnrollmentState.ENROLLED, EnrollmentState.TRAINING}:
        raise StillInTraining
    if asked_on > timezone.localdate(at):
        raise AskedInTheFuture
    if asked_on < enrollment.run.first_day:
        raise AskedBeforeTraining
    if income_satang is not None and destination not in EARNING:
        raise IncomeWithoutWork
    try:
        with transaction.atomic():
            follow_up = FollowUp.objects.create(
                enrollment=enrollment,
                asked_on=asked_on,
                destination=destination,
                source=source,
                detail=detail,
                income_satang=income_satang,
                recorded_by=by,
                recorded_at=at,
            )
    except IntegrityError as error:
        raise AlreadyAsked from error
    facts = {"destination": destination, "source": source}
    audit.record("follow_up.recorded", follow_up, by=by, at=at, person=enrollment.graduate_id, **facts)
    return follow_up
