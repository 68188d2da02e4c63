import pytest

from certificates.paper.refusals import FontMissing, GlyphMissing, LineTooLong, NameTooLong
from certificates.paper.template import STANDARD
from certificates.paper.typeface import POINTS_PER_MM, Typeface, typeface
from certificates.paper.wording import set_lines, slots
from tests.certificates.paper.samples import LONGEST, a_paper


def sizes(**changes):
    return typeface().sizes(set_lines(a_paper(**changes), STANDARD))


def test_a_short_name_has_the_largest_size():
    assert sizes(name_th="ปู")["name_th"] == STANDARD.line("name_th").size


def test_a_long_name_shrinks_until_it_fits():
    size, line = sizes(**LONGEST)["name_th"], STANDARD.line("name_th")
    width = typeface().width(LONGEST["name_th"], line.style)
    assert line.smallest < size < line.size
    assert width * size <= line.width * POINTS_PER_MM < width * (size + 0.5)


def test_marks_take_no_room_in_a_line():
    assert typeface().width("กี่กุ้ก์", "Bold") == typeface().width("กกก", "Bold") > 1


def test_a_name_that_would_become_too_small_is_refused_without_being_told():
    with pytest.raises(NameTooLong, match="name_th: 120 letters") as refusal:
        sizes(name_th="ก" * 120)
    assert "ก" not in refusal.value.detail


def test_another_line_that_does_not_fit_is_refused_too():
    with pytest.raises(LineTooLong, match="course_th"):
        sizes(course_th="ก" * 300)


@pytest.mark.parametrize(
    ("name", "code"), [("สมชาย 😀", "U+1F600"), ("王小明", "U+738B"), ("שלום", "U+05E9")]
)
def test_a_letter_that_the_typeface_lacks_is_refused_by_its_code(name, code):
    with pytest.raises(GlyphMissing, match="name_th: .*" + code.replace("+", r"\+")):
        typeface().check(slots(a_paper(name_th=name)))


def test_fonts_that_were_not_built_are_refused_with_the_command_that_builds_them(tmp_path):
    with pytest.raises(FontMissing, match=r"python -m core\.paper\.fonts"):
        Typeface.load(tmp_path)
