"""The pages on people entered twice: who may open them, what they show, what their buttons do."""

import io
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from agencies.enums import Role
from core.identity import reserved_citizen_id
from enrollment.enums import PairState
from enrollment.models import DuplicatePair, Graduate, Merge
from enrollment.services import compare_newcomers, mark_different, merge_people, propose_pair
from tests.clock import NOW
from tests.conftest import account_of
from tests.enrollment.duplicates.scene import attach, number_for, record_of
from tests.factories.agencies import SchoolFactory
from tests.factories.enrollment import EnrollmentFactory, ReferralFactory


@pytest.fixture
def twice(center, school):
    one = record_of(center, school=school, birth_date=date(2011, 3, 9), reasons=["poverty"])
    two = record_of(center, given="อนงค์นาด", birth_date=date(2011, 9, 3), school=school, phone="0811112222")
    return one, two


@pytest.fixture
def pair(twice):
    compare_newcomers(at=NOW)
    return DuplicatePair.objects.get()


def test_each_account_gets_its_own_answer(signed_in, client, pair, staff, counselor, officer, stranger):
    pages = [reverse("duplicate", args=[pair.pk]), reverse("same_as", args=[pair.low_id])]
    for page in pages:
        assert signed_in(staff).get(page).status_code == 200
        assert signed_in(counselor).get(page).status_code == 200
        assert signed_in(officer).get(page).status_code == 403
        assert signed_in(stranger).get(page).status_code == 404
        assert client.get(page).status_code == 302
    assert signed_in(staff).get(reverse("duplicates")).status_code == 200
    assert signed_in(officer).get(reverse("duplicates")).status_code == 403
    assert client.get(reverse("duplicates")).status_code == 302


@pytest.mark.parametrize("name", ["merges", "scan_duplicates", "merge_pair", "undo_merge"])
def test_officers_do_not_merge(signed_in, pair, twice, staff, officer, name):
    merge = merge_people(*twice, choices={}, by=staff, at=NOW) if name == "undo_merge" else None
    page = reverse(name, args=[(merge or pair).pk] if name.endswith(("pair", "merge")) else [])
    answer = signed_in(officer).get(page) if name == "merges" else signed_in(officer).post(page)
    assert answer.status_code == 403


def test_a_school_merges_two_of_its_own_and_undoes_it(signed_in, pair, counselor):
    page = signed_in(counselor)
    form = page.get(reverse("duplicate", args=[pair.pk])).context["form"]
    said = {one.html_name: one.value() for one in form if one.value() is not None}
    assert page.post(reverse("merge_pair", args=[pair.pk]), said).status_code == 302
    merge = Merge.objects.get()
    page.post(reverse("undo_merge", args=[merge.pk]))
    merge.refresh_from_db()
    assert merge.undone_by == counselor


def test_who_only_received_two_people_does_not_merge_them(signed_in, pair, twice, staff):
    receiver = account_of(SchoolFactory(), Role.COUNSELOR)
    for person in twice:
        ReferralFactory(graduate=person, to_agency=receiver.memberships.get().agency, state="accepted")
    page = signed_in(receiver)
    shown = page.get(reverse("duplicate", args=[pair.pk]))
    assert shown.status_code == 200
    assert not shown.context["may_merge"]
    assert page.post(reverse("merge_pair", args=[pair.pk]), {}).status_code == 403
    merge = merge_people(*twice, choices={}, by=staff, at=NOW)
    assert page.post(reverse("undo_merge", args=[merge.pk])).status_code in {403, 404}


def test_the_list_shows_pairs_whose_both_people_one_sees(signed_in, pair, staff, stranger):
    html = signed_in(staff).get(reverse("duplicates")).content.decode()
    assert "อนงค์นาถ" in html
    assert "อนงค์นาด" in html
    assert "อนงค์นา" not in signed_in(stranger).get(reverse("duplicates")).content.decode()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"reason": "birth_swapped"}, True),
        ({"reason": "birth_era"}, False),
        ({"reason": "_sound"}, True),
        ({"reason": "number_"}, False),
        ({"name": "อนงค์"}, True),
        ({"name": "สมศักดิ์"}, False),
        ({"state": "different"}, False),
        ({"state": "proposed"}, True),
        ({"likely": "likely"}, True),
    ],
)
def test_the_list_is_filtered(signed_in, pair, staff, asked, found):
    html = signed_in(staff).get(reverse("duplicates"), asked).content.decode()
    assert (reverse("duplicate", args=[pair.pk]) in html) is found


