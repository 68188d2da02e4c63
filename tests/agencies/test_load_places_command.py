"""`manage.py load_places`: a file as people save it, refused with the place of every fault, loaded whole or not at all."""

import builtins
import io

import pytest
from django.core.management import CommandError, call_command

from agencies.models import Place
from agencies.place_table import Fault, TableRefused, read_place_table

HEADINGS = (
    "code,name_th,name_en,district_code,district_th,district_en,"
    "province_code,province_th,province_en,postcode,lat,lon,coord_source"
)
NAI_MUEANG = "510101,ในเมือง,Nai Mueang,5101,เมืองลำพูน,Mueang Lamphun,51,ลำพูน,Lamphun,51000,18.58,99.01,x"
WIANG_YONG = "510111,เวียงยอง,Wiang Yong,5101,เมืองลำพูน,Mueang Lamphun,51,ลำพูน,Lamphun,51000,18.57,99.02,x"


@pytest.fixture
def table(tmp_path):
    def write(*lines, headings=HEADINGS, encoding="utf-8"):
        file = tmp_path / "places.csv"
        file.write_bytes("\r\n".join([headings, *lines, ""]).encode(encoding))
        return file

    return write


def run(file, *options):
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("load_places", str(file), *options, stdout=out, stderr=err)
    except CommandError as refusal:
        return f"{err.getvalue()}{refusal}"
    return out.getvalue()


def faults(file):
    with pytest.raises(TableRefused) as refusal:
        read_place_table(file)
    return refusal.value.faults


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_line_is_three_places(table, encoding):
    rows = read_place_table(table(NAI_MUEANG, WIANG_YONG, encoding=encoding))
    assert [row.code for row in rows] == ["51", "5101", "510101", "510111"]
    assert (rows[0].postcode, rows[2].postcode, rows[2].latitude) == ("", "51000", "18.58")


@pytest.mark.parametrize(
    ("was", "now", "column", "reason"),
    [
        ("510101,", "51010,", "code", "must be 6 digits"),
        ("510101,", "520101,", "code", "must begin with the district_code 5101"),
        (",5101,", ",5201,", "code", "must begin with the district_code 5201"),
        (",ในเมือง,", ",,", "name_th", "the Thai name is missing"),
        (",ในเมือง,", f",{'ก' * 101},", "name_th", "is longer than 100 letters"),
        (",51000,", ",5100,", "postcode", "must be 5 digits"),
        (",18.58,", ",99.01,", "lat", "must be degrees between 5 and 21"),
        (",18.58,", ",nan,", "lat", "must be degrees between 5 and 21"),
        (",18.58,", ",,", "lat", "a point needs both latitude and longitude"),
        (",x", "", "–", "the row has another number of cells than the headings"),
    ],
)
def test_a_fault_is_named_with_row_column_value_and_reason(table, was, now, column, reason):
    found = faults(table(WIANG_YONG, NAI_MUEANG.replace(was, now, 1)))
    assert (found[0].file, found[0].row) == ("places.csv", 3)
    assert (column, reason) in {(fault.column, fault.reason) for fault in found}


def test_a_code_may_stand_there_once(table):
    (fault,) = faults(table(NAI_MUEANG, NAI_MUEANG))
    assert (fault.row, fault.column, fault.reason) == (3, "code", "this code stands in row 2 already")


def test_a_district_has_one_name_in_the_whole_table(table):
    (fault,) = faults(table(NAI_MUEANG, WIANG_YONG.replace("เมืองลำพูน", "เมืองละพูน")))
    assert (fault.row, fault.column) == (3, "district_code")


def test_a_missing_column_is_named(table):
    found = faults(table(headings="code,name_th"))
    assert Fault("places.csv", 1, "district_code", "", "this column is missing") in found


def test_a_table_without_rows_is_none(table):
    assert faults(table())[0].reason == "the table has no rows"


def test_other_files_are_refused_in_one_sentence(table, tmp_path):
    assert "CSV file in UTF-8" in faults(table(NAI_MUEANG, encoding="cp874"))[0].reason
    (tmp_path / "x.csv").write_bytes(b"code\x00")
    assert faults(tmp_path / "x.csv")


@pytest.mark.django_db
def test_one_bad_row_and_nothing_is_loaded(table):
    said = run(table(WIANG_YONG, NAI_MUEANG.replace("51000", "5100O")))
    assert "places.csv, row 3, column postcode: '5100O': must be 5 digits" in said
    assert "nothing was loaded" in said
    assert not Place.objects.exists()


@pytest.mark.django_db
def test_loaded_twice_changes_nothing_the_second_time(table):
    assert "4 new, 0 changed" in run(table(NAI_MUEANG, WIANG_YONG))
    assert "0 new, 0 changed (0 of them renamed), 0 ended, 4 unchanged" in run(table(NAI_MUEANG, WIANG_YONG))


@pytest.mark.django_db
def test_a_trial_writes_nothing(table):
    said = run(table(NAI_MUEANG), "--dry-run")
    assert "3 new" in said
    assert "Nothing was written" in said
    assert not Place.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("word", "ended"), [("yes", 1), ("no", 0)])
def test_ending_what_is_missing_asks_first(table, monkeypatch, word, ended):
    run(table(NAI_MUEANG, WIANG_YONG))
    assert "1 are not in the table and stay" in run(table(NAI_MUEANG))
    monkeypatch.setattr(builtins, "input", lambda question: word)
    run(table(NAI_MUEANG), "--end-missing")
    assert Place.objects.exclude(valid_until=None).count() == ended


@pytest.mark.django_db
def test_a_day_is_one_of_the_common_era(table):
    assert "Common Era (2020)" in run(table(NAI_MUEANG), "--valid-from", "2563-01-01")
    assert "--reused needs --valid-from" in run(table(NAI_MUEANG), "--reused", "510101")


@pytest.mark.django_db
def test_a_refusal_by_the_register_is_said_and_loads_nothing(table):
    assert "Nothing was loaded" in run(table(NAI_MUEANG), "--valid-from", "2399-01-01")
    assert "cannot be read" in run("/nowhere/places.csv")
    assert not Place.objects.exists()
