"""Where people stand in the chain from school to certificate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from django.core.cache import cache
from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from enrollment.enums import EnrollmentState, OfferState, ReferralState
from enrollment.models import Enrollment, Graduate, Offer
from enrollment.models.referrals import OPEN_REFERRAL
from enrollment.queries.finding import KEPT_SECONDS, few_seen_by, listed
from enrollment.queries.rosters import holding_referrals, valid_paths


class ChainStep(TextChoices):
    """Where a person stands in the chain from school to certificate."""

    NO_PLAN = "no_plan", _("No plan yet")
    PLANNED = "planned", _("Another plan")
    REFERRED = "referred", _("Referred, not answered")
    ACCEPTED = "accepted", _("Accepted by a centre")
    OFFERED = "offered", _("Seat offered")
    SEATED = "seated", _("Has a seat")
    COMPLETED = "completed", _("Completed")


STEP_TONES = {
    ChainStep.NO_PLAN: "warn",
    ChainStep.PLANNED: "neutral",
    ChainStep.REFERRED: "info",
    ChainStep.OFFERED: "violet",
    ChainStep.SEATED: "teal",
}
SEATED = [EnrollmentState.ENROLLED, EnrollmentState.TRAINING]


def _rows_by_step() -> dict[ChainStep, QuerySet[Any]]:
    """What puts a person at each step, the furthest step first."""
    seats, referrals = Enrollment.objects.all(), holding_referrals()
    return {
        ChainStep.SEATED: seats.filter(state__in=SEATED),
        ChainStep.OFFERED: Offer.objects.filter(state=OfferState.OPEN),
        ChainStep.COMPLETED: seats.filter(state=EnrollmentState.COMPLETED),
        ChainStep.PLANNED: valid_paths(),
        ChainStep.ACCEPTED: referrals.filter(state=ReferralState.ACCEPTED),
        ChainStep.REFERRED: referrals.filter(state__in=OPEN_REFERRAL),
    }


def _own(rows: QuerySet[Any]) -> Exists:
    return Exists(rows.filter(graduate=OuterRef("pk")))


def with_step(people: QuerySet[Graduate]) -> QuerySet[Graduate]:
    """The people with `step`, the furthest that holds of each today."""
    cases = (When(_own(rows), then=Value(str(step))) for step, rows in _rows_by_step().items())
    return people.annotate(
        step=Case(*cases, default=Value(str(ChainStep.NO_PLAN)), output_field=CharField(max_length=9))
    )


def put_steps(people: Iterable[Graduate]) -> None:
    """Give each of a few people their `step`, and `step_tone`, its color."""
    people = list(people)
    steps = _steps_of({person.pk for person in people})
    for person in people:
        step = steps.get(person.pk, ChainStep.NO_PLAN)
        person.step = step.value  # type: ignore[attr-defined]  # as `with_step` does
        person.step_tone = STEP_TONES.get(step, "good")  # type: ignore[attr-defined]


def _steps_of(keys: set[UUID]) -> dict[UUID, ChainStep]:
    """The furthest step of each of a few people; one for whom nothing is done has none."""
    order = _rows_by_step()
    first, *more = (
        rows.order_by().filter(graduate__in=keys).values_list("graduate", Value(str(step)))
        for step, rows in order.items()
    )
    found = {(key, ChainStep(step)) for key, step in first.union(*more, all=True)}
    return {key: step for step in reversed(order) for key, reached in found if reached == step}


def at_step(step: str) -> Q:
    """People who stand at the step: something puts them there, and nothing further on."""
    further = Q()
    for one, rows in _rows_by_step().items():
        if one == step:
            return further & Q(_own(rows))
        further &= ~Q(_own(rows))
    return further


def keys_at_step(step: str) -> QuerySet[Any] | None:
    """The people whom something puts at the step, by its own index; None where nothing does (no plan yet)."""
    rows = _rows_by_step().get(ChainStep(step))
    return None if rows is None else rows.order_by().values_list("graduate")


def step_counts(people: QuerySet[Graduate]) -> dict[str, int]:
    """How many people stand at each step."""
    rows = with_step(people).order_by().values("step").annotate(people=Count("pk"))  # type: ignore[misc]  # annotated
    return Counter({row["step"]: row["people"] for row in rows})


def step_counts_for(user: User) -> dict[str, int]:
    """How many of the people whom the account may see stand at each step; of a province's, kept for a minute.

    Counting 200,000 people judges each of them: about a second of the database.
    """
    people, few = Graduate.objects.visible_to(user), few_seen_by(user)
    if few is not None:
        return step_counts(people.filter(pk__in=listed(few)))
    kept = f"steps:{user.pk}:{user.acting_for}"
    return cast(dict[str, int], cache.get_or_set(kept, lambda: step_counts(people), KEPT_SECONDS))
