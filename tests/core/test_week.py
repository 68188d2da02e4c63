"""The week grid: what stands in which square, in both arrangements."""

from datetime import date

from django.template import Context, Template
from django.utils import translation

from core.week import Day, Entry, Slot, rows_by_name, rows_by_slot

WELDING = Entry("Welding", room="Shop 1", trainers=("Somchai", "Orathai"), row="Shop 1")
BAKERY = Entry("Bakery", room="Kitchen", row="Kitchen", url="/runs/2/")
MONDAY = Day(date(2026, 11, 23), [Slot("AM", [WELDING], "09:00–12:00"), Slot("PM", [BAKERY], "13:00–16:00")])
HOLIDAY = Day(date(2026, 11, 24), [Slot("AM"), Slot("PM")], closed="Holiday")
SHORT = Day(date(2026, 11, 25), [Slot("AM", [BAKERY])], is_today=True)
WEEK = [MONDAY, HOLIDAY, SHORT]


def titles(row):
    return [[entry.title for entry in cell.entries] for cell in row.cells]


def test_rows_by_slot_have_a_cell_for_every_day_even_where_the_slot_is_missing():
    morning, afternoon = rows_by_slot(WEEK)
    assert (morning.label, morning.note) == ("AM", "09:00–12:00")
    assert titles(morning) == [["Welding"], [], ["Bakery"]]
    assert titles(afternoon) == [["Bakery"], [], []]
    assert [cell.closed for cell in morning.cells] == ["", "Holiday", ""]


def test_rows_by_name_have_a_cell_for_every_half_day():
    shop, kitchen, empty = rows_by_name(WEEK, ["Shop 1", "Kitchen", "Lab"])
    assert titles(shop) == [["Welding"], [], [], [], []]
    assert titles(kitchen) == [[], ["Bakery"], [], [], ["Bakery"]]
    assert titles(empty) == [[], [], [], [], []]
    assert [bool(cell.closed) for cell in shop.cells] == [False, False, True, True, False]


def render(source, **context):
    with translation.override("en"):
        return Template(source).render(Context({"days": WEEK, **context}))


def test_a_week_is_drawn_twice_as_a_grid_and_as_a_list():
    html = render("{% week days 'Week of run 2' %}")
    assert html.count("Welding") == 2
    assert "23 Nov 2026" in html
    assert 'class="closed"' in html
    assert "Somchai, Orathai" in html
    assert html.count('aria-current="date"') == 2


def test_a_room_is_not_repeated_in_its_own_row():
    grid = render("{% week days 'Rooms' rooms %}", rooms=["Shop 1", "Kitchen"]).split(
        '<ol class="week-list"'
    )[0]
    assert grid.count("Shop 1") == 1
    assert grid.count("Kitchen") == 1
    assert 'colspan="2"' in grid
