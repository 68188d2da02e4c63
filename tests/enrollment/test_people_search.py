"""Who is found by what is typed: the same by the index, by walking and by the plain truth."""

import pytest
from django.db import connection

from enrollment import name_index
from enrollment.models import Graduate, NameLine
from enrollment.queries import finding, names
from enrollment.queries.finding import Finding
from enrollment.queries.names import NameSearch
from enrollment.services.people import name_keys
from tests.factories.enrollment import GraduateFactory

PEOPLE = [
    ("สมชาย", "ใจดี", "Somchai Jaidee"),
    ("ณัฐพล", "ณ ลำพูน", ""),
    ("กิตติ", "มณีแก้ว", "Kitti Maneekaew"),
    ("นายิกา", "ฏะ", ""),
    ("มานี", "", ""),
]
TYPED = [
    ("ชาย", {"สมชาย"}),
    ("สม", {"สมชาย"}),
    ("ฏ", {"นายิกา"}),
    ("ณ", {"ณัฐพล", "กิตติ"}),
    ("สมชาย ใจดี", {"สมชาย"}),
    ("ใจดี สม", {"สมชาย"}),
    ("สมชายใจดี", {"สมชาย"}),
    ("นายสมชาย", {"สมชาย"}),
    ("นาย สมชาย ใจดี", {"สมชาย"}),
    ("นายิกา", {"นายิกา"}),
    ("กิติ", {"กิตติ"}),  # sounds alike
    ("ไจดี", {"สมชาย"}),
    ("นัฐพล", {"ณัฐพล"}),
    ("ลำพูน", {"ณัฐพล"}),
    ("JAIDEE", {"สมชาย"}),
    ("kitti มณี", {"กิตติ"}),
    ("สมชัย", set()),
    ("100%", set()),
    ("_", set()),
    ('"', set()),
    ("'", set()),
    ("\\", set()),
    ("* OR a", set()),
]


@pytest.fixture
def people(db):
    return [
        GraduateFactory(
            given_name=given, family_name=family, name_en=english, **name_keys(given, family, english)
        )
        for given, family, english in PEOPLE
    ]


def names_of(rows):
    return {row.given_name for row in rows}


@pytest.mark.parametrize(("typed", "found"), TYPED)
def test_by_index_by_walking_and_by_the_plain_truth(people, typed, found):
    sought = NameSearch.read(typed)
    everybody = Graduate.objects.all()
    assert names_of(everybody.filter(sought.condition("search_text"))) == found
    assert names_of(everybody.filter(pk__in=sought.lines().values("graduate"))) == found
    assert names_of(everybody.filter(pk__in=sought.scanned_lines().values("graduate"))) == found


@pytest.mark.parametrize("typed", ["", "  ", "a\x00b"])
def test_nothing_is_sought_by_nothing(typed):
    assert NameSearch.read(typed) is None


@pytest.mark.parametrize(
    ("few", "many", "near"), [(0, 0, 0), (0, 100, 3), (0, 0, 100), (100, 0, 3), (100, 100, 3)]
)
@pytest.mark.parametrize("typed", ["", "า", "ณ", "มานี", "ศักดิ์"])
def test_the_pages_are_the_same_whichever_condition_leads(people, monkeypatch, few, many, near, typed):
    monkeypatch.setattr(finding, "FEW", few)
    monkeypatch.setattr(finding, "NEAR", near)
    monkeypatch.setattr(names, "MANY", many)
    sought, everybody = NameSearch.read(typed), Graduate.objects.all()
    keys = everybody.order_by().values_list("pk")
    found = Finding(everybody, None, [keys] if few and not many else [], sought)
    expected = everybody.filter(sought.condition("search_text")) if sought else everybody
    pages, cursor = [], ""
    while True:
        page = found.page(cursor, size=2)
        pages += [row.pk for row in page]
        cursor = page.following
        if not cursor:
            break
    assert pages == list(expected.order_by("sort_key", "id").values_list("pk", flat=True))


def test_the_lines_follow_every_way_of_writing(people):
    first, second = people[:2]
    Graduate.objects.filter(pk=first.pk).update(**name_keys("เปลี่ยน", "แล้ว", ""))
    Graduate.objects.bulk_create(
        [
            GraduateFactory.build(
                given_name="ใหม่",
                **name_keys("ใหม่", "ๆ", ""),
                school=second.school,
                registered_by=second.school,
                place=None,
            )
        ]
    )
    with connection.cursor() as cursor:
        key = second.pk.hex if connection.vendor == "sqlite" else str(second.pk)
        cursor.execute("DELETE FROM enrollment_graduate WHERE id = %s", [key])
    assert names_of(Graduate.objects.filter(pk__in=NameSearch.read("เปลี่ยน").lines().values("graduate"))) == {
        "สมชาย"
    }
    assert NameSearch.read("ใหม่").lines().count() == 1
    assert NameSearch.read("ณัฐพล").lines().count() == 0
    assert NameLine.objects.count() == Graduate.objects.count()


def test_an_index_that_was_lost_is_made_again_with_what_happened_meanwhile(people):
    table = " ON enrollment_graduate" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER graduate_named{table}")
        cursor.execute(f"DROP TRIGGER graduate_renamed{table}")
    GraduateFactory(given_name="ระหว่าง", **name_keys("ระหว่าง", "นั้น", ""))
    Graduate.objects.filter(pk=people[0].pk).update(**name_keys("เปลี่ยน", "แล้ว", ""))
    assert NameSearch.read("ระหว่าง").lines().count() == 0
    name_index.install()
    assert NameSearch.read("ระหว่าง").lines().count() == 1
    assert NameSearch.read("เปลี่ยน").lines().count() == 1
    assert NameSearch.read("สมชาย").lines().count() == 0
