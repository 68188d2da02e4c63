"""Matching: rounds with choices, the engine's immutable runs, offers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.models import Agency, User
from enrollment.enums import MatchKind, OfferState, RoundState
from enrollment.matching import Reader
from enrollment.models.people import Graduate, of_counselor
from training.models import CourseRun


class RoundQuerySet(models.QuerySet["MatchRound"]):
    def visible_to(self, user: User) -> RoundQuerySet:
        """The centre's staff; counsellors and trainees while choices are collected, later where they have a list."""
        seen = Q(center__in=user.agencies_as(Role.STAFF, Role.HEAD))
        schools = user.agencies_as(Role.COUNSELOR)
        if schools or hasattr(user, "graduate"):
            lists = Preference.objects.filter(Q(graduate__school__in=schools) | Q(graduate__user=user))
            seen |= Q(state=RoundState.OPEN) | Q(pk__in=lists.values("round"))
        return self.filter(seen)


class MatchRound(models.Model):
    """A set of runs filled together: choices collected, lists closed, proposal, publication, offers."""

    name = models.CharField(_("name"), max_length=120)
    center = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="rounds")
    runs = models.ManyToManyField(CourseRun, related_name="rounds", verbose_name=_("runs"))
    state = models.CharField(_("state"), max_length=9, choices=RoundState, default=RoundState.OPEN)
    # How seats are given: the version in force when the round was opened; None is the product's first policy.
    policy = models.ForeignKey(
        "enrollment.MatchPolicy", on_delete=models.PROTECT, null=True, related_name="+"
    )
    lists_close_on = models.DateField(_("lists close on"))
    answer_by = models.DateField(_("offers to be answered by"))
    # The lottery's seed is committed before lists close: its hash is public from the start, the seed afterwards.
    seed = models.CharField(max_length=64)
    seed_hash = models.CharField(_("hash of the lottery seed"), max_length=64)
    proposal = models.ForeignKey("enrollment.MatchRun", on_delete=models.PROTECT, null=True, related_name="+")
    # A fallback round fills what this one left free.
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="fallbacks")
    # A what-if whose changes every further proposal rests on, by a person's decision.
    adopted = models.ForeignKey("enrollment.MatchRun", on_delete=models.PROTECT, null=True, related_name="+")
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    adopted_reason = models.CharField(_("reason"), max_length=300, blank=True)
    job = models.ForeignKey("core.Job", on_delete=models.SET_NULL, null=True, related_name="+")
    # Fingerprint of the free seats when they were last given on; another one means that there is something to do.
    settled = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name


class Preference(models.Model):
    """One choice of a graduate in a round; rank 0 is the first choice."""

    round = models.ForeignKey(MatchRound, on_delete=models.CASCADE, related_name="preferences")
    graduate = models.ForeignKey(Graduate, on_delete=models.CASCADE, related_name="preferences")
    run = models.ForeignKey(CourseRun, on_delete=models.PROTECT, related_name="preferences")
    rank = models.PositiveSmallIntegerField(_("rank"))

    class Meta:
        ordering = ["round", "graduate", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["round", "graduate", "rank"], name="one_choice_a_rank"),
            models.UniqueConstraint(fields=["round", "graduate", "run"], name="a_run_chosen_once"),
        ]


