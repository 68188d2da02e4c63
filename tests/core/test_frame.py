"""The frame around every page: it stands without a request, speaks the reader's language and obeys the CSP."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

FRAGMENT = re.compile(r"<(script|style)\b(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.IGNORECASE)


class Page(HTMLParser):
    """Counts what a page is made of: tags, and attributes by name."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.names, self.attributes = [], [], {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.names += [name for name, _ in attrs]
        self.attributes.setdefault(tag, []).append(dict(attrs))


def assert_sound(html):
    page = Page(html)
    assert page.tags.count("h1") == 1
    assert page.tags.count("main") == 1
    assert "style" not in page.names
    assert not [name for name in page.names if name.startswith("on")]
    assert not FRAGMENT.search(html)
    return page


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "500.html"])
def test_an_error_page_stands_without_a_request(name):
    with translation.override("th"):
        page = assert_sound(render_to_string(name))
    assert page.attributes["html"] == [{"lang": "th"}]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["th", "en"])
def test_the_sign_in_page_speaks_the_language_asked_for(client, language):
    response = client.get("/accounts/login/", headers={"accept-language": language})
    page = assert_sound(response.content.decode())
    assert page.attributes["html"] == [{"lang": language}]
    other = {"th": "en", "en": "th"}[language]
    assert {"type": "submit", "name": "language", "value": other, "lang": other} in page.attributes["button"]


@pytest.mark.django_db
def test_htmx_is_told_not_to_evaluate_and_not_to_store(client):
    page = Page(client.get("/accounts/login/").content.decode())
    config = next(
        json.loads(meta["content"]) for meta in page.attributes["meta"] if meta.get("name") == "htmx-config"
    )
    assert config["allowEval"] is False
    assert config["includeIndicatorStyles"] is False
    assert config["historyCacheSize"] == 0
    assert "X-CSRFToken" in json.loads(page.attributes["body"][0]["hx-headers"])


@pytest.mark.django_db
def test_a_failed_sign_in_is_said_in_the_title_and_in_a_summary(client):
    response = client.post(
        "/accounts/login/", {"login": "nobody", "password": "wrong"}, headers={"accept-language": "en"}
    )
    html = response.content.decode()
    assert re.search(r"<title>Error:\s+Sign in", html)
    assert html.count('class="error-summary"') == 1


@pytest.mark.django_db
def test_account_pages_look_like_the_rest(signed_in, staff):
    browser = signed_in(staff)
    for address in ("/accounts/2fa/", "/accounts/password/change/", "/accounts/logout/"):
        page = assert_sound(browser.get(address).content.decode())
        assert {"href": "/static/css/site.css", "rel": "stylesheet"} in page.attributes["link"]


@pytest.mark.django_db
def test_a_forgotten_password_is_not_promised_by_mail(client):
    html = client.get("/accounts/password/reset/").content.decode()
    assert 'name="email"' not in html


@pytest.mark.django_db
def test_the_address_of_a_button_opened_by_itself_says_so(signed_in, staff):
    answer = signed_in(staff).get(reverse("open_run", args=[1]))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert_sound(answer.content.decode())
    assert signed_in(staff).delete(reverse("open_run", args=[1])).content == b""


ID = re.compile(r"\bid=\"([a-z][a-z-]*)\"")
TEMPLATES = Path(settings.BASE_DIR) / "templates"


def ids_in(path):
    return ID.findall(path.read_text())


def test_no_page_takes_a_name_that_the_frame_uses():
    """A form called as the frame's dialog is, say, would be found in its stead, and no question ever asked."""
    frame = [TEMPLATES / "base.html", *(TEMPLATES / "components").glob("*.html")]
    taken = {name for path in frame for name in ids_in(path)} - {"error-summary-title"}
    assert {"confirm", "progress", "drafts", "main"} <= taken
    pages = [path for path in TEMPLATES.rglob("*.html") if path not in frame]
    assert [(path.name, name) for path in pages for name in ids_in(path) if name in taken] == []
