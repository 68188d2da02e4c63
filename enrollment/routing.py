"""Which agency may be asked for which service, and which service a child may be sent to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.enums import AgencyKind
from agencies.models import Agency
from core.refusals import Refused
from enrollment.eligibility import UNKNOWN_WORDS, childhood_decision
from enrollment.enums import Service
from enrollment.models import Graduate
from training.enums import RunState
from training.models import CourseRun
from training.rules import RuleCode, Verdict

RECEIVING_KINDS: Mapping[str, tuple[AgencyKind, ...]] = {
    Service.TRAINING: (AgencyKind.CENTER,),
    Service.LEARNING: (AgencyKind.SCHOOL, AgencyKind.LEARNING, AgencyKind.VOCATIONAL),
    Service.WORK: (AgencyKind.EMPLOYMENT, AgencyKind.CENTER),
}
STILL_TO_BEGIN = (RunState.PLANNED, RunState.OPEN, RunState.MATCHED, RunState.CONFIRMED)


class NotServedBy(Refused):
    sentence = _("%(agency)s is not asked for “%(service)s”.")
    remedy = _("Choose an agency that the list offers for this service.")


class SchoolFirst(Refused):
    """A child who must still go to school is sent back to learning, never to work."""

    sentence = _("Compulsory education is not finished, so “%(service)s” cannot be asked for.")
    remedy = _("Refer the person back to a school or a learning centre; that counts as a success.")


class TooYoungToWork(Refused):
    sentence = _("The person is below the age of employment (%(years)s).")
    remedy = _("Refer the person to training or back to learning.")


class FactsMissing(Refused):
    """Not knowing is no yes: nobody is sent to work of whom it is open whether they must go to school."""

    sentence = _("It is open whether the person may work: %(fact)s")
    remedy = _("Add it on the person's page, then send the referral.")


def receivers(service: str) -> QuerySet[Agency]:
    """The agencies that may be asked for the service."""
    return Agency.objects.filter(kind__in=RECEIVING_KINDS[service])


def refuse_route(person: Graduate, service: str, receiver: Agency, day: date) -> None:
    """Raise NotServedBy, SchoolFirst, TooYoungToWork or FactsMissing where the law or the agency says no."""
    label = Service(service).label
    if receiver.kind not in RECEIVING_KINDS[service]:
        raise NotServedBy(agency=receiver, service=label)
    if service == Service.TRAINING and not _may_be_trained(person, receiver, day):
        raise SchoolFirst(service=label)
    if service == Service.WORK:
        _refuse_work(person, day)


def usual_service(person: Graduate, day: date) -> Service:
    """What a person of that age is sent to first: a child who must still go to school, back to learning."""
    outcome = childhood_decision(person, day).outcome(RuleCode.COMPULSORY_EDUCATION)
    unfinished = outcome is not None and outcome.verdict is Verdict.FAILED
    return Service.LEARNING if unfinished else Service.TRAINING


def _may_be_trained(person: Graduate, center: Agency, day: date) -> bool:
    """Judged as the regulation does, on first days: one run of the centre on which the rule does not fail will do."""
    runs = CourseRun.objects.filter(center=center, state__in=STILL_TO_BEGIN, first_day__gt=day)
    days = [day, *runs.order_by("first_day").values_list("first_day", flat=True).distinct()]
    return any(usual_service(person, one) is Service.TRAINING for one in days)


def _refuse_work(person: Graduate, day: date) -> None:
    decision = childhood_decision(person, day)
    for code in (RuleCode.WORKING_AGE, RuleCode.COMPULSORY_EDUCATION):
        outcome = decision.outcome(code)
        if outcome is None or outcome.verdict is Verdict.PASSED:
            continue
        if outcome.verdict is Verdict.UNKNOWN:
            raise FactsMissing(fact=UNKNOWN_WORDS[code])
        if code == RuleCode.WORKING_AGE:
            raise TooYoungToWork(years=outcome.required)
        raise SchoolFirst(service=Service.WORK.label)
