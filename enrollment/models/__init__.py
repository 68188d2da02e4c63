"""The registry and each person's way through the chain: registered, referred, matched, seated, assessed."""

from enrollment.models.assessment import Assessment, PlannedTest, Postponement
from enrollment.models.attendance import Attendance, AttendanceChange
from enrollment.models.completion import Completion
from enrollment.models.consents import Consent, ConsentPrint, ConsentSlip, ConsentText, Majority
from enrollment.models.duplicates import Compared, DuplicatePair, Merge
from enrollment.models.entry import Conduct, EntryCheck, EntryDecision, Override
from enrollment.models.imports import ColumnNames, ImportBatch, ImportChunk
from enrollment.models.leaves import LeaveMark, LeavePaper, LeaveRequest
from enrollment.models.offer_slips import OfferSlip
from enrollment.models.people import Barrier, Graduate, Guardian, Identifier
from enrollment.models.placements import (
    Placement,
    PlacementDay,
    PlacementReport,
    PlacementSite,
    SignedHours,
    SiteVisit,
)
from enrollment.models.policies import Companion, MatchPolicy
from enrollment.models.referrals import Referral
from enrollment.models.rights import (
    DataCopy,
    Erasure,
    RetentionHold,
    RetentionNotice,
    RightsRequest,
    Sighting,
)
from enrollment.models.rosters import PlannedPath, SchoolReport
from enrollment.models.rounds import MatchRound, MatchRun, Offer, Preference, Waiting
from enrollment.models.runs import RunChange, RunEffect, SelectionEntry, SelectionList
from enrollment.models.scans import ScanFile, ScanPage, ScanUpload
from enrollment.models.search import NameLine, ShownColumns
from enrollment.models.seats import Enrollment
from enrollment.models.sheets import (
    SheetFile,
    SheetPage,
    SheetReading,
    SheetRow,
    SheetScan,
    SheetUpload,
    SignInSheet,
)

__all__ = [
    "Assessment",
    "Attendance",
    "AttendanceChange",
    "Barrier",
    "ColumnNames",
    "Companion",
    "Compared",
    "Completion",
    "Conduct",
    "Consent",
    "ConsentPrint",
    "ConsentSlip",
    "ConsentText",
    "DataCopy",
    "DuplicatePair",
    "Enrollment",
    "EntryCheck",
    "EntryDecision",
    "Erasure",
    "Graduate",
    "Guardian",
    "Identifier",
    "ImportBatch",
    "ImportChunk",
    "LeaveMark",
    "LeavePaper",
    "LeaveRequest",
    "Majority",
    "MatchPolicy",
    "MatchRound",
    "MatchRun",
    "Merge",
    "NameLine",
    "Offer",
    "OfferSlip",
    "Override",
    "Placement",
    "PlacementDay",
    "PlacementReport",
    "PlacementSite",
    "PlannedPath",
    "PlannedTest",
    "Postponement",
    "Preference",
    "Referral",
    "RetentionHold",
    "RetentionNotice",
    "RightsRequest",
    "RunChange",
    "RunEffect",
    "ScanFile",
    "ScanPage",
    "ScanUpload",
    "SchoolReport",
    "SelectionEntry",
    "SelectionList",
    "SheetFile",
    "SheetPage",
    "SheetReading",
    "SheetRow",
    "SheetScan",
    "SheetUpload",
    "ShownColumns",
    "Sighting",
    "SignInSheet",
    "SignedHours",
    "SiteVisit",
    "Waiting",
]
