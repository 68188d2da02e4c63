"""What happened to a person, in words, from the audit trail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from core.audit import SYSTEM
from core.models import AuditEntry
from core.paging import Page, keyset_page
from enrollment.enums import (
    CompletionResult,
    ConsentChannel,
    ConsentGiver,
    ConsentKind,
    DeclineReason,
    LeavingReason,
    LegalBasis,
    Mark,
    PathKind,
    PostponeGround,
    Service,
)
from enrollment.models import Graduate, Referral
from enrollment.queries.duplicates import stands_for

ENTRIES_A_PAGE = 20

# Every action that names a person: its words and its tone. Of attendance only what was corrected: the rest is hours.
ACTIONS: Mapping[str, tuple[Any, str]] = {
    "graduate.registered": (_("Registered"), "info"),
    "graduate.corrected": (_("Record corrected"), "neutral"),
    "graduate.number_met": (
        _("A number of this person was entered by somebody who may not see them"),
        "warn",
    ),
    "graduate.merged": (_("Another record of the same person merged into this one"), "info"),
    "graduate.unmerged": (_("A merge undone: two records again"), "warn"),
    "graduate.account_given": (_("Account given"), "neutral"),
    "consent.seen": (_("Signed consent seen"), "good"),
    "consent.given": (_("Consent given"), "good"),
    "consent.withdrawn": (_("Consent taken back"), "bad"),
    "consent.link_made": (_("Link for consent made"), "neutral"),
    "consent.form_printed": (_("Form of consent printed"), "neutral"),
    "consent.page_confirmed": (_("Signed form attached"), "info"),
    "consent.page_seen": (_("Signed form looked at"), "neutral"),
    "majority.seen": (_("Of age by marriage: certificate seen"), "info"),
    "majority.forgotten": (_("Of age by marriage: taken back"), "neutral"),
    "identifier.revealed": (_("Number shown in full"), "neutral"),
    "copy.asked": (_("Copy of all data asked for"), "neutral"),
    "copy.made": (_("Copy of all data put together"), "neutral"),
    "copy.fetched": (_("Copy of all data fetched"), "neutral"),
    "right.asked": (_("A right over the data asked for"), "info"),
    "right.answered": (_("Request about rights answered"), "good"),
    "right.taken_back": (_("Request about rights taken back"), "neutral"),
    "erasure.proposed": (_("Erasure proposed"), "warn"),
    "erasure.dropped": (_("Decided not to erase"), "neutral"),
    "retention.announced": (_("Erasure announced: the time for keeping the data is over"), "warn"),
    "retention.called_off": (_("Announced erasure called off"), "neutral"),
    "retention.held": (_("Data kept longer, for a reason"), "neutral"),
    "retention.hold_lifted": (_("Reason to keep longer lifted"), "neutral"),
    "identifier.ended": (_("Number entered by mistake taken away"), "warn"),
    "referral.drafted": (_("Referral drafted"), "neutral"),
    "referral.draft_discarded": (_("Draft of a referral discarded"), "neutral"),
    "referral.sent": (_("Referred"), "info"),
    "referral.received": (_("Referral received"), "info"),
    "referral.accepted": (_("Referral accepted"), "good"),
    "referral.declined": (_("Referral declined"), "bad"),
    "referral.withdrawn": (_("Referral withdrawn"), "neutral"),
    "referral.handed_on": (_("Handed on to another agency"), "info"),
    "referral.expired": (_("Referral not answered in time"), "warn"),
    "referral.basis_ended": (_("Referral ended: the consent was taken back"), "warn"),
    "path.recorded": (_("Plan recorded"), "good"),
    "path.taken_back": (_("Plan taken back"), "neutral"),
    "round.chosen": (_("Choices ranked"), "info"),
    "round.paired": (_("Wish to go together noted"), "info"),
    "round.parted": (_("Wish to go together taken back"), "info"),
    "offer.passed_on": (_("A freed seat offered"), "info"),
    "offer.accepted": (_("Seat accepted"), "good"),
    "offer.declined": (_("Seat declined"), "bad"),
    "offer.lapsed": (_("Offer not answered in time"), "warn"),
    "offer.withdrawn": (_("Offer taken back: the run changed"), "warn"),
    "offer.replaced": (_("Offer let go for a better seat"), "info"),
    "offer.slip_opened": (_("Offer looked at by link or code"), "neutral"),
    "offer.slip_missed": (_("Code for the offer typed with a wrong date of birth"), "warn"),
    "offer.slip_renewed": (_("New link and code for the offer made"), "neutral"),
    "run_change.seat_stays": (_("The run was moved: the seat is kept"), "info"),
    "run_change.seat_moves": (_("The seat moved to another run"), "info"),
    "run_change.offer_stays": (_("The run was moved: the offer stands"), "info"),
    "run_change.offer_moves": (_("The offer moved to another run"), "info"),
    "run_change.choice_stays": (_("A run on the list was moved"), "neutral"),
    "run_change.choice_opens": (_("A run on the list was moved: the choice now counts"), "info"),
    "run_change.choice_ends": (_("A run on the list changed: the choice no longer counts"), "warn"),
    "run_change.undone": (_("The change of the run was taken back"), "info"),
    "lodging.asked": (_("Needs a bed"), "neutral"),
    "lodging.given": (_("Bed given"), "good"),
    "lodging.given_back": (_("Bed given back"), "neutral"),
    "enrollment.by_hand": (_("Seat given by hand"), "info"),
    "enrollment.moved_up": (_("Seat given back for a better one"), "info"),
    "enrollment.left": (_("Left the training"), "bad"),
    "entry.noted": (_("Paper or health check noted"), "neutral"),
    "entry.taken_back": (_("Paper or health check taken back"), "neutral"),
    "override.proposed": (_("Relaxing a rule proposed"), "info"),
    "override.approved": (_("A rule relaxed"), "info"),
    "override.refused": (_("A rule not relaxed"), "warn"),
    "override.withdrawn": (_("Relaxing a rule withdrawn"), "neutral"),
    "conduct.recorded": (_("Step of discipline recorded"), "warn"),
    "conduct.taken_back": (_("Step of discipline taken back"), "neutral"),
    "training.begun": (_("Training begun"), "info"),
    "leave.asked": (_("Leave asked for"), "neutral"),
    "leave.paper_handed_in": (_("Paper for a leave handed in"), "neutral"),
    "leave.paper_seen": (_("Paper for a leave looked at"), "neutral"),
    "leave.approved": (_("Leave approved"), "good"),
    "leave.declined": (_("Leave declined"), "bad"),
    "leave.withdrawn": (_("Request for leave withdrawn"), "neutral"),
    "leave.reopened": (_("Decision about a leave taken back"), "warn"),
    "attendance.corrected": (_("Attendance corrected"), "neutral"),
    "score.entered": (_("Score entered"), "neutral"),
    "score.corrected": (_("Score corrected"), "warn"),
    "test.postponed": (_("Test put off for this person"), "neutral"),
    "placement.begun": (_("Sent to a firm"), "info"),
    "placement.site_changed": (_("Moved to another firm"), "info"),
    "placement.days_changed": (_("Days in the firm changed"), "neutral"),
    "placement.inspector_told": (_("Labour inspector told"), "neutral"),
    "placement.hours_signed": (_("Signed hours sheet received"), "info"),
    "placement.returned": (_("Back at the centre"), "info"),
    "placement.reported": (_("Report of the firm received"), "info"),
    "placement.report_corrected": (_("Report of the firm corrected"), "warn"),
    "completion.reopened": (_("Result reopened"), "warn"),
    "completion.confirmed": (_("Result confirmed"), "good"),
    "certificate.issued": (_("Certificate issued"), "good"),
    "certificate.revoked": (_("Certificate revoked"), "bad"),
    "certificate.reinstated": (_("Certificate reinstated"), "good"),
    "certificate.hidden": (_("Certificate taken from public view"), "info"),
    "certificate.shown": (_("Certificate on public view again"), "info"),
    "certificate.handed_out": (_("Certificate given again"), "info"),
    "certificate.mailed": (_("Link to the certificate sent"), "info"),
    "certificate.replaced": (_("Certificate replaced"), "neutral"),
    "follow_up.recorded": (_("Followed up"), "info"),
}
FIELD_NAMES: Mapping[str, Any] = {
    "prefix": _("prefix"),
    "given_name": _("given name"),
    "family_name": _("family name"),
    "name_en": _("romanised name"),
    "identifier": _("number"),
    "birth": _("date of birth"),
    "birth_date": _("date of birth"),
    "birth_precision": _("precision of the date"),
    "case_type": _("case"),
    "education": _("education completed"),
    "school": _("school"),
    "academic_year": _("academic year of leaving"),
    "reasons": _("reasons for not continuing"),
    "interests": _("interests"),
    "place": _("subdistrict"),
    "address": _("house number and village"),
    "phone": _("telephone"),
    "needs_lodging": _("needs lodging"),
    "grade": _("grade of leaving"),
    "aptitudes": _("aptitudes"),
    "phone_owner": _("whose telephone"),
    "barriers": _("barriers"),
    "guardian": _("guardian"),
    "other_guardians": _("further guardians"),
}
CODED_FACTS: Mapping[tuple[str, str], Any] = {
    ("referral.sent", "service"): Service,
    ("referral.sent", "basis"): LegalBasis,
    ("referral.declined", "reason"): DeclineReason,
    ("enrollment.left", "reason"): LeavingReason,
    ("completion.confirmed", "result"): CompletionResult,
    ("completion.reopened", "result"): CompletionResult,
    ("test.postponed", "ground"): PostponeGround,
    ("path.recorded", "kind"): PathKind,
    ("path.taken_back", "kind"): PathKind,
    ("attendance.corrected", "mark"): Mark,
    **{
        (f"consent.{act}", name): choices
        for act in ("seen", "given", "withdrawn")
        for name, choices in (("kind", ConsentKind), ("giver", ConsentGiver), ("channel", ConsentChannel))
    },
}


OF_SEATS = frozenset(action for action in ACTIONS if action.startswith(("offer.", "enrollment.")))
VIA: Mapping[str, Any] = {"link": _("by the link"), "code": _("by the code")}


class TimelineKind(TextChoices):
    """What part of the timeline is told; each kind is that of actions that begin alike."""

    RECORD = "record", _("The record")
    CONSENT = "consent", _("Consents")
    REFERRAL = "referral", _("Referrals")
    TRAINING = "training", _("Training")
    AFTER = "after", _("Certificates and follow-up")


BEGINNINGS: Mapping[str, tuple[str, ...]] = {
    TimelineKind.RECORD: ("graduate.", "identifier."),
    TimelineKind.CONSENT: ("consent.", "majority."),
    TimelineKind.REFERRAL: ("referral.", "path."),
    TimelineKind.TRAINING: (
        "round.",
        "offer.",
        "enrollment.",
        "run_change.",
        "lodging.",
        "training.",
        "entry.",
        "override.",
        "conduct.",
        "score.",
        "attendance.",
        "test.",
        "placement.",
        "completion.",
    ),
    TimelineKind.AFTER: ("certificate.", "follow_up."),
}


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of what happened, newest first: entries of `{% timeline %}` and the cursors of its neighbours."""

    entries: list[dict[str, Any]]
    page: Page[AuditEntry]


