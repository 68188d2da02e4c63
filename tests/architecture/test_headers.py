"""Every own page carries the headers that keep a browser in order."""

import pytest
from django.urls import reverse

from tests.architecture.test_doors import OWN_DOORS, address_of


@pytest.mark.django_db
@pytest.mark.parametrize("entry", OWN_DOORS)
def test_every_answer_is_guarded(entry, head, signed_in, client):
    for browser in (client, signed_in(head)):
        answer = browser.get(address_of(entry))
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
        assert "geolocation=()" in answer.headers["Permissions-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_pages_carry_no_inline_script_or_style(head, signed_in):
    for name in ("home", "certificates", "rounds", "offers", "report", "follow_ups", "check_form"):
        body = signed_in(head).get(reverse(name)).content.decode()
        assert "<script>" not in body
        assert " style=" not in body
        assert " onclick=" not in body
