"""What is seen before somebody enters a run: answers noted, taken back, and of health forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core import audit
from core.refusals import Refused
from enrollment.eligibility import items_asked
from enrollment.enums import HEALTH_ITEMS, EnrollmentState, EntryItem
from enrollment.models import Enrollment, EntryCheck, EntryDecision
from enrollment.queries.entry import EntryLine, entry_lines, kept_out
from enrollment.rule_words import lacking_words
from enrollment.services.oneself import refuse_oneself
from training.models import CourseRun
from training.rules import RuleCode

SHOWN = 5  # people named in a refusal
HEALTH_RULES = (RuleCode.HEALTH, RuleCode.DRUG_FREE, RuleCode.NO_CONTAGION)


class EntryIsOver(Refused):
    sentence = _("Papers and health are noted before the training begins; this seat is “%(state)s”.")


class NotAskedFor(Refused):
    sentence = _("“%(item)s” is not asked for in this type of training.")


class MayNotEnter(Refused):
    sentence = _("%(count)s people may not enter this run yet: %(who)s.")
    remedy = _(
        "See to what is lacking on the page “Papers and health”, or let who cannot enter leave the run."
    )


@transaction.atomic
def note_entry(
    seat: Enrollment, item: EntryItem, *, holds: bool, by: User | None, at: datetime
) -> EntryCheck:
    """Note that a paper was seen, or what was said of health: yes or no. Raises `EntryIsOver`, `NotAskedFor`.

    The trail says who noted it and when; about health it keeps no answer.
    """
    refuse_oneself([seat.pk], by)
    row = _open_seat(seat)
    if item not in items_asked(row.run):
        raise NotAskedFor(item=EntryItem(item).label)
    answer = {"holds": holds, "seen_by": by, "seen_on": timezone.localdate(at)}
    check, _new = EntryCheck.objects.update_or_create(enrollment=row, item=item, defaults=answer)
    _record("entry.noted", check, {} if item in HEALTH_ITEMS else {"holds": holds}, by=by, at=at)
    return check


@transaction.atomic
def see_papers(seat: Enrollment, *, by: User | None, at: datetime) -> int:
    """Note that every paper was seen which is asked for and was not answered yet. Returns how many."""
    answered = set(seat.entry_checks.values_list("item", flat=True))
    papers = [item for item in items_asked(seat.run) if item not in HEALTH_ITEMS and item not in answered]
    for item in papers:
        note_entry(seat, item, holds=True, by=by, at=at)
    return len(papers)


@transaction.atomic
def take_back_entry(seat: Enrollment, item: EntryItem, *, by: User | None, at: datetime) -> None:
    """Forget an answer, so that it is open again. Once more is no fault. Raises `EntryIsOver`."""
    refuse_oneself([seat.pk], by)
    check = EntryCheck.objects.filter(enrollment=_open_seat(seat), item=item).first()
    if check is not None:
        _record("entry.taken_back", check, {}, by=by, at=at)
        check.delete()


def _open_seat(seat: Enrollment) -> Enrollment:
    """The seat, held until the end (PostgreSQL), so that nobody begins the training meanwhile."""
    row = Enrollment.objects.select_for_update(of=("self",)).select_related("run__course", "run__rule_set")
    found = row.get(pk=seat.pk)
    if found.state != EnrollmentState.ENROLLED:
        raise EntryIsOver(state=found.get_state_display())
    return found


def _record(action: str, check: EntryCheck, facts: dict[str, Any], *, by: User | None, at: datetime) -> None:
    seat = check.enrollment
    person = seat.graduate_id
    audit.record(action, check, by=by, at=at, person=person, item=check.item, run=seat.run.code, **facts)


def admit(run: CourseRun, *, by: User | None, at: datetime) -> int:
    """Keep the decision by which each person with a seat enters the run, inside the caller's transaction.

    Raises `MayNotEnter`, which names who may not and what is lacking.
    """
    lines = [line for line in entry_lines(run) if line.seat.state == EnrollmentState.ENROLLED]
    if out := kept_out(lines):
        more = [f"+{len(out) - SHOWN}"] if len(out) > SHOWN else []
        raise MayNotEnter(count=len(out), who="; ".join([*map(_named, out[:SHOWN]), *more]))
    EntryDecision.objects.bulk_create(_decision(line, by, at) for line in lines)
    return len(lines)


def _named(line: EntryLine) -> str:
    return f"{line.seat.graduate.display_name} ({lacking_words(line)})"


def _decision(line: EntryLine, by: User | None, at: datetime) -> EntryDecision:
    outcomes = [outcome.as_json() for outcome in line.decision.outcomes]
    for outcome in outcomes:
        if outcome["code"] in HEALTH_RULES:
            outcome["fact"] = None
    return EntryDecision(
        enrollment=line.seat,
        rule_set=line.seat.run.rule_set,
        outcomes=outcomes,
        decided_by=by,
        decided_at=at,
    )


@transaction.atomic
def forget_health(*, at: datetime) -> int:
    """Delete answers about health some days after the seat ended or its run's last day. Returns how many."""
    day = timezone.localdate(at) - timedelta(days=settings.HEALTH_KEPT_DAYS)
    answers = EntryCheck.objects.filter(item__in=HEALTH_ITEMS)
    over = answers.filter(enrollment__run__last_day__lt=day) | answers.filter(enrollment__left_on__lt=day)
    count, _each = EntryCheck.objects.filter(pk__in=over.values("pk")).delete()
    return count
