"""Chapter 1: the province, its agencies and the people who work with the product.

The offices bear the names of their kind with "(สาธิต)" (demonstration), the schools invented names with
"(สมมติ)" (fictional). School codes run from 990001, where no real number is.
"""

from datetime import date

from agencies.enums import AgencyKind, Role
from agencies.models import Agency, Place, User
from agencies.services import PlaceRow, load_places, open_account, register_agency, rename_agency
from certificates.services import appoint_signing_officer
from demo.dates import moment
from demo.places import DISTRICTS, PLACES, SUBDISTRICTS, DemoPlace
from demo.world import Cast, Login, World

HOME, NEIGHBOR = "51", "52"
SEAT = "510101"  # the subdistrict where the province's offices stand
DEMO_PASSWORD = "lamphun-demo-2569"  # noqa: S105  # printed, and made by the demo only
SOUTH = ("5103", "5104", "5105", "5108")  # districts of the second primary area office
LEARNING_SINCE, LEARNING_RENAMED = (
    date(2008, 3, 4),
    date(2023, 5, 19),
)  # กศน. by its act, สกร. by the next one


def tell(world: World) -> Cast:
    """Load the places, register the agencies, open the accounts."""
    at = moment(world.dates.founded)
    load_places(
        (PlaceRow(p.code, p.name_th, p.name_en, p.latitude, p.longitude) for p in PLACES), by=None, at=at
    )
    center = _office(
        AgencyKind.CENTER, "สำนักงานพัฒนาฝีมือแรงงานลำพูน", "Lamphun Skill Development Office", world,
        codes=[("certificate", "ลพ")],
    )  # fmt: skip
    secondary, primary = _schools(world)
    _other_offices(world)
    _appoint_signatories(center, world)
    cast = _accounts(world, center, secondary, primary)
    _committee_member(world)
    return cast


def _accounts(world: World, center: Agency, secondary: list[Agency], primary: list[Agency]) -> Cast:
    province, learning, labor = (
        Agency.objects.get(kind=kind) for kind in (AgencyKind.PROVINCE, AgencyKind.LEARNING, AgencyKind.LABOR)
    )
    return Cast(
        center=center,
        officer=_account(
            world, "officer", "ธวัชชัย", "พรหมวงศ์", "Provincial officer", [(province, Role.OFFICER)]
        ),
        staff=_account(world, "staff", "กาญจนา", "คำแสน", "Centre staff", [(center, Role.STAFF)]),
        head=_account(world, "head", "สมบูรณ์", "ศรีวงศ์", "Head of centre", [(center, Role.HEAD)]),
        trainer=_account(world, "trainer", "พัชรินทร์", "ฟูแก้ว", "Trainer (tailoring)", []),
        secondary=secondary,
        primary=primary,
        counselor_of=_counselors(world, secondary, primary),
        learning_clerk=_account(
            world, "learning", "นงลักษณ์", "วงศ์ไชย", "Office of learning encouragement",
            [(learning, Role.COUNSELOR)],
        ),
        volunteer=_account(
            world, "volunteer", "บัวผัน", "ใจคำ", "Labour volunteer, sees whom she entered",
            [(labor, Role.VOLUNTEER)],
        ),
    )  # fmt: skip


def _office(
    kind: AgencyKind,
    name_th: str,
    name_en: str,
    world: World,
    *,
    provinces: tuple[str, ...] = (HOME,),
    codes: list[tuple[str, str]] | None = None,
    named_since: date | None = None,
) -> Agency:
    return register_agency(
        kind=kind,
        name_th=f"{name_th} (สาธิต)",
        name_en=f"{name_en} (demonstration)",
        place=Place.objects.get(code=SEAT),
        provinces=Place.objects.filter(code__in=provinces),
        codes=codes or [],
        named_since=named_since,
        by=None,
        at=moment(world.dates.founded),
    )


def _schools(world: World) -> tuple[list[Agency], list[Agency]]:
    """Secondary schools at the first subdistricts of every district, primary schools at the others."""
    both = _office(
        AgencyKind.AREA_OFFICE, "สำนักงานเขตพื้นที่การศึกษามัธยมศึกษาลำปาง ลำพูน",
        "Lampang Lamphun Secondary Education Area Office", world, provinces=(HOME, NEIGHBOR),
    )  # fmt: skip
    north, south = (
        _office(
            AgencyKind.AREA_OFFICE, f"สำนักงานเขตพื้นที่การศึกษาประถมศึกษาลำพูน เขต {number}",
            f"Lamphun Primary Education Area Office {number}", world,
        )
        for number in (1, 2)
    )  # fmt: skip
    places = _spread_over_districts()
    first = world.scale.secondary_schools
    secondary = [
        _school(world, place, f"{place.name_th}พิทยาคม", f"{place.name_en} Phitthayakhom School", both, number)
        for number, place in enumerate(places[:first], start=1)
    ]
    primary = [
        _school(
            world, place, f"บ้าน{place.name_th.removeprefix('บ้าน')}",
            f"Ban {place.name_en.removeprefix('Ban ')} School",
            south if place.code[:4] in SOUTH else north, number,
        )
        for number, place in enumerate(places[first : first + world.scale.primary_schools], start=first + 1)
    ]  # fmt: skip
    return secondary, primary


def _spread_over_districts() -> list[DemoPlace]:
    """The subdistricts, the first of every district before the second of any."""
    order = [district.code for district in DISTRICTS]
    in_district: dict[str, int] = {}
    ranked = []
    for place in SUBDISTRICTS:
        rank = in_district[place.code[:4]] = in_district.get(place.code[:4], 0) + 1
        ranked.append((rank, order.index(place.code[:4]), place))
    return [place for _rank, _district, place in sorted(ranked, key=lambda one: one[:2])]


