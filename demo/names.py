"""Usual Thai given names and invented family names, with romanizations near the Royal Thai General System.

Given names are common ones that belong to nobody in particular. Family names are put together from common
roots; where one exists, that is chance. With more than 120 of each sex and 170 family names, a few hundred
people rarely share a full name.
"""

from typing import NamedTuple


class DemoName(NamedTuple):
    """One name in both scripts."""

    thai: str
    english: str


def _names(pairs: str) -> tuple[DemoName, ...]:
    """Read "thai english" pairs separated by commas or line ends."""
    words = pairs.replace(",", " ").split()
    return tuple(DemoName(*pair) for pair in zip(words[::2], words[1::2], strict=True))


BOYS = _names("""
กฤษณะ Kritsana, กฤษดา Kritsada, กวิน Kawin, กันตพงศ์ Kantaphong, กันต์ Kan, กิตติ Kitti, กิตติพงษ์
Kittiphong, กิตติศักดิ์ Kittisak, เกรียงไกร Kriangkrai, เกียรติศักดิ์ Kiattisak, ขจรศักดิ์ Khachonsak,
คมสัน Khomsan, คณิน Khanin, จักรกฤษณ์ Chakkrit, จักรพันธ์ Chakkraphan, จิรายุ Chirayu, จิรวัฒน์
Chirawat, จีรศักดิ์ Chirasak, เจษฎา Chetsada, ชนะชัย Chanachai, ชนาธิป Chanathip, ชยพล Chayaphon,
ชลสิทธิ์ Chonlasit, ชัชวาล Chatchawan, ชัยวัฒน์ Chaiwat, ชาญชัย Chanchai, ไชยา Chaiya, ณภัทร Naphat,
ณรงค์ Narong, ณัฐชนน Natchanon, ณัฐดนัย Natdanai, ณัฐพงษ์ Natthaphong, ณัฐพล Natthaphon, ณัฐวุฒิ
Natthawut, ดนุพล Danuphon, เดชา Decha, ต้นกล้า Tonkla, ทรงพล Songphon, ทรงวุฒิ Songwut, ทวีศักดิ์
Thawisak, ทศพล Thotsaphon, ทินกร Thinnakon, ธนกร Thanakon, ธนกฤต Thanakrit, ธนพล Thanaphon, ธนวัฒน์
Thanawat, ธนากร Thanakon, ธวัชชัย Thawatchai, ธีรพงษ์ Thiraphong, ธีรภัทร Thiraphat, ธีรวัฒน์ Thirawat,
ธีระ Thira, นครินทร์ Nakharin, นนทวัฒน์ Nonthawat, นพดล Noppadon, นพรัตน์ Noppharat, นราธิป Narathip,
นฤเบศร์ Naruebet, นันทวัฒน์ Nanthawat, นิพนธ์ Niphon, บัณฑิต Bandit, บุญส่ง Bunsong, ปกรณ์ Pakon, ปฏิภาณ
Patiphan, ปณวัฒน์ Panawat, ปรเมศวร์ Poramet, ปรัชญา Pratya, ปรีชา Pricha, ปวริศ Pawarit, ปิยะ Piya,
ปิยพงษ์ Piyaphong, พงศกร Phongsakon, พงศธร Phongsathon, พชร Phachara, พลวัต Phonlawat, พัชรพล
Phatcharaphon, พิชิต Phichit, พิทักษ์ Phithak, พีรพัฒน์ Phiraphat, พีระ Phira, ภควัต Phakhawat, ภัทรพล
Phatthraphon, ภาคิน Phakhin, ภาณุ Phanu, ภาณุพงศ์ Phanuphong, ภูมิพัฒน์ Phumiphat, ภูริณัฐ Phurinat,
มงคล Mongkhon, มนตรี Montri, ยุทธนา Yutthana, ยศกร Yotsakon, รัชพล Ratchaphon, รัฐภูมิ Ratthaphum, วรพล
Woraphon, วรวุฒิ Worawut, วรากร Warakon, วสันต์ Wasan, วัชระ Watchara, วัชรพงษ์ Watcharaphong, วิชัย
Wichai, วิทยา Witthaya, วีรชัย Wirachai, วีรภัทร Wiraphat, ศราวุธ Sarawut, ศักดิ์ดา Sakda, ศุภกร
Suphakon, ศุภชัย Suphachai, สมชาย Somchai, สมพงษ์ Somphong, สรวิศ Sorawit, สราวุฒิ Sarawut, สิทธิชัย
Sitthichai, สิทธิพล Sitthiphon, สุรชัย Surachai, สุรศักดิ์ Surasak, อนุชา Anucha, อนุวัฒน์ Anuwat,
อภิชาติ Aphichat, อภิสิทธิ์ Aphisit, อัครเดช Akkharadet, อาทิตย์ Athit, อานนท์ Anon, เอกชัย Ekkachai,
เอกพล Ekkaphon
""")

