from datetime import date

import factory
from factory.django import DjangoModelFactory

from tests.factories.agencies import CenterFactory
from training.enums import CourseType, Part, RunState
from training.models import (
    Course,
    CourseRun,
    Curriculum,
    Equipment,
    EquipmentKind,
    Room,
    RoomKind,
    RuleSet,
    Session,
    Site,
    Skill,
    Topic,
    Trainer,
    TrainerSkill,
)
from training.rules import DSD_2566
from training.services.places import default_site


class RoomKindFactory(DjangoModelFactory):
    class Meta:
        model = RoomKind
        django_get_or_create = ("code",)

    code = "welding"
    name_th = "โรงฝึกงานเชื่อม"
    name_en = "Welding shop"


class SkillFactory(DjangoModelFactory):
    class Meta:
        model = Skill
        django_get_or_create = ("code",)

    code = "welding"
    name_th = "งานเชื่อม"
    name_en = "Welding"


class RuleSetFactory(DjangoModelFactory):
    class Meta:
        model = RuleSet
        django_get_or_create = ("version",)

    version = "DSD-2566"
    valid_from = date(2023, 5, 11)
    rules = factory.LazyFunction(DSD_2566.to_json)


class CourseFactory(DjangoModelFactory):
    class Meta:
        model = Course
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"C{n:03}")
    name_th = factory.Sequence(lambda n: f"ช่างเชื่อม {n}")
    name_en = factory.Sequence(lambda n: f"Welder {n}")
    course_type = CourseType.SUPPLEMENTARY
    size_minimum = 2
    size_maximum = 20

    @factory.post_generation
    def skills(self, create, extracted, **kwargs):
        self.skills.set(extracted or [SkillFactory()])


class CurriculumFactory(DjangoModelFactory):
    """One topic of 3 h theory and 27 h practice unless told otherwise."""

    class Meta:
        model = Curriculum
        skip_postgeneration_save = True

    course = factory.SubFactory(CourseFactory)
    version = 1
    approved_on = date(2026, 1, 5)

    @factory.post_generation
    def topics(self, create, extracted, **kwargs):
        for number, (theory, practice) in enumerate(extracted or [(180, 27 * 60)], start=1):
            TopicFactory(curriculum=self, number=number, theory_minutes=theory, practice_minutes=practice)


class TopicFactory(DjangoModelFactory):
    class Meta:
        model = Topic

    curriculum = factory.SubFactory(CurriculumFactory)
    number = 1
    title_th = "งานเชื่อมพื้นฐาน"
    title_en = "Basic welding"
    room_kind = factory.SubFactory(RoomKindFactory)


class RunFactory(DjangoModelFactory):
    class Meta:
        model = CourseRun

    code = factory.Sequence(lambda n: f"R{n:03}")
    curriculum = factory.SubFactory(CurriculumFactory)
    course = factory.SelfAttribute("curriculum.course")
    rule_set = factory.SubFactory(RuleSetFactory)
    center = factory.SubFactory(CenterFactory)
    state = RunState.OPEN
    first_day = date(2026, 12, 1)
    last_day = date(2026, 12, 29)
    minimum = 2
    seats = 10


class SessionFactory(DjangoModelFactory):
    class Meta:
        model = Session

    run = factory.SubFactory(RunFactory)
    number = factory.Sequence(lambda n: n + 1)
    topic = factory.LazyAttribute(lambda session: session.run.curriculum.topics.first())
    part = Part.PRACTICE
    minutes = 180
    room_kind = factory.SelfAttribute("topic.room_kind")


class TrainerFactory(DjangoModelFactory):
    class Meta:
        model = Trainer
        skip_postgeneration_save = True

    center = factory.SubFactory(CenterFactory)
    name_th = factory.Sequence(lambda n: f"ครูสมมติ ทดสอบ{n}")
    name_en = factory.Sequence(lambda n: f"Trainer {n}")

    @factory.post_generation
    def skills(self, create, extracted, **kwargs):
        for skill in extracted or [SkillFactory()]:
            TrainerSkill.objects.create(trainer=self, skill=skill)


class RoomFactory(DjangoModelFactory):
    class Meta:
        model = Room

    center = factory.SubFactory(CenterFactory)
    site = factory.LazyAttribute(lambda room: default_site(room.center))
    name_th = factory.Sequence(lambda n: f"ห้อง {n}")
    name_en = factory.Sequence(lambda n: f"Room {n}")
    kind = factory.SubFactory(RoomKindFactory)
    capacity = 20


class SiteFactory(DjangoModelFactory):
    class Meta:
        model = Site

    center = factory.SubFactory(CenterFactory)
    name_th = factory.Sequence(lambda n: f"วิทยาเขต {n}")
    name_en = factory.Sequence(lambda n: f"Campus {n}")


class EquipmentKindFactory(DjangoModelFactory):
    class Meta:
        model = EquipmentKind
        django_get_or_create = ("code",)

    code = "arc"
    name_th = "ตู้เชื่อม"
    name_en = "Arc welder"


class EquipmentFactory(DjangoModelFactory):
    class Meta:
        model = Equipment

    center = factory.SubFactory(CenterFactory)
    site = factory.LazyAttribute(lambda unit: default_site(unit.center))
    kind = factory.SubFactory(EquipmentKindFactory)
    name_th = factory.Sequence(lambda n: f"ชุดเชื่อม {n}")
    name_en = factory.Sequence(lambda n: f"Welding set {n}")
