"""A round of matching: choices collected, lists closed, a proposal made and checked, seats offered."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from core import audit, jobs
from core.models import AuditEntry, Job
from core.refusals import Refused
from core.states import advance
from enrollment import comparing, matching, placing, policies
from enrollment.enums import OfferState, RoundState
from enrollment.models import Graduate, MatchRound, MatchRun, Offer, Preference
from enrollment.queries.referrals import taken_on_by
from enrollment.services.fallback import refuse_own_entry
from enrollment.services.offer_slips import keep_slips
from enrollment.services.publishers import refuse_publisher
from enrollment.services.round_runs import hold_rounds, refuse_filled
from enrollment.services.seats import offer_seats
from enrollment.states import ROUND_STATES
from training.enums import RunState
from training.models import CourseRun
from training.states import RUN_STATES

MOST_CHOICES = 10
DAYS_TO_ANSWER = 3  # the fewest an offer gives, however late its round is published


class RoundNotOpen(Refused):
    sentence = _("Choices for “%(round)s” are closed.")
    remedy = _("Ask the centre to reopen the lists, or wait for the next round.")


class NotInThisRound(Refused):
    sentence = _("%(run)s is not part of “%(round)s”.")


class TooManyChoices(Refused):
    sentence = _("At most %(most)s choices can be ranked; you gave %(given)s.")


class NotAccepted(Refused):
    sentence = _("The centre has not accepted this person yet.")
    remedy = _("Refer the person to the centre, or wait for its answer.")


class RunNotOpen(Refused):
    sentence = _("%(run)s is “%(state)s”; only runs open for applications can be matched.")


class RunOfAnotherCenter(Refused):
    sentence = _("%(run)s belongs to another centre; a round fills the runs of one centre.")


class NoProposal(Refused):
    sentence = _("This round has no proposal yet.")
    remedy = _("Close the lists and make one.")


class ProposalNotConfirmed(Refused):
    sentence = _("The independent check found %(count)s faults in this proposal, so it cannot be published.")
    remedy = _("Make a new proposal; if it happens again, report it.")


class ProposalIsStale(Refused):
    sentence = _("People, choices or seats changed after this proposal was made.")
    remedy = _("Make a new proposal, then publish that.")


class RoundNotClosed(Refused):
    sentence = _("The round is “%(state)s”; a proposal is made after its lists have closed.")
    remedy = _("Close the lists first.")


class SeedIsKnown(Refused):
    sentence = _("A proposal was already made in this round, so its lottery is drawn and lists stay closed.")
    remedy = _("Open a new round for the people who are left.")


class OffersWaiting(Refused):
    sentence = _("%(count)s offers still wait for an answer.")
    remedy = _("Wait until they are answered or have lapsed.")


@transaction.atomic
def open_round(
    *,
    center: Agency,
    name: str,
    runs: Sequence[CourseRun],
    lists_close_on: date,
    answer_by: date,
    by: User | None,
    at: datetime,
) -> MatchRound:
    """Begin to collect choices. The lottery's seed is drawn now and its hash shown, so nobody can pick it later.

    Raises `RunOfAnotherCenter`, `RunNotOpen`, `RunInAnotherRound`.
    """
    hold_rounds(center)
    for run in runs:
        if run.center_id != center.pk:
            raise RunOfAnotherCenter(run=run)
        if run.state != RunState.OPEN:
            raise RunNotOpen(run=run, state=run.get_state_display())
    refuse_filled([run.pk for run in runs])
    seed = secrets.token_hex(16)
    round_ = MatchRound.objects.create(
        name=name,
        center=center,
        lists_close_on=lists_close_on,
        answer_by=answer_by,
        seed=seed,
        seed_hash=hashlib.sha256(seed.encode()).hexdigest(),
        policy=policies.newest(center),
        created_at=at,
    )
    round_.runs.set(runs)
    audit.record("round.opened", round_, by=by, at=at, runs=[run.code for run in runs])
    return round_


@transaction.atomic
def choose(
    round_: MatchRound, graduate: Graduate, runs: Sequence[CourseRun], *, by: User | None, at: datetime
) -> None:
    """Replace the person's list in this round by `runs`, best first (an empty list withdraws from the round)."""
    refuse_own_entry(round_, graduate, by)
    _refuse_choice(round_, graduate, runs)
    Preference.objects.filter(round=round_, graduate=graduate).delete()
    Preference.objects.bulk_create(
        Preference(round=round_, graduate=graduate, run=run, rank=rank) for rank, run in enumerate(runs)
    )
    audit.record("round.chosen", round_, by=by, at=at, person=graduate.pk, choices=[run.code for run in runs])


def _refuse_choice(round_: MatchRound, graduate: Graduate, runs: Sequence[CourseRun]) -> None:
    # Locked, so that a list cannot slip in while the lists are being closed.
    if MatchRound.objects.select_for_update().get(pk=round_.pk).state != RoundState.OPEN:
        raise RoundNotOpen(round=round_)
    if len(runs) > MOST_CHOICES:
        raise TooManyChoices(most=MOST_CHOICES, given=len(runs))
    offered = set(round_.runs.values_list("pk", flat=True))
    for run in runs:
        if run.pk not in offered:
            raise NotInThisRound(run=run, round=round_)
    if not is_accepted(graduate, round_.center):
        raise NotAccepted


def is_accepted(graduate: Graduate, center: Agency) -> bool:
    """Whether the centre took the person on: by accepting a referral, or by registering the person itself."""
    return taken_on_by(center).filter(pk=graduate.pk).exists()


