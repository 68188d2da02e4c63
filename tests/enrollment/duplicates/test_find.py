"""Which two of a register are proposed as one person, and for what reasons."""

from dataclasses import replace

import pytest

from bench.province import invent
from enrollment.duplicates import MALE, Born, Population, Record, compare, find
from tests.enrollment.duplicates.people import ANONG, CROWD, again

G_CODE = "G644200000001"


def said(second, first=ANONG):
    """The reasons of the proposal of these two in the crowd; None where they are not proposed."""
    found = [one for one in find([*CROWD, first, second]) if {one.low, one.high} == {first.key, second.key}]
    return {str(reason) for reason, _ in found[0].reasons} if found else None


@pytest.mark.parametrize(
    ("differing", "reason"),
    [
        ({}, "given_same"),
        ({"given": "อนงค์นาด"}, "given_sound"),
        ({"given": "อนงค์นาท"}, "given_sound"),
        ({"given": "อนงค์นา"}, "given_slip"),
        ({"given": "อนงคน์าถ"}, "given_slip"),
        ({"given": "อนงค์มาส"}, "given_two_letters"),
        ({"family": "ศรีวิไลเลศิ"}, "family_slip"),
        ({"family": "สีวิไลเลิศ"}, "family_sound"),
        ({"family": "แก้วมณีโชติ"}, "family_other"),
        ({"born": Born(2011, 9, 3)}, "birth_swapped"),
        ({"born": Born(2554, 3, 9)}, "birth_era"),
        ({"born": Born(1954, 3, 9)}, "birth_era"),
        ({"born": Born(1968, 3, 9)}, "birth_era"),
        ({"born": Born(2010, 3, 9)}, "birth_year_off"),
        ({"born": Born(2011, 3)}, "birth_month_fits"),
        ({"born": Born(2011)}, "birth_year_fits"),
        ({"born": None}, "guardian_same"),
        ({"g_code": G_CODE}, "g_code_then_number"),
        ({"citizen": "0050000000019"}, "number_third_digit"),
        ({"citizen": "0000003000019"}, "number_one_digit"),
        ({"citizen": "0000000001007"}, "number_swapped"),
    ],
)
def test_one_difference_is_found_and_named(differing, reason):
    assert reason in said(
        again(**differing),
        first=replace(ANONG, citizen="0000000000109") if reason == "number_swapped" else ANONG,
    )


def test_the_number_swap_is_told_whatever_the_check_digit():
    first = replace(ANONG, citizen="1234567890121")
    assert "number_swapped" in said(again(citizen="1243567890128"), first)


def test_a_romanized_name_helps_where_the_thai_spelling_is_another():
    first = replace(ANONG, name_en="Anongnat Sriwilailert")
    assert said(again(given="เอนกแนต", name_en="ANONGNAT  SRIWILAILERT"), first) >= {"given_sound"}


@pytest.mark.parametrize(
    "twin",
    [
        {"given": "ปวีณ์ธิดา", "citizen": "0000000000027"},
        {"given": "ปวีณ์ธิดา"},
        {"given": "ปวีณ์ธิดา", "born": Born(2009, 7, 1), "citizen": "0000000000035"},
        {"given": "สุรเดช", "sex": MALE},
    ],
)
def test_twins_and_sisters_at_one_school_are_not_proposed(twin):
    assert said(again(**twin)) is None


def test_namesakes_are_not_proposed():
    """Sixty of one given name, six of them of one family name too, of other days and schools."""
    families = ["ใจดี"] * 6 + sorted({record.family for record in CROWD})[:54]
    listed = [
        Record(
            f"c{n}",
            "สมชาย",
            family,
            sex=MALE,
            born=Born(2008 + n % 4, 1 + n % 12, 1 + n % 28),
            school=f"S{n}",
        )
        for n, family in enumerate(families)
    ]
    keys = {record.key for record in listed}
    assert [one for one in find([*CROWD, *listed]) if {one.low, one.high} <= keys] == []


def test_a_whole_register_and_two_people_are_weighed_alike():
    crowd = [*CROWD, ANONG, again(given="อนงค์นา", born=Born(2011, 9, 3))]
    (found,) = [one for one in find(crowd) if {one.low, one.high} == {"a", "b"}]
    population = Population(
        len(crowd),
        {
            "school": {"S1": sum(one.school == "S1" for one in crowd)},
            "place": {"P3": sum(one.place == "P3" for one in crowd)},
        },
    )
    (compared,) = compare(crowd[-2], crowd[-1:], population)
    assert compared.score == found.score
    assert dict(compared.reasons) == dict(found.reasons)


def test_only_pairs_of_the_fresh_are_found():
    crowd = [*CROWD, ANONG, again()]
    everybody = {(one.low, one.high) for one in find(crowd)}
    fresh = {(one.low, one.high) for one in find(crowd, fresh={"a"})}
    assert fresh == {pair for pair in everybody if "a" in pair} == {("a", "b")}
    assert len(everybody) > 1


def test_a_larger_register_asks_for_more():
    """Where one in fifty bears the given name and the family name is another, more people mean more chances."""
    other = again(family="แก้วมณีโชติ", school="", guardian="", phone="", place="")
    scores = [
        compare(ANONG, [other], Population(n, {"given": {ANONG.given: n // 50}}), threshold=-99)[0].score
        for n in (10_000, 100_000)
    ]
    assert scores[0] > scores[1]


def test_progress_is_told_and_may_stop_the_work():
    told = []

    def stop(done, total):
        told.append((done, total))
        raise InterruptedError

    with pytest.raises(InterruptedError):
        find([*CROWD, ANONG, again()], on_progress=stop)
    assert told[0][0] == 0
    assert told[0][1] > 0


@pytest.mark.parametrize("records", [[], [ANONG], [Record("x", ""), Record("y", "")]])
def test_nobody_one_and_the_nameless_have_no_double(records):
    assert find(records) == []


def test_a_fact_that_nobody_states_is_no_hindrance():
    bare = Record("x", ANONG.given, ANONG.family, born=ANONG.born)
    (one,) = compare(bare, [replace(bare, key="y")], Population(2))
    assert {str(reason) for reason, _ in one.reasons} == {"given_same", "family_same", "birth_same"}


def test_numbers_stay_out_of_what_is_printed():
    assert "0000000000019" not in repr(ANONG)
    assert G_CODE not in repr(again(g_code=G_CODE))
    assert "0000000000019" not in repr(find([*CROWD, ANONG, again()]))


def test_an_invented_register_reaches_what_the_bench_asks():
    province = invent(3_000, seed=5)
    found = [(one.low, one.high) for one in find(province.records)]
    right = sum(pair in province.truth for pair in found)
    assert right / len(province.truth) >= 0.98
    assert right / len(found) >= 0.90


def test_the_bench_can_fail():
    """The negative control: where no name is compared by more than its letters, recall is lost."""
    province = invent(1_000, seed=5, kinds=("typo_both",))
    strict = [
        one
        for one in find(province.records)
        if {"given_same", "family_same"} <= {str(r) for r, _ in one.reasons}
    ]
    assert sum((one.low, one.high) in province.truth for one in strict) < 0.5 * len(province.truth)
