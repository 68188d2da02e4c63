"""Templates are data: they place words, and can do nothing else."""

import json
from dataclasses import replace

import pytest

from certificates.paper.facts import PaperKind
from certificates.paper.fitting import check_readable, fit
from certificates.paper.refusals import LineTooLong, NameTooLong, TemplateInvalid
from certificates.paper.render import render_pdf
from certificates.paper.samples import SAMPLES, sample
from certificates.paper.starts import standard_for
from certificates.paper.template import (
    PREPRINTED,
    STANDARD,
    Box,
    Frame,
    Line,
    PaperTemplate,
    filled,
    read_template,
)
from certificates.paper.typeface import typeface
from certificates.paper.wording import set_lines, slots
from tests.certificates.paper.samples import a_paper, lines

LINE = {"left": 30, "top": 30, "width": 100, "height": 6, "size": 12, "smallest": 8}


def with_line(template=STANDARD, **changes):
    line = Line(**{"name": "extra", "text": "words"} | LINE | changes)
    return replace(template, lines=(*template.lines, line))


def changed(**changes):
    """The standard's JSON with some of it exchanged."""
    return json.dumps(json.loads(STANDARD.text) | changes)


@pytest.mark.parametrize("template", [STANDARD, PREPRINTED])
def test_a_template_is_read_back_as_it_was_written(template):
    assert PaperTemplate.from_json(template.text) == template
    assert read_template(template.text).text == template.text


def test_a_template_without_a_place_for_the_qr_code_is_refused():
    without = json.loads(STANDARD.text)
    del without["qr"]
    with pytest.raises(TemplateInvalid, match="QR code"):
        PaperTemplate.from_json(json.dumps(without))


@pytest.mark.parametrize("size", [0, 10, 21.9, 61])
def test_a_qr_code_that_cannot_be_read_from_paper_is_refused(size):
    with pytest.raises(TemplateInvalid, match="QR code"):
        replace(STANDARD, qr=Box(20, 20, size, size))


@pytest.mark.parametrize("name", ["name_th", "course_th", "code"])
def test_what_a_checker_compares_has_a_place(name):
    kept = tuple(line for line in STANDARD.lines if line.name != name)
    with pytest.raises(TemplateInvalid, match=f"no place for {name}"):
        replace(STANDARD, lines=kept)


def test_a_number_is_needed_in_one_of_its_forms():
    others = tuple(line for line in STANDARD.lines if line.name != "number_th")
    with pytest.raises(TemplateInvalid, match="no place for number"):
        replace(STANDARD, lines=others)
    own = Line(name="own", text="No. {number} only", **LINE)
    assert "No. ลพ 0042/2569 only" in [
        each.text for each in set_lines(a_paper(), replace(STANDARD, lines=(*others, own)))
    ]


@pytest.mark.parametrize("place", [{"left": 136, "top": 160}, {"left": 30, "top": 184}])
def test_nothing_lies_over_the_qr_code_or_the_note_whose_form_it_is(place):
    with pytest.raises(TemplateInvalid, match="lies over"):
        with_line(**place)


def test_on_the_departments_own_form_the_place_of_the_note_is_free():
    own = replace(STANDARD, is_department_form=True)
    assert with_line(own, left=30, top=186, height=3).line("extra")


@pytest.mark.parametrize(
    "wrong",
    [
        {"left": -1}, {"left": 250}, {"top": 209}, {"width": float("nan")}, {"left": "1"}, {"left": True},
        {"size": 3, "smallest": 3}, {"size": 73}, {"smallest": 13}, {"size": "12"},
        {"style": "Black"}, {"align": "justify"}, {"color": "red"}, {"color": "#fff;x:y"}, {"language": "de"},
        {"flourish": "yes"}, {"name": "a b"}, {"name": "x{}"}, {"name": ""}, {"name": None},
        {"text": ""}, {"text": "two\nlines"}, {"text": "x" * 201}, {"text": 5}, {"aside": None},
    ],
)  # fmt: skip
def test_a_line_is_refused_for_what_no_line_may_be(wrong):
    with pytest.raises(TemplateInvalid):
        with_line(**wrong)


@pytest.mark.parametrize(
    "text",
    [
        "#{7*7}", "${7*7}", "{", "}", "{}", "{{number}}", "{number.__class__}", "{number!r}", "{number:>10}", "{0}", "{ number }",
        "{% include 'x' %}", "{{ number|safe }}", "${number}}", "{number", "{Number}", "{number[0]}",
    ],
)  # fmt: skip
def test_a_brace_that_is_not_around_a_slot_is_refused(text):
    with pytest.raises(TemplateInvalid):
        with_line(text=text)


