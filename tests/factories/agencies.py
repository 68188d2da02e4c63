import factory
from factory.django import DjangoModelFactory

from agencies.enums import AgencyKind, PlaceLevel, Role
from agencies.models import Agency, Membership, Place, User


class ProvinceFactory(DjangoModelFactory):
    class Meta:
        model = Place
        django_get_or_create = ("id",)

    id = factory.SelfAttribute("code")
    code = "51"
    level = PlaceLevel.PROVINCE
    name_th = "ลำพูน"
    name_en = "Lamphun"
    search_text = factory.LazyAttribute(
        lambda place: f"|{place.name_th}|{place.name_en.casefold()}|{place.code}|"
    )


class DistrictFactory(ProvinceFactory):
    code = "5101"
    level = PlaceLevel.DISTRICT
    name_th = "เมืองลำพูน"
    name_en = "Mueang Lamphun"
    parent = factory.SubFactory(ProvinceFactory)


class SubdistrictFactory(ProvinceFactory):
    code = "510101"
    level = PlaceLevel.SUBDISTRICT
    name_th = "ในเมือง"
    name_en = "Nai Mueang"
    parent = factory.SubFactory(DistrictFactory)


def place_of(code, make):
    """The place if it is known, else made."""
    return Place.objects.filter(pk=code).first() or make()


def make_subdistrict():
    """The one where nearly every agency of the tests lies, at once with all above it."""
    made = SubdistrictFactory.build()
    Place.objects.bulk_create([made.parent.parent, made.parent, made], ignore_conflicts=True)
    return made


def usual_place():
    return place_of("510101", make_subdistrict)


def province_of(place):
    """The key of the one above the usual place, which is there with it; elsewhere it is looked for."""
    return "51" if place.pk == "510101" else place_of("51", ProvinceFactory)


class AgencyFactory(DjangoModelFactory):
    class Meta:
        model = Agency
        skip_postgeneration_save = True

    place = factory.LazyFunction(usual_place)

    @factory.post_generation
    def provinces(self, create, extracted, **kwargs):
        self.provinces.add(*(extracted or [province_of(self.place)]))


class CenterFactory(AgencyFactory):
    kind = AgencyKind.CENTER
    name_th = factory.Sequence(lambda n: f"สำนักงานพัฒนาฝีมือแรงงาน {n}")
    name_en = factory.Sequence(lambda n: f"Skill Development Office {n}")


class SchoolFactory(AgencyFactory):
    kind = AgencyKind.SCHOOL
    name_th = factory.Sequence(lambda n: f"โรงเรียนบ้านทดสอบ {n}")
    name_en = factory.Sequence(lambda n: f"Ban Thotsop School {n}")


class AccountFactory(DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"account{n}")
    first_name = "สมมติ"
    last_name = factory.Sequence(lambda n: f"ทดสอบ{n}")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(AccountFactory)
    agency = factory.SubFactory(CenterFactory)
    role = Role.STAFF