GIRLS = _names("""
กชกร Kotchakon, กนกพร Kanokphon, กนกวรรณ Kanokwan, กรกนก Konkanok, กรรณิการ์ Kannika, กฤติยา Krittiya,
กวินทิพย์ Kawinthip, กัญญา Kanya, กัญญาณัฐ Kanyanat, กัลยา Kanlaya, กาญจนา Kanchana, กานดา Kanda,
กิ่งกาญจน์ Kingkan, กุลธิดา Kunthida, เกวลิน Kewalin, เกศินี Kesini, ขนิษฐา Khanittha, ขวัญจิรา
Khwanchira, ขวัญฤทัย Khwanruethai, จริยา Chariya, จันทร์จิรา Chanchira, จารุวรรณ Charuwan, จิดาภา
Chidapha, จิตรา Chittra, จินตนา Chintana, จิราพร Chiraphon, จิราภรณ์ Chiraphon, จุฑามาศ Chuthamat,
จุฬาลักษณ์ Chulalak, ชญานิศ Chayanit, ชนากานต์ Chanakan, ชนิดา Chanida, ชนิตา Chanita, ชลธิชา
Chonthicha, ชลิตา Chalita, ชุติมา Chutima, ญาณิศา Yanisa, ฐิติพร Thitiphon, ณัชชา Natcha, ณัฐชา
Natthacha, ณัฐกานต์ Natthakan, ณัฐธิดา Natthida, ณัฐนันท์ Natthanan, ณัฐวดี Natthawadi, ดวงกมล
Duangkamon, ดวงใจ Duangchai, ดารุณี Daruni, ทิพย์สุดา Thipsuda, ทิพวรรณ Thipphawan, ธนพร Thanaphon,
ธนัชชา Thanatcha, ธัญชนก Thanchanok, ธัญญลักษณ์ Thanyalak, ธัญพิชชา Thanphitcha, ธิดารัตน์ Thidarat,
ธิติมา Thitima, นภัสสร Naphatson, นภาพร Naphaphon, นฤมล Naruemon, นลินี Nalini, นวพร Nawaphon, นันทนา
Nanthana, นันทิดา Nanthida, นันทิยา Nanthiya, นารีรัตน์ Narirat, นิชาภา Nichapha, นิตยา Nittaya, นุชจรี
Nutchari, เนตรนภา Netnapha, บุญญิสา Bunyisa, บุษบา Butsaba, เบญจมาศ Benchamat, เบญจวรรณ Benchawan, ปณิตา
Panita, ปภาวรินท์ Paphawarin, ปรียานุช Priyanut, ปวีณา Pawina, ปัทมา Patthama, ปาริชาต Parichat, ปิยธิดา
Piyathida, ปิยะดา Piyada, พรทิพย์ Phonthip, พรนภา Phonnapha, พรพิมล Phonphimon, พรรณี Phanni, พัชรา
Phatchara, พัชรี Phatchari, พัชรินทร์ Phatcharin, พิชญา Phitchaya, พิมพ์ชนก Phimchanok, พิมพ์ใจ
Phimchai, พิมพ์มาดา Phimmada, พิมลพรรณ Phimonphan, เพ็ญนภา Phennapha, แพรวา Phraewa, ภัทราพร
Phatthraphon, ภัทรวดี Phatthrawadi, มณีรัตน์ Manirat, มนัสนันท์ Manatsanan, มยุรี Mayuri, มัลลิกา
Manlika, มาริสา Marisa, เมธาวี Methawi, ยุพิน Yuphin, รัชนี Ratchani, รัตนา Rattana, รุ่งนภา Rungnapha,
ลลิตา Lalita, วรรณิสา Wannisa, วรัญญา Waranya, วริศรา Waritsara, วราภรณ์ Waraphon, วาสนา Watsana, วิภาดา
Wiphada, วิไลวรรณ Wilaiwan, ศศิธร Sasithon, ศิรินภา Sirinapha, ศิริพร Siriphon, ศิริวรรณ Siriwan,
สิริกัญญา Sirikanya, สุชาดา Suchada, สุดารัตน์ Sudarat, สุทธิดา Sutthida, สุนิสา Sunisa, สุพรรษา
Suphansa, สุภาพร Suphaphon, สุวนันท์ Suwanan, โสภิตา Sophita, อภิญญา Aphinya, อรทัย Orathai, อรพรรณ
Oraphan, อรุณี Aruni, อัญชลี Anchali, อาทิตยา Athitaya, อารียา Ariya
""")

