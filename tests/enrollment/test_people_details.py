"""Guardians, barriers, columns and the timeline: what the form and the pages make of them."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from enrollment.entries import BarrierEntry, GuardianEntry, OtherGuardian, entry_of, other_guardians_of
from enrollment.models import Graduate, ShownColumns
from enrollment.services import correct_graduate, register_graduate, reveal_identifier
from tests.enrollment.entries import entry
from tests.enrollment.test_people_pages import TYPED
from tests.factories.enrollment import GraduateFactory

MOTHER, UNCLE = OtherGuardian("นางสมศรี ใจดี", "มารดา"), OtherGuardian("นายลุง ใจดี", "ลุง", "081-234-5678")
MANAGEMENT = {"others-TOTAL_FORMS": "2", "others-INITIAL_FORMS": "0"}


@pytest.fixture
def person(school, counselor, now):
    said = entry(
        guardian=GuardianEntry("นายสมหมาย ใจดี"),
        other_guardians=(MOTHER, UNCLE),
        barriers=(BarrierEntry("poverty", True, date(2026, 11, 1)),),
    )
    return register_graduate(entry=said, registered_by=school, by=counselor, at=now)


def test_further_guardians_are_changed_added_and_taken_away_without_touching_the_first(
    person, counselor, now
):
    first = person.guardians.order_by("pk").first()
    mother, _uncle = other_guardians_of(person)
    others = (replace(mother, relation="แม่"), OtherGuardian("นางป้า ใจดี"))
    said = replace(entry_of(person), other_guardians=others)
    correct_graduate(person, entry=said, version=1, by=counselor, at=now)
    rows = person.guardians.order_by("pk")
    assert [(row.name, row.relation) for row in rows] == [
        ("นายสมหมาย ใจดี", ""), ("นางสมศรี ใจดี", "แม่"), ("นางป้า ใจดี", ""),
    ]  # fmt: skip
    assert (rows[0].pk, rows[1].pk) == (first.pk, mother.key)


def test_an_entry_that_is_silent_about_further_guardians_leaves_them(person, counselor, now):
    correct_graduate(person, entry=entry_of(person), version=1, by=counselor, at=now)
    assert len(other_guardians_of(person)) == 2


def test_guardians_and_barriers_by_the_form(signed_in, counselor):
    said = {
        "others-0-name": "นางสมศรี", "others-0-phone": "081-234-5678", "guardian_name": "นายสมหมาย",
        "barrier_poverty": "yes", "barrier_poverty_on": "1 พ.ย. 2568", "barrier_disability": "no",
    }  # fmt: skip
    answer = signed_in(counselor).post(reverse("new_person"), TYPED | MANAGEMENT | said)
    person = counselor_sees(counselor).get()
    assert answer.url == reverse("person", args=[person.pk])
    assert [row.name for row in person.guardians.order_by("pk")] == ["นายสมหมาย", "นางสมศรี"]
    answers = {row.kind: (row.holds, row.seen_by) for row in person.barriers.all()}
    assert answers == {"poverty": (True, counselor), "disability": (False, counselor)}
    assert person.barriers.get(kind="poverty").seen_on == date(2025, 11, 1)


def counselor_sees(counselor):
    return Graduate.objects.visible_to(counselor)


def test_a_fault_of_a_further_guardian_stands_at_its_field(signed_in, counselor):
    said = MANAGEMENT | {"others-1-name": "นางสมศรี", "others-1-phone": "call me"}
    answer = signed_in(counselor).post(reverse("new_person"), TYPED | said)
    assert answer.status_code == 422
    assert set(answer.context["form"].others.forms[1].errors) == {"phone"}
    assert not counselor_sees(counselor).exists()


def test_who_saves_second_sees_the_guardians_and_barriers_that_differ(signed_in, person, counselor, now):
    said = replace(entry_of(person), other_guardians=(), barriers=())
    correct_graduate(person, entry=said, version=1, by=counselor, at=now)
    late = (
        TYPED
        | MANAGEMENT
        | {"identifier": "", "version": "1", "others-0-name": "นางสมศรี", "barrier_poverty": "no"}
    )
    answer = signed_in(counselor).post(
        reverse("edit_person", args=[person.pk]), late, headers={"Accept-Language": "en"}
    )
    assert answer.status_code == 409
    shown = " ".join(mine for _name, _now, mine in answer.context["differences"])
    assert "นางสมศรี" in shown
    assert 'value="นางสมศรี"' in answer.content.decode()
    assert "further guardians" in [str(name) for name, _now, _mine in answer.context["differences"]]


def test_the_refused_value_stands_before_the_words_but_never_a_number(signed_in, counselor):
    wrong = TYPED | {"given_name": "Mana", "identifier": "1234567890123", "phone": "call me"}
    errors = signed_in(counselor).post(reverse("new_person"), wrong).context["form"].errors
    assert errors["given_name"][0].startswith("“Mana” ")
    assert "1234567890123" not in errors["identifier"][0]
    assert "call me" not in errors["phone"][0]


def test_columns_are_remembered_and_lead_the_spreadsheet(signed_in, school, counselor):
    GraduateFactory(school=school, phone="081-234-5678")
    client = signed_in(counselor)
    answer = client.post(
        reverse("choose_columns"), {"columns": ["phone", "grade", "nonsense"], "query": "step=no_plan"}
    )
    assert answer.url == f"{reverse('people')}?step=no_plan"
    assert ShownColumns.objects.get(user=counselor).columns == ["phone", "grade"]
    html = client.get(reverse("people")).content.decode()
    assert "081-234-5678" in html
    assert client.get(reverse("choose_columns")).status_code == 405


def test_the_timeline_by_kind_and_page(signed_in, person, counselor, now):
    row = person.identifiers.get()
    for _ in range(21):
        reveal_identifier(row, by=counselor, at=now)
    client, page = signed_in(counselor), reverse("person", args=[person.pk])
    whole = client.get(page).context["timeline"]
    assert len(whole.entries) == 20
    rest = client.get(page, {"happened": whole.page.following}).context["timeline"]
    assert len(rest.entries) == 2
    assert client.get(page, {"kind": "referral"}).context["timeline"].entries == []
    assert str(person.school) in rest.entries[0]["by"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"barrier": "poverty"}, True),
        ({"barrier": "disability"}, False),
        ({"missing": "data"}, True),
        ({"missing": "guardian"}, False),
        ({"missing": "number"}, False),
        ({"since": "23/11/2569", "until": "23/11/2569"}, True),
        ({"since": "24/11/2569"}, False),
        ({"academic_year": "2560"}, True),  # not a choice: said at the field, nothing filtered away unseen
        ({"grade": "m3"}, False),
    ],
)
def test_further_filters(signed_in, person, counselor, query, found):
    html = signed_in(counselor).get(reverse("people"), query).content.decode()
    assert ("สมชาย" in html) == found


def test_the_figures_count_only_whom_one_sees(signed_in, person, counselor, other_counselor, officer):
    door = reverse("people_figures")
    assert sum(figure[1] for figure in signed_in(counselor).get(door).context["figures"]) == 1
    assert sum(figure[1] for figure in signed_in(other_counselor).get(door).context["figures"]) == 0
    assert signed_in(officer).get(door).status_code == 403
