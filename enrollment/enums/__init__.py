"""Closed lists about people and their way through the chain."""

from enrollment.enums.consents import (
    ConsentChannel,
    ConsentGiver,
    ConsentKind,
    ScanDoubt,
    ScanState,
    SlipPurpose,
)
from enrollment.enums.entry import HEALTH_ITEMS, ConductStep, EntryItem, OverrideState
from enrollment.enums.imports import (
    ImportState,
    PairState,
)
from enrollment.enums.learning import (
    CompletionResult,
    EnrollmentState,
    LeavingReason,
    Mark,
    MarkSource,
)
from enrollment.enums.leaves import LeaveKind, LeavePaperKind, LeavePart, LeaveState
from enrollment.enums.people import (
    Aptitude,
    BarrierKind,
    CaseType,
    DatePrecision,
    Grade,
    IdentifierKind,
    NumberEnd,
    PhoneOwner,
    Reason,
)
from enrollment.enums.placements import Hazard, PostponeGround
from enrollment.enums.referrals import (
    DeclineReason,
    LegalBasis,
    Outcome,
    ReferralSource,
    ReferralState,
    Service,
)
from enrollment.enums.rights import (
    ErasureReason,
    ErasureState,
    IdentityCheck,
    KeptAs,
    RightKind,
    RightState,
    SeenHow,
)
from enrollment.enums.rosters import (
    PathKind,
    PathSource,
    SchoolReportState,
)
from enrollment.enums.rounds import (
    MatchKind,
    OfferState,
    RoundChange,
    RoundState,
)
from enrollment.enums.sheets import RowDoubt, SheetDoubt, SheetScanState
from training.enums import Education

__all__ = [
    "HEALTH_ITEMS",
    "Aptitude",
    "BarrierKind",
    "CaseType",
    "CompletionResult",
    "ConductStep",
    "ConsentChannel",
    "ConsentGiver",
    "ConsentKind",
    "DatePrecision",
    "DeclineReason",
    "Education",
    "EnrollmentState",
    "EntryItem",
    "ErasureReason",
    "ErasureState",
    "Grade",
    "Hazard",
    "IdentifierKind",
    "IdentityCheck",
    "ImportState",
    "KeptAs",
    "LeaveKind",
    "LeavePaperKind",
    "LeavePart",
    "LeaveState",
    "LeavingReason",
    "LegalBasis",
    "Mark",
    "MarkSource",
    "MatchKind",
    "NumberEnd",
    "OfferState",
    "Outcome",
    "OverrideState",
    "PairState",
    "PathKind",
    "PathSource",
    "PhoneOwner",
    "PostponeGround",
    "Reason",
    "ReferralSource",
    "ReferralState",
    "RightKind",
    "RightState",
    "RoundChange",
    "RoundState",
    "RowDoubt",
    "ScanDoubt",
    "ScanState",
    "SchoolReportState",
    "SeenHow",
    "Service",
    "SheetDoubt",
    "SheetScanState",
    "SlipPurpose",
]