def _school(
    world: World, place: DemoPlace, name_th: str, name_en: str, parent: Agency, number: int
) -> Agency:
    return register_agency(
        kind=AgencyKind.SCHOOL,
        name_th=f"โรงเรียน{name_th} (สมมติ)",
        name_en=f"{name_en} (fictional)",
        place=Place.objects.get(code=place.code),
        provinces=Place.objects.filter(code=HOME),
        codes=[("school_10", f"1051{990_000 + number}")],
        parent=parent,
        by=None,
        at=moment(world.dates.founded),
    )


def _other_offices(world: World) -> None:
    learning = _office(
        AgencyKind.LEARNING, "สำนักงานส่งเสริมการศึกษานอกระบบและการศึกษาตามอัธยาศัยจังหวัดลำพูน",
        "Lamphun Office of Non-formal and Informal Education", world, named_since=LEARNING_SINCE,
    )  # fmt: skip
    rename_agency(
        learning,
        name_th="สำนักงานส่งเสริมการเรียนรู้ประจำจังหวัดลำพูน (สาธิต)",
        name_en="Lamphun Office of Learning Encouragement (demonstration)",
        since=LEARNING_RENAMED,
        by=None,
        at=moment(world.dates.founded),
    )
    _office(AgencyKind.EMPLOYMENT, "สำนักงานจัดหางานจังหวัดลำพูน", "Lamphun Employment Office", world)
    _office(AgencyKind.PROVINCE, "สำนักงานจังหวัดลำพูน", "Lamphun Provincial Office", world)
    _office(AgencyKind.LABOR, "สำนักงานแรงงานจังหวัดลำพูน", "Lamphun Labour Office", world)


def _committee_member(world: World) -> None:
    """One account with two hats: for the secondary area office, and for the committee at the provincial office."""
    office = Agency.objects.get(name_en__contains="Secondary Education Area Office")
    hats = [(office, Role.COUNSELOR), (Agency.objects.get(kind=AgencyKind.PROVINCE), Role.OFFICER)]
    who = "Secondary area office, and committee officer (two hats)"
    _account(world, "committee", "ประภัสสร", "มณีวงศ์", who, hats, phone=_phone(20))


def _appoint_signatories(center: Agency, world: World) -> None:
    people = (
        ("นายสมบูรณ์ ศรีวงศ์", "ผู้อำนวยการสำนักงานพัฒนาฝีมือแรงงานลำพูน", "Director, Lamphun Skill Development Office"),
        ("นางนิตยา บุญเรือง", "หัวหน้าฝ่ายพัฒนาฝีมือแรงงาน", "Chief of Skill Training"),
    )
    for place, (name, title_th, title_en) in enumerate(people, start=1):
        appoint_signing_officer(
            center=center,
            position_on_paper=place,
            name=name,
            title_th=title_th,
            title_en=title_en,
            since=world.dates.founded,
            by=None,
            at=moment(world.dates.founded),
        )


def _account(
    world: World,
    username: str,
    given: str,
    family: str,
    who: str,
    roles: list[tuple[Agency, Role]],
    *,
    phone: str = "",
) -> User:
    """An account; `who` says for the printed list whose it is, "" for one that nobody signs in to."""
    if who:
        world.logins.append(Login(username, who))
    return open_account(
        username=username,
        password=DEMO_PASSWORD if who else None,
        first_name=given,
        last_name=family,
        phone=phone,
        memberships=roles,
        by=None,
        at=moment(world.dates.founded),
    )


def _phone(number: int) -> str:
    """An invented number: none in Thailand begins with 000."""
    return f"000-051-{number:04d}"


PRINTED_COUNSELORS = 2
COUNSELORS = (
    ("วราภรณ์", "ใจมั่น"), ("อนุชา", "แก้วเมือง"), ("สุนิสา", "บุญยืน"), ("ปรีชา", "เรือนคำ"), ("มยุรี", "อินต๊ะ"),
    ("วิทยา", "คำหล้า"), ("รัตนา", "ไชยวงศ์"), ("เอกชัย", "มูลแก้ว"), ("พรทิพย์", "สุขเกษม"), ("มนตรี", "ปัญญาดี"),
    ("จินตนา", "เมืองใจ"), ("สุรชัย", "เตชะวงศ์"),
)  # fmt: skip


def _counselors(world: World, secondary: list[Agency], primary: list[Agency]) -> dict[int, User]:
    """One counsellor for each secondary school; the area offices' officers speak for the primary schools."""
    counselor_of = {}
    for number, (school, (given, family)) in enumerate(zip(secondary, COUNSELORS, strict=False), start=1):
        username = f"counselor{number}" if number > 1 else "counselor"
        who = f"Counsellor, {school.name_en}" if number <= PRINTED_COUNSELORS else ""
        counselor_of[school.pk] = _account(
            world, username, given, family, who, [(school, Role.COUNSELOR)], phone=_phone(number)
        )
    for number, (given, family) in enumerate((("อรทัย", "จันทร์แก้ว"), ("สิทธิชัย", "ธรรมวงศ์")), start=1):
        office = Agency.objects.get(name_en__startswith=f"Lamphun Primary Education Area Office {number}")
        schools = [school for school in primary if school.parent_id == office.pk]
        roles = [(agency, Role.COUNSELOR) for agency in (office, *schools)]
        who = f"Primary area office {number}, for its small schools"
        user = _account(world, f"area{number}", given, family, who, roles, phone=_phone(30 + number))
        counselor_of |= {agency.pk: user for agency, _role in roles}
    return counselor_of
