"""Finding who may have been entered twice, and what a person judged of it. Nothing merges by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core import audit, jobs
from core.jobs import Work
from core.models import Job
from core.reasons import said
from core.refusals import Refused
from core.states import advance
from enrollment.duplicate_words import BY_HAND
from enrollment.duplicates import Proposal, find
from enrollment.enums import PairState
from enrollment.models import Compared, DuplicatePair, Graduate
from enrollment.queries.comparable import records_of
from enrollment.queries.duplicates import doubles_of
from enrollment.states import PAIR_STATES
from enrollment.tasks import (
    duplicates as worker,
)  # that module calls back into this package: no names from it

AT_ONCE = 500  # rows of one INSERT, keys of one query
FEW = 25  # newcomers who are compared one by one; more of them in one go through the whole register


class ScanRunning(Refused):
    sentence = _("The register is being compared already.")
    remedy = _("Wait for the result, or stop that work first.")


class NotAPair(Refused):
    sentence = _("These are not two people.")


class ReasonMissing(Refused):
    sentence = _("Say why these are different people.")
    remedy = _("A few words are enough, for example “sisters” or “asked the school”.")


def request_scan(*, by: User, at: datetime) -> Job:
    """Let the worker compare all people whom the account sees with each other. Raises ScanRunning."""
    if Job.objects.filter(kind=worker.scan.name, owner_id=by.pk, finished_at=None).exists():
        raise ScanRunning
    with transaction.atomic():
        title = gettext("Looking for people entered twice")
        job = jobs.start(worker.scan, title=title, by=by, result_url=reverse("duplicates"))
        audit.record("duplicates.scan_requested", job, by=by, at=at)
    return job


def scan(
    people: QuerySet[Graduate], *, at: datetime, work: Work, fresh: Collection[UUID] | None = None
) -> dict[str, Any]:
    """Compare the people with each other (with `fresh`: these with all) and keep the pairs; safe to run twice."""
    versions = dict(people.order_by().values_list("pk", "version"))
    work.report(0, 0, gettext("Reading the register"))
    records = records_of(people)

    def weighed(done: int, total: int) -> None:
        work.report(done, total, gettext("Comparing people"))

    keys = None if fresh is None else {str(pk) for pk in fresh}
    found = find(records, fresh=keys, on_progress=weighed)
    counts = keep_pairs(
        found, compared=versions.keys() if fresh is None else fresh, among=versions.keys(), at=at
    )
    _note_compared(versions if fresh is None else {pk: versions[pk] for pk in fresh if pk in versions})
    return {"people": len(records), **counts}


def compare_newcomers(*, at: datetime) -> int:
    """Compare whoever was registered, imported or corrected since last time. Returns how many were compared here.

    A chore. Few are compared one by one; after an import the worker goes through the register once.
    """
    waiting = Graduate.objects.living().filter(Q(compared=None) | Q(compared__version__lt=F("version")))
    listed = list(waiting.order_by("pk").only("pk", "version")[: FEW + 1])
    if len(listed) > FEW:
        _scan_newcomers()
        return 0
    for person in listed:
        compare_one(person, at=at)
    return len(listed)


def _scan_newcomers() -> None:
    if not Job.objects.filter(kind=worker.scan_newcomers.name, finished_at=None).exists():
        with transaction.atomic():
            jobs.start(
                worker.scan_newcomers, title=gettext("Comparing new people with the register"), by=None
            )


def scan_newcomers(*, at: datetime, work: Work) -> dict[str, Any]:
    """Compare everybody who is new or was corrected with the whole register."""
    living = Graduate.objects.living()
    waiting = living.filter(Q(compared=None) | Q(compared__version__lt=F("version")))
    return scan(living, at=at, work=work, fresh=set(waiting.values_list("pk", flat=True)))


def compare_one(person: Graduate, *, at: datetime) -> dict[str, int]:
    """Compare one person with those of the whole register who share something, and keep the pairs."""
    living = Graduate.objects.living()
    (record,) = records_of(living.filter(pk=person.pk)) or (None,)
    if record is None:
        return {}
    found = [_ordered(one) for one in doubles_of(record, living.exclude(pk=person.pk))]
    counts = keep_pairs(found, compared={person.pk}, among=None, at=at)
    _note_compared({person.pk: person.version})
    return counts


def _ordered(one: Proposal) -> Proposal:
    low, high = sorted((one.low, one.high))
    return Proposal(low, high, one.score, one.reasons)


def _note_compared(versions: dict[UUID, int]) -> None:
    rows = [Compared(graduate_id=pk, version=version) for pk, version in versions.items()]
    Compared.objects.bulk_create(
        rows, batch_size=AT_ONCE, update_conflicts=True, unique_fields=["graduate"], update_fields=["version"]
    )


def keep_pairs(
    found: Iterable[Proposal], *, compared: Collection[UUID], among: Collection[UUID] | None, at: datetime
) -> dict[str, int]:
    """Write what was found: new pairs, other scores, and judgments that other facts have overtaken.

    A pair judged "different" comes up again only when its reasons are others than those that were judged. A proposal
    of somebody `compared` (with somebody `among` the people) that was not found any more goes.
    """
    wanted = {(UUID(one.low), UUID(one.high)): one for one in found}
    known = {(pair.low_id, pair.high_id): pair for pair in _pairs_among(set(compared))}
    fresh = [_row(keys, one, at) for keys, one in wanted.items() if keys not in known]
    changed = [pair for keys, one in wanted.items() if (pair := known.get(keys)) and _renewed(pair, one, at)]
    stale = [
        pair.pk
        for keys, pair in known.items()
        if keys not in wanted and _is_stale(pair) and (among is None or set(keys) <= set(among))
    ]
    for rows in _portions(fresh):
        DuplicatePair.objects.bulk_create(rows, ignore_conflicts=True)
    for rows in _portions(changed):
        DuplicatePair.objects.bulk_update(rows, ["score", "reasons", "state", "found_at"])
    for keys_of in _portions(stale):
        DuplicatePair.objects.filter(pk__in=keys_of, state=PairState.PROPOSED).delete()
    return {"pairs": len(wanted), "new": len(fresh)}


def _pairs_among(people: set[UUID]) -> Iterable[DuplicatePair]:
    """The pairs in which one of the people takes part; of many people all pairs are read, which are few beside them."""
    if len(people) <= AT_ONCE:
        return DuplicatePair.objects.filter(Q(low__in=people) | Q(high__in=people))
    return (pair for pair in DuplicatePair.objects.all().iterator() if {pair.low_id, pair.high_id} & people)


def _row(keys: tuple[UUID, UUID], one: Proposal, at: datetime) -> DuplicatePair:
    low, high = keys
    return DuplicatePair(low_id=low, high_id=high, score=one.score, reasons=_stored(one), found_at=at)


def _stored(one: Proposal) -> list[list[Any]]:
    return [[str(reason), points] for reason, points in one.reasons]


def _renewed(pair: DuplicatePair, one: Proposal, at: datetime) -> bool:
    """Whether the pair has to be written; then it says what was found now."""
    reasons, before = _stored(one), {code for code, _points in pair.reasons}
    other_facts = before != {code for code, _points in reasons}
    judged = pair.state != PairState.PROPOSED
    if judged and not (pair.state == PairState.DIFFERENT and other_facts and one.score > pair.score):
        return False
    if not judged and pair.reasons == reasons and pair.score == one.score:
        return False
    pair.reasons, pair.score, pair.state, pair.found_at = reasons, one.score, PairState.PROPOSED, at
    return True


def _is_stale(pair: DuplicatePair) -> bool:
    return pair.state == PairState.PROPOSED and BY_HAND not in {code for code, _points in pair.reasons}


def _portions(rows: list[Any]) -> Iterable[list[Any]]:
    return (rows[begin : begin + AT_ONCE] for begin in range(0, len(rows), AT_ONCE))


def mark_different(pair: DuplicatePair, *, note: str, by: User, at: datetime) -> None:
    """The two are different people: the pair is not proposed again while the facts are what they are.

    Raises ReasonMissing, and WrongState if somebody judged it meanwhile.
    """
    if not said(note):
        raise ReasonMissing
    with transaction.atomic():
        advance(pair, PairState.DIFFERENT, PAIR_STATES, decided_by=by, decided_at=at, note=said(note)[:300])
        _record("duplicates.different", pair, by=by, at=at)


def judge_again(pair: DuplicatePair, *, by: User, at: datetime) -> None:
    """Take back "different": the pair waits for a judgment again. Raises WrongState."""
    with transaction.atomic():
        advance(pair, PairState.PROPOSED, PAIR_STATES, decided_by=by, decided_at=at)
        _record("duplicates.judge_again", pair, by=by, at=at)


def propose_pair(one: Graduate, other: Graduate, *, by: User, at: datetime) -> DuplicatePair:
    """A person says that two records are one; somebody who may merge looks at it. Raises NotAPair."""
    if one.pk == other.pk:
        raise NotAPair
    low, high = sorted((one, other), key=lambda row: str(row.pk))
    with transaction.atomic():
        pair, made = DuplicatePair.objects.get_or_create(
            low=low, high=high, defaults={"score": 0, "reasons": [[BY_HAND, 0]], "found_at": at}
        )
        if not made and pair.state == PairState.DIFFERENT:
            advance(pair, PairState.PROPOSED, PAIR_STATES, decided_by=by, decided_at=at)
        _record("duplicates.proposed", pair, by=by, at=at)
    return pair


def _record(action: str, pair: DuplicatePair, *, by: User, at: datetime) -> None:
    people = [str(pair.low_id), str(pair.high_id)]
    audit.record(action, pair, by=by, at=at, person=pair.low_id, people=people)