def test_the_list_by_school(signed_in, pair, staff, school):
    html = signed_in(staff).get(reverse("duplicates"), {"school": school.pk}).content.decode()
    assert reverse("duplicate", args=[pair.pk]) in html


def test_the_list_as_a_spreadsheet_follows_the_filter(signed_in, pair, staff):
    def rows(**asked):
        answer = signed_in(staff).get(reverse("duplicates"), {"format": "xlsx", **asked})
        return list(load_workbook(io.BytesIO(b"".join(answer)), read_only=True).active.values)

    assert "เด็กหญิงอนงค์นาถ ศรีวิไลเลิศ" in rows(state="proposed")[1]
    assert len(rows(reason="birth_era")) == 1


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    signed_in, pair, twice, staff, center, django_assert_num_queries, django_assert_max_num_queries
):
    client = signed_in(staff)
    client.get(reverse("duplicates"))
    with django_assert_max_num_queries(40) as first:
        client.get(reverse("duplicates"))
    for n in range(2):
        propose_pair(twice[0], record_of(center, family=f"สกุล{n}"), by=staff, at=NOW)
    with django_assert_num_queries(len(first)):
        assert client.get(reverse("duplicates")).content.count(b"/duplicates/") > 3


def test_the_review_shows_both_and_hides_numbers(signed_in, pair, twice, staff):
    number_for(twice[0], 3)
    html = signed_in(staff).get(reverse("duplicate", args=[pair.pk])).content.decode()
    assert reserved_citizen_id(3) not in html
    assert "x-xxxx-xxxxx" in html
    for words in ("9 มีนาคม 2554", "3 กันยายน 2554", "0811112222"):
        assert words in html


def test_merging_as_chosen_and_back(signed_in, pair, twice, staff):
    attach(twice[1], staff, 2)
    client, page, keep = signed_in(staff), reverse("merge_pair", args=[pair.pk]), twice[0]
    chosen = {"given_name": "kept", "birth": "gone", "phone": "gone"}
    answer = client.post(page, {"keep": keep.pk, "versions": "1-1", **chosen})
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == reverse("person", args=[keep.pk])
    row = Graduate.objects.get(pk=keep.pk)
    assert (row.given_name, row.birth_date, row.phone) == ("อนงค์นาถ", date(2011, 9, 3), "0811112222")
    html = client.get(reverse("merges")).content.decode()
    assert reverse("undo_merge", args=[Merge.objects.get().pk]) in html
    client.post(reverse("undo_merge", args=[Merge.objects.get().pk]))
    assert Graduate.objects.visible_to(staff).count() == 2


def test_the_other_record_may_be_kept(signed_in, pair, twice, staff):
    keep, gone = twice[1], twice[0]
    chosen = {"given_name": "kept", "birth": "kept", "phone": "kept"}
    signed_in(staff).post(
        reverse("merge_pair", args=[pair.pk]), {"keep": keep.pk, "versions": "1-1", **chosen}
    )
    assert Graduate.objects.get(pk=gone.pk).merged_into == keep


def test_an_unfinished_choice_is_asked_for(signed_in, pair, staff):
    answer = signed_in(staff).post(reverse("merge_pair", args=[pair.pk]), {"versions": "1-1"})
    assert answer.status_code == 422
    assert not Merge.objects.exists()


def test_who_judged_an_older_version_is_told(signed_in, pair, twice, staff):
    Graduate.objects.filter(pk=twice[1].pk).update(version=2)
    chosen = {"given_name": "kept", "birth": "gone", "phone": "gone"}
    answer = signed_in(staff).post(reverse("merge_pair", args=[pair.pk]), {"versions": "1-1", **chosen})
    assert answer.status_code == 409
    assert not Merge.objects.exists()


