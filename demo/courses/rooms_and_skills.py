"""The kinds of rooms of the demo centre, and the skills its trainers teach."""

from demo.courses.shapes import DemoNamed

CLASSROOM = "classroom"

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
