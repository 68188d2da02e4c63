"""Pages of trainers, rooms, equipment and the calendar: who gets in, what they do, two people at once."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from PIL import Image

from agencies.enums import Role
from core.models import AuditEntry
from tests.conftest import account_of
from tests.factories.agencies import AccountFactory
from tests.factories.training import (
    EquipmentFactory,
    EquipmentKindFactory,
    RoomFactory,
    RunFactory,
    SessionFactory,
    SiteFactory,
    SkillFactory,
    TrainerFactory,
)
from training.enums import Slot, TrainerKind
from training.forms.runs import NeedsForm
from training.models import Closure, Equipment, Room, TeachingWeek, Trainer, TrainerAbsence, TrainerSkill


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def trainer(center):
    return TrainerFactory(
        center=center, user=AccountFactory(username="kru"), kind=TrainerKind.OUTSIDE, alternative=1
    )


@pytest.fixture
def held(trainer):
    return trainer.skills.get()


@pytest.fixture
def order(trainer):
    days = {"valid_from": date(2026, 1, 1), "valid_until": date(2027, 12, 31)}
    return trainer.appointments.create(order_number="1/2569", ordered_on=date(2026, 1, 1), **days)


@pytest.fixture
def room(center):
    return RoomFactory(center=center)


@pytest.fixture
def unit(center):
    return EquipmentFactory(center=center)


@pytest.fixture
def site(center):
    return SiteFactory(center=center)


GENERAL = ["alternatives", "sites", "equipment_list", "new_equipment", "equipment_kinds", "teaching_week"]
GENERAL += ["center_calendar", "sessions_in_need", "trainers", "rooms"]
OF_A_ROW = [
    "trainer:trainer",
    "edit_trainer:trainer",
    "trainer_half_days:trainer",
    "appoint_trainer:trainer",
    "deactivate_trainer:trainer",
    "edit_qualification:held",
    "end_appointment:order",
    "edit_room:room",
    "deactivate_room:room",
    "edit_site:site",
    "equipment:unit",
    "edit_equipment:unit",
]


def address(name, request):
    url_name, _colon, fixture = name.partition(":")
    return reverse(url_name, args=[request.getfixturevalue(fixture).pk] if fixture else [])


@pytest.mark.parametrize("name", GENERAL + OF_A_ROW)
def test_who_gets_in(name, request, client, signed_in, staff, counselor, stranger):
    page = address(name, request)
    assert client.get(page).status_code == 302
    assert signed_in(counselor).get(page).status_code == 403
    assert signed_in(stranger).get(page).status_code == (404 if ":" in name else 200)
    assert signed_in(staff).get(page).status_code == 200


FORM = {"name_th": "ครู ก", "kind": "staff", "hours_per_day": "4.5", "hours_per_week": "20"}


def test_a_trainer_is_entered_with_hours_and_account(signed_in, staff, center):
    SkillFactory(), AccountFactory(username="kru-ko")
    page, form = reverse("new_trainer"), {**FORM, "skills": ["welding"]}
    for wrong in ({"account": "nobody"}, {"kind": "outside"}, {"hours_per_day": "25"}):
        assert signed_in(staff).post(page, {**form, **wrong}).status_code == 422
    assert signed_in(staff).post(page, {**form, "account": "kru-ko"}).status_code == 302
    row = Trainer.objects.get()
    assert (row.minutes_per_day, row.minutes_per_week, row.user.username) == (270, 1200, "kru-ko")


def test_an_account_of_another_centre_is_not_linked(signed_in, staff, center, stranger):
    SkillFactory()
    form = {**FORM, "skills": ["welding"], "account": stranger.username}
    response = signed_in(staff).post(reverse("new_trainer"), form)
    assert "There is no such account" in response.content.decode()
    assert not Trainer.objects.exists()


def test_who_saves_a_trainer_second_sees_what_is_in_force_and_may_save_again(signed_in, staff, trainer):
    page, colleague = reverse("edit_trainer", args=[trainer.pk]), account_of(trainer.center, Role.STAFF)
    form = {**FORM, "version": trainer.version, "account": "kru"}
    assert signed_in(colleague).post(page, {**form, "name_th": "ชื่อของเพื่อน"}).status_code == 302
    second = signed_in(staff).post(page, {**form, "name_th": "ชื่อของฉัน"})
    assert second.status_code == 409
    words = second.content.decode()
    assert "Somebody else has changed" in words
    assert "ชื่อของเพื่อน" in words
    assert "ชื่อของฉัน" in words
    version = second.context["form"]["version"].value()
    again = {**form, "name_th": "ชื่อของฉัน", "version": version}
    assert signed_in(staff).post(page, again).status_code == 302
    assert Trainer.objects.get().name_th == "ชื่อของฉัน"


def test_half_days_are_ticked(signed_in, staff, trainer, center):
    form = {"version": trainer.version, "half_days": ["0-morning", "4-evening"]}
    page = reverse("trainer_half_days", args=[trainer.pk])
    assert signed_in(staff).post(page, form).status_code == 302
    assert Trainer.objects.get().half_days == [["morning"], [], [], [], ["evening"], [], []]
    assert signed_in(staff).post(page, form).status_code == 409
    assert signed_in(staff).post(page, {"version": 2, "half_days": ["7-morning"]}).status_code == 422
    of_center = {"version": 0, "half_days": ["0-morning"]}
    made_up = signed_in(staff).post(reverse("teaching_week"), of_center | {"version": 7})
    assert made_up.status_code == 409  # of a week about which nobody has said anything yet
    assert signed_in(staff).post(reverse("teaching_week"), of_center).status_code == 302
    assert TeachingWeek.objects.get().half_days[0] == ["morning"]
    assert signed_in(staff).post(reverse("teaching_week"), {"version": 1}).status_code == 422


def photograph():
    picture = BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "JPEG")
    return SimpleUploadedFile("paper.jpg", picture.getvalue(), "image/jpeg")


def test_the_paper_of_a_qualification_is_kept_and_its_taking_recorded(signed_in, staff, stranger, trainer):
    SkillFactory(code="cook")
    form = {"skill": "cook", "paper": "ใบรับรอง 9", "file": photograph(), "valid_until": "31/12/2570"}
    assert signed_in(staff).post(reverse("qualify_trainer", args=[trainer.pk]), form).status_code == 302
    held = TrainerSkill.objects.get(skill="cook")
    page = reverse("qualification_file", args=[held.pk])
    answer = signed_in(staff).get(page)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert AuditEntry.objects.filter(action="trainer.qualification_paper_taken").count() == 1
    assert signed_in(stranger).get(page).status_code == 404


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"seen_on": "1/11/2569"}, "Say which paper it is"),
        ({"paper": "ก", "seen_on": "1/1/2575"}, "still to come"),
        ({"valid_from": "2/1/2570", "valid_until": "1/1/2570"}, "before the first"),
    ],
)
def test_evidence_with_a_fault_is_not_entered(form, words, signed_in, staff, trainer):
    SkillFactory(code="cook")
    answer = signed_in(staff).post(reverse("qualify_trainer", args=[trainer.pk]), {"skill": "cook", **form})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_an_appointment_is_entered_on_the_page(signed_in, staff, trainer):
    page = reverse("trainer", args=[trainer.pk])
    assert "No appointment is in force today" in signed_in(staff).get(page).content.decode()
    form = {"order_number": "7/2569", "ordered_on": "1/1/2569", "appointed_by": "ผอ."}
    days = {"valid_from": "1/1/2569", "valid_until": "31/12/2573"}
    appoint = reverse("appoint_trainer", args=[trainer.pk])
    assert signed_in(staff).post(appoint, {**form, **days}).status_code == 302
    assert signed_in(staff).post(appoint, {**form, **days}).status_code == 422
    assert "No appointment is in force today" not in signed_in(staff).get(page).content.decode()


def test_a_trainer_enters_and_takes_back_own_absences_only(signed_in, staff, trainer):
    coming = timezone.localdate() + timedelta(days=30)
    form = {"first_day": coming.isoformat(), "last_day": coming.isoformat(), "reason": "อบรม"}
    page = reverse("my_teaching")
    assert signed_in(trainer.user).post(page, form).status_code == 302
    own = TrainerAbsence.objects.get()
    assert own.entered_by == trainer.user
    of_staff = trainer.absences.create(first_day=coming, last_day=coming, entered_by=staff)
    seen = signed_in(staff).get(reverse("trainer", args=[trainer.pk])).content.decode()
    assert f"entered by {trainer.user.get_full_name()}" in seen
    for absence, status in ((of_staff, 404), (own, 302)):
        remove = reverse("remove_my_absence", args=[absence.pk])
        assert signed_in(trainer.user).post(remove).status_code == status
    assert signed_in(staff).get(page).status_code == 403


def test_a_trainer_leaves_after_what_is_booked_was_shown(signed_in, staff, trainer):
    page, own, browser = (
        reverse("deactivate_trainer", args=[trainer.pk]),
        reverse("my_teaching"),
        signed_in(trainer.user),
    )
    assert "Nothing to come is booked" in signed_in(staff).get(page).content.decode()
    assert browser.get(own).status_code == 200
    assert signed_in(staff).post(page).status_code == 302
    assert not Trainer.objects.get().is_active
    assert browser.get(own).status_code == 403
    signed_in(staff).post(reverse("reactivate_trainer", args=[trainer.pk]))
    assert Trainer.objects.get().is_active
    assert browser.get(own).status_code == 200


def test_rooms_sites_and_equipment_are_corrected(signed_in, staff, room, unit, site, center):
    kind = EquipmentKindFactory(code="lift", name_th="ลิฟต์")
    form = {"name_th": "ห้องใหม่", "kind": room.kind_id, "capacity": 7, "site": site.pk, "equipment": [kind.pk]}
    edit = reverse("edit_room", args=[room.pk])
    assert signed_in(staff).post(edit, {**form, "version": 1}).status_code == 302
    assert signed_in(staff).post(edit, {**form, "version": 1}).status_code == 409
    assert (Room.objects.get().capacity, Room.objects.get().site) == (7, site)
    form = {"name_th": "ชุด", "kind": "lift", "quantity": 3, "site": site.pk, "is_active": "on", "version": 1}
    assert signed_in(staff).post(reverse("edit_equipment", args=[unit.pk]), form).status_code == 302
    assert Equipment.objects.get().quantity == 3
    out = {"first_day": "1/12/2569", "last_day": "2/12/2569", "quantity": 4, "reason": "ซ่อม"}
    page = reverse("equipment", args=[unit.pk])
    assert signed_in(staff).post(page, out).status_code == 422
    assert signed_in(staff).post(page, {**out, "quantity": 2}).status_code == 302
    assert unit.outages.get().quantity == 2


def test_the_year_shows_holidays_closures_absences_and_runs(signed_in, staff, center, trainer, run_of_center):
    Closure.objects.create(
        center=center, first_day=date(2026, 8, 3), last_day=date(2026, 8, 4), reason="ย้ายอาคาร"
    )
    trainer.absences.create(first_day=date(2026, 8, 5), last_day=date(2026, 8, 5), reason="อบรม")
    page = reverse("center_calendar")
    shown = signed_in(staff).get(page, {"year": "2026"}).content.decode()
    for words in ("ย้ายอาคาร", "อบรม", run_of_center.code, "Songkran", "August"):
        assert words in shown
    only = signed_in(staff).get(page, {"year": "2026", "kind": "closure"})
    assert [entry.text for entry in only.context["entries"]] == ["ย้ายอาคาร"]
    answer = signed_in(staff).get(page, {"year": "2026", "kind": "absence", "format": "xlsx"})
    sheet = load_workbook(BytesIO(answer.content)).active
    assert [row[3].value for row in sheet.iter_rows(min_row=2)] == ["อบรม"]


def test_the_year_counts_runs_and_not_their_sessions(signed_in, staff, run_of_center):
    for number, slot in enumerate((Slot.MORNING, Slot.AFTERNOON), start=1):
        SessionFactory(run=run_of_center, number=number, day=date(2026, 8, 6), slot=slot)
    months = signed_in(staff).get(reverse("center_calendar"), {"year": "2026"}).context["months"]
    days = [one for week in months[7] for one in week if one.meeting]
    assert [(one.day, one.meeting) for one in days] == [(date(2026, 8, 6), 1)]


@pytest.fixture
def run_of_center(center):
    return RunFactory(center=center)


def test_the_list_finds_what_runs_out_soon(signed_in, staff, center):
    soon = timezone.localdate() + timedelta(days=30)
    names = {}
    for name, until in (
        ("soon", soon),
        ("renewed", soon),
        ("later", soon + timedelta(days=90)),
        ("open", None),
    ):
        names[name] = TrainerFactory(center=center, name_en=name)
        names[name].skills.update(valid_until=until)
    skill = names["renewed"].skills.get().skill
    TrainerSkill.objects.create(trainer=names["renewed"], skill=skill, valid_from=soon + timedelta(days=1))
    outside = TrainerFactory(center=center, name_en="outside", kind=TrainerKind.OUTSIDE, alternative=1)
    outside.appointments.create(
        order_number="1", ordered_on=soon, valid_from=soon - timedelta(days=60), valid_until=soon
    )
    rows = signed_in(staff).get(reverse("trainers"), {"ending": "soon"}).context["page"].rows
    assert {row.name_en for row in rows} == {"soon", "outside"}


@pytest.mark.parametrize(
    ("page", "make"), [("trainers", TrainerFactory), ("equipment_list", EquipmentFactory)]
)
def test_lists_ask_the_same_number_of_questions(
    page, make, signed_in, staff, center, django_assert_num_queries
):
    make(center=center)
    client = signed_in(staff)
    client.get(reverse(page))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse(page))
    make(center=center), make(center=center)
    with django_assert_num_queries(len(one)):
        client.get(reverse(page))


def test_a_site_is_closed_and_opened_again(signed_in, staff, stranger, site, room):
    browser, close = signed_in(staff), reverse("close_site", args=[site.pk])
    page = browser.get(reverse("edit_site", args=[site.pk])).text
    assert (close in page) != site.is_default
    assert signed_in(stranger).post(close).status_code == 404
    other = SiteFactory(center=site.center, name_th="สาขาที่สาม")
    browser.post(reverse("close_site", args=[other.pk]))
    assert "(closed)" in browser.get(reverse("sites")).text
    assert other not in NeedsForm(user=staff, center=site.center).fields["site"].queryset
    assert reverse("open_site", args=[other.pk]) in browser.get(reverse("edit_site", args=[other.pk])).text
    browser.post(reverse("open_site", args=[other.pk]))
    assert "(closed)" not in browser.get(reverse("sites")).text


def test_a_kind_of_equipment_is_renamed(client, signed_in, staff, counselor, unit):
    page = reverse("rename_word", args=["equipment", unit.kind_id])
    assert page in signed_in(staff).get(reverse("equipment_kinds")).text
    assert client.get(page).status_code == 302
    assert signed_in(counselor).get(page).status_code == 403
    assert signed_in(staff).get(reverse("rename_word", args=["nothing", "x"])).status_code == 404
    assert signed_in(staff).get(reverse("rename_word", args=["gear", unit.kind_id])).status_code == 404
    assert signed_in(staff).post(page, {"name_th": ""}).status_code == 422
    assert signed_in(staff).post(page, {"name_th": "ใหม่", "name_en": "New"}).status_code == 302
    assert ">New</a>" in signed_in(staff).get(reverse("equipment_kinds")).text