def test_what_forbids_the_merge_is_said_before_the_button(signed_in, pair, twice, staff):
    seat = EnrollmentFactory(graduate=twice[0])
    EnrollmentFactory(graduate=twice[1], run=seat.run)
    html = signed_in(staff).get(reverse("duplicate", args=[pair.pk])).content.decode()
    assert str(seat.run) in html
    assert reverse("merge_pair", args=[pair.pk]) not in html


def test_a_counsellor_says_that_they_are_two(signed_in, pair, counselor):
    page = reverse("different_people", args=[pair.pk])
    for nothing in ("", "\u200b"):
        assert signed_in(counselor).post(page, {"note": nothing}).status_code == 422
    assert signed_in(counselor).post(page, {"note": "ฝาแฝด"}).status_code == 302
    pair.refresh_from_db()
    assert (pair.state, pair.note, pair.decided_by) == (PairState.DIFFERENT, "ฝาแฝด", counselor)
    signed_in(counselor).post(reverse("judge_pair_again", args=[pair.pk]))
    pair.refresh_from_db()
    assert pair.state == PairState.PROPOSED


def test_a_counsellor_proposes_two_of_the_own_school(signed_in, twice, counselor, stranger):
    page = reverse("same_as", args=[twice[0].pk])
    assert "อนงค์นาด" in signed_in(counselor).get(page).content.decode()
    answer = signed_in(counselor).post(page, {"other": str(twice[1].pk)})
    assert answer["Location"] == reverse("duplicate", args=[DuplicatePair.objects.get().pk])
    for other in (str(record_of(stranger.memberships.get().agency).pk), "x", ""):
        assert signed_in(counselor).post(page, {"other": other}).status_code == 404


def test_the_scan_goes_to_the_worker(signed_in, twice, staff):
    answer = signed_in(staff).post(reverse("scan_duplicates"))
    assert "/jobs/" in answer["Location"]
    assert signed_in(staff).post(reverse("scan_duplicates")).status_code == 409


def test_a_judged_pair_tells_who_judged(signed_in, pair, staff):
    mark_different(pair, note="ฝาแฝด", by=staff, at=NOW)
    html = signed_in(staff).get(reverse("duplicate", args=[pair.pk])).content.decode()
    assert "ฝาแฝด" in html
    assert reverse("judge_pair_again", args=[pair.pk]) in html


def test_a_link_to_a_merged_record_leads_to_the_kept_one(signed_in, twice, staff, stranger):
    keep, gone = twice
    merge_people(keep, gone, choices={}, by=staff, at=NOW)
    page = reverse("person", args=[gone.pk])
    answer = signed_in(staff).get(page)
    assert (answer.status_code, answer["Location"]) == (302, reverse("person", args=[keep.pk]))
    assert signed_in(stranger).get(page).status_code == 404


def test_the_person_page_says_who_it_may_be(signed_in, pair, staff):
    html = signed_in(staff).get(reverse("person", args=[pair.low_id])).content.decode()
    assert reverse("duplicate", args=[pair.pk]) in html


TYPED = {
    "prefix": "เด็กหญิง",
    "given_name": "อนงค์นาท",
    "family_name": "ศรีวิไลเลิศ",
    "birth_day": "9",
    "birth_month": "3",
    "birth_year": "2554",
    "case_type": "finished",
    "education": "lower_secondary",
}


def test_who_is_registered_already_is_shown_before_anything_is_written(signed_in, twice, staff):
    client, page = signed_in(staff), reverse("new_person")
    answer = client.post(page, TYPED)
    assert answer.status_code == 409, answer.content.decode()
    assert reverse("person", args=[twice[0].pk]) in answer.content.decode()
    assert Graduate.objects.count() == 2
    assert client.post(page, TYPED | {"not_same": "1"}).status_code == 302
    assert Graduate.objects.count() == 3


def test_of_whom_one_does_not_see_nothing_is_said(signed_in, twice, stranger):
    assert signed_in(stranger).post(reverse("new_person"), TYPED).status_code == 302
