"""The place field: typed, picked, both, neither; with and without JavaScript."""

from datetime import date, timedelta

import pytest
from django import forms
from django.utils import timezone, translation

from agencies.enums import PlaceLevel
from agencies.forms.places import MOST_CHOICES, PlaceField
from agencies.models import Place
from agencies.place_table import PlaceRow
from agencies.queries.places import find_places, words_of
from agencies.services import load_places
from tests.clock import NOW

pytestmark = pytest.mark.django_db

TABLE = [
    PlaceRow("10", "กรุงเทพมหานคร", "Bangkok"),
    PlaceRow("1002", "ดุสิต", "Dusit"),
    PlaceRow("100201", "ดุสิต", "Dusit", postcode="10300"),
    PlaceRow("18", "ชัยนาท", "Chai Nat"),
    PlaceRow("1801", "เมืองชัยนาท", "Mueang Chai Nat"),
    PlaceRow("180101", "ในเมือง", "Nai Mueang", postcode="17000"),
    PlaceRow("51", "ลำพูน", "Lamphun"),
    PlaceRow("5101", "เมืองลำพูน", "Mueang Lamphun"),
    PlaceRow("510101", "ในเมือง", "Nai Mueang", postcode="51000"),
    PlaceRow("510102", "เหมืองง่า", "Mueang Nga", postcode="51000"),
    PlaceRow("510111", "เวียงยอง", "Wiang Yong", postcode="51000"),
    PlaceRow("85", "ระนอง", "Ranong"),
    PlaceRow("8504", "กระบุรี", "Kra Buri"),
    PlaceRow("850406", "จ.ป.ร.", "Cho Po Ro"),
]


@pytest.fixture(autouse=True)
def places():
    load_places(TABLE, by=None, at=NOW)
    with translation.override("th"):
        yield


def found(text, **how):
    how = {"day": timezone.localdate(), "level": PlaceLevel.SUBDISTRICT, **how}
    return [place.pk for place in find_places(text, **how)]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("เวียงยอง", ["510111"]),
        ("ยอง", ["510111"]),
        ("wiang yong", ["510111"]),
        ("ต.ในเมือง อ.เมืองลำพูน", ["510101"]),
        ("ตำบลในเมืองอำเภอเมืองลำพูนจังหวัดลำพูน", ["510101"]),
        ("tambon Nai Mueang, Lamphun", ["510101"]),
        ("๕๑๐๑๐๒", ["510102"]),
        ("51000 เหมือง", ["510102"]),
        ("แขวงดุสิต", ["100201"]),
        ("เขตดุสิต กรุงเทพ", ["100201"]),
        ("จ.ป.ร.", ["850406"]),
        ("ไม่มีที่นี้", []),
        ("", []),
        ("ต.", []),
        ("ในเมือง\x00", []),
        ("%", []),
        ("|", []),
    ],
)
def test_any_part_of_a_name_finds_the_place(text, keys):
    assert found(text) == keys


def test_the_name_itself_comes_before_names_that_hold_it():
    assert found("เมือง")[-1] == "510111"  # only its district is called so
    assert found("ในเมือง") == ["180101", "510101"]


def test_places_of_ones_own_province_come_first_among_equals():
    assert found("ในเมือง", near=["51"]) == ["510101", "180101"]


def test_a_former_name_still_finds_the_place():
    renamed = PlaceRow("510111", "เวียงใหม่", "Wiang Mai")
    load_places([row for row in TABLE if row.code != renamed.code] + [renamed], by=None, at=NOW)
    assert found("เวียงยอง") == found("เวียงใหม่") == ["510111"]


def test_a_district_under_a_new_name_is_found_in_its_subdistricts_too():
    load_places([TABLE[6], PlaceRow("5101", "นครลำพูน", "Nakhon Lamphun")], by=None, at=NOW)
    assert found("เวียงยอง นครลำพูน") == ["510111"]


