"""The courses of the demo story: 24 of the three types, with topics in whole sessions of three hours.

Titles and hours are ours, in the manner of a provincial skill development office; none is an official
curriculum. Theory is taught in the classroom, practice in the course's workshop.
"""

from dataclasses import dataclass

CLASSROOM = "classroom"


@dataclass(frozen=True, slots=True)
class DemoNamed:
    """A kind of room, or a skill that a trainer is qualified to teach."""

    code: str
    name_th: str
    name_en: str


@dataclass(frozen=True, slots=True)
class DemoTopic:
    """One topic with its hours of theory and of practice, and the kind of room its practice needs."""

    title_th: str
    title_en: str
    theory_hours: int
    practice_hours: int
    room_kind: str


@dataclass(frozen=True, slots=True)
class DemoCourse:
    """One course; `minimum_age` only where it asks for more than the regulation."""

    code: str
    name_th: str
    name_en: str
    course_type: str
    skill: str
    room_kind: str
    topics: tuple[DemoTopic, ...]
    size_minimum: int
    size_maximum: int
    leads_to: str
    protective_gear: bool = False
    minimum_age: int | None = None

    @property
    def hours(self) -> int:
        """Length of the whole curriculum."""
        return sum(topic.theory_hours + topic.practice_hours for topic in self.topics)


ROOM_KINDS = (
    DemoNamed("welding", "โรงฝึกงานเชื่อม", "Welding shop"),
    DemoNamed("engine", "โรงฝึกงานเครื่องยนต์", "Engine shop"),
    DemoNamed("electrical", "โรงฝึกงานไฟฟ้าและเครื่องทำความเย็น", "Electrical and cooling shop"),
    DemoNamed("kitchen", "ห้องปฏิบัติการอาหาร", "Training kitchen"),
    DemoNamed("sewing", "ห้องปฏิบัติการตัดเย็บ", "Sewing room"),
    DemoNamed("salon", "ห้องปฏิบัติการเสริมสวยและนวด", "Salon"),
    DemoNamed("computer", "ห้องปฏิบัติการคอมพิวเตอร์", "Computer room"),
    DemoNamed("construction", "โรงฝึกงานช่างก่อสร้าง", "Building trades shop"),
    DemoNamed("classroom", "ห้องเรียนทฤษฎี", "Classroom"),
)

SKILLS = (
    DemoNamed("welding", "งานเชื่อม", "Welding"),
    DemoNamed("motorcycle", "งานซ่อมรถจักรยานยนต์", "Motorcycle repair"),
    DemoNamed("electric_vehicle", "งานซ่อมยานยนต์ไฟฟ้า", "Electric vehicle repair"),
    DemoNamed("farm_machinery", "งานซ่อมเครื่องจักรกลการเกษตร", "Farm machinery repair"),
    DemoNamed("electrical", "งานไฟฟ้าภายในอาคาร", "Electrical installation"),
    DemoNamed("cooling", "งานเครื่องปรับอากาศ", "Air-conditioning"),
    DemoNamed("cooking", "งานประกอบอาหาร", "Cooking"),
    DemoNamed("bakery", "งานเบเกอรี่และขนม", "Bakery and sweets"),
    DemoNamed("coffee", "งานบาริสต้า", "Coffee making"),
    DemoNamed("sewing", "งานตัดเย็บเสื้อผ้า", "Tailoring"),
    DemoNamed("hair", "งานตัดผม", "Barbering"),
    DemoNamed("massage", "งานนวดเพื่อสุขภาพ", "Wellness massage"),
    DemoNamed("computer", "งานคอมพิวเตอร์", "Computing"),
    DemoNamed("mobile_phone", "งานซ่อมโทรศัพท์มือถือ", "Mobile phone repair"),
    DemoNamed("drone", "งานอากาศยานไร้คนขับ", "Drones"),
    DemoNamed("carpentry", "งานไม้", "Carpentry"),
    DemoNamed("plumbing", "งานประปาและสุขภัณฑ์", "Plumbing"),
)

