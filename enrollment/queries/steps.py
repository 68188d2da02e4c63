"""Where people stand in the chain from school to certificate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, cast

from django.core.cache import cache
from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from enrollment.enums import EnrollmentState, OfferState, ReferralState
from enrollment.models import Enrollment, Graduate, Offer
from enrollment.models.referrals import OPEN_REFERRAL
from enrollment.queries.finding import FEW_SEEN, is_few, listed
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
KEPT_SECONDS = 60
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
    shown = {person.pk: person for person in people}
    rows = with_step(Graduate.objects.filter(pk__in=shown)).values_list("pk", "step")  # type: ignore[misc]
    for key, step in rows:
        shown[key].step = step  # type: ignore[attr-defined]  # as `with_step` does
        shown[key].step_tone = STEP_TONES.get(step, "good")  # type: ignore[attr-defined]


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
    people, keys = Graduate.objects.visible_to(user), Graduate.objects.keys_visible_to(user)
    if is_few(FEW_SEEN, keys):
        return step_counts(people.filter(pk__in=listed(keys)))
    kept = f"steps:{user.pk}:{user.acting_for}"
    return cast(dict[str, int], cache.get_or_set(kept, lambda: step_counts(people), KEPT_SECONDS))
