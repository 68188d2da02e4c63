"""Thai names invented from syllables that Thai names are made of, with the ways in which people spell them.

A given name is one opening and one ending; openings and endings of low number are far commoner, so that a few names
are borne by thousands and most by a handful, and many differ by one letter (ธนกร, ธนพร). A family name is made of
three parts; a tenth of households bear one of a hundred common ones, the others one that few bear.
"""

from __future__ import annotations

import random

_PARTS = """
ณัฐ:nat ธน:thana กิตติ:kitti ศุภ:supha พีร:phira วร:wora ชน:chana ปิย:piya จิร:chira อภิ:aphi ภู:phu
ธีร:thira กฤต:krit พัชร:phatchara สุ:su อนุ:anu รัตน:rattana วิ:wi เกียรติ:kiat ชัย:chai พงศ:phongsa
นันท:nantha ศิริ:siri สิร:sira ทิพย์:thip เพชร:phet วัชร:watchara ปัญ:pan บุญ:bun สม:som มน:mona
กมล:kamon จักร:chak ดุล:dun อัคร:akkhara ภัทร:phatthara ปฏิ:pati ชุติ:chuti กัญ:kan ลลิ:lali ญาณ:yan
อร:on พิม:phim มาลี:mali ดวง:duang เบญจ:bencha ปาริ:pari นิ:ni รุ่ง:rung แสง:saeng

วุฒิ:wut พล:phon พงษ์:phong ชัย:chai กร:kon วัฒน์:wat ศักดิ์:sak เดช:det ภัทร:phat ภูมิ:phum
ชาติ:chat ดนัย:danai ฤทธิ์:rit นนท์:non พัฒน์:phat เทพ:thep วิทย์:wit ราช:rat สิทธิ์:sit พันธ์:phan
ชาย:chai เกียรติ:kiat ยุทธ:yut วิน:win ทัศน์:that ธร:thon รักษ์:rak ศิลป์:sin โชติ:chot
มงคล:mongkhon

พร:phon ธิดา:thida วรรณ:wan นันท์:nan ญา:ya รัตน์:rat ลักษณ์:lak กานต์:kan ภา:pha ดา:da มณี:mani
ศิริ:siri ทิพย์:thip วดี:wadi กาญจน์:kan มล:mon เพ็ญ:phen ชนก:chanok สุดา:suda จิรา:chira ณิชา:nicha
ภรณ์:phon ฉัตร:chat ใจ:chai มาศ:mat รักษ์:rak ศรี:si จันทร์:chan ปภา:papha นภา:napha

วงศ์:wong ศรี:si ทอง:thong แก้ว:kaew บุญ:bun ใจ:chai คำ:kham สุข:suk จันทร์:chan พรหม:phrom
อินทร์:in มูล:mun ไชย:chai ปัญญา:panya สิงห์:sing กัน:kan ดวง:duang แสง:saeng ธรรม:tham รัตน:rattana
เรือน:ruean วัน:wan ชัย:chai เทพ:thep พันธ์:phan นาค:nak หาญ:han สม:som ยอด:yot เมือง:mueang

สิริ:siri มา:ma ตา:ta วัฒน์:wat พงษ์:phong ประ:pra เจริญ:charoen สวัสดิ์:sawat ภักดี:phakdi
มงคล:mongkhon รุ่ง:rung เลิศ:loet ทวี:thawi ชู:chu กิจ:kit วิ:wi สา:sa นา:na รักษ์:rak ดี:di
มณี:mani พล:phon อุดม:udom เดช:det ขจร:khachon บุตร:but สกุล:sakun เพียร:phian ปิน:pin ฟู:fu

กุล:kun วงศ์:wong ใจ:chai พันธุ์:phan ชัย:chai ศรี:si รัตน์:rat ทอง:thong ดี:di สุข:suk ธรรม:tham
คำ:kham แก้ว:kaeo มา:ma นนท์:non เดช:det ศักดิ์:sak ไพร:phrai พร:phon ชาติ:chat วรรณ:wan ลักษณ์:lak
เสนา:sena ชื่น:chuen หล้า:la ยะ:ya ปัน:pan คง:khong ทรัพย์:sap โชติ:chot
"""
OPENINGS, MALE_ENDINGS, FEMALE_ENDINGS, FAMILY_BEGIN, FAMILY_MIDDLE, FAMILY_END = (
    [tuple(part.split(":")) for part in block.split()] for block in _PARTS.split("\n\n")
)
VARIANTS = (
    ("ณัฐ", "ณัฏฐ"), ("ณัฐ", "นัฐ"), ("พงษ์", "พงศ์"), ("พงษ์", "พงค์"), ("ศักดิ์", "ศักดิ"), ("ศักดิ์", "สักดิ์"),
    ("กิตติ", "กิติ"), ("รัตน์", "รัตน"), ("รัตน", "รัตนะ"), ("ชัย", "ไชย"), ("ศิริ", "สิริ"), ("วรรณ", "วัน"),
    ("ศรี", "สี"), ("จันทร์", "จันทน์"), ("จันทร์", "จันท์"), ("พร", "ภร"), ("ญา", "ยา"), ("ลักษณ์", "ลักขณ์"),
    ("นันท์", "นันทน์"), ("ทิพย์", "ทิพ"), ("ฤทธิ์", "ริทธิ์"), ("กาญจน์", "กานจน์"), ("เกียรติ", "เกียรติ์"),
    ("พัฒน์", "พัฒ"), ("วัฒน์", "วัต"), ("วุฒิ", "วุธ"), ("เดช", "เดซ"), ("พันธ์", "พันธุ์"), ("พันธุ์", "พันธ์"),
    ("วงศ์", "วงษ์"), ("วงศ์", "วงค์"), ("ทรัพย์", "ทรัพ"), ("บุญ", "บุญย์"), ("เพ็ญ", "เพ็ญ์"), ("สุข", "สุก"),
    ("ธรรม", "ธัม"), ("สวัสดิ์", "สวัสดิ"), ("แก้ว", "แก้ว์"), ("ปัญ", "ปัณ"), ("สิทธิ์", "สิทธิ"), ("ยุทธ", "ยุทธ์"),
    ("พรหม", "พรม"), ("อินทร์", "อินทน์"), ("สิงห์", "สิงห"), ("ภรณ์", "พร"), ("กานต์", "กาน"), ("จักร", "จักร์"),
    ("เพชร", "เพ็ชร"), ("ภัทร", "ภัทร์"), ("วัชร", "วัชระ"), ("จิร", "จิระ"), ("วร", "วรา"), ("ธีร", "ธีระ"), ("พีร", "พีระ"),
)  # fmt: skip
KEYBOARD = ("ๅ/-ภถุึคตจขช", "ๆไำพะัีรนยบล", "ฟหกดเ้่าสวง", "ผปแอิืทมใฝ")
TONES = "่้๊๋์็"


