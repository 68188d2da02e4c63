"""The use cases of enrollment: every write goes through one of these."""

from enrollment.entries import GuardianEntry, PersonEntry
from enrollment.marks import MarkEntry
from enrollment.services.accounts import give_trainee_account
from enrollment.services.answers import (
    accept_referral,
    accept_referrals,
    decline_referral,
    expire_referrals,
    hand_on,
    receive_referral,
)
from enrollment.services.assessment import ScoreEntry, enter_scores
from enrollment.services.attendance import mark_attendance, sync_marks
from enrollment.services.completion import confirm_completions, reopen_completion
from enrollment.services.conduct import record_conduct, take_back_conduct
from enrollment.services.consent_prints import drop_old_prints, request_print
from enrollment.services.consent_slips import answer_link, make_link, withdraw_by_receipt
from enrollment.services.consent_words import publish_text
from enrollment.services.consents import (
    forget_marriage,
    give_consent,
    note_marriage,
    record_training_consent,
    withdraw_consent,
)
from enrollment.services.drafts import change_draft, discard_draft, draft_referral
from enrollment.services.duplicates import (
    compare_newcomers,
    judge_again,
    mark_different,
    propose_pair,
    request_scan,
)
from enrollment.services.entry import forget_health, note_entry, see_papers, take_back_entry
from enrollment.services.fallback import open_fallback
from enrollment.services.import_reading import read_import
from enrollment.services.import_undoing import undo_import
from enrollment.services.import_writing import clear_imports, write_import
from enrollment.services.imports import (
    apply_import,
    discard_import,
    name_columns,
    tick_duplicates,
    upload_import,
)
from enrollment.services.leave_keeping import forget_sick_notes
from enrollment.services.leaves import (
    LeaveEntry,
    apply_leaves,
    approve_leave,
    ask_leave,
    decline_leave,
    hand_in,
    reopen_leave,
    withdraw_leave,
)
from enrollment.services.lodging import ask_for_bed, give_bed_back, hand_out_beds
from enrollment.services.merge_following import follow_merges
from enrollment.services.merging import merge_people
from enrollment.services.numbers import end_identifier, reveal_identifier
from enrollment.services.offer_slips import answer_by_slip, renew_slip
from enrollment.services.overrides import (
    approve_override,
    propose_override,
    refuse_override,
    withdraw_override,
)
from enrollment.services.people import (
    correct_graduate,
    register_graduate,
)
from enrollment.services.placement_days import DayEntry, confirm_days, keep_signed_hours, log_days
from enrollment.services.placement_reports import ReportEntry, record_report
from enrollment.services.placements import change_site, note_return, place, set_days, tell_inspector
from enrollment.services.policies import go_alone, go_together, settle_policy
from enrollment.services.postponing import plan_test, postpone_test
from enrollment.services.presence import mark_present
from enrollment.services.referrals import (
    end_basis,
    refer,
    refer_many,
    send_referral,
    withdraw_referral,
)
from enrollment.services.retention import keep_schedule
from enrollment.services.rounds import (
    choose,
    close_lists,
    finish_round,
    make_proposal,
    open_round,
    publish_round,
    reopen_lists,
    request_proposal,
)
from enrollment.services.run_changes import call_off, defer_run, merge_runs
from enrollment.services.run_undoing import undo_run_change
from enrollment.services.runs import begin_training, close_books, provide
from enrollment.services.scans import (
    assign_page,
    confirm_page,
    discard_page,
    drop_unread_files,
    send_page_back,
    upload_scans,
)
from enrollment.services.seats import accept_offer, decline_offer, enroll, lapse_offers, leave
from enrollment.services.selections import publish_selection
from enrollment.services.settling import settle, settle_rounds
from enrollment.services.sheet_keeping import drop_sheet_pictures
from enrollment.services.sheet_scans import (
    confirm_scan,
    discard_scan,
    upload_sheets,
    use_scan,
)
from enrollment.services.sheets import print_day, print_sheets
from enrollment.services.sites import SiteEntry, add_site, correct_site, record_visit
from enrollment.services.unmerging import undo_merge
from enrollment.services.what_ifs import adopt_what_if, drop_adopted, make_what_if, request_what_if

__all__ = [
    "DayEntry",
    "GuardianEntry",
    "LeaveEntry",
    "MarkEntry",
    "PersonEntry",
    "ReportEntry",
    "ScoreEntry",
    "SiteEntry",
    "accept_offer",
    "accept_referral",
    "accept_referrals",
    "add_site",
    "adopt_what_if",
    "answer_by_slip",
    "answer_link",
    "apply_import",
    "apply_leaves",
    "approve_leave",
    "approve_override",
    "ask_for_bed",
    "ask_leave",
    "assign_page",
    "begin_training",
    "call_off",
    "change_draft",
    "change_site",
    "choose",
    "clear_imports",
    "close_books",
    "close_lists",
    "compare_newcomers",
    "confirm_completions",
    "confirm_days",
    "confirm_page",
    "confirm_scan",
    "correct_graduate",
    "correct_site",
    "decline_leave",
    "decline_offer",
    "decline_referral",
    "defer_run",
    "discard_draft",
    "discard_import",
    "discard_page",
    "discard_scan",
    "draft_referral",
    "drop_adopted",
    "drop_old_prints",
    "drop_sheet_pictures",
    "drop_unread_files",
    "end_basis",
    "end_identifier",
    "enroll",
    "enter_scores",
    "expire_referrals",
    "finish_round",
    "follow_merges",
    "forget_health",
    "forget_marriage",
    "forget_sick_notes",
    "give_bed_back",
    "give_consent",
    "give_trainee_account",
    "go_alone",
    "go_together",
    "hand_in",
    "hand_on",
    "hand_out_beds",
    "judge_again",
    "keep_schedule",
    "keep_signed_hours",
    "lapse_offers",
    "leave",
    "log_days",
    "make_link",
    "make_proposal",
    "make_what_if",
    "mark_attendance",
    "mark_different",
    "mark_present",
    "merge_people",
    "merge_runs",
    "name_columns",
    "note_entry",
    "note_marriage",
    "note_return",
    "open_fallback",
    "open_round",
    "place",
    "plan_test",
    "postpone_test",
    "print_day",
    "print_sheets",
    "propose_override",
    "propose_pair",
    "provide",
    "publish_round",
    "publish_selection",
    "publish_text",
    "read_import",
    "receive_referral",
    "record_conduct",
    "record_report",
    "record_training_consent",
    "record_visit",
    "refer",
    "refer_many",
    "refuse_override",
    "register_graduate",
    "renew_slip",
    "reopen_completion",
    "reopen_leave",
    "reopen_lists",
    "request_print",
    "request_proposal",
    "request_scan",
    "request_what_if",
    "reveal_identifier",
    "see_papers",
    "send_page_back",
    "send_referral",
    "set_days",
    "settle",
    "settle_policy",
    "settle_rounds",
    "sync_marks",
    "take_back_conduct",
    "take_back_entry",
    "tell_inspector",
    "tick_duplicates",
    "undo_import",
    "undo_merge",
    "undo_run_change",
    "upload_import",
    "upload_scans",
    "upload_sheets",
    "use_scan",
    "withdraw_by_receipt",
    "withdraw_consent",
    "withdraw_leave",
    "withdraw_override",
    "withdraw_referral",
    "write_import",
]
