"""What the demo's courses need, cost and lead to. Every amount is made up, and says so: its source is the demo."""

from demo.courses.shapes import DemoNamed, DemoNeeds

SOURCE = "ข้อมูลสาธิต"  # beside every wage and cost
FEE = 600  # baht an hour of teaching

GEAR = (
    DemoNamed("welding_mask", "หน้ากากเชื่อม", "Welding mask"),
    DemoNamed("leather_gloves", "ถุงมือหนัง", "Leather gloves"),
    DemoNamed("leather_apron", "เอี๊ยมหนัง", "Leather apron"),
    DemoNamed("safety_shoes", "รองเท้านิรภัย", "Safety shoes"),
    DemoNamed("safety_glasses", "แว่นตานิรภัย", "Safety glasses"),
    DemoNamed("cotton_gloves", "ถุงมือผ้า", "Cotton gloves"),
    DemoNamed("insulated_gloves", "ถุงมือกันไฟฟ้า", "Insulated gloves"),
    DemoNamed("dust_mask", "หน้ากากกันฝุ่น", "Dust mask"),
    DemoNamed("ear_muffs", "ที่ครอบหูลดเสียง", "Ear muffs"),
    DemoNamed("chemical_gloves", "ถุงมือกันสารเคมี", "Chemical gloves"),
    DemoNamed("heat_gloves", "ถุงมือกันความร้อน", "Heat gloves"),
)
EQUIPMENT = (
    DemoNamed("arc_welding_set", "ชุดเชื่อมไฟฟ้า", "Arc welding set"),
    DemoNamed("engine_stand", "แท่นฝึกเครื่องยนต์", "Engine stand"),
    DemoNamed("measuring_set", "ชุดเครื่องวัดไฟฟ้า", "Electrical measuring set"),
    DemoNamed("cooking_range", "เตาและอ่างประจำที่", "Cooking range and sink"),
    DemoNamed("sewing_machine", "จักรเย็บผ้าอุตสาหกรรม", "Industrial sewing machine"),
    DemoNamed("treatment_chair", "เก้าอี้บริการ", "Treatment chair"),
    DemoNamed("computer_set", "เครื่องคอมพิวเตอร์", "Computer"),
    DemoNamed("hand_tools", "ชุดเครื่องมือช่าง", "Set of hand tools"),
)
FIXED = {  # kind of room -> equipment that stands in every such room, and that practice there needs
    "welding": "arc_welding_set",
    "engine": "engine_stand",
    "electrical": "measuring_set",
    "kitchen": "cooking_range",
    "sewing": "sewing_machine",
    "salon": "treatment_chair",
    "computer": "computer_set",
    "construction": "hand_tools",
}

_WELDING = ("welding_mask", "leather_gloves", "leather_apron", "safety_shoes")
_ENGINE = ("safety_glasses", "cotton_gloves", "safety_shoes")
_ELECTRICAL = ("insulated_gloves", "safety_glasses", "safety_shoes")
_BUILDING = ("safety_glasses", "dust_mask", "ear_muffs", "safety_shoes")

NEEDS = {
    "PRE-WELD": DemoNeeds(_WELDING, (12_000, 18_000), materials=4_500, placement_hours=240),
    "PRE-MOTO": DemoNeeds(_ENGINE, (10_000, 15_000), materials=2_500, placement_hours=240),
    "PRE-ELEC": DemoNeeds(_ELECTRICAL, (11_000, 16_000), materials=3_000, placement_hours=240),
    "PRE-COOL": DemoNeeds(_ELECTRICAL, (11_000, 17_000), materials=3_200, placement_hours=180),
    "PRE-COOK": DemoNeeds(("heat_gloves",), (10_000, 14_000), materials=3_800, placement_hours=180),
    "PRE-SEW": DemoNeeds((), (9_500, 13_000), materials=2_200, placement_hours=120),
    "PRE-OFFICE": DemoNeeds((), (10_000, 13_500), materials=500, placement_hours=120),
    "UPG-TIG": DemoNeeds(_WELDING, (16_000, 25_000), materials=2_400),
    "UPG-INVERTER": DemoNeeds(_ELECTRICAL, (14_000, 22_000), materials=1_200),
    "UPG-EV": DemoNeeds(_ELECTRICAL, (15_000, 24_000), materials=1_500, also=("electrical",)),
    "UPG-SHEET": DemoNeeds((), (14_000, 20_000), materials=300),
    "SUP-EMOTO": DemoNeeds(
        _ELECTRICAL, (9_000, 16_000), materials=1_800, placement_hours=30,
        partner="บริษัทสมมติ รถจักรยานยนต์ไฟฟ้า จำกัด", partner_runs=True,
    ),
    "SUP-BAKERY": DemoNeeds(("heat_gloves",), (300, 700), "day", materials=1_600),
    "SUP-SWEETS": DemoNeeds(("heat_gloves",), (300, 600), "day", materials=1_400),
    "SUP-COFFEE": DemoNeeds((), (9_000, 12_000), materials=1_500),
    "SUP-BARBER": DemoNeeds((), (60, 150), "piece", materials=1_200),
    "SUP-MASSAGE": DemoNeeds((), (150, 300), "piece", materials=800),
    "SUP-FARM": DemoNeeds(_ENGINE, (300, 900), "piece", materials=1_300),
    "SUP-WOOD": DemoNeeds(_BUILDING, (400, 600), "day", materials=2_000),
    "SUP-PLUMB": DemoNeeds(("safety_glasses", "cotton_gloves"), (400, 700), "day", materials=1_500),
    "SUP-ELEC": DemoNeeds(_ELECTRICAL, (200, 800), "piece", materials=1_000),
    "SUP-PHONE": DemoNeeds((), (200, 900), "piece", materials=1_700),
    "SUP-DRONE": DemoNeeds(("chemical_gloves", "dust_mask"), (500, 1_200), "day", materials=900),
    "SUP-WEAVE": DemoNeeds((), (250, 450), "day", materials=1_100),
}  # fmt: skip
