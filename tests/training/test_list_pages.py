"""The lists of courses, runs, trainers and rooms: filtered, exported alike, and what they ask of the database."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.training import CourseFactory, RoomFactory, RunFactory, SkillFactory, TrainerFactory
from training.enums import RunState

LISTS = {
    "courses": lambda center: CourseFactory(),
    "runs": lambda center: RunFactory(center=center),
    "trainers": lambda center: TrainerFactory(center=center),
    "rooms": lambda center: RoomFactory(center=center),
}


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


def sheet(response):
    rows = openpyxl.load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True)
    return list(rows)


@pytest.mark.parametrize("name", LISTS)
def test_lists_ask_as_much_for_three_rows_as_for_one(name, signed_in, staff, center):
    browser = signed_in(staff)
    LISTS[name](center)
    browser.get(reverse(name))
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse(name))
        counts.append(len(queries))
        LISTS[name](center), LISTS[name](center)
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", LISTS)
def test_lists_as_a_spreadsheet_have_the_rows_of_the_filter(name, signed_in, staff, center):
    wanted, _other = LISTS[name](center), LISTS[name](center)
    words = getattr(wanted, "code", None) or wanted.name_th
    rows = sheet(signed_in(staff).get(reverse(name), {"format": "xlsx", "words": words}))
    assert len(rows) == 2
    assert words in rows[1]


def test_the_list_of_runs_is_filtered_by_state_and_seats(signed_in, staff, center):
    full = RunFactory(center=center, seats=2, seats_taken=1, seats_offered=1)
    free = RunFactory(center=center, state=RunState.CONFIRMED)
    for query, found in [
        ({"seats": "full"}, full),
        ({"seats": "free"}, free),
        ({"state": "confirmed"}, free),
    ]:
        rows = sheet(signed_in(staff).get(reverse("runs"), query | {"format": "xlsx"}))
        assert [row[0] for row in rows[1:]] == [found.code]


def test_counselors_find_only_open_runs(signed_in, counselor, center):
    shown = RunFactory(center=center)
    RunFactory(center=center, state=RunState.PLANNED)
    rows = sheet(signed_in(counselor).get(reverse("runs"), {"format": "xlsx"}))
    assert [row[0] for row in rows[1:]] == [shown.code]


def test_trainers_are_found_by_what_they_may_teach(signed_in, staff, center):
    cook = TrainerFactory(center=center, skills=[SkillFactory(code="cook"), SkillFactory()])
    TrainerFactory(center=center)
    rows = sheet(signed_in(staff).get(reverse("trainers"), {"skill": "cook", "format": "xlsx"}))
    assert [row[0] for row in rows[1:]] == [cook.name_th]


@pytest.mark.parametrize("name", LISTS)
def test_empty_lists_say_what_to_do_next(name, signed_in, staff):
    assert 'class="empty"' in signed_in(staff).get(reverse(name)).content.decode()
