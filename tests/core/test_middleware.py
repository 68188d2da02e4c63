"""The edges of every request."""

import pytest
from django.http import Http404
from django.urls import reverse

from core.middleware import NumbersTooLong, answer_refusal
from core.refusals import Refused

LARGEST = 2**63 - 1


@pytest.mark.parametrize("number", [LARGEST + 1, 2**70])
@pytest.mark.parametrize("door", ["placement_paper", "run", "scores"])
def test_a_number_too_long_for_a_key_is_unknown(door, number, staff, signed_in):
    """SQLite's driver would fail where a view compares a relation with it, as `placement_paper` does."""
    more = {"placement_paper": {"paper": "time_sheet"}, "scores": {"number": 1}}.get(door, {})
    address = reverse(door, kwargs={"pk": number, **more})
    assert signed_in(staff).get(address).status_code == 404


def test_the_largest_key_goes_on_to_the_view(rf):
    middleware = NumbersTooLong(lambda request: None)
    assert middleware.process_view(rf.get("/"), None, (), {"pk": LARGEST, "code": "9" * 30}) is None
    with pytest.raises(Http404):
        middleware.process_view(rf.get("/"), None, (), {"pk": 1, "number": LARGEST + 1})


@pytest.mark.parametrize(
    ("before", "back"),
    [
        ("http://testserver/people/", True),
        ("http://testserver/rounds/7/", False),  # the address itself: it would only be refused again
        ("https://elsewhere.example/", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_a_page_of_a_refusal_leads_back_to_where_one_came_from(before, back, rf, staff):
    request = rf.get("/rounds/7/", headers={"Referer": before})
    request.user = staff
    said = answer_refusal(request, Refused()).content.decode()
    assert (f'href="{before}"' in said) is back
