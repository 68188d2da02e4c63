"""Filters of the lists around rounds."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from enrollment.enums import OfferState, RoundState
from enrollment.filters import NameFilter
from enrollment.models import Graduate, MatchRound, MatchRun, Offer, Waiting
from enrollment.queries.rounds import placed_ids

ANY = _("All")


class RoundFilter(django_filters.FilterSet):
    """Rounds by name and by where they stand."""

    name = django_filters.CharFilter(lookup_expr="icontains", label=_("Name"))
    state = django_filters.ChoiceFilter(choices=RoundState.choices, label=_("State"), empty_label=ANY)

    class Meta:
        model = MatchRound
        fields: list[str] = []


class CandidateFilter(django_filters.FilterSet):
    """Who could be given a seat by hand, by name."""

    name = NameFilter(label=_("Name"))

    class Meta:
        model = Graduate
        fields: list[str] = []


class ChoosingFilter(django_filters.FilterSet):
    """People of a round: with or without a list."""

    name = NameFilter(label=_("Name"))
    has_list = django_filters.ChoiceFilter(
        label=_("List"),
        choices=[("yes", _("handed in")), ("no", _("missing"))],
        method="by_list",
        empty_label=ANY,
    )

    class Meta:
        model = Graduate
        fields: list[str] = []

    def __init__(self, *args: Any, round_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round_id = round_id

    def by_list(self, rows: QuerySet[Graduate], name: str, value: str) -> QuerySet[Graduate]:
        listed = Graduate.objects.filter(preferences__round=self.round_id).values("pk")
        return rows.filter(pk__in=listed) if value == "yes" else rows.exclude(pk__in=listed)


class ProposalFilter(django_filters.FilterSet):
    """People of a proposal: placed or not, and where."""

    name = NameFilter(label=_("Name"))
    outcome = django_filters.ChoiceFilter(
        label=_("Outcome"),
        choices=[("placed", _("seat proposed")), ("unplaced", _("no seat"))],
        method="by_outcome",
        empty_label=ANY,
    )
    run = django_filters.ChoiceFilter(label=_("Run"), method="by_run", empty_label=ANY)

    class Meta:
        model = Graduate
        fields: list[str] = []

    def __init__(self, *args: Any, proposal: MatchRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposal = proposal
        self.filters["run"].extra["choices"] = [(code, code) for code in sorted(proposal.runs)]

    def by_outcome(self, rows: QuerySet[Graduate], name: str, value: str) -> QuerySet[Graduate]:
        placed = placed_ids(self.proposal)
        return rows.filter(pk__in=placed) if value == "placed" else rows.exclude(pk__in=placed)

    def by_run(self, rows: QuerySet[Graduate], name: str, value: str) -> QuerySet[Graduate]:
        there = [person for person, seat in self.proposal.placements.items() if seat and seat["run"] == value]
        return rows.filter(pk__in=there)


class NearFilter(django_filters.FilterSet):
    """People who could be asked for a run that does not open."""

    name = NameFilter(label=_("Name"))
    distance = django_filters.ChoiceFilter(
        label=_("Distance"),
        choices=[("near", _("near by")), ("unknown", _("unknown"))],
        method="by_distance",
        empty_label=ANY,
    )

    class Meta:
        model = Graduate
        fields: list[str] = []

    def __init__(self, *args: Any, near: Mapping[UUID, int | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.near = near

    def by_distance(self, rows: QuerySet[Graduate], name: str, value: str) -> QuerySet[Graduate]:
        wanted = [person for person, far in self.near.items() if (far is None) == (value == "unknown")]
        return rows.filter(pk__in=wanted)


class OfferFilter(django_filters.FilterSet):
    """Offers by person, run and answer."""

    name = NameFilter("graduate__", label=_("Name"))
    state = django_filters.ChoiceFilter(label=_("Answer"), choices=OfferState.choices, empty_label=ANY)
    run = django_filters.CharFilter(label=_("Run code"), field_name="run__code", lookup_expr="iexact")

    class Meta:
        model = Offer
        fields: list[str] = []


class TravelFilter(django_filters.FilterSet):
    """Freed seats by run and by whose they were."""

    name = NameFilter("graduate__", label=_("Name"))
    run = django_filters.CharFilter(label=_("Run code"), field_name="run__code", lookup_expr="iexact")

    class Meta:
        model = Offer
        fields: list[str] = []


class WaitingFilter(django_filters.FilterSet):
    """Places in waiting lists by person and run, and whether the person has a seat meanwhile."""

    name = NameFilter("graduate__", label=_("Name"))
    run = django_filters.CharFilter(label=_("Run code"), field_name="run__code", lookup_expr="iexact")
    holds = django_filters.ChoiceFilter(
        label=_("Has meanwhile"),
        choices=[("nothing", _("no seat")), ("something", _("a seat or an offer"))],
        method="by_holds",
        empty_label=ANY,
    )

    class Meta:
        model = Waiting
        fields: list[str] = []

    def by_holds(self, rows: QuerySet[Waiting], name: str, value: str) -> QuerySet[Waiting]:
        return rows.filter(holds__isnull=value == "nothing")
