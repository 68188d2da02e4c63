"""Thai digits inside words: a school's "ม.๓" is "ม.3", in cells and in headings."""

from enrollment.enums import CaseType, Education
from enrollment.importing.columns import squeezed
from enrollment.importing.vocabulary import choice_words


def test_thai_digits_read_like_arabic_ones():
    assert choice_words(Education)[squeezed("ม.๓")] == Education.LOWER_SECONDARY
    assert choice_words(Education)[squeezed("ป.๖")] == Education.PRIMARY
    assert choice_words(CaseType)[squeezed("จบ ม.๓ ไม่เรียนต่อ")] == CaseType.FINISHED
    assert squeezed("เลขประจำตัว ๑๓ หลัก") == squeezed("เลขประจำตัว 13 หลัก")
