"""Month names in Thai and English, both forms, and the one strict look-up from a typed name to its number."""

THAI_LONG = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
THAI_SHORT = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
    "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
ENGLISH_LONG = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
ENGLISH_SHORT = tuple(name[:3] for name in ENGLISH_LONG)


def _key(name: str) -> str:
    """Dots and spaces do not tell two months apart; every letter and vowel mark does (ม.ค., มี.ค., มิ.ย.)."""
    return name.replace(".", "").replace(" ", "").casefold()


_NUMBER_OF = {
    _key(name): number
    for names in (THAI_LONG, THAI_SHORT, ENGLISH_LONG, ENGLISH_SHORT)
    for number, name in enumerate(names, start=1)
} | {"sept": 9}


def month_number(name: str) -> int | None:
    """1–12 for a full or abbreviated Thai or English month name, None for anything else."""
    return _NUMBER_OF.get(_key(name))