FAMILIES = _names("""
ใจดี Chaidi, ใจกล้า Chaikla, ใจงาม Chaingam, ใจมั่น Chaiman, ใจบุญ Chaibun, ใจคำ Chaikham, ใจแก้ว
Chaikaeo, ใจสว่าง Chaisawang, คำมา Khamma, คำแก้ว Khamkaeo, คำดี Khamdi, คำปัน Khampan, คำมูล Khammun,
คำวงศ์ Khamwong, คำสุข Khamsuk, คำแสน Khamsaen, คำหล้า Khamla, คำเงิน Khamngoen, คำเมือง Khammueang,
คำฟู Khamfu, บุญมา Bunma, บุญมี Bunmi, บุญเรือง Bunrueang, บุญชู Bunchu, บุญยืน Bunyuen, บุญปั๋น Bunpan,
บุญทา Buntha, บุญธรรม Buntham, บุญศรี Bunsi, บุญสุข Bunsuk, บุญแก้ว Bunkaeo, บุญลือ Bunlue, ทองดี
Thongdi, ทองคำ Thongkham, ทองแดง Thongdaeng, ทองสุข Thongsuk, ทองใบ Thongbai, ทองอินทร์ Thongin, ทองมา
Thongma, ทองพันธ์ Thongphan, ทองวงศ์ Thongwong, ทองประเสริฐ Thongprasoet, แก้วมา Kaeoma, แก้วคำ
Kaeokham, แก้วดี Kaeodi, แก้วมณี Kaeomani, แก้วใส Kaeosai, แก้วเมือง Kaeomueang, แก้วปัญญา Kaeopanya,
แก้ววงศ์ Kaeowong, แก้วเรือน Kaeoruean, แก้วบุญ Kaeobun, สุขใจ Sukchai, สุขดี Sukdi, สุขเกษม Sukkasem,
สุขสันต์ Suksan, สุขแก้ว Sukkaeo, สุขสมบูรณ์ Suksombun, สุขสวัสดิ์ Suksawat, สุขมา Sukma, สุขคำ Sukkham,
สุขวงศ์ Sukwong, ศรีวงศ์ Siwong, ศรีคำ Sikham, ศรีบุญ Sibun, ศรีวิชัย Siwichai, ศรีสุข Sisuk, ศรีใจ
Sichai, ศรีมูล Simun, ศรีแก้ว Sikaeo, ศรีเมือง Simueang, ศรีทอง Sithong, ศรีวรรณ Siwan, ศรีพรหม Siphrom,
ศรีจันทร์ Sichan, ศรีธิ Sithi, วงศ์คำ Wongkham, วงศ์ใจ Wongchai, วงศ์แก้ว Wongkaeo, วงศ์ปัญญา Wongpanya,
วงศ์สุข Wongsuk, วงศ์ดี Wongdi, วงศ์ทอง Wongthong, วงศ์ษา Wongsa, วงศ์ไชย Wongchaiya, วงศ์จันทร์
Wongchan, อินทร์แก้ว Inkaeo, อินทร์คำ Inkham, อินต๊ะ Inta, อินต๊ะมา Intama, อินถา Intha, อินทะวงศ์
Inthawong, อินปัน Inpan, จันทร์แก้ว Chankaeo, จันทร์คำ Chankham, จันทร์ตา Chanta, จันทร์ดี Chandi,
จันทร์ศรี Chansi, จันทร์ทอง Chanthong, จันทร์มา Chanma, จันทร์สุข Chansuk, จันทร์ใส Chansai, จันทร์ฟอง
Chanfong, ปัญญาดี Panyadi, ปัญญาใส Panyasai, ปัญญาคำ Panyakham, ปัญญาวงศ์ Panyawong, ปัญญามา Panyama,
ปัญโญ Panyo, ไชยวงศ์ Chaiyawong, ไชยคำ Chaiyakham, ไชยศรี Chaiyasi, ไชยมา Chaiyama, ไชยแก้ว Chaiyakaeo,
ไชยปัญญา Chaiyapanya, มณีวงศ์ Maniwong, มณีแก้ว Manikaeo, มณีทอง Manithong, มณีจันทร์ Manichan, มณีคำ
Manikham, เพชรดี Phetdi, เพชรทอง Phetthong, เพชรแก้ว Phetkaeo, เพชรวงศ์ Phetwong, เพชรคำ Phetkham,
ธรรมวงศ์ Thammawong, ธรรมใจ Thamchai, ธรรมขันธ์ Thammakhan, ธรรมสอน Thamson, ธรรมลังกา Thammalangka,
ต๊ะวงศ์ Tawong, ต๊ะคำ Takham, ต๊ะมา Tama, กันธา Kantha, กันธิมา Kanthima, ขัติยะ Khattiya, เตชะวงศ์
Techawong, เตชะแก้ว Techakaeo, นันต๊ะ Nanta, นันทวงศ์ Nanthawong, มูลวงศ์ Munwong, มูลแก้ว Munkaeo,
มูลคำ Munkham, ยะวงศ์ Yawong, ยะมา Yama, ยาวิชัย Yawichai, เรือนคำ Rueankham, เรือนแก้ว Rueankaeo,
เรือนทอง Rueanthong, ลังกาคำ Langkakham, สมบูรณ์ดี Sombundi, สิงห์คำ Singkham, สิงห์แก้ว Singkaeo, แสนคำ
Saenkham, แสนใจ Saenchai, แสนวงศ์ Saenwong, หน่อแก้ว Nokaeo, หน่อคำ Nokham, อุดมสุข Udomsuk, อุ่นใจ
Unchai, อุ่นเรือน Unruean, พรหมมา Phromma, พรหมวงศ์ Phromwong, พุทธวงศ์ Phutthawong, พันธุ์ดี Phandi,
ฟองคำ Fongkham, ฟูแก้ว Fukaeo, ดวงแก้ว Duangkaeo, ดวงคำ Duangkham, ดวงดี Duangdi, เมืองใจ Mueangchai,
เมืองแก้ว Mueangkaeo
""")
