"""Every own page carries the headers that keep a browser in order."""

import pytest
from django.urls import reverse

from core.policy import public
from tests.architecture.guarding import unguarded
from tests.architecture.test_doors import ALL_DOORS, answered, may_enter, policy_of

pytestmark = [pytest.mark.django_db, pytest.mark.either_database]


def test_a_door_that_is_public_or_shut_is_as_guarded_for_who_signed_in(head, signed_in):
    """What nobody gets, and all that is open to a role, are looked at on the walks of `test_doors`."""
    session = signed_in(head).cookies
    faults = []
    for entry in ALL_DOORS:
        policy = policy_of(entry)
        if policy is not public and may_enter(head, policy):
            continue
        found = unguarded(answered(entry, "get", session).headers, keeps_nothing=True)
        faults += [f"{entry.pattern}: {fault}" for fault in found]
    assert faults == []


def test_pages_carry_no_inline_script_or_style(head, signed_in):
    for name in ("home", "certificates", "rounds", "offers", "report", "follow_ups", "check_form"):
        body = signed_in(head).get(reverse(name)).content.decode()
        assert "<script>" not in body
        assert " style=" not in body
        assert " onclick=" not in body
