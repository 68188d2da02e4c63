"""The table of ratios: what is compared with what, and what is said where one side has nothing."""

import pytest

from bench.timetable import TABLES, rows
from bench.timetable_ratios import ROWS, compared


def test_a_ratio_is_ours_over_theirs():
    assert compared("own", "cost / bound", 300, 200).ratio == "1.50"


@pytest.mark.parametrize(("ours", "other"), [(None, 5), (5, None), (5, 0)])
def test_where_one_side_has_nothing_there_is_no_ratio(ours, other):
    assert compared("peer", "cost", ours, other).ratio == "–"


def test_every_measurement_has_its_rows():
    assert set(ROWS) == set(TABLES)


def test_a_measurement_that_printed_nothing_is_said_to_be_missing():
    (row,) = rows("judged", [])
    assert row.what.startswith("not measured")


def test_a_peer_without_a_timetable_has_none():
    lines = [{"cost_at": {"5": 700, "20": 470}}, {"cost_at": {"5": None, "20": None}}]
    (row,) = rows("peer", lines)
    assert (row.ours, row.other, row.ratio) == ("470", "none", "–")


def test_only_proved_optima_count():
    known = {"optimum": 50, "engine": 51, "search": 55, "bound": 20}
    open_ = {"optimum": None, "engine": 80, "search": 80, "bound": 20}
    left_out = {"optimum": 50, "engine": None, "search": 65, "bound": 20}
    engine, search, bound = rows("small", [known, open_, left_out])
    assert (engine.ratio, search.ratio, bound.ratio) == ("1.02", "1.20", "0.40")
    assert engine.what.endswith("1 of 2 proved optima")


def test_fet_counts_only_when_it_is_complete():
    line = {"runs": 4, "seed": 1, "fet_keeps": "every session in order", "engine": {"cpu_s": 0.5}}
    whole, part = (
        rows("fet", [{**line, "fet": {"complete": complete, "cpu_s": 2.0}}])[0] for complete in (True, False)
    )
    assert (whole.ratio, part.ratio) == ("0.25", "–")
