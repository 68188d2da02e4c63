"""What is typed survives: a lost connection, a closed tab, a session that ended; and is gone when it should be."""

import re

import pytest
from playwright.sync_api import expect

from agencies.enums import Role
from enrollment.models import PlannedPath
from tests.conftest import account_of
from tests.factories.agencies import SchoolFactory
from tests.factories.enrollment import GraduateFactory
from tests.journeys.conftest import PHONE, press, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.either_database]
WORDS = "วิทยาลัยเทคนิคลำพูน"
WORDS_LENGTH = len(WORDS.encode())  # by so much grows what is kept
NO_CONNECTION = "ไม่มีการเชื่อมต่ออินเทอร์เน็ต"
WAITING = "No connection: kept on this phone"
OFFERED = "We kept what you typed here"


@pytest.fixture
def pupil(transactional_db):
    return GraduateFactory(school=SchoolFactory(), academic_year=2568)


@pytest.fixture
def counselor(pupil):
    return account(pupil.school, "counselor")


def account(school, username):
    user = account_of(school, Role.COUNSELOR, username=username, first_name="วราภรณ์", last_name="ใจมั่น")
    user.set_password("lamphun-demo-2569")
    user.save()
    return user


@pytest.fixture
def page(visit, counselor, pupil):
    """The form on what the pupil does next, with the service worker in place."""
    phone = visit("counselor", viewport=PHONE)
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.goto(f"/roster/{pupil.pk}/next/")
    return phone


def fill(page):
    """Fill in the form, and wait until the page has kept the words too: it keeps a moment after the last key."""
    page.get_by_label("Continues studying").check()
    until_kept(page, "rows.length")
    size = len(kept(page)[0]["body"])
    page.get_by_label("Where").fill(WORDS)
    until_kept(page, f"rows[0].body.length >= {size + WORDS_LENGTH}")


KEPT = """async () => {
  if (!(await indexedDB.databases()).some((one) => one.name === "drafts")) return [];
  const db = await new Promise((done) => { const r = indexedDB.open("drafts"); r.onsuccess = () => done(r.result); });
  const rows = await new Promise((done) => {
    const r = db.transaction("kept").objectStore("kept").getAll();
    r.onsuccess = () => done(r.result);
  });
  db.close();
  return rows.map((row) => ({ ...row, iv: "", body: new TextDecoder("latin1").decode(row.body) }));
}"""


def kept(page):
    return page.evaluate(KEPT)


UNTIL = """async () => {
  const late = Date.now() + 20_000;
  for (let rows = await (KEPT)(); !(HOLDS); rows = await (KEPT)()) {
    if (Date.now() > late) throw new Error("never: HOLDS");
    await new Promise((again) => setTimeout(again, 25));
  }
}""".replace("KEPT", KEPT)


def until_kept(page, condition):
    """Wait until a condition on the `rows` kept, in the page's own language, holds."""
    page.evaluate(UNTIL.replace("HOLDS", condition))


def until_nothing_is_kept(page):
    until_kept(page, "rows.length === 0")


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()


def test_a_reload_without_a_connection_loses_nothing(page, pupil):
    fill(page)
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("h1")).to_have_text(NO_CONNECTION)
    assert pupil.given_name not in page.content()
    page.context.set_offline(False)
    page.wait_for_url(lambda url: "/next/" not in url)  # it goes on by itself
    page.goto(f"/roster/{pupil.pk}/next/")
    expect(page.get_by_text(OFFERED)).to_be_visible()
    expect(page.get_by_label("Where")).to_have_value("")
    page.get_by_role("button", name="Take it").click()
    expect(page.get_by_label("Where")).to_have_value(WORDS)
    press(page, "Save")
    assert PlannedPath.objects.get().detail == WORDS
    until_nothing_is_kept(page)


def test_sent_without_a_connection_it_goes_off_once(page, pupil):
    fill(page)
    page.context.set_offline(True)
    save(page)
    expect(page.get_by_text(WAITING)).to_be_visible()
    assert PlannedPath.objects.count() == 0
    page.context.set_offline(False)
    expect(page.get_by_text("Sent: what you typed without a connection")).to_be_visible()
    assert PlannedPath.objects.get().detail == WORDS
    until_nothing_is_kept(page)
    page.goto("/roster/")
    assert PlannedPath.objects.count() == 1