@transaction.atomic
def close_lists(round_: MatchRound, *, by: User | None, at: datetime) -> None:
    """No list changes from here on."""
    advance(round_, RoundState.CLOSED, {RoundState.OPEN: ROUND_STATES[RoundState.OPEN]})
    audit.record("round.closed", round_, by=by, at=at, people=placing.people_in(round_).count())


@transaction.atomic
def reopen_lists(round_: MatchRound, *, by: User | None, at: datetime) -> None:
    """Collect choices again; only before a proposal was made: nobody may choose who knows how the lottery fell."""
    if round_.match_runs.exists():
        raise SeedIsKnown
    advance(round_, RoundState.OPEN, ROUND_STATES)
    audit.record("round.reopened", round_, by=by, at=at)


@transaction.atomic
def request_proposal(round_: MatchRound, *, by: User, at: datetime, result_url: str = "") -> Job:
    """Let the worker match the round. A round already proposed goes back to its closed lists first."""
    from enrollment.tasks.rounds import propose  # the task calls this module

    if round_.job is not None and not round_.job.is_over:
        return round_.job  # a second click
    if round_.state == RoundState.PROPOSED:
        advance(round_, RoundState.CLOSED, ROUND_STATES, proposal=None)
    if round_.state != RoundState.CLOSED:
        raise RoundNotClosed(state=round_.get_state_display())
    title = gettext("Matching “%(round)s”") % {"round": round_}
    job = jobs.start(propose, title=title, by=by, result_url=result_url, round_id=round_.pk)
    MatchRound.objects.filter(pk=round_.pk).update(job=job)
    audit.record("round.proposal_requested", round_, by=by, at=at)
    return job


def make_proposal(
    round_: MatchRound, *, by: User | None, at: datetime, work: jobs.Work | None = None
) -> MatchRun:
    """Match the round, check the result independently, and keep both as an immutable row.

    Run twice (a killed worker), the second run supersedes the first; the engine is deterministic, so both agree.
    """
    problem = placing.problem_for(round_)
    outcome = placing.solve(problem, work, policy=policies.policy_of(round_))
    outcome["policy"] |= {"changes": placing.adopted_by(round_)}
    outcome["first_come"] = comparing.first_come(problem, _as_handed_in(round_, problem.graduates))
    with transaction.atomic():
        proposal = MatchRun.objects.create(round=round_, made_at=at, made_by=by, **outcome)
        advance(round_, RoundState.PROPOSED, ROUND_STATES, proposal=proposal)
        audit.record("round.proposed", round_, by=by, at=at, digest=proposal.digest)
    return proposal


def _as_handed_in(round_: MatchRound, people: Iterable[matching.Graduate]) -> list[str]:
    """Their ids in the order in which their lists, as they are now, came in."""
    entries = AuditEntry.objects.filter(
        action="round.chosen", subject_type=round_._meta.label_lower, subject_id=str(round_.pk)
    )
    last = {str(person): pk for pk, person in entries.order_by("pk").values_list("pk", "person_id")}
    return sorted((one.id for one in people), key=lambda person: (last.get(person, 0), person))


@transaction.atomic
def publish_round(round_: MatchRound, *, by: User | None, at: datetime) -> list[Offer]:
    """Offer the proposed seats, as a second person (`enrollment.services.publishers` says who).

    Refused too if the checker objected or anything changed since the proposal.
    """
    if round_.proposal is None:
        raise NoProposal
    advance(round_, RoundState.PUBLISHED, ROUND_STATES)
    round_.refresh_from_db(fields=["proposal"])  # a colleague may have made another since the page was loaded
    proposal = round_.proposal
    refuse_publisher(round_, proposal, by)
    if proposal.violations:
        raise ProposalNotConfirmed(count=len(proposal.violations))
    if placing.input_hash(placing.problem_for(round_)) != proposal.input_sha256:
        raise ProposalIsStale
    offers = _offers_of(round_, proposal, at=at)
    offer_seats(offers)
    _mark_matched({offer.run_id for offer in offers})
    keep_slips(round_, placing.people_in(round_).values_list("pk", flat=True), at=at)
    audit.record("round.published", round_, by=by, at=at, offers=len(offers), digest=proposal.digest)
    return offers


def _offers_of(round_: MatchRound, proposal: MatchRun, *, at: datetime) -> list[Offer]:
    runs = {run.code: run for run in round_.runs.all()}
    answer_by = max(round_.answer_by, timezone.localdate(at) + timedelta(days=DAYS_TO_ANSWER))
    return [
        Offer(
            round=round_,
            graduate_id=UUID(person),
            run=runs[seat["run"]],
            seat_group=seat["seat"],
            answer_by=answer_by,
            offered_at=at,
        )
        for person, seat in proposal.placements.items()
        if seat is not None
    ]


def _mark_matched(run_ids: Iterable[int]) -> None:
    for run in CourseRun.objects.filter(pk__in=run_ids, state=RunState.OPEN):
        advance(run, RunState.MATCHED, RUN_STATES)


@transaction.atomic
def finish_round(round_: MatchRound, *, by: User | None, at: datetime) -> None:
    """Close the books of a round once no offer waits for an answer."""
    # Whoever gives freed seats on holds it.
    MatchRound.objects.select_for_update(no_key=True).get(pk=round_.pk)
    waiting = round_.offers.filter(state=OfferState.OPEN).count()
    if waiting:
        raise OffersWaiting(count=waiting)
    advance(round_, RoundState.FINISHED, ROUND_STATES)
    audit.record("round.finished", round_, by=by, at=at)
