from collections import Counter

import pytest

from demo.courses import CLASSROOM, COURSES, EQUIPMENT, FIXED, GEAR, NEEDS, ROOM_KINDS, SKILLS
from training.enums import SESSION_MINUTES, CourseType

SESSION_HOURS = SESSION_MINUTES // 60


def test_24_courses_of_the_three_types_in_8_workshops():
    assert len({course.code for course in COURSES}) == len(COURSES) == 24
    assert set(Counter(course.course_type for course in COURSES)) == set(CourseType.values)
    workshops = {kind.code for kind in ROOM_KINDS} - {CLASSROOM}
    assert len(workshops) == 8
    assert {course.room_kind for course in COURSES} == workshops


def test_every_skill_is_taught_and_every_course_has_its_skill():
    assert {course.skill for course in COURSES} == {skill.code for skill in SKILLS}


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.code)
def test_hours_are_realistic_and_fill_whole_sessions(course):
    assert 30 <= course.hours <= 420
    for topic in course.topics:
        assert topic.theory_hours % SESSION_HOURS == topic.practice_hours % SESSION_HOURS == 0
        assert topic.room_kind == course.room_kind


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.code)
def test_sizes_and_ages_fit_the_rules(course):
    assert 1 <= course.size_minimum <= course.size_maximum
    assert course.minimum_age in (None, 18)
    assert len(course.code) <= 20
    assert course.name_th
    assert course.name_en.isascii()


def test_every_course_says_what_it_needs_in_known_words():
    assert set(NEEDS) == {course.code for course in COURSES}
    gear, skills = {one.code for one in GEAR}, {one.code for one in SKILLS}
    for needs in NEEDS.values():
        assert set(needs.gear) <= gear
        assert set(needs.also) <= skills
        assert 0 < needs.wage[0] <= needs.wage[1]
    workshops = {kind.code for kind in ROOM_KINDS} - {CLASSROOM}
    assert set(FIXED) == workshops
    assert set(FIXED.values()) == {kind.code for kind in EQUIPMENT}


def test_a_firm_runs_the_electric_motorcycle_course_and_takes_people_in():
    needs = NEEDS["SUP-EMOTO"]
    assert needs.partner
    assert needs.partner_runs
    assert needs.placement_hours > 0
