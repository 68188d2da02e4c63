"""A table of places over an older one: what a code meant stays what it meant, nothing is half-loaded."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone, translation

from agencies.enums import PlaceLevel
from agencies.models import Place, PlaceName
from agencies.place_table import PlaceRow
from agencies.services import load_places
from agencies.services.places import Loaded, NotYetSo, OuterPlaceMissing, PlaceSinceThen
from core.models import AuditEntry
from tests.clock import NOW
from tests.factories.agencies import CenterFactory

pytestmark = pytest.mark.django_db
SPLIT = date(2020, 1, 1)
NAKHON_PHANOM = [
    PlaceRow("48", "นครพนม", "Nakhon Phanom"),
    PlaceRow("4801", "เมืองนครพนม", "Mueang Nakhon Phanom"),
]
NA_SAI = PlaceRow("480103", "นาทราย", "Na Sai", "17.401", "104.65", "48000")
PHO_TAK = PlaceRow("480115", "โพธิ์ตาก", "Pho Tak", "17.344", "104.69", "48000")


def load(*rows, **how):
    return load_places([*NAKHON_PHANOM, *rows], by=None, at=NOW, **how)


@pytest.fixture
def na_sai():
    load(NA_SAI)
    return Place.objects.get(code="480103")


def offered(day):
    return set(Place.objects.on(day).filter(level=PlaceLevel.SUBDISTRICT).values_list("pk", flat=True))


def test_outer_places_come_first_whatever_the_order():
    rows = [NA_SAI, *reversed(NAKHON_PHANOM)]
    assert load_places(rows, by=None, at=NOW) == Loaded(new=3)
    place = Place.objects.get(code="480103")
    assert (place.pk, place.level, place.postcode) == ("480103", PlaceLevel.SUBDISTRICT, "48000")
    assert [each.code for each in place.chain()] == ["480103", "4801", "48"]
    (row,) = AuditEntry.objects.all()
    assert (row.action, row.facts["counts"]) == ("places.loaded", {"new": 3, "missing": 0})


def test_the_same_table_again_changes_nothing(na_sai):
    before = list(Place.objects.order_by("pk").values())
    assert load(NA_SAI) == Loaded(unchanged=3)
    assert list(Place.objects.order_by("pk").values()) == before
    assert AuditEntry.objects.count() == 1


def test_no_rows_leave_no_trace():
    assert load_places([], by=None, at=NOW) == Loaded()
    assert not AuditEntry.objects.exists()


def test_what_a_row_leaves_empty_stays(na_sai):
    assert load(PlaceRow("480103", "นาทราย", "Na Sai")) == Loaded(unchanged=3)
    assert Place.objects.get(code="480103").postcode == "48000"


def test_a_renamed_place_is_the_same_place_with_a_former_name(na_sai):
    loaded = load(PlaceRow("480103", "นาสวน", "Na Suan"), since=SPLIT)
    assert loaded == Loaded(changed=1, renamed=1, unchanged=2)
    place = Place.objects.get(pk=na_sai.pk)
    with translation.override("th"):
        assert place.name_on(SPLIT - timedelta(days=1)) == "นาทราย"
        assert place.name_on(SPLIT) == "นาสวน"
        assert place.path_on(date(2019, 5, 1)) == "ต.นาทราย อ.เมืองนครพนม จ.นครพนม"
        assert place.path == "ต.นาสวน อ.เมืองนครพนม จ.นครพนม"


def test_a_name_corrected_for_the_same_day_leaves_no_former_name(na_sai):
    load(PlaceRow("480103", "นาสวย", "Na Suan"), since=SPLIT)
    load(PlaceRow("480103", "นาสวน", "Na Suan"), since=SPLIT)
    assert list(PlaceName.objects.values_list("name_th", "valid_until")) == [("นาทราย", date(2019, 12, 31))]
    assert Place.objects.get(code="480103").name_th == "นาสวน"


def test_an_older_table_is_not_loaded_over_a_newer_one(na_sai):
    load(PlaceRow("480103", "นาสวน", "Na Suan"), since=SPLIT)
    with pytest.raises(PlaceSinceThen):
        load(PlaceRow("480103", "นาเก่า", "Na Kao"), since=date(2015, 1, 1))
    assert Place.objects.get(code="480103").name_th == "นาสวน"


def test_after_a_split_the_old_record_means_the_old_place(na_sai):
    """480103 was divided: what is left of it has the same code and name, and is another, smaller place."""
    center = CenterFactory(place=na_sai)
    loaded = load(NA_SAI, PHO_TAK, since=SPLIT, reused=["480103"])
    assert loaded == Loaded(new=2, ended=1, unchanged=2)
    center.refresh_from_db()
    assert (center.place_id, center.place.valid_until) == ("480103", date(2019, 12, 31))
    assert offered(timezone.localdate(NOW)) == {"480103@2020-01-01", "480115"}
    assert offered(date(2019, 12, 31)) == {"480103"}
    assert load(NA_SAI, PHO_TAK, since=SPLIT, reused=["480103"]) == Loaded(unchanged=4)


def test_a_split_that_nobody_declares_adds_the_new_code_and_keeps_the_old_one(na_sai):
    assert load(NA_SAI, PHO_TAK, since=SPLIT) == Loaded(new=1, unchanged=3)
    assert offered(timezone.localdate(NOW)) == {"480103", "480115"}
    assert Place.objects.get(code="480115").valid_from == SPLIT


def test_a_code_with_another_meaning_leaves_old_records_alone(na_sai):
    center = CenterFactory(place=na_sai)
    load(PlaceRow("480103", "อื่นไกล", "Uen Klai"), since=SPLIT, reused=["480103"])
    center.refresh_from_db()
    with translation.override("th"):
        assert str(center.place) == "นาทราย"
        assert str(Place.objects.on(timezone.localdate(NOW)).get(code="480103")) == "อื่นไกล"
    assert not PlaceName.objects.exists()


def test_a_district_with_another_meaning_takes_its_subdistricts_along(na_sai):
    load(NA_SAI, since=SPLIT, reused=["4801"])
    old, new = Place.objects.filter(code="480103").order_by("pk")
    assert (old.parent_id, new.parent_id) == ("4801", "4801@2020-01-01")
    assert old.parent.valid_until == date(2019, 12, 31)


def test_codes_missing_from_a_newer_table_stay_unless_asked_for(na_sai):
    assert load(PHO_TAK, since=SPLIT) == Loaded(new=1, unchanged=2, missing=1)
    assert load(PHO_TAK, since=SPLIT, end_missing=True) == Loaded(unchanged=3, ended=1)
    assert Place.objects.get(pk=na_sai.pk).valid_until == date(2019, 12, 31)


def test_only_the_provinces_of_the_table_are_cleared(na_sai):
    elsewhere = [PlaceRow("51", "ลำพูน", "Lamphun")]
    loaded = load_places(elsewhere, by=None, at=NOW, since=SPLIT, end_missing=True)
    assert loaded == Loaded(new=1)
    assert offered(timezone.localdate(NOW)) == {na_sai.pk}


def test_an_ended_code_that_comes_back_under_its_name_goes_on(na_sai):
    load(since=SPLIT, end_missing=True)
    assert load(NA_SAI, since=date(2021, 1, 1)) == Loaded(changed=1, unchanged=2)
    assert Place.objects.get(code="480103").valid_until is None


def test_an_ended_code_that_comes_back_under_another_name_is_another_place(na_sai):
    load(since=SPLIT, end_missing=True)
    load(PlaceRow("480103", "อื่นไกล", "Uen Klai"), since=date(2021, 1, 1))
    rows = Place.objects.filter(code="480103").order_by("pk").values_list("pk", "valid_from", "valid_until")
    assert list(rows) == [
        ("480103", None, date(2019, 12, 31)),
        ("480103@2021-01-01", date(2021, 1, 1), None),
    ]


def test_a_place_needs_the_one_it_lies_in():
    with pytest.raises(OuterPlaceMissing, match="4801"):
        load_places([NAKHON_PHANOM[0], NA_SAI], by=None, at=NOW)
    assert not Place.objects.exists()


def test_nothing_is_loaded_before_its_day():
    with pytest.raises(NotYetSo):
        load(NA_SAI, since=timezone.localdate(NOW) + timedelta(days=1))
    assert not Place.objects.exists()


def test_a_code_cannot_mean_two_places_at_once(na_sai):
    with pytest.raises(IntegrityError):
        Place.objects.create(id="480103@x", code="480103", level=PlaceLevel.SUBDISTRICT, name_th="อีก")
