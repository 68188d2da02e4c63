"""Lamphun for the demo story: real names and TIS 1099 codes, approximate positions.

Names and codes of the province, its 8 districts and 51 subdistricts are facts. The positions are ours and only
plausible: a district's is the rough place of its seat to two decimals, and its subdistricts stand around it on
a ring, in the order of their codes. They serve a map of the demo, never a journey.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

_RING_DEGREES = 0.04  # about 4 km, so that neighbours stay apart on a province map


@dataclass(frozen=True, slots=True)
class DemoPlace:
    """A province (2 digits), district (4) or subdistrict (6); latitude and longitude in degrees, as text."""

    code: str
    name_th: str
    name_en: str
    latitude: str
    longitude: str

    @property
    def parent(self) -> str | None:
        """The code of the place it lies in; None for a province."""
        return self.code[:-2] or None


PROVINCES = (
    DemoPlace("51", "ลำพูน", "Lamphun", "18.58", "99.01"),
    DemoPlace("52", "ลำปาง", "Lampang", "18.29", "99.49"),  # one area office spans both
)

DISTRICTS = (
    DemoPlace("5101", "เมืองลำพูน", "Mueang Lamphun", "18.58", "99.01"),
    DemoPlace("5102", "แม่ทา", "Mae Tha", "18.46", "99.14"),
    DemoPlace("5103", "บ้านโฮ่ง", "Ban Hong", "18.31", "98.82"),
    DemoPlace("5104", "ลี้", "Li", "17.80", "98.95"),
    DemoPlace("5105", "ทุ่งหัวช้าง", "Thung Hua Chang", "18.00", "99.03"),
    DemoPlace("5106", "ป่าซาง", "Pa Sang", "18.52", "98.94"),
    DemoPlace("5107", "บ้านธิ", "Ban Thi", "18.65", "99.13"),
    DemoPlace("5108", "เวียงหนองล่อง", "Wiang Nong Long", "18.42", "98.74"),
)

_SUBDISTRICT_NAMES = {
    "5101": (
        ("510101", "ในเมือง", "Nai Mueang"),
        ("510102", "เหมืองง่า", "Mueang Nga"),
        ("510103", "อุโมงค์", "Umong"),
        ("510104", "หนองช้างคืน", "Nong Chang Khuen"),
        ("510105", "ประตูป่า", "Pratu Pa"),
        ("510106", "ริมปิง", "Rim Ping"),
        ("510107", "ต้นธง", "Ton Thong"),
        ("510108", "บ้านแป้น", "Ban Paen"),
        ("510109", "เหมืองจี้", "Mueang Chi"),
        ("510110", "ป่าสัก", "Pa Sak"),
        ("510111", "เวียงยอง", "Wiang Yong"),
        ("510112", "บ้านกลาง", "Ban Klang"),
        ("510113", "มะเขือแจ้", "Makhuea Chae"),
        ("510116", "ศรีบัวบาน", "Si Bua Ban"),
        ("510117", "หนองหนาม", "Nong Nam"),
    ),
    "5102": (
        ("510201", "ทาปลาดุก", "Tha Pla Duk"),
        ("510202", "ทาสบเส้า", "Tha Sopsao"),
        ("510203", "ทากาศ", "Tha Kat"),
        ("510204", "ทาขุมเงิน", "Tha Khum Ngoen"),
        ("510205", "ทาทุ่งหลวง", "Tha Thung Luang"),
        ("510206", "ทาแม่ลอบ", "Tha Mae Lop"),
    ),
    "5103": (
        ("510301", "บ้านโฮ่ง", "Ban Hong"),
        ("510302", "ป่าพลู", "Pa Phlu"),
        ("510303", "เหล่ายาว", "Lao Yao"),
        ("510304", "ศรีเตี้ย", "Si Tia"),
        ("510305", "หนองปลาสะวาย", "Nong Pla Sawai"),
    ),
    "5104": (
        ("510401", "ลี้", "Li"),
        ("510402", "แม่ตืน", "Mae Tuen"),
        ("510403", "นาทราย", "Na Sai"),
        ("510404", "ดงดำ", "Dong Dam"),
        ("510405", "ก้อ", "Ko"),
        ("510406", "แม่ลาน", "Mae Lan"),
        ("510408", "ป่าไผ่", "Pa Phai"),
        ("510409", "ศรีวิชัย", "Si Wichai"),
    ),
    "5105": (
        ("510501", "ทุ่งหัวช้าง", "Thung Hua Chang"),
        ("510502", "บ้านปวง", "Ban Puang"),
        ("510503", "ตะเคียนปม", "Takhian Pom"),
    ),
    "5106": (
        ("510601", "ปากบ่อง", "Pak Bong"),
        ("510602", "ป่าซาง", "Pa Sang"),
        ("510603", "แม่แรง", "Mae Raeng"),
        ("510604", "ม่วงน้อย", "Muang Noi"),
        ("510605", "บ้านเรือน", "Ban Ruean"),
        ("510606", "มะกอก", "Makok"),
        ("510607", "ท่าตุ้ม", "Tha Tum"),
        ("510608", "น้ำดิบ", "Nam Dip"),
        ("510611", "นครเจดีย์", "Nakhon Chedi"),
    ),
    "5107": (
        ("510701", "บ้านธิ", "Ban Thi"),
        ("510702", "ห้วยยาบ", "Huai Yap"),
    ),
    "5108": (
        ("510801", "หนองล่อง", "Nong Long"),
        ("510802", "หนองยวง", "Nong Yuang"),
        ("510803", "วังผาง", "Wang Phang"),
    ),
}


def _around(district: DemoPlace) -> Iterator[DemoPlace]:
    """The district's subdistricts, evenly on a ring around its seat, the first to the north."""
    names = _SUBDISTRICT_NAMES[district.code]
    for place, (code, name_th, name_en) in enumerate(names):
        angle = 2 * math.pi * place / len(names)
        latitude = float(district.latitude) + _RING_DEGREES * math.cos(angle)
        longitude = float(district.longitude) + _RING_DEGREES * math.sin(angle)
        yield DemoPlace(code, name_th, name_en, f"{latitude:.3f}", f"{longitude:.3f}")


SUBDISTRICTS = tuple(subdistrict for district in DISTRICTS for subdistrict in _around(district))
PLACES = PROVINCES + DISTRICTS + SUBDISTRICTS  # each after the place it lies in
