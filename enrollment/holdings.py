"""What this app keeps of a person, and what an erasure leaves: see `core.holdings` and docs/privacy.md."""

from django.db.models import Case, Value, When
from django.utils.translation import gettext_lazy as _

from core.holdings import DELETED, Holding

GONE = _("Is deleted.")
COUNTED = _("Stays without a name: it is counted in reports.")
# Where there was a law or order named, the database asks for one.
WITHOUT_WORDS = Case(When(basis_note="", then=Value("")), default=Value("–"))
A_RULE = "names a rule of the regulation, not a person"
TWO_PEOPLE = "speaks of two people: what it says of the other one is not this person's to have"

HOLDINGS = {
    "enrollment.identifier": Holding(_("Numbers"), DELETED, GONE),
    "enrollment.guardian": Holding(_("Guardians"), DELETED, GONE),
    "enrollment.barrier": Holding(_("What stands in the way"), DELETED, GONE),
    "enrollment.consent": Holding(
        _("Consents"),
        {"scan": None, "guardian": None},
        _("Day and kind stay as proof that there was a ground; the scan and the guardian's name go."),
    ),
    "enrollment.majority": Holding(_("Come of age by marriage"), DELETED, GONE),
    "enrollment.consentslip": Holding(_("Forms and links for consents"), DELETED, GONE),
    "enrollment.scanpage": Holding(_("Scanned pages"), DELETED, GONE),
    "enrollment.compared": Holding(_("When the record was last compared with others"), DELETED, GONE),
    "enrollment.duplicatepair": Holding(_("Possible duplicates"), DELETED, GONE, left_out=TWO_PEOPLE),
    "enrollment.merge": Holding(
        _("Merged records"),
        {"sealed_snapshot": b"", "choices": dict},
        _("That two records were one stays; what they said goes, and the merge can no longer be undone."),
        left_out="repeats the two records, which the copy holds as they are now",
    ),
    "enrollment.referral": Holding(
        _("Referrals"),
        {"note": "", "basis_note": WITHOUT_WORDS, "answer_note": "", "ticket": None},
        _("Day, agencies and answer stay for reports; notes go."),
    ),
    "enrollment.plannedpath": Holding(_("What comes next"), {"detail": ""}, COUNTED),
    "enrollment.nameline": Holding(
        _("Index of names"),
        {},
        _("Follows the register by itself."),
        left_out="a copy of two columns of the register",
    ),
    "enrollment.preference": Holding(_("Choices"), {}, COUNTED),
    "enrollment.companion": Holding(_("Wishes to go together"), DELETED, GONE, left_out=TWO_PEOPLE),
    "enrollment.offer": Holding(
        _("Offers"), {}, COUNTED, kept={"seat_group": "names a kind of seat, not a person"}
    ),
    "enrollment.waiting": Holding(_("Places in waiting lists"), DELETED, GONE),
    "enrollment.offerslip": Holding(
        _("Links and codes for answering offers"),
        DELETED,
        GONE,
        left_out="holds nothing but keys and hashes",
    ),
    "enrollment.enrollment": Holding(_("Seats"), {}, COUNTED),
    "enrollment.selectionentry": Holding(
        _("Published lists of a run"),
        {"name": "", "school_name": ""},
        _("Seat and day stay; name and school go."),
    ),
    "enrollment.runeffect": Holding(_("Changes of a run"), {}, COUNTED),
    "enrollment.attendance": Holding(_("Attendance"), {}, COUNTED),
    "enrollment.attendancechange": Holding(_("Corrected attendance"), {"reason": ""}, COUNTED),
    "enrollment.assessment": Holding(_("Scores"), {}, COUNTED),
    "enrollment.entrycheck": Holding(
        _("Papers and health seen"),
        DELETED,
        _("Is deleted; of health already some time after the seat ends."),
    ),
    "enrollment.override": Holding(
        _("Rules relaxed"),
        {"reason": "–"},
        _("Rule, clause and who decided stay; the reason goes."),
        kept={"rule": A_RULE, "relaxes": A_RULE, "clause": A_RULE},
    ),
    "enrollment.entrydecision": Holding(
        _("Decisions on entering"),
        {},
        COUNTED,
        kept={
            "outcomes": "rules and clauses behind a decision, with no name; of health that nothing stood in the way"
        },
    ),
    "enrollment.conduct": Holding(
        _("Steps of discipline"),
        {"reason": "–"},
        _("Step and day stay without a name; the reason goes."),
        kept={"clause": A_RULE},
    ),
    "enrollment.postponement": Holding(_("Tests put off"), {"reason": "–"}, _("Days stay; the words go.")),
    "enrollment.placement": Holding(
        _("Placements in a firm"),
        {"change_reason": Case(When(change_reason="", then=Value("")), default=Value("–"))},
        COUNTED,
    ),
    "enrollment.placementday": Holding(_("Days in a firm"), {}, COUNTED),
    "enrollment.signedhours": Holding(
        _("Signed hours sheets"), DELETED, _("Are deleted; the days they confirmed stay without a name.")
    ),
    "enrollment.placementreport": Holding(
        _("Reports of firms"),
        {"job_result": "", "evaluated_by": "", "time_sheet": None, "evaluation": None},
        _("The firm's yes or no and its days stay; papers and words go."),
    ),
    "enrollment.completion": Holding(
        _("Results"),
        {},
        _("Stays without a name: it is the ground of the paper that was given."),
        kept={
            "outcomes": "rules, hours and scores behind a decision, with no name: the ground of a paper given out"
        },
    ),
    "enrollment.sheetrow": Holding(_("Rows of sign-in sheets"), DELETED, GONE),
    "enrollment.sheetreading": Holding(_("Rows of sign-in sheets as they were read"), DELETED, GONE),
    "enrollment.leaverequest": Holding(
        _("Requests for leave"),
        {"reason": "", "answer": Case(When(answer="", then=Value("")), default=Value("–"))},
        _("Days and decision stay without a name: they explain the hours; the words go."),
    ),
    "enrollment.leavepaper": Holding(_("Papers handed in with a request for leave"), DELETED, GONE),
    "enrollment.leavemark": Holding(_("Marks of approved leave"), {}, COUNTED),
    "enrollment.rightsrequest": Holding(
        _("Requests about rights"), {"note": "", "answer": ""}, _("Kind and days stay; the words go.")
    ),
    "enrollment.datacopy": Holding(
        _("Copies of the data"), DELETED, GONE, left_out="an archive like this one, of an earlier day"
    ),
    "enrollment.erasure": Holding(_("Erasures"), {}, _("Stays: who proposed, who carried out, when.")),
    "enrollment.retentionnotice": Holding(_("Announced erasure"), DELETED, GONE),
    "enrollment.retentionhold": Holding(_("Reasons to keep longer"), DELETED, GONE),
    "enrollment.sighting": Holding(
        _("Who has seen the person"), {}, _("Stays without a name for its own time, to answer for a breach.")
    ),
    "core.auditentry": Holding(
        _("What happened"),
        {},
        _("Action, day and who acted stay; every further word goes and leaves a seal."),
    ),
}
