"""The table and the drawing of how the cost grows, from measurements by hand."""

from xml.etree import ElementTree

from bench.timetable_growth import HEIGHT, MARGIN, centers, drawn, table

SVG = "{http://www.w3.org/2000/svg}"


def measured(runs, cost, bound, **more):
    gap = None if bound is None else 100 * (cost - bound) / cost
    facts = {"runs": runs, "tightness": 0.9, "trainers": 6, "left_out": 0, "cost": cost}
    return {**facts, "bound": bound, "gap_percent": gap, **more}


def test_a_center_without_a_bound_is_placed_whole_and_one_with_a_run_left_out_is_not():
    found = [measured(60, 200, None), measured(60, 100, 95), measured(60, 70, None, left_out=1)]
    assert table(found)[2:] == ["| 0.9 | 60 | 6 | 2 of 3 | 150 | 95 | 5 % | 1 of 3 |"]
    assert table([measured(4, 70, None, left_out=1)])[2:] == ["| 0.9 | 4 | 6 | 0 of 1 | – | – | – | 0 of 1 |"]


def test_the_drawing_has_the_highest_cost_on_top_and_the_bound_below_it():
    picture = ElementTree.fromstring(drawn([measured(30, 100, 0), measured(60, 400, 200)]))  # noqa: S314  (our own)
    bound, cost = (line.get("points").split() for line in picture.iter(f"{SVG}polyline"))
    heights = [[int(point.split(",")[1]) for point in line] for line in (bound, cost)]
    assert heights == [[HEIGHT - MARGIN, 120], [170, MARGIN // 2]]
    assert "0.9" in [text.text for text in picture.iter(f"{SVG}text")]


def test_no_center_is_measured_twice_and_tighter_ones_have_fewer_trainers():
    trainers = [len(problem.trainers) for _, _, _, problem in centers([8, 30], [1])]
    assert trainers == [*sorted(set(trainers[:-4]), reverse=True), *sorted(set(trainers[-4:]), reverse=True)]
