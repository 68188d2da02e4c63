"""Words in cells: the choices as the template writes them in either language, and as schools write them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from django.db.models import TextChoices
from django.utils import translation

from enrollment.enums import CaseType, Education, Grade, PhoneOwner, Reason
from enrollment.importing.columns import squeezed

LANGUAGES = ("th", "en")
HABITS: Mapping[type[TextChoices], Mapping[str, str]] = {
    CaseType: {
        "จบ ม.3 ไม่เรียนต่อ": CaseType.FINISHED,
        "จบ ม.3": CaseType.FINISHED,
        "ไม่ศึกษาต่อ": CaseType.FINISHED,
        "ไม่เรียนต่อ": CaseType.FINISHED,
        "ออกกลางคัน": CaseType.LEFT_EARLY,
        "ตกหล่น": CaseType.NEVER_ENTERED,
        "ไม่เคยเข้าเรียน": CaseType.NEVER_ENTERED,
    },
    Education: {
        "ไม่จบ": Education.NONE,
        "ไม่มี": Education.NONE,
        "ป.6": Education.PRIMARY,
        "ประถมศึกษา": Education.PRIMARY,
        "ประถมศึกษาปีที่ 6": Education.PRIMARY,
        "ม.3": Education.LOWER_SECONDARY,
        "ม.ต้น": Education.LOWER_SECONDARY,
        "มัธยมศึกษาตอนต้น": Education.LOWER_SECONDARY,
        "มัธยมศึกษาปีที่ 3": Education.LOWER_SECONDARY,
        "ม.6": Education.UPPER_SECONDARY,
        "ปวช.": Education.UPPER_SECONDARY,
        "มัธยมศึกษาตอนปลาย": Education.UPPER_SECONDARY,
        "มัธยมศึกษาปีที่ 6": Education.UPPER_SECONDARY,
    },
    Grade: {
        **{f"ป{n}": f"p{n}" for n in range(1, 7)},
        **{f"ม{n}": f"m{n}" for n in range(1, 7)},
        **{f"ประถมศึกษาปีที่ {n}": f"p{n}" for n in range(1, 7)},
        **{f"มัธยมศึกษาปีที่ {n}": f"m{n}" for n in range(1, 7)},
        **{f"ปวช.{n}": f"m{n + 3}" for n in range(1, 4)},
        **{f"grade {n}": f"p{n}" if n < 7 else f"m{n - 6}" for n in range(1, 13)},
        "ไม่เคยเข้าเรียน": Grade.NONE,
    },
    PhoneOwner: {
        "ตนเอง": PhoneOwner.OWN,
        "ของตนเอง": PhoneOwner.OWN,
        "ผู้ปกครอง": PhoneOwner.GUARDIAN,
        "พ่อแม่": PhoneOwner.GUARDIAN,
        "ใช้ร่วมกัน": PhoneOwner.SHARED,
        "ครอบครัว": PhoneOwner.SHARED,
        "เพื่อนบ้าน": PhoneOwner.NEIGHBOR,
        "ผู้ใหญ่บ้าน": PhoneOwner.NEIGHBOR,
    },
    Reason: {
        "ยากจน": Reason.POVERTY,
        "ฐานะยากจน": Reason.POVERTY,
        "รายได้ครอบครัว": Reason.POVERTY,
        "ดูแลครอบครัว": Reason.CARE,
        "ดูแลคนในครอบครัว": Reason.CARE,
        "โรงเรียนไกล": Reason.DISTANCE,
        "โรงเรียนอยู่ไกล": Reason.DISTANCE,
        "เดินทางไกล": Reason.DISTANCE,
        "สุขภาพ": Reason.HEALTH,
        "พิการ": Reason.HEALTH,
        "ทำงาน": Reason.WORK,
        "ทำงานแล้ว": Reason.WORK,
        "ไม่อยากเรียน": Reason.NO_INTEREST,
        "ไม่ประสงค์เรียนต่อ": Reason.NO_INTEREST,
        "ตั้งครรภ์": Reason.PREGNANCY,
        "มีบุตร": Reason.PREGNANCY,
        "ไม่มีที่เรียน": Reason.NO_SEAT,
        "อื่นๆ": Reason.OTHER,
        "อื่น ๆ": Reason.OTHER,
    },
}
_YES = {squeezed(word) for word in ("ใช่", "มี", "ต้องการ", "พิการ", "ยากจน", "yes", "y", "true", "1")}
_NO = {squeezed(word) for word in ("ไม่ใช่", "ไม่มี", "ไม่ต้องการ", "ไม่", "no", "n", "false", "0", "-")}


@cache
def choice_words(choices: type[TextChoices]) -> Mapping[str, str]:
    """Squeezed word -> value, from the values, the labels in both languages, and the schools' habits."""
    words = {squeezed(value): value for value in choices.values}
    for language in LANGUAGES:
        with translation.override(language):
            words |= {squeezed(str(choice.label)): choice.value for choice in choices}
    return words | {squeezed(word): str(value) for word, value in HABITS.get(choices, {}).items()}


def yes_or_no(text: str) -> bool | None:
    """True or False, None for anything else."""
    word = squeezed(text)
    return True if word in _YES else False if word in _NO else None
