"""The first version of the words that the product brings along; a centre publishes its own when it needs others.

`{agency}` stands for the agency in whose name the paper is printed, `{contact}` for whom to ask.
"""

from typing import NamedTuple

from enrollment.enums import ConsentKind


class FirstText(NamedTuple):
    thai: str
    english: str


FIRST_VERSION = 1
FIRST_TEXTS = {
    ConsentKind.TRAINING: FirstText(
        """\
ขอให้ท่านพิจารณาว่าจะยินยอมให้เข้ารับการฝึกอบรมฝีมือแรงงานหรือไม่
• ฝึกอะไร: หลักสูตรที่ผู้เข้ารับการฝึกเลือกและได้รับที่นั่ง มีภาคทฤษฎีและภาคปฏิบัติ บางหลักสูตรใช้เครื่องจักร ไฟฟ้า หรือของมีคม \
โดยศูนย์จัดอุปกรณ์คุ้มครองความปลอดภัยและครูฝึกดูแล
• ค่าใช้จ่าย: การฝึกไม่เก็บค่าใช้จ่าย ที่พักและอาหารเป็นไปตามที่ศูนย์แจ้งก่อนเริ่มฝึก
• ทำไมต้องถามผู้ปกครอง: ระเบียบกรมพัฒนาฝีมือแรงงานว่าด้วยการฝึกอบรมฝีมือแรงงาน พ.ศ. 2566 ข้อ 10 \
ให้ผู้เยาว์ได้รับความยินยอมเป็นหนังสือจากผู้ปกครอง
• ไม่ยินยอมหรือเปลี่ยนใจได้: ถอนเมื่อใดก็ได้โดยไม่ต้องบอกเหตุผล ก่อนเริ่มฝึก ที่นั่งจะไม่เริ่มจนกว่าจะยินยอมใหม่ หากเริ่มฝึกแล้ว \
ศูนย์จะพูดคุยกับท่านก่อนว่าจะหยุดฝึกเมื่อใด
• สอบถาม: {agency} {contact}""",
        """\
Please decide whether the person may take part in skill training.
• What: the course that the person has chosen and has a seat in, with theory and practice. Some courses use \
machines, \
electricity or sharp tools; the centre provides protective gear and trainers watch over it.
• Cost: the training costs nothing. The centre says before it begins what holds for lodging and meals.
• Why the guardian is asked: clause 10 of the training regulation of 2566 wants a minor's guardian to consent in \
writing.
• You may say no, or change your mind at any time without giving a reason. Before the training begins, the seat \
does \
not begin until somebody consents again; after it has begun, the centre talks with you about when to stop.
• Ask: {agency} {contact}""",
    ),
    ConsentKind.DATA: FirstText(
        """\
หนังสือแจ้งและขอความยินยอมเรื่องข้อมูลส่วนบุคคล ตามพระราชบัญญัติคุ้มครองข้อมูลส่วนบุคคล พ.ศ. 2562
• เก็บอะไร: ชื่อ เลขประจำตัว วันเกิด โรงเรียน ที่อยู่ โทรศัพท์ ชื่อผู้ปกครอง เหตุที่ไม่เรียนต่อ ความสนใจ และผลการฝึก ส่วนฐานะยากจน \
ความพิการ หรือภาระดูแลครอบครัว เก็บเพียงว่าใช่หรือไม่ใช่
• ใช้ทำอะไร: หาที่ฝึกอาชีพหรือทางกลับไปเรียน จัดตารางฝึก ออกวุฒิบัตร และติดตามว่าได้งานหรือเรียนต่อหรือไม่
• อาศัยอะไร: งานตามหน้าที่ของหน่วยงานทำได้ตามกฎหมาย ส่วนการส่งต่อไปหน่วยงานอื่นที่ไม่มีบันทึกข้อตกลง ทำได้เมื่อท่านยินยอมเท่านั้น
• ใครเห็น: โรงเรียนหรือหน่วยงานที่ลงข้อมูล ศูนย์ที่รับส่งต่อ และครูฝึกของรุ่น ทุกครั้งที่มีผู้ส่งต่อ แก้ไข หรือเปิดดูเลขประจำตัว ระบบบันทึกไว้
• เก็บนานเท่าใด: เท่าที่ระเบียบราชการกำหนดสำหรับผลการฝึก ข้อมูลอื่นลบเมื่อหมดความจำเป็น โดยแจ้งล่วงหน้า
• สิทธิของท่าน: ขอดู ขอสำเนา ขอแก้ไข ขอลบ คัดค้าน และถอนความยินยอมได้ทุกเมื่อ ง่ายเท่ากับตอนให้ \
เมื่อถอนแล้วหน่วยงานที่เห็นข้อมูลเพราะความยินยอมนี้จะไม่เห็นอีกทันที และร้องเรียนต่อสำนักงานคณะกรรมการคุ้มครองข้อมูลส่วนบุคคลได้
• สอบถาม: {agency} {contact}""",
        """\
Notice and consent for personal data, under the Personal Data Protection Act of 2562
• What is kept: name, personal number, date of birth, school, address, telephone, the guardian's name, why the \
person \
does not continue at school, interests, results. Of a poor household, a disability or care for the family only \
yes or no.
• What for: to find training or a way back to school, to plan it, to issue the certificate, and to ask later \
about work.
• On which ground: what is an agency's duty it may do by law; passing on to an agency without a memorandum \
needs your \
consent.
• Who sees it: the school or agency that entered it, the centre it is referred to, the trainers of the run. \
Referring, \
correcting and showing a number are recorded every time.
• How long: results as long as the rules of government offices say; the rest is deleted when no longer needed, \
after a \
notice.
• Your rights: to see, to have a copy, to correct, to delete, to object, and to take the consent back at any \
time, as \
easily as it was given. Agencies that see the data because of this consent stop seeing it at once. You may \
complain to \
the Office of the Personal Data Protection Committee.
• Ask: {agency} {contact}""",
    ),
}
