"""Sites, rooms, equipment and the centre's week: what the services write, record and refuse."""

from datetime import date

import pytest

from core.models import AuditEntry
from tests.clock import NOW
from tests.factories.agencies import CenterFactory
from tests.factories.training import (
    EquipmentFactory,
    EquipmentKindFactory,
    RoomFactory,
    RoomKindFactory,
    RunFactory,
    SiteFactory,
)
from training import services
from training.enums import RunState
from training.models import CourseRun, Equipment, EquipmentKind, Room, TeachingWeek
from training.queries import half_days_of
from training.refusals import (
    ChangedMeanwhile,
    CodeTaken,
    DaysOutOfOrder,
    MoreThanThereAre,
    NoHalfDays,
    OtherCenter,
    SiteClosed,
    SiteInUse,
    SiteNameTaken,
    SiteOfferedFirst,
)
from training.services import RunNeeds
from training.week_pattern import pattern_of, whole_week

FIRST, LAST = date(2026, 12, 1), date(2026, 12, 3)
MORNINGS = pattern_of((weekday, "morning") for weekday in range(5))


def actions():
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def site(center, name, **more):
    facts = {"name_th": name, "name_en": "", "address": ""}
    return services.add_site(center=center, **facts, by=None, at=NOW, **more)


def test_the_first_site_is_offered_first_until_another_is(center):
    first, second = site(center, "หลัก"), site(center, "สาขา")
    assert (first.is_default, second.is_default) == (True, False)
    facts = {"name_th": "สาขา 2", "name_en": "Branch", "address": "ลำพูน"}
    services.correct_site(second, **facts, is_default=True, by=None, at=NOW)
    first.refresh_from_db()
    assert (first.is_default, second.is_default, second.address) == (False, True, "ลำพูน")
    assert RoomFactory(center=center).site == second
    assert actions() == ["site.added", "site.added", "site.corrected"]


def test_a_site_is_closed_when_nothing_is_in_use_there(center):
    """Its rooms, units and runs to come are named; the site offered first stays; nothing new stands at a closed one."""
    main, branch = site(center, "หลัก"), site(center, "สาขา")
    with pytest.raises(SiteOfferedFirst):
        services.close_site(main, by=None, at=NOW)
    room = RoomFactory(center=center, site=branch, name_th="โรง 1")
    unit = EquipmentFactory(center=center, site=branch)
    run = RunFactory(center=center, site=branch, state=RunState.RUNNING)
    with pytest.raises(SiteInUse) as refused:
        services.close_site(branch, by=None, at=NOW)
    assert all(name in str(refused.value) for name in ("โรง 1", str(unit), run.code))
    services.deactivate_room(room, by=None, at=NOW)
    Equipment.objects.update(is_active=False)
    CourseRun.objects.update(state=RunState.CLOSED)
    services.close_site(branch, by=None, at=NOW)
    branch.refresh_from_db()
    assert not branch.is_active
    with pytest.raises(SiteClosed):
        services.reactivate_room(room, by=None, at=NOW)
    with pytest.raises(SiteClosed):
        services.supply_run(
            RunFactory(center=center, state=RunState.PLANNED), RunNeeds(site=branch), by=None, at=NOW
        )
    named = {"name_th": "สาขา", "name_en": "", "address": ""}
    with pytest.raises(SiteClosed):
        services.correct_site(branch, **named, is_default=True, by=None, at=NOW)
    services.open_site(branch, by=None, at=NOW)
    services.reactivate_room(room, by=None, at=NOW)
    assert Room.objects.get().is_active
    assert {"site.closed", "site.opened"} <= set(actions())


def test_a_word_is_renamed_and_keeps_its_code(staff):
    kind = EquipmentKindFactory(code="arc", name_th="ตู้", name_en="Box")
    services.rename_word(kind, name_th="ตู้เชื่อม", name_en="Arc welder", by=staff, at=NOW)
    assert EquipmentKind.objects.filter(pk="arc", name_th="ตู้เชื่อม", name_en="Arc welder").exists()
    facts = AuditEntry.objects.get(action="word.renamed").facts
    assert facts == {"before": ["ตู้", "Box"], "after": ["ตู้เชื่อม", "Arc welder"]}


def test_site_names_are_told_apart(center):
    first = site(center, "หลัก")
    with pytest.raises(SiteNameTaken):
        site(center, "หลัก")
    services.correct_site(first, name_th="หลัก", name_en="", address="", is_default=True, by=None, at=NOW)
    site(CenterFactory(), "หลัก")


