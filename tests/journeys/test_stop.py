"""Stopping long work: its page renews itself while the question whether to stop is read."""

import pytest
from playwright.sync_api import expect

from agencies.models import User
from core.models import Job

pytestmark = [pytest.mark.journey, pytest.mark.either_database]


def test_who_reads_the_question_longer_than_the_page_takes_to_renew_itself_still_stops_the_work(
    province, visit
):
    job = Job.objects.create(kind="x", title="Long work", owner_id=User.objects.get(username="staff").pk)
    page = visit("staff")
    page.goto(f"/jobs/{job.pk}/")
    before = page.locator("#job").element_handle()
    page.get_by_role("button", name="Stop this work").click()
    page.wait_for_function("one => !one.isConnected", arg=before)
    with page.expect_navigation():
        page.locator("dialog[open]").get_by_role("button", name="Stop this work").click()
    expect(page.locator("#job")).to_be_visible()
    job.refresh_from_db()
    assert job.cancel_requested
