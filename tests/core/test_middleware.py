"""The edges of every request."""

import pytest
from django.http import Http404
from django.urls import reverse

from core.middleware import NumbersTooLong

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
