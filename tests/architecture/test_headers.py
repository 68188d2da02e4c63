"""Every own page carries the headers that keep a browser in order."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.architecture.test_doors import ALL_DOORS, address_of

pytestmark = [pytest.mark.django_db, pytest.mark.either_database]


@pytest.mark.parametrize("who", ["nobody", "head"])
def test_every_answer_is_guarded(who, head, signed_in):
    session = signed_in(head).cookies if who == "head" else {}
    faults = []
    for entry in ALL_DOORS:
        browser = Client()
        browser.cookies.update(session)
        found = unguarded(browser.get(address_of(entry)).headers, keeps_nothing=who == "head")
        faults += [f"{entry.pattern}: {fault}" for fault in found]
    assert faults == []


def unguarded(headers, *, keeps_nothing):
    """What is missing from the headers of one answer."""
    policy = headers["Content-Security-Policy"]
    wanted = {
        "default-src": "default-src 'self'" in policy,
        "frame-ancestors": "frame-ancestors 'none'" in policy,
        "no unsafe": "unsafe" not in policy,
        "nosniff": headers["X-Content-Type-Options"] == "nosniff",
        "frames": headers["X-Frame-Options"] == "DENY",
        "referrer": headers["Referrer-Policy"] in {"same-origin", "no-referrer"},
        "permissions": "geolocation=()" in headers["Permissions-Policy"],
        "no-store": not keeps_nothing or headers["Cache-Control"] == "no-store",
    }
    return [name for name, holds in wanted.items() if not holds]


def test_pages_carry_no_inline_script_or_style(head, signed_in):
    for name in ("home", "certificates", "rounds", "offers", "report", "follow_ups", "check_form"):
        body = signed_in(head).get(reverse(name)).content.decode()
        assert "<script>" not in body
        assert " style=" not in body
        assert " onclick=" not in body
