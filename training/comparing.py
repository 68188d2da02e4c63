"""Two versions of a course's content, or two states of a course, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.templatetags.ui import hours, thai_date
from training.entries import ContentEntry, CostEntry, CourseEntry, TopicEntry, WageEntry
from training.enums import CostKind, CostPer, CourseType, Delivery, Education, WagePer
from training.templatetags.runs import baht

Line = tuple[Any, str, str]

COURSE_LABELS: dict[str, Any] = {
    "name_th": gettext_lazy("Thai name"),
    "name_en": gettext_lazy("English name"),
    "course_type": gettext_lazy("Type"),
    "skills": gettext_lazy("Trainer's qualifications"),
    "size_minimum": gettext_lazy("Smallest class"),
    "size_maximum": gettext_lazy("Largest class"),
    "gear": gettext_lazy("Protective gear"),
    "partner": gettext_lazy("Partner"),
    "partner_name": gettext_lazy("Partner firm that is not registered"),
    "partner_runs": gettext_lazy("The partner runs the course itself"),
    "leads_to": gettext_lazy("Occupations it leads to"),
    "leads_to_en": gettext_lazy("Occupations in English"),
    "wage": gettext_lazy("Wage"),
    "costs": gettext_lazy("Costs"),
}
CONTENT_LABELS: dict[str, Any] = {
    "minimum_age": gettext_lazy("Minimum age"),
    "minimum_education": gettext_lazy("Minimum education"),
    "placement_minutes": gettext_lazy("Hours in a firm"),
    "delivery": gettext_lazy("How it is taught"),
}
TOPIC_LABELS: dict[str, Any] = {
    "title_en": gettext_lazy("English title"),
    "theory_minutes": gettext_lazy("Theory (hours)"),
    "practice_minutes": gettext_lazy("Practice (hours)"),
    "room_kind": gettext_lazy("Room for practice"),
    "equipment": gettext_lazy("Equipment for practice"),
}
_CHOICES: dict[str, type[Any]] = {
    "course_type": CourseType,
    "delivery": Delivery,
    "minimum_education": Education,
}


@dataclass(frozen=True, slots=True)
class TopicPair:
    """A topic in the one version and in the other; a topic is told by its Thai title."""

    before: TopicEntry | None
    after: TopicEntry | None
    number_before: int | None
    number_after: int | None
    weights: tuple[int, int]  # of all topics, in the one version and in the other

    @property
    def change(self) -> str:
        """`added`, `removed`, `changed`, `moved` or `same`."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        if self.before != self.after or self._share:
            return "changed"
        return "same" if self.number_before == self.number_after else "moved"

    @property
    def lines(self) -> list[Line]:
        """(fact, before, after) for each fact in which the two differ."""
        if not self.before or not self.after:
            return []
        return _different(self.before, self.after, TOPIC_LABELS) + self._share

    @property
    def _share(self) -> list[Line]:
        """The topic's share in the total score, which other topics change as well."""
        if not self.before or not self.after:
            return []
        was, now = (
            f"{topic.score_weight} / {whole}"
            for topic, whole in zip((self.before, self.after), self.weights, strict=True)
        )
        return [(gettext_lazy("Weight in the total score"), was, now)] if was != now else []

    @property
    def title(self) -> str:
        entry = self.after or self.before
        return entry.title_th if entry else ""


def course_lines(before: CourseEntry, after: CourseEntry) -> list[Line]:
    """(fact, before, after) for each fact of a course in which the two differ."""
    return _different(before, after, COURSE_LABELS)


def content_lines(before: ContentEntry, after: ContentEntry) -> list[Line]:
    """(fact, before, after) for entry, length and delivery, and the sums of the topics, where they differ."""
    return [*_different(before, after, CONTENT_LABELS), *_sums(before, after)]


def topic_pairs(before: ContentEntry, after: ContentEntry) -> list[TopicPair]:
    """Every topic of the two versions: those of the newer one in its order, then those that are gone."""
    weights = (_weight(before), _weight(after))
    left = list(enumerate(before.topics, start=1))
    pairs = []
    for number, topic in enumerate(after.topics, start=1):
        found = next((one for one in left if one[1].title_th == topic.title_th), None)
        if found:
            left.remove(found)
        number_before, old = found or (None, None)
        pairs.append(TopicPair(old, topic, number_before, number, weights))
    return pairs + [TopicPair(topic, None, number, None, weights) for number, topic in left]


def _weight(content: ContentEntry) -> int:
    return sum(topic.score_weight for topic in content.topics)


def _different(before: Any, after: Any, labels: dict[str, Any]) -> list[Line]:
    facts = [(label, name, getattr(before, name), getattr(after, name)) for name, label in labels.items()]
    return [
        (label, in_words(name, was), in_words(name, now)) for label, name, was, now in facts if was != now
    ]


def _sums(before: ContentEntry, after: ContentEntry) -> Iterator[Line]:
    if before.minutes != after.minutes:
        yield _("Hours at the centre"), hours(before.minutes), hours(after.minutes)


def in_words(name: str, fact: Any) -> str:
    """A fact of a course, a version or a topic as people read it."""
    if name in _CHOICES:
        return str(_CHOICES[name](fact).label) if fact else _("as the regulation asks")
    if name.endswith("_minutes"):
        return hours(fact)
    match fact:
        case None | "" | ():
            return "–"
        case bool():
            return _("yes") if fact else _("no")
        case WageEntry():
            return wage_in_words(fact)
        case tuple():
            return ", ".join(_cost(one) if isinstance(one, CostEntry) else str(one) for one in fact)
    return str(fact)


def wage_in_words(wage: WageEntry) -> str:
    """The wage with who stated it and when."""
    facts = {"amount": wage_range(wage), "source": wage.source, "day": thai_date(wage.on)}
    return _("%(amount)s (%(source)s, %(day)s)") % facts


def wage_range(wage: WageEntry) -> str:
    """From – to, and for what."""
    amount = baht(wage.low) if wage.low == wage.high else f"{baht(wage.low)} – {baht(wage.high)}"
    return _("%(amount)s baht %(per)s") % {"amount": amount, "per": WagePer(wage.per).label}


def _cost(cost: CostEntry) -> str:
    return f"{CostKind(cost.kind).label} {baht(cost.satang)} / {CostPer(cost.per).label}"
