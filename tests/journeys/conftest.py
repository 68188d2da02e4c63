"""A real browser in front of the real server, with a small province told through the product's own use cases.

Chromium is Debian's (or the one in CHROMIUM). Pages are read in English, where words are the program's own;
`test_pages.py` reads every page in both languages.
"""

import os

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from core.worker import run_worker
from demo import cast as people_and_places
from demo import center as teaching
from demo import memoranda
from demo.cast import DEMO_PASSWORD
from demo.dates import Dates
from demo.scale import SMALL
from demo.world import World
from tooling.system import chromium

# Playwright keeps an event loop in this thread; Django would refuse every query beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 740}
expect.set_options(timeout=20_000)  # ms; what is awaited comes at once, or on a busy machine somewhat later
CHROMIUM = chromium()


@pytest.fixture(scope="session")
def browser_type_launch_args():
    if CHROMIUM is None:
        pytest.fail("No Chromium: apt install chromium-headless-shell, or name one in CHROMIUM.")
    return {"executable_path": CHROMIUM, "args": ["--no-sandbox", "--disable-dev-shm-usage"]}


@pytest.fixture(scope="session")
def base_url():
    """Each page is given its server's address; the plugin's own fixture warns under this pytest."""
    return


@pytest.fixture
def province(transactional_db, tmp_path):
    """(world, cast): a few schools, the centre with its courses, rooms and trainers; nobody registered yet."""
    world = World(
        dates=Dates(timezone.localdate()), scale=SMALL, seed=1, files=tmp_path, say=lambda line: None
    )
    world.begin_chapter("journey")
    cast = people_and_places.tell(world)
    memoranda.tell(world, cast)
    teaching.tell(world, cast)
    return world, cast


@pytest.fixture
def visit(live_server, new_context, settings):
    """`visit("staff")`: a page of a browser of its own, signed in through the form."""
    settings.BASE_URL = live_server.url

    def page_of(username=None, *, viewport=DESKTOP, locale="en-US"):
        page = new_context(base_url=live_server.url, viewport=viewport, locale=locale).new_page()
        if username:
            sign_in(page, username)
        return page

    return page_of


def sign_in(page, username):
    page.goto("/accounts/login/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", DEMO_PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


@pytest.fixture
def worker():
    """The worker empties its queue while the page rests: `worker(page)`, then the page is loaded again."""

    def work(page):
        address = page.url
        page.goto("about:blank")
        run_worker(batch=True)
        page.goto(address)

    return work


def press(page, name):
    """Click a button that sends a form, and wait for the answer."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


def confirm(page, name):
    """Click a button and answer the question that the page asks with yes."""
    page.get_by_role("button", name=name, exact=True).first.click()
    with page.expect_navigation():
        page.locator("dialog#confirm button[value=yes]").click()