def timeline_of(person: Graduate, kind: str = "", cursor: str = "") -> Timeline:
    """What happened to the person, or that part of it."""
    begin = BEGINNINGS.get(kind)
    actions = [action for action in ACTIONS if begin is None or action.startswith(begin)]
    records = stands_for(person)  # also what happened while it was two records
    rows = AuditEntry.objects.filter(person_id__in=records, action__in=actions)
    page = keyset_page(rows, ("-at", "-id"), cursor, size=ENTRIES_A_PAGE)
    agencies = Agency.objects.in_bulk({row.agency_id for row in page if row.agency_id})
    entries = [_entry(row, agencies) for row in page]
    if person.import_batch and not page.following and kind in ("", TimelineKind.RECORD):
        entries.append(_imported(person))
    return Timeline(entries, page)


def timeline_of_referrals(referrals: Sequence[Referral]) -> list[dict[str, Any]]:
    """What happened to a referral and to those it was handed on as, each told with its receiver; newest first."""
    receivers = {str(row.pk): str(row.to_agency) for row in referrals}
    rows = AuditEntry.objects.filter(subject_type="enrollment.referral", subject_id__in=receivers)
    told = rows.filter(action__in=ACTIONS).order_by("-at", "-id")
    entries = [(_entry(row), receivers[row.subject_id]) for row in told]
    if len(receivers) == 1:
        return [entry for entry, _receiver in entries]
    return [
        entry | {"text": " · ".join(filter(None, [receiver, entry["text"]]))} for entry, receiver in entries
    ]