def room_facts(room, **changes):
    facts = {
        name: getattr(room, name) for name in ("name_th", "name_en", "kind", "capacity", "site", "version")
    }
    return {**facts, "equipment": [], **changes}


def test_a_room_is_corrected_taken_out_of_use_and_back(staff, center):
    room, kind = RoomFactory(center=center), EquipmentKindFactory()
    elsewhere, shop = SiteFactory(center=center), RoomKindFactory(code="shop")
    facts = room_facts(room, site=elsewhere, kind=shop, capacity=8, equipment=[kind])
    services.correct_room(room, **facts, by=staff, at=NOW)
    assert (room.capacity, room.kind, room.site, list(room.equipment.all())) == (8, shop, elsewhere, [kind])
    services.deactivate_room(room, by=staff, at=NOW)
    assert not Room.objects.get().is_active
    services.reactivate_room(room, by=staff, at=NOW)
    assert actions() == ["room.corrected", "room.deactivated", "room.reactivated"]


def test_a_room_stands_at_its_own_centre_and_is_not_overwritten_unseen(center):
    room = RoomFactory(center=center)
    with pytest.raises(OtherCenter):
        services.correct_room(room, **room_facts(room, site=SiteFactory()), by=None, at=NOW)
    theirs = Room.objects.get()
    services.correct_room(room, **room_facts(room, capacity=5), by=None, at=NOW)
    with pytest.raises(ChangedMeanwhile):
        services.correct_room(theirs, **room_facts(theirs, capacity=9), by=None, at=NOW)
    assert Room.objects.get().capacity == 5


def test_equipment_is_entered_corrected_and_out_of_order(staff, center):
    kind = services.add_equipment_kind(code="arc", name_th="ตู้เชื่อม", name_en="", by=staff, at=NOW)
    row = services.add_equipment(
        center=center, name_th="ชุด ก", name_en="", kind=kind, quantity=2, by=staff, at=NOW
    )
    assert row.site.is_default
    with pytest.raises(MoreThanThereAre):
        outage(row, quantity=3)
    with pytest.raises(DaysOutOfOrder):
        outage(row, first_day=LAST, last_day=FIRST)
    services.remove_outage(outage(row, by=staff), by=staff, at=NOW)
    facts = {"name_th": "ชุด ข", "name_en": "", "kind": kind, "quantity": 4, "site": row.site}
    services.correct_equipment(row, **facts, is_active=False, version=1, by=staff, at=NOW)
    assert (row.quantity, row.is_active) == (4, False)
    with pytest.raises(ChangedMeanwhile):
        services.correct_equipment(row, **facts, is_active=True, version=1, by=staff, at=NOW)
    assert actions() == [
        "equipment_kind.added",
        "equipment.added",
        "equipment.out_of_order",
        "equipment.outage_removed",
        "equipment.corrected",
    ]


def outage(row, by=None, **changes):
    facts = {"first_day": FIRST, "last_day": LAST, "quantity": 2, "reason": "ซ่อม", **changes}
    return services.record_outage(row, **facts, by=by, at=NOW)


def test_a_kind_of_equipment_has_one_code(db):
    EquipmentKindFactory()
    with pytest.raises(CodeTaken):
        services.add_equipment_kind(code="arc", name_th="อื่น", name_en="", by=None, at=NOW)


def test_equipment_stands_at_its_own_centre(center):
    with pytest.raises(OtherCenter):
        services.add_equipment(
            center=center, name_th="ก", name_en="", kind=EquipmentKindFactory(), quantity=1, site=SiteFactory(),
            by=None, at=NOW,
        )  # fmt: skip
    assert not Equipment.objects.exists()
    assert EquipmentFactory(center=center).site.center == center


def set_week(center, half_days, version, by=None):
    return services.set_teaching_week(center, half_days=half_days, version=version, by=by, at=NOW)


def test_the_week_of_a_centre(staff, center):
    assert half_days_of(center) == whole_week()
    set_week(center, MORNINGS, 0, by=staff)
    assert half_days_of(center) == MORNINGS
    with pytest.raises(ChangedMeanwhile):
        set_week(center, whole_week(), 0)
    set_week(center, whole_week(), 1)
    assert (TeachingWeek.objects.get().version, half_days_of(center)) == (2, whole_week())
    with pytest.raises(NoHalfDays):
        set_week(center, [[] for _ in range(7)], 2)
