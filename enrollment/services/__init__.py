"""The use cases of enrollment: every write goes through one of these."""

from enrollment.entries import GuardianEntry, PersonEntry
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
from enrollment.services.completion import confirm_completions
from enrollment.services.attendance import MarkEntry, mark_attendance, sync_marks
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
from enrollment.services.lodging import ask_for_bed, give_bed_back, hand_out_beds
from enrollment.services.merging import follow_merges, merge_people, undo_merge
from enrollment.services.numbers import end_identifier, reveal_identifier
from enrollment.services.people import (
    correct_graduate,
    register_graduate,
)
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
from enrollment.services.run_changes import call_off, defer_run, merge_runs, undo_run_change
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

__all__ = [
    "GuardianEntry",
    "MarkEntry",
    "PersonEntry",
    "ScoreEntry",
    "accept_offer",
    "accept_referral",
    "accept_referrals",
    "answer_link",
    "apply_import",
    "ask_for_bed",
    "assign_page",
    "begin_training",
    "call_off",
    "change_draft",
    "choose",
    "clear_imports",
    "close_books",
    "close_lists",
    "compare_newcomers",
    "confirm_completions",
    "confirm_page",
    "correct_graduate",
    "decline_offer",
    "decline_referral",
    "defer_run",
    "discard_draft",
    "discard_import",
    "discard_page",
    "draft_referral",
    "drop_old_prints",
    "drop_unread_files",
    "end_basis",
    "end_identifier",
    "enroll",
    "enter_scores",
    "expire_referrals",
    "finish_round",
    "follow_merges",
    "forget_marriage",
    "give_bed_back",
    "give_consent",
    "give_trainee_account",
    "hand_on",
    "hand_out_beds",
    "judge_again",
    "keep_schedule",
    "lapse_offers",
    "leave",
    "make_link",
    "make_proposal",
    "mark_attendance",
    "mark_different",
    "merge_people",
    "merge_runs",
    "name_columns",
    "note_marriage",
    "open_round",
    "propose_pair",
    "provide",
    "publish_round",
    "publish_selection",
    "publish_text",
    "read_import",
    "receive_referral",
    "record_training_consent",
    "refer",
    "refer_many",
    "register_graduate",
    "reopen_lists",
    "request_print",
    "request_proposal",
    "request_scan",
    "reveal_identifier",
    "send_page_back",
    "send_referral",
    "tick_duplicates",
    "undo_import",
    "undo_merge",
    "undo_run_change",
    "upload_import",
    "upload_scans",
    "withdraw_by_receipt",
    "withdraw_consent",
    "withdraw_referral",
    "write_import",
]
