"""What a course of the demo story consists of."""

from dataclasses import dataclass


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
class DemoNeeds:
    """Gear by code, a wage from – to in baht with what it is for, materials in baht a head, and who helps."""

    gear: tuple[str, ...]
    wage: tuple[int, int]
    per: str = "month"
    materials: int = 0
    placement_hours: int = 0
    also: tuple[str, ...] = ()  # further skills of its trainers
    partner: str = ""
    partner_runs: bool = False


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
    minimum_age: int | None = None

    @property
    def hours(self) -> int:
        """Length of the whole curriculum."""
        return sum(topic.theory_hours + topic.practice_hours for topic in self.topics)
