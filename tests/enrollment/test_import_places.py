"""A file of today names today's places, also where a code has had another meaning."""

from datetime import date

import pytest

from agencies.place_table import PlaceRow
from agencies.services import load_places
from enrollment.importing.references import NotFound
from enrollment.queries.imports import references_for
from tests.clock import NOW
from tests.factories.agencies import CenterFactory

pytestmark = pytest.mark.django_db
NAKHON_PHANOM = [PlaceRow("48", "นครพนม", ""), PlaceRow("4801", "เมืองนครพนม", "")]


def test_a_code_with_another_meaning_is_the_place_of_today():
    load_places([*NAKHON_PHANOM, PlaceRow("480103", "นาทราย", "")], by=None, at=NOW)
    again = [*NAKHON_PHANOM, PlaceRow("480103", "อื่นไกล", "")]
    load_places(again, by=None, at=NOW, since=date(2020, 1, 1), reused=["480103"])
    references = references_for(CenterFactory(), NOW.date())
    assert references.subdistrict("", "", "", "480103").name_th == "อื่นไกล"
    with pytest.raises(NotFound):
        references.subdistrict("นาทราย", "", "นครพนม", "")