def _entry(row: AuditEntry, agencies: Mapping[int, Agency] | None = None) -> dict[str, Any]:
    words, tone = ACTIONS[row.action]
    by = gettext("the system") if row.actor_name == SYSTEM else row.actor_name
    agency = (agencies or {}).get(row.agency_id or 0)
    by = f"{by}, {agency}" if agency else by
    return {"at": row.at, "title": words, "by": by, "tone": tone, "text": _facts(row), "url": ""}


def _facts(row: AuditEntry) -> str:
    """The facts of an audit row that a reader understands: coded reasons, changed fields, runs."""
    facts = row.facts
    words = [
        str(choices(facts[name]).label)
        for (action, name), choices in CODED_FACTS.items()
        if action == row.action and facts.get(name) in choices.values
    ]
    words += [str(FIELD_NAMES.get(name, name)) for name in facts.get("fields", ())]
    words += [str(facts["run"])] if "run" in facts else []
    words += _of_a_seat(facts) if row.action in OF_SEATS else []
    words += [", ".join(facts["choices"])] if row.action == "round.chosen" else []
    return ", ".join(words)


def _of_a_seat(facts: Mapping[str, Any]) -> list[str]:
    """What is held meanwhile, for what a seat was given back, and how somebody without an account answered."""
    words = [gettext("%(run)s stays held meanwhile") % {"run": facts["holds"]}] if "holds" in facts else []
    words += [gettext("now in %(run)s") % {"run": facts["now"]}] if "now" in facts else []
    return [*words, str(VIA[facts["via"]])] if facts.get("via") in VIA else words


def _imported(person: Graduate) -> dict[str, Any]:
    """An imported person has no audit row of their own: the batch has one for all."""
    batch = person.import_batch
    by = (batch.owner.get_full_name() or batch.owner.get_username()) if batch else ""
    title = gettext("Registered by import")
    return {
        "at": person.registered_at,
        "title": title,
        "by": by,
        "tone": "info",
        "text": str(batch),
        "url": "",
    }
