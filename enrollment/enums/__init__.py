"""Closed lists about people and their way through the chain."""

from enrollment.enums.consents import (
    ConsentChannel,
    ConsentGiver,
    ConsentKind,
    ScanDoubt,
    ScanState,
    SlipPurpose,
)
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
from enrollment.enums.people import (
    Aptitude,
    BarrierKind,
    CaseType,
    DatePrecision,
    Education,
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
    OfferState,
    RoundState,
)

__all__ = [
    "Aptitude",
    "BarrierKind",
    "CaseType",
    "CompletionResult",
    "ConsentChannel",
    "ConsentGiver",
    "ConsentKind",
    "DatePrecision",
    "DeclineReason",
    "Education",
    "EnrollmentState",
    "ErasureReason",
    "ErasureState",
    "Grade",
    "Hazard",
    "IdentifierKind",
    "IdentityCheck",
    "ImportState",
    "KeptAs",
    "LeavingReason",
    "LegalBasis",
    "Mark",
    "NumberEnd",
    "OfferState",
    "Outcome",
    "PairState",
    "PathKind",
    "PathSource",
    "PhoneOwner",
    "PostponeGround",
    "Reason",
    "MarkSource",
    "ReferralSource",
    "ReferralState",
    "RightKind",
    "RightState",
    "RoundState",
    "ScanDoubt",
    "ScanState",
    "SchoolReportState",
    "SeenHow",
    "Service",
    "SlipPurpose",
]