def test_many_words_are_cut_short():
    assert len(words_of("ก " * 500)) <= 6


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("510101", "ต.ในเมือง อ.เมืองลำพูน จ.ลำพูน"),
        ("100201", "แขวงดุสิต เขตดุสิต กรุงเทพมหานคร"),
        ("1002", "เขตดุสิต กรุงเทพมหานคร"),
    ],
)
def test_the_full_words_of_a_place(key, path):
    assert Place.objects.get(pk=key).path == path


def test_in_english_the_words_are_names_alone():
    with translation.override("en"):
        assert Place.objects.get(pk="510101").path == "Nai Mueang, Mueang Lamphun, Lamphun"


class AddressForm(forms.Form):
    place = PlaceField(label="ตำบล", required=False, near=["51"])


def answer(kept=None, **data):
    form = AddressForm(data)
    form.fields["place"].keep(kept)
    return form


def test_a_pick_is_taken():
    form = answer(place="510101", place_text="ในเมือง")
    assert form.is_valid()
    assert form.cleaned_data["place"].pk == "510101"


def test_a_text_that_one_place_answers_to_is_enough():
    form = answer(place_text="เวียงยอง")
    assert form.is_valid()
    assert form.cleaned_data["place"].pk == "510111"


def test_a_text_that_two_answer_to_comes_back_with_both_to_pick_from():
    form = answer(place_text="ในเมือง")
    assert form.errors["place"].as_data()[0].code == "unsure"
    page = str(form)
    assert page.index('value="510101"') < page.index('value="180101"')
    assert 'value="ในเมือง"' in page


def test_a_text_that_nothing_answers_to_is_refused_in_words():
    form = answer(place_text="ไม่มีที่นี้")
    assert form.errors["place"].as_data()[0].code == "unknown"
    assert "ไม่มีที่นี้" in str(form.errors["place"])


def test_a_text_changed_after_the_pick_counts_more_than_the_pick():
    form = answer(place="510101", place_text="เวียงยอง")
    assert form.is_valid()
    assert form.cleaned_data["place"].pk == "510111"


def test_nothing_is_nowhere():
    form = answer(place="", place_text="")
    assert form.is_valid()
    assert form.cleaned_data["place"] is None


def test_nothing_is_refused_where_a_place_is_needed():
    with pytest.raises(forms.ValidationError) as refusal:
        PlaceField().clean(None)
    assert refusal.value.code == "required"


@pytest.mark.parametrize("key", ["5101", "51", "999999", "510101 ", "\x00", "x" * 500])
def test_a_forged_pick_is_nobodys_place(key):
    form = answer(place=key)
    assert not form.is_valid() or form.cleaned_data["place"] is None


def test_a_record_may_keep_a_place_that_is_no_more():
    today = timezone.localdate()
    Place.objects.filter(pk="510102").update(valid_until=today - timedelta(days=1))
    over = Place.objects.get(pk="510102")
    assert answer(kept=over, place="510102", place_text="").is_valid()
    assert not answer(place="510102", place_text="").is_valid()
    assert not answer(kept=over, place_text="เหมืองง่า").is_valid()
    unbound = AddressForm()
    unbound.fields["place"].keep(over)
    assert 'value="510102" checked' in " ".join(str(unbound).split())


def test_a_place_of_tomorrow_is_not_offered():
    Place.objects.filter(pk="510111").update(valid_from=date(9000, 1, 1))
    assert not answer(place="510111").is_valid()


def test_whether_a_place_was_changed():
    field = PlaceField()
    widget = field.widget
    same = widget.value_from_datadict({"place": "510101", "place_text": ""}, {}, "place")
    other = widget.value_from_datadict({"place": "510102"}, {}, "place")
    assert not field.has_changed(Place.objects.get(pk="510101"), same)
    assert field.has_changed(Place.objects.get(pk="510101"), other)


def test_more_places_than_are_shown_are_said_to_be_there(client):
    rows = [PlaceRow(f"5101{number}", f"บ้าน{number}", "") for number in range(20, 30)]
    load_places([*TABLE, *rows], by=None, at=NOW)
    form = answer(place_text="บ้าน")
    assert str(form).count('type="radio"') == MOST_CHOICES + 1  # and “not known”