@pytest.mark.parametrize("text", ["%(number)s", "<b>{number}</b>", "<%= 7*7 %>", "@(7*7)", "__import__"])
def test_what_other_programs_would_run_is_printed_as_it_is_written(text):
    printed = lines(render_pdf(a_paper(), with_line(text=text, width=100)))
    assert text.replace("{number}", "ลพ 0042/2569") in printed


def test_a_slot_that_does_not_exist_is_refused():
    with pytest.raises(TemplateInvalid, match="no slot secret_key"):
        set_lines(a_paper(), with_line(text="{secret_key}"))


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "7", "{}", "{", '{"qr":1}', "[" * 50_000]
    + [changed(**wrong) for wrong in ({"format": 2}, {"frame": "gold"}, {"lines": 7}, {"lines": [{}]}, {"code": "x"})]
    + [changed(**wrong) for wrong in ({"watermark": 1}, {"emblem": "<svg/>"}, {"emblem": 7}, {"rules": [1]}, {"qr": {}})],
)  # fmt: skip
def test_what_is_no_template_is_refused(text):
    with pytest.raises(TemplateInvalid):
        PaperTemplate.from_json(text)


def test_two_lines_of_one_name_and_too_many_are_refused():
    with pytest.raises(TemplateInvalid, match="different names"):
        with_line(name="code", text="x")
    many = tuple(Line(name=f"l{n}", text="x", **LINE) for n in range(60))
    with pytest.raises(TemplateInvalid, match="at most 60"):
        replace(STANDARD, lines=(*STANDARD.lines, *many))


def test_a_template_larger_than_a_pipe_is_refused():
    with pytest.raises(TemplateInvalid, match="larger"):
        PaperTemplate.from_json(changed(emblem="x" * 60_001))


def test_a_line_whose_slots_are_all_empty_is_left_out():
    values = slots(a_paper(result_en=""))
    assert filled("Result: {result_en}", values) == ""
    assert filled("{hours} hours, {result_en}", values) == "60 hours,"
    assert filled("fixed", values) == "fixed"


@pytest.mark.parametrize("digits", [True, False])
def test_thai_digits_are_an_option_of_the_template(digits):
    template = with_line(replace(STANDARD, thai_digits=digits), text="ชั่วโมง {hours} รวม 3")
    facts = sample("ordinary", PaperKind.CERTIFICATE, template, "https://x.test")
    found = {each.line.name: each.text for each in set_lines(facts, template)}
    assert found["extra"] == ("ชั่วโมง ๖๐ รวม ๓" if digits else "ชั่วโมง 60 รวม 3")
    assert found["given_th"] == (
        "ให้ไว้ ณ วันที่ ๓ กรกฎาคม พ.ศ. ๒๕๖๙" if digits else "ให้ไว้ ณ วันที่ 3 กรกฎาคม พ.ศ. 2569"
    )
    assert found["code"] == "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("kind", PaperKind)
def test_the_standard_bears_the_worst_names(name, kind):
    template = standard_for(kind)
    facts = sample(name, kind, template, "https://training.example.go.th")
    fitted = fit(facts, template)
    assert facts.name_th in [each.text for each in fitted.lines]
    assert len(fitted.rows) == len(facts.topics)
    check_readable(fitted)


def test_a_line_too_narrow_is_refused_and_a_name_by_its_own_reason():
    narrow = replace(STANDARD.line("name_th"), width=20)
    others = tuple(line for line in STANDARD.lines if line.name != "name_th")
    with pytest.raises(NameTooLong):
        typeface().sizes(set_lines(a_paper(), replace(STANDARD, lines=(*others, narrow))))
    with pytest.raises(LineTooLong, match="extra"):
        typeface().sizes(set_lines(a_paper(), with_line(text="words and more words", width=5)))


def test_a_paper_says_whose_it_is_unless_it_is_the_departments_form():
    own, departments = render_pdf(a_paper()), render_pdf(a_paper(is_department_form=True), PREPRINTED)
    note = "มิใช่แบบพิมพ์ของกรมพัฒนาฝีมือแรงงาน"
    assert note in "".join(lines(own))
    assert note not in "".join(lines(departments))


def test_without_frame_and_emblem_the_paper_is_words_and_a_qr_code():
    plain = render_pdf(a_paper(), replace(STANDARD, frame=Frame.NONE, watermark=False, emblem="", rules=()))
    assert len(plain) < len(render_pdf(a_paper())) - 20_000
    assert lines(plain) == lines(render_pdf(a_paper()))
