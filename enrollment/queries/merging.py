"""What merging two records would do, before anything is done: fields to choose, rows that move, what forbids it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from core.holdings import declared
from core.refusals import Refused
from enrollment.enums import ErasureState, RoundState
from enrollment.models import (
    Barrier,
    Compared,
    Consent,
    DuplicatePair,
    Enrollment,
    Erasure,
    Graduate,
    Guardian,
    Majority,
    MatchRound,
    Merge,
    NameLine,
    Offer,
    PlannedPath,
    Preference,
    Referral,
    RetentionNotice,
    RightsRequest,
)

# One choice may decide several columns: a date without its precision is another date.
CHOICES: dict[str, tuple[str, ...]] = {
    "prefix": ("prefix",),
    "given_name": ("given_name",),
    "family_name": ("family_name",),
    "name_en": ("name_en",),
    "birth": ("birth_date", "birth_precision"),
    "case_type": ("case_type",),
    "education": ("education",),
    "grade": ("grade",),
    "school": ("school",),
    "academic_year": ("academic_year",),
    "place": ("place",),
    "address": ("address",),
    "phone": ("phone", "phone_owner"),
    "needs_lodging": ("needs_lodging",),
}
UNITED = ("reasons", "interests", "aptitudes")  # lists: what either says
DERIVED = ("sort_key", "search_text")  # from the name chosen
# Where the record came from and what the program keeps of it: those of the record that is kept.
OWN = (
    "id",
    "registered_by",
    "entered_by",
    "registered_at",
    "version",
    "import_batch",
    "merged_into",
    "erased_at",
)
ACCOUNT = "user"  # whichever has one
# What is said of a record, not of the person: it stays where it is.
STAYING: tuple[type[Model], ...] = (Graduate, DuplicatePair, Compared, Merge, NameLine, RetentionNotice)
# Of two equal answers the kept record's holds; the other one rests with the merged record, for an undo.
RESTING: tuple[type[Model], ...] = (Barrier, Consent, Majority, PlannedPath)
MATCHING = (RoundState.CLOSED, RoundState.PROPOSED)


@dataclass(frozen=True, slots=True)
class Moving:
    """Rows of one kind that would follow the person."""

    name: Any
    rows: int


class TwoAccounts(Refused):
    sentence = _("Both records have an account to sign in with.")
    remedy = _("Close one of the two accounts first.")


class SeatsInOneRun(Refused):
    sentence = _("Both records hold a seat in %(which)s.")
    remedy = _("Let one of them leave the run first.")


class OffersInOneRun(Refused):
    sentence = _("Both records have an open offer in %(which)s.")
    remedy = _("Decline one of the offers first.")


class ReferralsToOneAgency(Refused):
    sentence = _("Both records have an open referral to %(which)s.")
    remedy = _("Withdraw one of the referrals first, or have it answered.")


class ChoicesInOneRound(Refused):
    sentence = _("Both records have a list of choices in %(which)s.")
    remedy = _("Empty one of the lists first.")


class RoundBeingMatched(Refused):
    sentence = _("The record to be merged takes part in %(which)s, which is being matched.")
    remedy = _("Merge after the round has been published, or reopen its lists.")


class ErasureProposed(Refused):
    sentence = _("The erasure of one of the records is proposed.")
    remedy = _("Decide on the erasure first.")


class RightsRequestsOpen(Refused):
    sentence = _("Both records have an open request for the same right.")
    remedy = _("Answer one of the requests first.")


class RowsCollide(Refused):
    sentence = _("Both records have an entry of the kind “%(which)s” of which a person can have only one.")
    remedy = _("Remove one of the two entries first.")


def relations() -> Iterator[tuple[type[Model], str]]:
    """Every model and column that points at a person, of every app: a table added later is not forgotten."""
    for relation in Graduate._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            yield relation.related_model, relation.field.name  # type: ignore[misc,union-attr]


def moving_rows(keep: Graduate, gone: Graduate) -> Iterator[tuple[type[Model], str, QuerySet[Any]]]:
    """The rows of `gone` that would point at `keep`: model, column, rows."""
    for model, column in relations():
        if model not in STAYING:
            rows = model._default_manager.filter(**{column: gone})
            yield model, column, rows.exclude(pk__in=_resting(model, column, keep, gone))


def moving(keep: Graduate, gone: Graduate) -> list[Moving]:
    """How many rows of which kind would move."""
    counted = [(title_of(model), rows.count()) for model, _column, rows in moving_rows(keep, gone)]
    return [Moving(name, rows) for name, rows in counted if rows]


def title_of(model: type[Model]) -> Any:
    """What people call the rows of a table: the name under which it is declared to hold their data."""
    return declared()[model._meta.label_lower].title


def _resting(model: type[Model], column: str, keep: Graduate, gone: Graduate) -> list[Any]:
    """Keys of rows that stay with the merged record, because the kept one has their like or they are history."""
    if model is Preference:  # the engine's published runs speak of the record by its key
        rows = Preference.objects.filter(graduate=gone).exclude(round__state=RoundState.OPEN)
        return list(rows.values_list("pk", flat=True))
    if model is Guardian:
        known = set(keep.guardians.values_list("name", "relation", "phone"))
        rows_of = gone.guardians.filter(consents=None).values_list("pk", "name", "relation", "phone")
        return [pk for pk, *guardian in rows_of if tuple(guardian) in known]
    return colliding(model, column, keep, gone) if model in RESTING else []


def late_rows() -> Iterator[tuple[Any, str]]:
    """Rows that point at a merged record although their kind moves: written while the merge was under way."""
    for model, column in relations():
        if model not in (*STAYING, *RESTING, Preference, Guardian):
            late = model._default_manager.filter(**{f"{column}__merged_into__isnull": False})
            for row in late.select_related(f"{column}__merged_into").order_by("pk"):
                yield row, column


def colliding(model: type[Model], column: str, keep: Graduate, gone: Graduate) -> list[Any]:
    """Keys of rows of `gone` that a constraint forbids beside a row of `keep`."""
    found: list[Any] = []
    field = model._meta.get_field(column)
    theirs = model._default_manager.filter(**{column: gone})
    ours = model._default_manager.filter(**{column: keep})
    if getattr(field, "unique", False) and ours.exists():
        return list(theirs.values_list("pk", flat=True))
    for names, condition in _walls(model, column):
        held = set(ours.filter(condition).values_list(*names)) if names else {()}
        for pk, *values in theirs.filter(condition).values_list("pk", *names):
            if tuple(values) in held and (names or ours.filter(condition).exists()) and None not in values:
                found.append(pk)
    return found


def _walls(model: type[Model], column: str) -> Iterator[tuple[list[str], Q]]:
    """The further columns and the condition of every constraint that makes the person unique."""
    for wall in model._meta.constraints:
        if isinstance(wall, UniqueConstraint) and column in wall.fields:
            yield [name for name in wall.fields if name != column], wall.condition or Q()
    for names in model._meta.unique_together:
        if column in names:
            yield [name for name in names if name != column], Q()


def conflicts(keep: Graduate, gone: Graduate) -> list[Refused]:
    """Everything that forbids the merge, each with what to do about it; empty where nothing does."""
    found: list[Refused] = [TwoAccounts()] if keep.user_id and gone.user_id else []
    found += _rounds(keep, gone)
    if Erasure.objects.filter(graduate__in=[keep, gone], state=ErasureState.PROPOSED).exists():
        found.append(ErasureProposed())
    for model, column in relations():
        if model not in (*STAYING, *RESTING, Preference, Erasure):
            rows = model._default_manager.filter(pk__in=colliding(model, column, keep, gone))
            found += [_collision(row) for row in rows]
    return found


def _collision(row: Model) -> Refused:
    if isinstance(row, Enrollment):
        return SeatsInOneRun(which=str(row.run))
    if isinstance(row, Offer):
        return OffersInOneRun(which=str(row.run))
    if isinstance(row, Referral):
        return ReferralsToOneAgency(which=str(row.to_agency))
    if isinstance(row, RightsRequest):
        return RightsRequestsOpen()
    return RowsCollide(which=str(title_of(type(row))))


def _rounds(keep: Graduate, gone: Graduate) -> Iterator[Refused]:
    theirs = MatchRound.objects.filter(preferences__graduate=gone).distinct().order_by("pk")
    for round_ in theirs:
        if round_.state in MATCHING:
            yield RoundBeingMatched(which=str(round_))
        elif round_.state == RoundState.OPEN and round_.preferences.filter(graduate=keep).exists():
            yield ChoicesInOneRound(which=str(round_))


def losing_sight(keep: Graduate, gone: Graduate) -> list[Any]:
    """Agencies that see a record by its school or as those who entered it, and might see the person no more.

    One school and one registering agency are left of two: the form says whom to tell.
    """
    seen_by = {
        agency.pk: agency for row in (keep, gone) for agency in (row.school, row.registered_by) if agency
    }
    both = {keep.school_id, keep.registered_by_id} & {gone.school_id, gone.registered_by_id}
    stays = {keep.registered_by_id} | both
    return [agency for pk, agency in seen_by.items() if pk not in stays]
