from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.rules import DSD_2566, Standing, forecast_attendance

RULE = DSD_2566.of("supplementary").attendance
DAY_1 = date(2026, 12, 1)


def days(*minutes):
    """One session a day from the first day on."""
    return [(DAY_1 + timedelta(days=n), length) for n, length in enumerate(minutes)]


@pytest.mark.parametrize(
    ("attended", "coming", "may_miss", "standing", "lost_on"),
    [
        (0, days(*[180] * 10), 360, Standing.ON_TRACK, date(2026, 12, 3)),
        (360, days(*[180] * 7), 180, Standing.AT_RISK, date(2026, 12, 2)),
        (360, days(*[180] * 6), 0, Standing.AT_RISK, date(2026, 12, 1)),
        (360, days(*[180] * 5), 0, Standing.OUT_OF_REACH, None),
        (1439, days(180), 179, Standing.AT_RISK, date(2026, 12, 1)),
        (1440, days(180), 180, Standing.SECURED, None),
        (1440, [], 0, Standing.SECURED, None),
        (1439, [], 0, Standing.OUT_OF_REACH, None),
    ],
)
def test_a_course_of_1800_minutes(attended, coming, may_miss, standing, lost_on):
    forecast = forecast_attendance(1800, attended, coming, RULE)
    assert forecast.needed == 1440
    assert (forecast.may_miss, forecast.standing, forecast.lost_on) == (may_miss, standing, lost_on)
    assert forecast.is_reachable == (standing is not Standing.OUT_OF_REACH)


def test_two_sessions_on_one_day_count_together_and_order_does_not_matter():
    coming = [(DAY_1 + timedelta(days=n // 2), 180) for n in range(10)]
    forecast = forecast_attendance(1800, 0, list(reversed(coming)), RULE)
    assert forecast.lost_on == date(2026, 12, 2)


def test_how_early_to_warn_is_a_setting():
    coming = days(*[180] * 10)
    assert forecast_attendance(1800, 0, coming, RULE, warn_sessions=3).standing is Standing.AT_RISK
    assert forecast_attendance(1800, 0, coming, RULE, warn_sessions=2).standing is Standing.ON_TRACK


@given(
    st.integers(1, 2000),
    st.integers(0, 2000),
    st.lists(st.tuples(st.dates(DAY_1, DAY_1 + timedelta(days=9)), st.integers(1, 240)), max_size=10),
)
def test_the_forecast_agrees_with_trying_every_way_to_miss_sessions(whole, attended, coming):
    forecast = forecast_attendance(whole, attended, coming, RULE)

    def reaches(minutes):
        return minutes * 100 >= whole * 80

    lengths = [minutes for _, minutes in coming]
    assert forecast.is_reachable == reaches(attended + sum(lengths))
    missable = {0}
    for length in lengths:
        missable |= {missed + length for missed in missable}
    for missed in missable:
        can_miss = reaches(attended + sum(lengths) - missed)
        assert can_miss == (forecast.is_reachable and missed <= forecast.may_miss)


@given(
    st.integers(1, 2000),
    st.integers(0, 2000),
    st.lists(st.tuples(st.dates(DAY_1, DAY_1 + timedelta(days=9)), st.integers(1, 240)), max_size=10),
)
def test_the_day_of_no_return_agrees_with_staying_away_day_by_day(whole, attended, coming):
    def reachable_after(day):
        left = sum(minutes for when, minutes in coming if when > day)
        return (attended + left) * 100 >= whole * 80

    before = DAY_1 - timedelta(days=1)
    lost = [day for day in sorted({when for when, _ in coming}) if not reachable_after(day)]
    expected = lost[0] if lost and reachable_after(before) else None
    assert forecast_attendance(whole, attended, coming, RULE).lost_on == expected


@given(
    st.integers(1, 2000),
    st.integers(0, 2000),
    st.lists(st.tuples(st.dates(DAY_1, DAY_1 + timedelta(days=9)), st.integers(1, 240)), max_size=10),
    st.integers(0, 4),
)
def test_the_standing_agrees_with_staying_away_from_the_next_sessions(whole, attended, coming, warn):
    def reaches_without(missed):
        present = attended + sum(minutes for _, minutes in coming) - sum(minutes for _, minutes in missed)
        return present * 100 >= whole * 80

    ahead = sorted(coming)
    if reaches_without(ahead):
        expected = Standing.SECURED
    elif not reaches_without([]):
        expected = Standing.OUT_OF_REACH
    else:
        expected = Standing.ON_TRACK if reaches_without(ahead[:warn]) else Standing.AT_RISK
    assert forecast_attendance(whole, attended, coming, RULE, warn_sessions=warn).standing is expected