Part = tuple[str, str]


def common(luck: random.Random, parts: list[Part]) -> Part:
    """One of the parts; the first ones are likelier."""
    if luck.random() < 0.1:
        return parts[min(int(luck.paretovariate(0.9) - 1), len(parts) - 1)]
    return luck.choice(parts)


def given_name(luck: random.Random, female: bool, openings: list[Part]) -> Part:
    """A given name in Thai and in Latin letters, from its openings."""
    parts = [*openings, common(luck, FEMALE_ENDINGS if female else MALE_ENDINGS)]
    return "".join(thai for thai, _ in parts), "".join(latin for _, latin in parts).capitalize()


def openings(luck: random.Random) -> list[Part]:
    """What a given name begins with: one part, or two in the eighth part of names, which few others bear."""
    return [common(luck, OPENINGS) for _ in range(2 if luck.random() < 0.125 else 1)]


def family_name(luck: random.Random) -> Part:
    """A family name; the common ones are borne by many households that are not related."""
    if luck.random() < 0.1:
        parts = [common(luck, FAMILY_BEGIN), common(luck, FAMILY_END[:4])]
    else:
        parts = [luck.choice(FAMILY_BEGIN), luck.choice(FAMILY_MIDDLE), luck.choice(FAMILY_END)]
    return "".join(thai for thai, _ in parts), "".join(latin for _, latin in parts).capitalize()


def other_spelling(luck: random.Random, name: str) -> str:
    """The name as somebody who only heard it might write it; unchanged where the table knows no other way."""
    ways = [(usual, other) for usual, other in VARIANTS if usual in name]
    return name.replace(*luck.choice(ways), 1) if ways else name


def mistyped(luck: random.Random, name: str, mistakes: int = 1) -> str:
    """The name with so many slips of the hand."""
    for _ in range(mistakes):
        name = _slip(luck, name)
    return name


def _slip(luck: random.Random, name: str) -> str:
    place = luck.randrange(len(name))
    marks = [i for i, sign in enumerate(name) if sign in TONES]
    match luck.choice(("swap", "drop", "double", "key", "key", "tone")):
        case "swap" if place + 1 < len(name) and name[place] != name[place + 1]:
            return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
        case "drop" if len(name) > 3:
            return name[:place] + name[place + 1 :]
        case "double":
            return name[: place + 1] + name[place:]
        case "tone" if marks:
            gone = luck.choice(marks)
            return name[:gone] + name[gone + 1 :]
    return name[:place] + _beside(luck, name[place]) + name[place + 1 :]


def _beside(luck: random.Random, sign: str) -> str:
    row = next((keys for keys in KEYBOARD if sign in keys), KEYBOARD[2])
    place = row.find(sign)
    near = [row[i] for i in (place - 1, place + 1) if 0 <= i < len(row)]
    return luck.choice(near)
