import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from agencies.enums import SignatoryState
from agencies.models import Agency, Memorandum
from agencies.queries.memoranda import secret_of
from core.models import AuditEntry
from tests.agencies.memoranda_scene import TODAY, a_pdf, memorandum_of, signed
from tests.factories.agencies import SchoolFactory

pytestmark = pytest.mark.django_db

SAID = {
    "title": "บันทึกใหม่",
    "purposes": ["refer", "results"],
    "starts_on": "1/10/2569",
    "ends_on": "30/9/2571",
    "scope": "",
    "number": "1/2569",
}


def address(name, row):
    return reverse(name, args=[row.pk])


def test_the_list_shows_own_memoranda_only(signed_in, center, school, head, counselor, stranger):
    memorandum_of(center, head, school, title="บันทึกของเรา")
    page = reverse("memoranda")
    assert "บันทึกของเรา" in signed_in(counselor).get(page).text
    assert "บันทึกของเรา" not in signed_in(stranger).get(page).text


def test_a_page_is_open_to_its_agencies(signed_in, center, school, head, counselor, stranger):
    page = address("memorandum", memorandum_of(center, head, school))
    answers = [signed_in(user).get(page).status_code for user in (head, counselor, stranger)]
    assert answers == [200, 200, 404]
    assert Client().get(page).status_code == 302


@pytest.mark.parametrize(
    "name", ["edit_memorandum", "invite_signatories", "renew_memorandum", "memorandum_letters"]
)
def test_only_who_keeps_it_changes_it(signed_in, center, school, head, staff, counselor, officer, name):
    page = address(name, memorandum_of(center, head, school))
    answers = [signed_in(user).get(page).status_code for user in (head, staff, counselor, officer)]
    assert answers == [200, 403, 403, 404]


@pytest.mark.parametrize("name", ["remind_signatories", "end_memorandum", "sign_on_paper"])
def test_only_who_keeps_it_acts_on_it(signed_in, center, school, head, counselor, officer, name):
    page = address(name, memorandum_of(center, head, school))
    assert [signed_in(user).post(page).status_code for user in (counselor, officer)] == [403, 404]


def test_every_label_leads_to_its_own_box(signed_in, center, school, head):
    """Two forms of the page ask for a day."""
    row = memorandum_of(center, head, school)
    ids = re.findall(r' id="([^"]+)"', signed_in(head).get(address("memorandum", row)).content.decode())
    assert len(ids) == len(set(ids))
    assert {"id_signing_on", "id_ending_on"} <= set(ids)


def test_the_list_asks_as_often_for_three_as_for_one(signed_in, center, head, django_assert_max_num_queries):
    memorandum_of(center, head)
    client = signed_in(head)
    client.get(reverse("memoranda"))
    with django_assert_max_num_queries(100) as one:
        client.get(reverse("memoranda"))
    memorandum_of(center, head), memorandum_of(center, head)
    with django_assert_max_num_queries(100) as three:
        client.get(reverse("memoranda"))
    assert (
        len(three) - len(one) <= 2 * 1
    )  # one notice a memorandum that waits for a signature shows its agency


def test_drawing_up_leads_to_inviting(signed_in, center, head):
    answer = signed_in(head).post(reverse("new_memorandum"), SAID)
    row = Memorandum.objects.get()
    assert answer.url == address("invite_signatories", row)
    assert (row.host, row.purposes, row.starts_on.year) == (center, ",refer,results,", 2026)


