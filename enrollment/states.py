"""State tables of everything in this app that has a state."""

from enrollment.enums import (
    EnrollmentState,
    ErasureState,
    ImportState,
    LeaveState,
    OfferState,
    OverrideState,
    PairState,
    ReferralState,
    RightState,
    RoundState,
    ScanState,
    SchoolReportState,
    SheetScanState,
)

REFERRAL_STATES: dict[ReferralState, tuple[ReferralState, ...]] = {
    ReferralState.DRAFTED: (ReferralState.SENT,),
    ReferralState.SENT: (
        ReferralState.RECEIVED,
        ReferralState.ACCEPTED,
        ReferralState.DECLINED,
        ReferralState.WITHDRAWN,
        ReferralState.EXPIRED,
        ReferralState.HANDED_ON,
    ),
    ReferralState.RECEIVED: (
        ReferralState.ACCEPTED,
        ReferralState.DECLINED,
        ReferralState.WITHDRAWN,
        ReferralState.EXPIRED,
        ReferralState.HANDED_ON,
    ),
    ReferralState.ACCEPTED: (ReferralState.HANDED_ON,),
    ReferralState.DECLINED: (),
    ReferralState.WITHDRAWN: (),
    ReferralState.EXPIRED: (),
    ReferralState.HANDED_ON: (),
}

IMPORT_STATES: dict[ImportState, tuple[ImportState, ...]] = {
    ImportState.UPLOADED: (
        ImportState.MAPPING,
        ImportState.READY,
        ImportState.REFUSED,
        ImportState.DISCARDED,
    ),
    ImportState.MAPPING: (ImportState.UPLOADED, ImportState.DISCARDED),
    ImportState.READY: (ImportState.UPLOADED, ImportState.APPLYING, ImportState.DISCARDED),
    ImportState.REFUSED: (),
    ImportState.APPLYING: (ImportState.APPLIED, ImportState.READY),
    ImportState.APPLIED: (ImportState.UNDONE,),
    ImportState.UNDONE: (),
    ImportState.DISCARDED: (),
}

ROUND_STATES: dict[RoundState, tuple[RoundState, ...]] = {
    RoundState.OPEN: (RoundState.CLOSED,),
    RoundState.CLOSED: (RoundState.PROPOSED, RoundState.OPEN),
    RoundState.PROPOSED: (RoundState.PUBLISHED, RoundState.CLOSED),
    RoundState.PUBLISHED: (RoundState.FINISHED,),
    RoundState.FINISHED: (),
}

OFFER_STATES: dict[OfferState, tuple[OfferState, ...]] = {
    OfferState.OPEN: (
        OfferState.ACCEPTED,
        OfferState.DECLINED,
        OfferState.LAPSED,
        OfferState.WITHDRAWN,
        OfferState.REPLACED,
    ),
    OfferState.ACCEPTED: (),
    OfferState.DECLINED: (),
    OfferState.LAPSED: (),
    OfferState.WITHDRAWN: (),
    OfferState.REPLACED: (),
}

ENROLLMENT_STATES: dict[EnrollmentState, tuple[EnrollmentState, ...]] = {
    EnrollmentState.ENROLLED: (EnrollmentState.TRAINING, EnrollmentState.LEFT),
    EnrollmentState.TRAINING: (
        EnrollmentState.COMPLETED,
        EnrollmentState.NOT_COMPLETED,
        EnrollmentState.LEFT,
    ),
    # A confirmed result is reopened only while no paper rests on it (`reopen_completion`).
    EnrollmentState.COMPLETED: (EnrollmentState.TRAINING,),
    EnrollmentState.NOT_COMPLETED: (EnrollmentState.TRAINING,),
    EnrollmentState.LEFT: (),
}

OVERRIDE_STATES: dict[OverrideState, tuple[OverrideState, ...]] = {
    OverrideState.PROPOSED: (OverrideState.APPROVED, OverrideState.REFUSED, OverrideState.WITHDRAWN),
    OverrideState.APPROVED: (OverrideState.WITHDRAWN,),
    OverrideState.REFUSED: (),
    OverrideState.WITHDRAWN: (),
}

PAIR_STATES: dict[PairState, tuple[PairState, ...]] = {
    PairState.PROPOSED: (PairState.DIFFERENT, PairState.MERGED),
    PairState.DIFFERENT: (PairState.PROPOSED,),
    PairState.MERGED: (PairState.PROPOSED,),
}

RIGHT_STATES: dict[RightState, tuple[RightState, ...]] = {
    RightState.RECEIVED: (RightState.GRANTED, RightState.REJECTED, RightState.TAKEN_BACK),
    RightState.GRANTED: (),
    RightState.REJECTED: (),
    RightState.TAKEN_BACK: (),
}

ERASURE_STATES: dict[ErasureState, tuple[ErasureState, ...]] = {
    ErasureState.PROPOSED: (ErasureState.DONE, ErasureState.DROPPED),
    ErasureState.DONE: (),
    ErasureState.DROPPED: (),
}

SCAN_STATES: dict[ScanState, tuple[ScanState, ...]] = {
    ScanState.UNREAD: (ScanState.READ, ScanState.FOREIGN, ScanState.REPEATED, ScanState.DISCARDED),
    ScanState.READ: (ScanState.CONFIRMED, ScanState.UNREAD, ScanState.DISCARDED),
    ScanState.REPEATED: (ScanState.READ, ScanState.DISCARDED),
    ScanState.CONFIRMED: (),
    ScanState.FOREIGN: (),
    ScanState.DISCARDED: (),
}

SCHOOL_REPORT_STATES: dict[SchoolReportState, tuple[SchoolReportState, ...]] = {
    SchoolReportState.IN_WORK: (SchoolReportState.DONE,),
    SchoolReportState.DONE: (SchoolReportState.IN_WORK,),
}

SHEET_SCAN_STATES: dict[SheetScanState, tuple[SheetScanState, ...]] = {
    SheetScanState.UNREAD: (
        SheetScanState.READ,
        SheetScanState.REPEATED,
        SheetScanState.FOREIGN,
        SheetScanState.DISCARDED,
    ),
    SheetScanState.READ: (SheetScanState.CONFIRMED, SheetScanState.DISCARDED),
    SheetScanState.REPEATED: (SheetScanState.READ, SheetScanState.DISCARDED),
    SheetScanState.FOREIGN: (),
    SheetScanState.CONFIRMED: (),
    SheetScanState.DISCARDED: (),
}

# Whether a certificate is due is computed anew at every change, so a request goes to and fro between the first two.
LEAVE_STATES: dict[LeaveState, tuple[LeaveState, ...]] = {
    LeaveState.PAPER_DUE: (LeaveState.ASKED, LeaveState.DECLINED, LeaveState.WITHDRAWN),
    LeaveState.ASKED: (
        LeaveState.PAPER_DUE,
        LeaveState.APPROVED,
        LeaveState.DECLINED,
        LeaveState.WITHDRAWN,
    ),
    LeaveState.APPROVED: (LeaveState.ASKED,),
    LeaveState.DECLINED: (LeaveState.ASKED,),
    LeaveState.WITHDRAWN: (),
}
