"""Settings of the regulation: proposed by one, confirmed by another, for runs that have not begun."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.enums import Role
from core.models import AuditEntry
from core.refusals import WrongState
from tests.clock import NOW
from tests.conftest import account_of
from tests.factories.agencies import CenterFactory
from tests.factories.training import RuleSetFactory, RunFactory
from tests.races import kinds, race
from training.models import Closure, RuleSet
from training.rule_rows import due_on, rules_of
from training.rules import DSD_2566, DayCount, Learning
from training.services import confirm_settings, propose_settings, refuse_settings
from training.services import rules as services

TODAY = NOW.date()
SOON = TODAY + timedelta(days=10)
OTHER = {"report_in_working_days": True}


@pytest.fixture
def law(db):
    return RuleSetFactory()


@pytest.fixture
def second(center):
    return account_of(center, Role.STAFF)


def proposed(center, by, values=OTHER, day=SOON):
    return propose_settings(center, values, valid_from=day, reason="by post", by=by, at=NOW)


def audited(action):
    return list(AuditEntry.objects.filter(action=action).order_by("pk"))


def test_settings_hold_for_the_centre_once_a_second_person_confirmed_them(law, center, head, second):
    row = proposed(center, head)
    assert services.rules_on(SOON, center) == law
    confirm_settings(row, by=second, at=NOW)
    assert services.rules_on(SOON, center) == row
    assert services.rules_on(SOON - timedelta(days=1), center) == law
    assert services.rules_on(SOON, CenterFactory()) == services.rules_on(SOON) == law
    assert rules_of(row).duties.placement_report == DayCount(7, working=True, clause="34")
    assert (row.made_from, row.proposed_by, row.decided_by) == (law, head, second)
    assert [entry.facts["version"] for entry in audited("rules.proposed") + audited("rules.confirmed")] == [
        row.version
    ] * 2


def test_runs_to_come_pass_under_it_and_one_that_has_begun_keeps_its_version(law, center, head, second):
    facts = {"center": center, "rule_set": law, "first_day": SOON, "last_day": SOON + timedelta(days=9)}
    to_come, begun = RunFactory(state="confirmed", **facts), RunFactory(state="running", **facts)
    earlier = RunFactory(state="open", **{**facts, "first_day": SOON - timedelta(days=1)})
    elsewhere = RunFactory(**{**facts, "center": CenterFactory()})
    row = proposed(center, head)
    assert confirm_settings(row, by=second, at=NOW) == 1
    for run in (to_come, begun, earlier, elsewhere):
        run.refresh_from_db()
    assert [run.rule_set for run in (to_come, begun, earlier, elsewhere)] == [row, law, law, law]
    assert audited("rules.confirmed")[0].facts["runs"] == 1


def test_nobody_confirms_their_own_proposal(law, center, head):
    row = proposed(center, head)
    with pytest.raises(services.SettingsNeedASecond):
        confirm_settings(row, by=head, at=NOW)
    row.refresh_from_db()
    assert (row.state, audited("rules.confirmed")) == ("proposed", [])


def test_refused_settings_never_hold(law, center, head, second):
    row = proposed(center, head)
    refuse_settings(row, by=second, at=NOW)
    assert services.rules_on(SOON, center) == law
    with pytest.raises(WrongState):
        confirm_settings(row, by=second, at=NOW)
    assert proposed(center, head).state == "proposed"


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"day": TODAY}, services.BeginsTooSoon),
        ({"values": {"report_in_working_days": False}}, services.NothingChanged),
        ({"values": {"topic_mark": 101}}, services.SettingOutOfRange),
        ({"values": {"attendance": 70}}, services.SettingOutOfRange),
    ],
)
def test_what_is_refused_at_once(law, center, head, facts, refusal):
    with pytest.raises(refusal):
        proposed(center, head, **facts)
    assert RuleSet.objects.count() == 1


def test_one_proposal_at_a_time_and_one_version_a_day(law, center, head, second):
    first = proposed(center, head)
    with pytest.raises(services.AnotherWaits):
        proposed(center, head)
    confirm_settings(first, by=second, at=NOW)
    again = proposed(center, head, {"topic_mark": 70})
    assert rules_of(again).duties.placement_report.working is True, (
        "made from the version that holds that day"
    )
    with pytest.raises(services.AnotherThatDay):
        confirm_settings(again, by=second, at=NOW)


def test_a_proposal_that_waited_too_long_is_not_confirmed(law, center, head, second):
    row = proposed(center, head)
    with pytest.raises(services.BeginsTooSoon):
        confirm_settings(row, by=second, at=NOW + timedelta(days=10))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_is_told():
    RuleSetFactory()
    center = CenterFactory()
    head, one, two = (account_of(center, role) for role in (Role.HEAD, Role.STAFF, Role.STAFF))
    row = proposed(center, head)
    rows = [RuleSet.objects.get(pk=row.pk) for _ in range(2)]
    outcomes = race(
        [
            lambda: confirm_settings(rows[0], by=one, at=NOW),
            lambda: refuse_settings(rows[1], by=two, at=NOW),
        ]
    )
    assert kinds(outcomes) == {"won": 1, "WrongState": 1}


def test_a_term_skips_weekends_holidays_and_the_centres_own_closures(center):
    friday = date(2026, 12, 4)  # 7 December is a day in lieu, 10 December a holiday
    term = DayCount(7, working=True, clause="31")
    assert due_on(center, friday, term) == date(2026, 12, 17)
    Closure.objects.create(
        center=center, first_day=date(2026, 12, 8), last_day=date(2027, 1, 31), reason="flood"
    )
    assert due_on(center, friday, term) == date(2027, 2, 9)
    assert due_on(center, friday, DayCount(7, working=False, clause="34")) == date(2026, 12, 11)


# ------------------------------------------------------------------ pages


def settings_form(own, **changes):
    values = {
        "topic_mark": 60,
        "upgrade_theory": 20,
        "supplementary_theory": 20,
        "report_in_working_days": "on",
        "grave_skips_steps": "on",
        "compulsory_until": 16,
        "hours_a_day": 9,
        "hours_a_week": 63,
        "rest": 0,
        "minor_hours_a_day": 9,
        "minor_evenings": "on",
        "trainer_rest": 0,
        "center": own.pk,
        "valid_from": "31/12/2569",
        "reason": "sent by post",
    }
    return {**values, **changes}


def test_the_version_says_in_plain_words_what_is_law_and_what_is_a_setting(law, staff, signed_in, settings):
    settings.LANGUAGE_CODE = "en"
    page = signed_in(staff).get(reverse("rule_set", args=[law.pk])).text
    for words in (
        "18 years, without exception",
        "clause 42",
        "20 : 80",
        "7 days of the calendar",
        "setting",
        "law",
    ):
        assert words in page


def test_a_head_proposes_another_confirms_and_both_see_what_differs(
    law, center, head, staff, signed_in, settings
):
    settings.LANGUAGE_CODE = "en"
    answer = signed_in(head).post(reverse("new_rules"), settings_form(center))
    row = RuleSet.objects.get(center=center)
    assert answer.url == reverse("rule_set", args=[row.pk])
    page = signed_in(staff).get(answer.url).text
    assert "7 days of the calendar" in page
    assert "7 working days" in page
    assert reverse("confirm_rules", args=[row.pk]) in page
    assert reverse("confirm_rules", args=[row.pk]) not in signed_in(head).get(answer.url).text
    assert signed_in(head).post(reverse("confirm_rules", args=[row.pk])).status_code == 409
    assert signed_in(staff).post(reverse("confirm_rules", args=[row.pk])).status_code == 302
    row.refresh_from_db()
    assert row.state == "in_force"
    compared = signed_in(staff).get(reverse("compare_rules", args=[law.pk, row.pk])).text
    assert compared.count("<tr") == 2


def test_hours_and_rest_of_timetables_limit_nothing_until_a_centre_sets_them(
    law, center, head, signed_in, settings
):
    settings.LANGUAGE_CODE = "en"
    signed_in(head).post(
        reverse("new_rules"), settings_form(center, minor_hours_a_day=6, trainer_rest=11, minor_evenings="")
    )
    row = RuleSet.objects.get(center=center)
    page = signed_in(head).get(reverse("rule_set", args=[row.pk])).text
    for words in ("at most 6 hours", "at least 11 hours", "kept free", "no limit", "the centre decides"):
        assert words in page
    assert rules_of(law).learning == Learning()
    assert rules_of(row).learning == Learning(minor_hours_a_day=6, minor_evenings=False, trainer_rest=11)


def test_a_version_stored_before_there_were_such_limits_has_none(law):
    del law.rules["learning"]
    assert rules_of(law) == DSD_2566


@pytest.mark.parametrize(
    "changes",
    [{"topic_mark": 30}, {"reason": ""}, {"reason": "\u200b"}, {"valid_from": "1/1/2569"}, {"center": 0}],
)
def test_a_form_that_is_wrong_comes_back_with_its_faults(law, center, head, signed_in, changes):
    answer = signed_in(head).post(reverse("new_rules"), settings_form(center, **changes))
    assert (answer.status_code, RuleSet.objects.count()) == (422, 1)


def test_who_may_see_and_propose(law, center, head, staff, stranger, counselor, signed_in, client):
    row = proposed(center, head)
    page = reverse("rule_set", args=[row.pk])
    statuses = [signed_in(user).get(page).status_code for user in (head, staff, counselor, stranger)]
    assert statuses == [200, 200, 403, 404]
    assert signed_in(staff).get(reverse("new_rules")).status_code == 403
    assert signed_in(stranger).post(reverse("confirm_rules", args=[row.pk])).status_code == 404
    assert client.get(page).status_code == 302


def test_the_list_of_versions_costs_the_same_for_three_as_for_one(law, center, head, second, signed_in):
    page, browser = reverse("rule_sets"), signed_in(head)
    browser.get(page)
    with CaptureQueriesContext(connection) as few:
        assert law.version in browser.get(page).text
    confirm_settings(proposed(center, head), by=second, at=NOW)
    proposed(center, head, {"topic_mark": 70}, SOON + timedelta(days=1))
    with CaptureQueriesContext(connection) as more:
        assert browser.get(page).text.count("<tr") == 4
    assert len(few) == len(more)
    assert browser.get(page, {"format": "xlsx"})["Content-Type"].endswith("sheet")


@pytest.mark.django_db(transaction=True)
def test_a_version_stored_before_is_read_as_it_was_meant():
    """The migration gives the older shape what it did not say; the law stays what it was."""
    rules = DSD_2566.to_json()
    rules.pop("discipline")
    rules["duties"].pop("site_change_clause")
    for of_type in rules["types"]:
        of_type["leaving"]["reasons"] = len(of_type["leaving"]["reasons"])
        del of_type["placement_start_clause"], of_type["relaxations"]
    row = RuleSet.objects.create(version="DSD-2566", valid_from=DSD_2566.valid_from, rules=rules)
    loader = MigrationExecutor(connection).loader
    run_python = loader.disk_migrations["training", "0004_rule_versions"].operations[-1]
    with connection.schema_editor() as editor:
        run_python.code(loader.project_state().apps, editor)
    row.refresh_from_db()
    assert rules_of(row) == DSD_2566