def test_wrong_days_are_said_at_their_field(signed_in, head):
    answer = signed_in(head).post(reverse("new_memorandum"), SAID | {"ends_on": "30/9/2568"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["ends_on"]
    assert not Memorandum.objects.exists()


@pytest.mark.parametrize(("field", "day"), [("starts_on", "1/1/2400"), ("ends_on", "30/9/2700")])
def test_a_year_that_no_memorandum_has_is_refused_with_those_that_it_may_have(signed_in, head, field, day):
    answer = signed_in(head).post(reverse("new_memorandum"), SAID | {field: day})
    assert answer.status_code == 422
    (sentence,) = answer.context["form"].errors[field]
    assert day in sentence
    assert "2519" in sentence
    assert "2619" in sentence
    assert not Memorandum.objects.exists()


def test_a_paper_that_is_none_is_refused_and_nothing_is_saved(signed_in, head, tmp_path):
    file = tmp_path / "paper.pdf"
    file.write_bytes(b"MZ this is a program")
    with file.open("rb") as paper:
        answer = signed_in(head).post(reverse("new_memorandum"), SAID | {"file": paper})
    assert answer.status_code == 422
    assert "file" in answer.context["form"].errors
    assert not Memorandum.objects.exists()


def test_the_paper_comes_back_as_it_went_in_and_the_trail_says_who_took_it(
    signed_in, center, school, head, counselor, stranger, tmp_path
):
    file = tmp_path / "mou.pdf"
    file.write_bytes(a_pdf())
    with file.open("rb") as paper:
        signed_in(head).post(reverse("new_memorandum"), SAID | {"file": paper})
    row = Memorandum.objects.get()
    page = address("memorandum_file", row)
    assert signed_in(counselor).get(page).status_code == 404
    answer = signed_in(head).get(page)
    assert answer.content.startswith(b"%PDF-")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert AuditEntry.objects.filter(action="memorandum.paper_taken", subject_id=str(row.pk)).count() == 1


def test_a_list_is_shown_before_anybody_is_invited(signed_in, center, school, head):
    row = memorandum_of(center, head)
    lines = f"{school.name_th}\tนาง ก\nภาคีไม่มีในทะเบียน"
    page = signed_in(head)
    shown = page.post(address("invite_signatories", row), {"lines": lines, "kind": "partner"})
    assert shown.context["invited"] == 2
    assert row.signatories.count() == 1
    seal = shown.context["seal"]
    page.post(address("invite_signatories", row), {"lines": lines, "kind": "school", "confirm": seal})
    assert row.signatories.count() == 1  # another kind than was shown: the list is shown again
    page.post(address("invite_signatories", row), {"lines": lines, "kind": "partner", "confirm": seal})
    assert row.signatories.count() == 3
    assert Agency.objects.filter(name_th="ภาคีไม่มีในทะเบียน", kind="partner").exists()
    said = {"lines": lines, "kind": ""}
    seal = page.post(address("invite_signatories", row), said).context["seal"]
    again = page.post(address("invite_signatories", row), {**said, "confirm": seal})
    assert again.status_code == 422
    assert row.signatories.count() == 3


def test_an_account_signs_for_its_own_agency_only(signed_in, center, head, officer):
    row = memorandum_of(center, head, officer.memberships.get().agency)
    theirs, ours = row.signatories.exclude(agency=center).get(), row.signatories.get(agency=center)
    page = address("sign_memorandum", row)
    assert signed_in(head).post(page, {"signatory": theirs.pk}).status_code == 404
    assert signed_in(head).post(page, {"signatory": ours.pk}).status_code == 302
    signed_in(officer).post(page, {"signatory": theirs.pk, "decline": "1"})
    states = {seat.pk: seat.state for seat in row.signatories.all()}
    assert states == {theirs.pk: SignatoryState.DECLINED, ours.pk: SignatoryState.SIGNED}


@pytest.mark.parametrize("odd", ["", "x", "\x00", "\ud800", "-1", "9" * 30, "9" * 5000])
def test_what_is_no_signature_signs_nothing(signed_in, center, school, head, odd):
    memorandum = memorandum_of(center, head, school)
    browser, said = (
        signed_in(head),
        "signatory=" + quote(odd.encode("utf-8", "surrogatepass")) + "&on=1/11/2569",
    )
    form = "application/x-www-form-urlencoded"
    answers = [
        browser.post(address(name, memorandum), said, content_type=form).status_code
        for name in ("sign_memorandum", "sign_on_paper")
    ]
    assert answers == [404, 422]
    assert not memorandum.signatories.filter(state=SignatoryState.SIGNED).exists()


def test_signatures_on_paper_are_noted_together(signed_in, center, school, head):
    row = memorandum_of(center, head, school)
    seats = [seat.pk for seat in row.signatories.all()]
    page = address("sign_on_paper", row)
    day = TODAY - timedelta(days=1)
    missing = signed_in(head).post(page, {"on": "20/11/2569"})
    assert missing.status_code == 422
    future = signed_in(head).post(page, {"on": "20/11/2570", "signatory": seats})
    assert future.status_code == 422
    assert not row.signatories.filter(state="signed").exists()
    signed_in(head).post(page, {"on": f"{day.day}/{day.month}/{day.year + 543}", "signatory": seats})
    assert row.signatories.filter(state="signed", signed_on=day).count() == 2


def test_a_signature_is_taken_back_by_the_keeper(signed_in, center, school, head, counselor):
    row = memorandum_of(center, head, school)
    signed(row, school)
    seat = row.signatories.get(agency=school)
    page = reverse("take_back_signature", args=[seat.pk])
    assert signed_in(counselor).post(page).status_code == 403
    signed_in(head).post(page)
    seat.refresh_from_db()
    assert seat.state == SignatoryState.INVITED


def test_the_letters_link_signs_without_an_account(center, school, head):
    row = memorandum_of(center, head, school)
    seat = row.signatories.get(agency=school)
    page = reverse("sign_letter", args=[seat.pk, secret_of(seat)])
    browser = Client()
    assert row.title in browser.get(page).text
    assert browser.post(page, {"signer": "นาง ก"}).status_code == 422
    browser.post(page, {"signer": "นาง ก", "position": "ผู้อำนวยการ", "agreed": "on"})
    seat.refresh_from_db()
    assert (seat.state, seat.signer_name, seat.answered_by) == (SignatoryState.SIGNED, "นาง ก", None)
    assert browser.post(page, {"decline": "1"}).status_code == 422


def test_a_guessed_link_opens_nothing(center, school, head):
    row = memorandum_of(center, head, school)
    mine, other = row.signatories.all()
    for code in (secret_of(mine), "0" * 40):
        assert Client().get(reverse("sign_letter", args=[other.pk, code])).status_code == 404
    assert Client().get(reverse("sign_letter", args=[10**9, "0" * 40])).status_code == 404


def test_a_letter_a_signer_who_has_not_answered(signed_in, center, school, head):
    row = memorandum_of(center, head, school)
    signed(row, center)
    text = signed_in(head).get(address("memorandum_letters", row)).text
    assert text.count('class="letter"') == 1
    assert school.name_th in text


def test_the_list_of_signers_is_filtered_and_downloaded(signed_in, center, school, head):
    row = memorandum_of(center, head, school, SchoolFactory(name_th="โรงเรียนอื่น"))
    signed(row, school)
    page = signed_in(head)
    text = page.get(address("memorandum", row), {"state": "signed"}).text
    assert school.name_th in text
    assert "โรงเรียนอื่น" not in text
    sheet = page.get(address("memorandum", row), {"format": "xlsx"})
    assert sheet.headers["Content-Type"].endswith("spreadsheetml.sheet")


def test_one_that_expires_soon_is_said_so(signed_in, center, head):
    memorandum_of(center, head, ends_on=TODAY + timedelta(days=30))
    shown = signed_in(head).get(reverse("memoranda"), {"standing": "expiring"})
    assert len(shown.context["page"].rows) == 1