COURSES = (
    DemoCourse(
        code="PRE-WELD",
        name_th="ช่างเชื่อมไฟฟ้า",
        name_en="Arc welder",
        course_type="pre_employment",
        skill="welding",
        room_kind="welding",
        topics=(
            DemoTopic("ความปลอดภัยและเครื่องมือ", "Safety and tools", 9, 9, "welding"),
            DemoTopic("การเชื่อมท่าราบ", "Welding in the flat position", 9, 81, "welding"),
            DemoTopic("การเชื่อมท่าขนานนอนและท่าตั้ง", "Horizontal and vertical positions", 9, 111, "welding"),
            DemoTopic("การเชื่อมแม็ก", "MAG welding", 9, 87, "welding"),
            DemoTopic("การอ่านแบบและประกอบโครงงาน", "Reading drawings and assembly", 15, 81, "welding"),
        ),
        size_minimum=10,
        size_maximum=20,
        leads_to="ช่างเชื่อม ช่างประกอบโครงสร้างเหล็ก",
        protective_gear=True,
    ),
    DemoCourse(
        code="PRE-MOTO",
        name_th="ช่างซ่อมรถจักรยานยนต์",
        name_en="Motorcycle mechanic",
        course_type="pre_employment",
        skill="motorcycle",
        room_kind="engine",
        topics=(
            DemoTopic("ความปลอดภัยและเครื่องมือ", "Safety and tools", 9, 9, "engine"),
            DemoTopic("เครื่องยนต์และระบบเชื้อเพลิง", "Engine and fuel system", 12, 72, "engine"),
            DemoTopic("ระบบส่งกำลังและเบรก", "Drive and brakes", 9, 57, "engine"),
            DemoTopic("ระบบไฟฟ้ารถจักรยานยนต์", "Motorcycle electrics", 12, 54, "engine"),
            DemoTopic("การตรวจสภาพและปรับแต่ง", "Inspection and tuning", 6, 30, "engine"),
        ),
        size_minimum=10,
        size_maximum=20,
        leads_to="ช่างประจำศูนย์บริการ เจ้าของร้านซ่อม",
        protective_gear=True,
    ),
    DemoCourse(
        code="PRE-ELEC",
        name_th="ช่างไฟฟ้าภายในอาคาร",
        name_en="Building electrician",
        course_type="pre_employment",
        skill="electrical",
        room_kind="electrical",
        topics=(
            DemoTopic("พื้นฐานไฟฟ้าและความปลอดภัย", "Electrical basics and safety", 12, 6, "electrical"),
            DemoTopic("การเดินสายไฟฟ้า", "Wiring", 9, 75, "electrical"),
            DemoTopic("แผงควบคุมและอุปกรณ์ป้องกัน", "Switchboards and protection", 9, 51, "electrical"),
            DemoTopic("การตรวจสอบและแก้ไขข้อบกพร่อง", "Testing and fault finding", 6, 42, "electrical"),
        ),
        size_minimum=10,
        size_maximum=20,
        leads_to="ช่างไฟฟ้าอาคาร ช่างซ่อมบำรุง",
        protective_gear=True,
    ),
    DemoCourse(
        code="PRE-COOL",
        name_th="ช่างเครื่องปรับอากาศในบ้าน",
        name_en="Home air-conditioning technician",
        course_type="pre_employment",
        skill="cooling",
        room_kind="electrical",
        topics=(
            DemoTopic("ความปลอดภัยและเครื่องมือ", "Safety and tools", 9, 9, "electrical"),
            DemoTopic("งานท่อและระบบทำความเย็น", "Piping and the cooling circuit", 12, 48, "electrical"),
            DemoTopic("การติดตั้งเครื่องปรับอากาศ", "Installing air-conditioners", 9, 63, "electrical"),
            DemoTopic("การล้างและบำรุงรักษา", "Cleaning and maintenance", 9, 51, "electrical"),
        ),
        size_minimum=10,
        size_maximum=20,
        leads_to="ช่างติดตั้งและล้างเครื่องปรับอากาศ",
        protective_gear=True,
    ),
    DemoCourse(
        code="PRE-COOK",
        name_th="ผู้ประกอบอาหารไทย",
        name_en="Thai cook",
        course_type="pre_employment",
        skill="cooking",
        room_kind="kitchen",
        topics=(
            DemoTopic("สุขอนามัยและความปลอดภัยในครัว", "Kitchen hygiene and safety", 9, 9, "kitchen"),
            DemoTopic("การเตรียมวัตถุดิบ", "Preparing ingredients", 6, 36, "kitchen"),
            DemoTopic("การประกอบอาหารไทย", "Cooking Thai dishes", 6, 66, "kitchen"),
            DemoTopic("การจัดสำรับและคิดต้นทุน", "Menus and costing", 9, 39, "kitchen"),
        ),
        size_minimum=10,
        size_maximum=20,
        leads_to="ผู้ช่วยพ่อครัว แม่ครัว เจ้าของร้านอาหาร",
    ),
    DemoCourse(
        code="PRE-SEW",
        name_th="ช่างตัดเย็บเสื้อผ้า",
        name_en="Dressmaker",
        course_type="pre_employment",
        skill="sewing",
        room_kind="sewing",
        topics=(
            DemoTopic("จักรเย็บผ้าและเครื่องมือ", "Sewing machines and tools", 9, 9, "sewing"),
            DemoTopic("การวัดตัวและสร้างแบบ", "Measuring and patterns", 9, 45, "sewing"),
            DemoTopic("การตัดและเย็บ", "Cutting and sewing", 6, 66, "sewing"),
            DemoTopic("งานแก้ไขและตกแต่ง", "Alterations and finishing", 6, 30, "sewing"),
        ),
        size_minimum=10,
        size_maximum=20,
        leads_to="ช่างเย็บในโรงงาน รับตัดเย็บที่บ้าน",
    ),
    DemoCourse(
        code="PRE-OFFICE",
        name_th="การใช้คอมพิวเตอร์ในสำนักงาน",
        name_en="Office computing",
        course_type="pre_employment",
        skill="computer",
        room_kind="computer",
        topics=(
            DemoTopic("คอมพิวเตอร์และระบบปฏิบัติการ", "Computers and operating systems", 6, 24, "computer"),
            DemoTopic("งานเอกสาร", "Documents", 6, 36, "computer"),
            DemoTopic("งานตารางคำนวณ", "Spreadsheets", 6, 36, "computer"),
            DemoTopic("การนำเสนอและสื่อออนไลน์", "Presentations and online media", 6, 30, "computer"),
        ),
        size_minimum=10,
        size_maximum=20,
        leads_to="พนักงานธุรการ พนักงานบันทึกข้อมูล",
    ),
    DemoCourse(
        code="UPG-TIG",
        name_th="การเชื่อมทิก",
        name_en="TIG welding",
        course_type="upgrade",
        skill="welding",
        room_kind="welding",
        topics=(
            DemoTopic("หลักการเชื่อมทิก", "Principles of TIG welding", 3, 3, "welding"),
            DemoTopic("การเชื่อมทิกแผ่นและท่อ", "TIG welding of plate and pipe", 3, 21, "welding"),
        ),
        size_minimum=8,
        size_maximum=16,
        leads_to="ช่างเชื่อมสเตนเลส ช่างเชื่อมท่อ",
        protective_gear=True,
    ),
    DemoCourse(
        code="UPG-INVERTER",
        name_th="การซ่อมเครื่องปรับอากาศอินเวอร์เตอร์",
        name_en="Inverter air-conditioner repair",
        course_type="upgrade",
        skill="cooling",
        room_kind="electrical",
        topics=(
            DemoTopic("หลักการอินเวอร์เตอร์", "How inverters work", 6, 3, "electrical"),
            DemoTopic("การตรวจวัดและซ่อม", "Measuring and repair", 3, 18, "electrical"),
        ),
        size_minimum=8,
        size_maximum=16,
        leads_to="ช่างซ่อมเครื่องปรับอากาศ",
        protective_gear=True,
    ),
    DemoCourse(
        code="UPG-EV",
        name_th="การซ่อมบำรุงระบบขับเคลื่อนยานยนต์ไฟฟ้า",
        name_en="Electric drive maintenance",
        course_type="upgrade",
        skill="electric_vehicle",
        room_kind="engine",
        topics=(
            DemoTopic("ความปลอดภัยไฟฟ้าแรงสูง", "High-voltage safety", 6, 3, "engine"),
            DemoTopic("มอเตอร์ แบตเตอรี่ และชุดควบคุม", "Motor, battery and controller", 3, 18, "engine"),
        ),
        size_minimum=8,
        size_maximum=16,
        leads_to="ช่างยานยนต์ไฟฟ้า",
        protective_gear=True,
    ),
    DemoCourse(
        code="UPG-SHEET",
        name_th="การวิเคราะห์ข้อมูลด้วยตารางคำนวณ",
        name_en="Data analysis with spreadsheets",
        course_type="upgrade",
        skill="computer",
        room_kind="computer",
        topics=(
            DemoTopic("สูตรและฟังก์ชัน", "Formulas and functions", 3, 9, "computer"),
            DemoTopic("ตารางสรุปและแผนภูมิ", "Pivot tables and charts", 3, 15, "computer"),
        ),
        size_minimum=10,
        size_maximum=20,
        leads_to="พนักงานวางแผน พนักงานบัญชี",
    ),
    DemoCourse(
        code="SUP-EMOTO",
        name_th="การซ่อมรถจักรยานยนต์ไฟฟ้า",
        name_en="Electric motorcycle repair",
        course_type="supplementary",
        skill="electric_vehicle",
        room_kind="engine",
        topics=(
            DemoTopic("ส่วนประกอบและความปลอดภัย", "Parts and safety", 6, 6, "engine"),
            DemoTopic("มอเตอร์และแบตเตอรี่", "Motor and battery", 3, 24, "engine"),
            DemoTopic("การวิเคราะห์และแก้ไขปัญหา", "Fault finding", 3, 18, "engine"),
        ),
        size_minimum=10,
        size_maximum=20,
        leads_to="ช่างซ่อมรถจักรยานยนต์ไฟฟ้า เจ้าของร้านซ่อม",
        protective_gear=True,
    ),
    DemoCourse(
        code="SUP-BAKERY",
        name_th="การทำเบเกอรี่",
        name_en="Bakery",
        course_type="supplementary",
        skill="bakery",
        room_kind="kitchen",
        topics=(
            DemoTopic("วัตถุดิบและอุปกรณ์", "Ingredients and equipment", 3, 3, "kitchen"),
            DemoTopic("ขนมปังและเค้ก", "Bread and cakes", 3, 21, "kitchen"),
        ),
        size_minimum=10,
        size_maximum=20,
        leads_to="ร้านเบเกอรี่ ขายออนไลน์",
    ),
    DemoCourse(
        code="SUP-SWEETS",
        name_th="การทำขนมไทย",
        name_en="Thai sweets",
        course_type="supplementary",
        skill="bakery",
        room_kind="kitchen",
        topics=(
            DemoTopic("วัตถุดิบและการเก็บรักษา", "Ingredients and keeping", 3, 3, "kitchen"),
            DemoTopic("ขนมไทยยอดนิยม", "Popular Thai sweets", 3, 21, "kitchen"),
        ),
        size_minimum=10,
        size_maximum=20,
        leads_to="ขายขนม รับจัดเลี้ยง",
    ),
    DemoCourse(
        code="SUP-COFFEE",
        name_th="การชงกาแฟ",
        name_en="Coffee making",
        course_type="supplementary",
        skill="coffee",
        room_kind="kitchen",
        topics=(
            DemoTopic("เมล็ดกาแฟและเครื่องชง", "Beans and machines", 3, 3, "kitchen"),
            DemoTopic("เครื่องดื่มร้อนและเย็น", "Hot and cold drinks", 3, 15, "kitchen"),
            DemoTopic("การบริการและต้นทุน", "Service and costing", 3, 3, "kitchen"),
        ),
        size_minimum=8,
        size_maximum=16,
        leads_to="พนักงานร้านกาแฟ เจ้าของร้านกาแฟ",
    ),
    DemoCourse(
        code="SUP-BARBER",
        name_th="ช่างตัดผมชาย",
        name_en="Barber",
        course_type="supplementary",
        skill="hair",
        room_kind="salon",
        topics=(
            DemoTopic("เครื่องมือและสุขอนามัย", "Tools and hygiene", 3, 6, "salon"),
            DemoTopic("ทรงผมพื้นฐาน", "Basic cuts", 3, 27, "salon"),
            DemoTopic("ทรงผมสมัยนิยมและบริการลูกค้า", "Modern cuts and customers", 3, 18, "salon"),
        ),
        size_minimum=8,
        size_maximum=16,
        leads_to="ช่างตัดผม เจ้าของร้านตัดผม",
    ),
    DemoCourse(
        code="SUP-MASSAGE",
        name_th="การนวดฝ่าเท้าเพื่อสุขภาพ",
        name_en="Foot massage",
        course_type="supplementary",
        skill="massage",
        room_kind="salon",
        topics=(
            DemoTopic("กายวิภาคและข้อควรระวัง", "Anatomy and cautions", 9, 3, "salon"),
            DemoTopic("การนวดฝ่าเท้า", "Foot massage in practice", 3, 45, "salon"),
        ),
        size_minimum=8,
        size_maximum=16,
        leads_to="พนักงานนวดฝ่าเท้า",
        minimum_age=18,
    ),
    DemoCourse(
        code="SUP-FARM",
        name_th="การซ่อมเครื่องจักรกลการเกษตรขนาดเล็ก",
        name_en="Small farm machinery repair",
        course_type="supplementary",
        skill="farm_machinery",
        room_kind="engine",
        topics=(
            DemoTopic("เครื่องยนต์เล็ก", "Small engines", 6, 24, "engine"),
            DemoTopic("เครื่องตัดหญ้าและเครื่องสูบน้ำ", "Mowers and pumps", 3, 15, "engine"),
            DemoTopic("การบำรุงรักษา", "Maintenance", 3, 9, "engine"),
        ),
        size_minimum=10,
        size_maximum=20,
        leads_to="ช่างซ่อมเครื่องจักรกลการเกษตรในชุมชน",
        protective_gear=True,
    ),
    DemoCourse(
        code="SUP-WOOD",
        name_th="งานไม้เครื่องเรือน",
        name_en="Furniture making",
        course_type="supplementary",
        skill="carpentry",
        room_kind="construction",
        topics=(
            DemoTopic("ความปลอดภัยและเครื่องมือ", "Safety and tools", 3, 9, "construction"),
            DemoTopic("การเข้าไม้และประกอบ", "Joints and assembly", 3, 27, "construction"),
            DemoTopic("งานสีและตกแต่ง", "Finishing", 3, 15, "construction"),
        ),
        size_minimum=8,
        size_maximum=16,
        leads_to="ช่างไม้ ช่างเครื่องเรือน",
        protective_gear=True,
    ),
    DemoCourse(
        code="SUP-PLUMB",
        name_th="งานประปาและสุขภัณฑ์ในบ้าน",
        name_en="Home plumbing",
        course_type="supplementary",
        skill="plumbing",
        room_kind="construction",
        topics=(
            DemoTopic("ท่อและข้อต่อ", "Pipes and fittings", 3, 9, "construction"),
            DemoTopic("การติดตั้งสุขภัณฑ์และปั๊มน้ำ", "Installing fixtures and pumps", 3, 15, "construction"),
        ),
        size_minimum=10,
        size_maximum=20,
        leads_to="ช่างประปา ช่างซ่อมบำรุง",
        protective_gear=True,
    ),
    DemoCourse(
        code="SUP-ELEC",
        name_th="การซ่อมเครื่องใช้ไฟฟ้าในบ้าน",
        name_en="Home appliance repair",
        course_type="supplementary",
        skill="electrical",
        room_kind="electrical",
        topics=(
            DemoTopic("วงจรและการวัด", "Circuits and measuring", 3, 6, "electrical"),
            DemoTopic("การซ่อมเครื่องใช้ไฟฟ้า", "Repairing appliances", 3, 18, "electrical"),
        ),
        size_minimum=10,
        size_maximum=20,
        leads_to="ช่างซ่อมเครื่องใช้ไฟฟ้า",
        protective_gear=True,
    ),
    DemoCourse(
        code="SUP-PHONE",
        name_th="การซ่อมโทรศัพท์มือถือ",
        name_en="Mobile phone repair",
        course_type="supplementary",
        skill="mobile_phone",
        room_kind="computer",
        topics=(
            DemoTopic("โครงสร้างและเครื่องมือ", "Structure and tools", 6, 6, "computer"),
            DemoTopic("การเปลี่ยนอะไหล่", "Replacing parts", 3, 24, "computer"),
            DemoTopic("การแก้ไขซอฟต์แวร์", "Software repair", 3, 18, "computer"),
        ),
        size_minimum=8,
        size_maximum=16,
        leads_to="ช่างซ่อมโทรศัพท์ เจ้าของร้าน",
    ),
    DemoCourse(
        code="SUP-DRONE",
        name_th="การใช้โดรนเพื่อการเกษตร",
        name_en="Drones in farming",
        course_type="supplementary",
        skill="drone",
        room_kind="computer",
        topics=(
            DemoTopic("กฎหมายและความปลอดภัยการบิน", "Flight law and safety", 6, 3, "computer"),
            DemoTopic("การบังคับและวางแผนบิน", "Flying and flight plans", 3, 18, "computer"),
        ),
        size_minimum=8,
        size_maximum=12,
        leads_to="ผู้ให้บริการพ่นด้วยโดรน",
        protective_gear=True,
        minimum_age=18,
    ),
    DemoCourse(
        code="SUP-WEAVE",
        name_th="การแปรรูปผ้าทอพื้นเมือง",
        name_en="Products from local woven cloth",
        course_type="supplementary",
        skill="sewing",
        room_kind="sewing",
        topics=(
            DemoTopic("ผ้าทอและการออกแบบ", "Woven cloth and design", 3, 3, "sewing"),
            DemoTopic("การเย็บกระเป๋าและของใช้", "Sewing bags and household goods", 3, 21, "sewing"),
        ),
        size_minimum=10,
        size_maximum=20,
        leads_to="กลุ่มอาชีพในชุมชน ขายออนไลน์",
    ),
)