class MatchRun(models.Model):
    """One execution of the engine on a round: an immutable row with hashes, reasons and the checker's verdict.

    A what-if answers `question` beside the proposal `base`; it keeps no reasons and can never be published. A
    settlement gave freed seats on after `base` was published; it keeps the placements and reasons of those it moved.
    """

    round = models.ForeignKey(MatchRound, on_delete=models.PROTECT, related_name="match_runs")
    kind = models.CharField(max_length=8, choices=MatchKind, default=MatchKind.PROPOSAL)
    base = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="what_ifs")
    question = models.JSONField(default=list)  # [{"what": a RoundChange, "run": code, "by": number}, …]
    complainants = models.JSONField(default=list)  # ids of those with cause to complain; a proposal has none
    engine_version = models.CharField(max_length=40)
    input_sha256 = models.CharField(max_length=64)
    policy = models.JSONField()
    digest = models.CharField(_("digest of the placements"), max_length=64)
    runs = models.JSONField()  # run code -> {open, placed, why}
    placements = models.JSONField()  # graduate id -> {run, seat} or null
    # A proposal's as `matching.explaining` stores them; a settlement's in full: graduate id -> [[run, {code, …}], …]
    reasons = models.JSONField()
    together = models.JSONField(
        default=list
    )  # [[graduate id, graduate id, run code or null], …], a pair each
    first_come = models.JSONField(default=dict)  # what taking people as their lists came in would have led to
    violations = models.JSONField(default=list)  # the separate checker's findings; empty means confirmed
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="only_a_proposal_has_no_base",
                condition=Q(kind=MatchKind.PROPOSAL, base=None)
                | Q(kind__in=[MatchKind.WHAT_IF, MatchKind.SETTLED], base__isnull=False),
            )
        ]

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self.reasons)

    def reasons_of(self, person: str) -> list[tuple[str, dict[str, Any]]]:
        """(run, facts) for each choice of a graduate, as ranked; nothing of whom it does not tell."""
        if "people" not in self.reasons:
            return [(run, facts) for run, facts in self.reasons.get(person, [])]
        numbers = self.reasons["people"].get(person)
        return list(self._reader.facts(numbers).items()) if numbers else []


class OfferQuerySet(models.QuerySet["Offer"]):
    def visible_to(self, user: User) -> OfferQuerySet:
        """The centre that offers, the person's counsellor, the person."""
        return self.filter(
            Q(run__center__in=user.agencies_as(Role.STAFF, Role.HEAD))
            | of_counselor(user, "graduate__")
            | Q(graduate__user=user)
        )


class Offer(models.Model):
    """A seat offered to a person until a day; while open it holds one of the run's seats."""

    round = models.ForeignKey(MatchRound, on_delete=models.PROTECT, null=True, related_name="offers")
    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, related_name="offers")
    run = models.ForeignKey(CourseRun, on_delete=models.PROTECT, related_name="offers")
    seat_group = models.CharField(_("seat type"), max_length=40, default="open")
    state = models.CharField(_("state"), max_length=9, choices=OfferState, default=OfferState.OPEN)
    answer_by = models.DateField(_("answer by"))
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    # How seats travel: when this one's was given back, for which better one, whose seat this one passes on, and the
    # settlement that did so. A freed seat is passed on once: the database sees to it.
    freed_at = models.DateTimeField(null=True)
    given_for = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="gave_back")
    after = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="passed_on")
    settlement = models.ForeignKey(MatchRun, on_delete=models.PROTECT, null=True, related_name="offers")

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["answer_by", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["graduate", "run"], name="one_open_offer_of_a_run", condition=Q(state=OfferState.OPEN)
            ),
            models.CheckConstraint(
                name="replaced_by_a_better_offer",
                condition=~Q(state=OfferState.REPLACED) | Q(given_for__isnull=False),
            ),
        ]


class Waiting(models.Model):
    """Somebody waits for a run of a published round: they rank it above what they hold. Written anew at every
    settlement; `place` 1 is the best claim (points, then the lottery) to a seat of everybody's.
    """

    round = models.ForeignKey(MatchRound, on_delete=models.CASCADE, related_name="waiting")
    run = models.ForeignKey(CourseRun, on_delete=models.CASCADE, related_name="waiting")
    graduate = models.ForeignKey(Graduate, on_delete=models.CASCADE, related_name="waiting")
    place = models.PositiveIntegerField(_("place"))
    of = models.PositiveIntegerField(_("people waiting"))
    points = models.IntegerField(_("points"))
    holds = models.ForeignKey(CourseRun, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        ordering = ["round", "run", "place"]
        constraints = [
            models.UniqueConstraint(fields=["round", "run", "graduate"], name="waits_once_for_a_run"),
            models.UniqueConstraint(fields=["round", "run", "place"], name="one_waits_at_a_place"),
        ]
