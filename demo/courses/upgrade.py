"""Skill upgrades (ยกระดับฝีมือ): short, from 18 years of age and so closed to most ม.3 leavers."""

from demo.courses.shapes import DemoCourse, DemoTopic

UPGRADE = (
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
)
