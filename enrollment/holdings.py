"""What this app keeps of a person, and what an erasure leaves: see `core.holdings` and docs/privacy.md."""

from django.db.models import Case, Value, When
from django.utils.translation import gettext_lazy as _

from core.holdings import DELETED, Holding

GONE = _("Is deleted.")
COUNTED = _("Stays without a name: it is counted in reports.")
# Where there was a law or order named, the database asks for one.
WITHOUT_WORDS = Case(When(basis_note="", then=Value("")), default=Value("–"))
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
    "enrollment.offer": Holding(
        _("Offers"), {}, COUNTED, kept={"seat_group": "names a kind of seat, not a person"}
    ),
    "enrollment.enrollment": Holding(_("Seats"), {}, COUNTED),
    "enrollment.attendance": Holding(_("Attendance"), {}, COUNTED),
    "enrollment.assessment": Holding(_("Scores"), {}, COUNTED),
    "enrollment.completion": Holding(
        _("Results"),
        {},
        _("Stays without a name: it is the ground of the paper that was given."),
        kept={
    "enrollment.attendancechange": Holding(_("Corrected attendance"), {"reason": ""}, COUNTED),
            "outcomes": "rules, hours and scores behind a decision, with no name: the ground of a paper given out"
        },
    ),
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