def test_a_closed_tab_and_a_lost_answer_lose_nothing_and_double_nothing(page, pupil):
    """The server acts, its answer is lost, the tab is closed: the next page sends again and is told it had arrived."""
    fill(page)
    browser = page.context
    browser.route(
        re.compile("/next/$"), lose_the_answer
    )  # the browser's: a page's own never sees a service worker's
    save(page)
    expect(page.locator("h1")).to_have_text(NO_CONNECTION)
    assert PlannedPath.objects.count() == 1
    assert {row["kind"] for row in kept(page)} == {"queued", "draft"}
    page.close()
    browser.unroute_all()
    browser.clear_cookies(name="answered")  # it came with the answer
    again = browser.new_page()
    again.goto("/roster/")
    expect(again.get_by_text("Sent: what you typed without a connection")).to_be_visible()
    assert PlannedPath.objects.count() == 1
    until_nothing_is_kept(again)


def test_an_answer_that_came_to_a_closed_tab_is_told_on_the_next_page(page, pupil):
    """Its cookies came, the page that it led to was never opened: nothing is sent again."""
    fill(page)
    browser = page.context
    browser.route(re.compile("/next/$"), lose_the_answer)
    save(page)
    expect(page.locator("h1")).to_have_text(NO_CONNECTION)
    page.close()
    browser.unroute_all()
    again = browser.new_page()
    again.goto("/roster/")
    expect(again.get_by_text(f"{pupil.display_name}: Continues studying.")).to_be_visible()
    until_nothing_is_kept(again)
    assert PlannedPath.objects.count() == 1


def lose_the_answer(route):
    if route.request.method == "POST":
        route.fetch(max_redirects=0)
        route.abort()
    else:
        route.continue_()


def test_what_is_kept_cannot_be_read_and_goes_with_the_sign_out(page, pupil):
    fill(page)
    (row,) = kept(page)
    assert WORDS not in str(row)
    assert str(pupil.pk) not in str(row)
    page.get_by_text("Account", exact=True).click()
    press(page, "Sign out")
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0


def test_signing_out_asks_before_it_loses_what_was_not_sent(page):
    fill(page)
    page.context.set_offline(True)
    save(page)
    expect(page.get_by_text(WAITING)).to_be_visible()
    page.get_by_text("Account", exact=True).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("dialog#confirm")).to_contain_text("has not been sent yet")
    page.locator("dialog#confirm button[value=no]").click()
    assert {row["kind"] for row in kept(page)} == {"queued", "draft"}


def test_another_account_finds_nothing(page, pupil, live_server):
    account(pupil.school, "colleague")
    fill(page)
    page.context.clear_cookies()  # the session ended; nobody signed out
    sign_in(page, "colleague")
    page.goto(f"/roster/{pupil.pk}/next/")
    until_nothing_is_kept(page)
    expect(page.get_by_label("Where")).to_have_value("")
    expect(page.get_by_text(OFFERED)).to_have_count(0)


def test_after_the_session_ended_signing_in_sends_it(page, pupil, live_server):
    fill(page)
    page.context.set_offline(True)
    save(page)
    expect(page.get_by_text(WAITING)).to_be_visible()
    page.context.clear_cookies(name="sessionid")
    page.context.set_offline(False)
    expect(page.get_by_text("Sign in again to send what you typed")).to_be_visible()
    assert PlannedPath.objects.count() == 0
    sign_in(page, "counselor")
    expect(page.get_by_text("Sent: what you typed without a connection")).to_be_visible()
    assert PlannedPath.objects.get().detail == WORDS


def test_a_refusal_is_shown_and_the_words_stay(page, pupil):
    fill(page)
    page.get_by_label("Works").check()
    page.context.set_offline(True)
    save(page)
    expect(page.get_by_text(WAITING)).to_be_visible()
    pupil.birth_date = pupil.birth_date.replace(year=2014)  # a colleague corrects the date: too young to work
    pupil.save()
    page.context.set_offline(False)
    expect(page.get_by_text("is under 15 and may not be employed")).to_be_visible()
    page.get_by_role("link", name="Open the form").click()
    page.get_by_role("button", name="Take it").click()
    expect(page.get_by_label("Where")).to_have_value(WORDS)
    assert PlannedPath.objects.count() == 0


def test_an_identifier_is_never_kept(page, pupil):
    page.evaluate(
        """() => {
          const form = document.querySelector("form[data-draft]");
          const box = Object.assign(document.createElement("input"), { name: "identifier", id: "number" });
          form.append(box);
        }"""
    )
    page.locator("#number").fill("1103700000000")
    fill(page)
    page.context.set_offline(True)
    save(page)
    expect(page.get_by_text("No connection: not sent")).to_be_visible()
    assert [row["kind"] for row in kept(page)] == ["draft"]
    page.context.set_offline(False)
    page.reload()
    page.get_by_role("button", name="Take it").click()
    expect(page.get_by_label("Where")).to_have_value(WORDS)
    names = page.evaluate("[...new FormData(document.querySelector('form[data-draft]')).keys()]")
    assert "identifier" not in names
