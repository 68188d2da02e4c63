"""Every state of every table can be reached, and every table speaks of every state."""

import pytest

from certificates.enums import CertificateState, TemplateState
from certificates.states import CERTIFICATE_STATES, TEMPLATE_STATES
from core.states import unreachable
from enrollment import enums
from enrollment.states import (
    ENROLLMENT_STATES,
    ERASURE_STATES,
    IMPORT_STATES,
    LEAVE_STATES,
    OFFER_STATES,
    OVERRIDE_STATES,
    PAIR_STATES,
    REFERRAL_STATES,
    RIGHT_STATES,
    ROUND_STATES,
    SCAN_STATES,
    SCHOOL_REPORT_STATES,
    SHEET_SCAN_STATES,
)
from scheduling.enums import PlanState
from scheduling.states import PLAN_STATES
from training.enums import RuleSetState, RunState
from training.states import RULE_SET_STATES, RUN_STATES

TABLES = [
    (REFERRAL_STATES, enums.ReferralState, "drafted"),
    (IMPORT_STATES, enums.ImportState, "uploaded"),
    (ROUND_STATES, enums.RoundState, "open"),
    (OFFER_STATES, enums.OfferState, "open"),
    (ENROLLMENT_STATES, enums.EnrollmentState, "enrolled"),
    (PAIR_STATES, enums.PairState, "proposed"),
    (SCAN_STATES, enums.ScanState, "unread"),
    (SCHOOL_REPORT_STATES, enums.SchoolReportState, "in_work"),
    (RIGHT_STATES, enums.RightState, "received"),
    (OVERRIDE_STATES, enums.OverrideState, "proposed"),
    (ERASURE_STATES, enums.ErasureState, "proposed"),
    (SHEET_SCAN_STATES, enums.SheetScanState, "unread"),
    (LEAVE_STATES, enums.LeaveState, "asked"),
    (RULE_SET_STATES, RuleSetState, "proposed"),
    (RUN_STATES, RunState, "planned"),
    (PLAN_STATES, PlanState, "solving"),
    (CERTIFICATE_STATES, CertificateState, "issued"),
    (TEMPLATE_STATES, TemplateState, "draft"),
]


@pytest.mark.parametrize(
    ("table", "states", "start"), TABLES, ids=lambda value: getattr(value, "__name__", "")
)
def test_a_table_is_whole(table, states, start):
    assert set(table) == set(states)
    assert unreachable(table, states(start)) == set()


def test_a_state_that_nothing_leads_to_is_found():
    assert unreachable({"a": ("b",), "b": (), "c": ("a",)}, "a") == {"c"}
