"""A place as a field: one search box, then a choice among what was found. It works without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.enums import PlaceLevel
from agencies.models import Place
from agencies.queries.places import find_places

MOST_CHOICES = 8
FIELD_NAME = re.compile(r"[a-z0-9_-]{1,60}")
PLACE_KEY = re.compile(r"\d{2,6}(@[\d-]{10})?")


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """What came from the page: the text in the box and the key of the place picked below it."""

    text: str
    picked: str


@dataclass(frozen=True, slots=True)
class PlaceChoices:
    """What is offered below the box: places, the one picked, and whether there are more than are shown."""

    places: list[Place]
    picked: str = ""
    more: bool = False


def choices_for(
    text: str, *, level: PlaceLevel, near: Iterable[str] = (), picked: str = "", kept: Place | None = None
) -> PlaceChoices:
    """The first places that the text finds; without a text, the one that is kept."""
    if not text.strip():
        return PlaceChoices([kept] if kept else [], picked)
    rows = find_places(text, day=timezone.localdate(), level=level, near=near)
    found = list(rows[: MOST_CHOICES + 1])
    return PlaceChoices(found[:MOST_CHOICES], picked, more=len(found) > MOST_CHOICES)


class PlaceWidget(forms.Widget):
    """The box `NAME_text`, and radio buttons NAME for the places found; htmx fills them in as one types."""

    template_name = "agencies/places/field.html"
    level = PlaceLevel.SUBDISTRICT
    near: tuple[str, ...] = ()
    kept: Place | None = None

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> PlaceAnswer:
        return PlaceAnswer(data.get(f"{name}_text", "").strip(), data.get(name, ""))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and f"{name}_text" not in data

    def use_required_attribute(self, initial: Any) -> bool:
        return False  # one of two controls is filled in, which the browser cannot know

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        answer = (
            value if isinstance(value, PlaceAnswer) else PlaceAnswer("", self.kept.pk if self.kept else "")
        )
        choices = choices_for(
            answer.text, level=self.level, near=self.near, picked=answer.picked, kept=self.kept
        )
        return {**context, "text": answer.text, "choices": choices, **self._where()}

    def _where(self) -> dict[str, Any]:
        return {"level": self.level.value, "near": ",".join(self.near), "may_be_empty": not self.is_required}


class PlaceField(forms.Field):
    """A place of today, found by any part of its name; `keep` lets a record keep the place it has.

    Cleans to a Place or None. Without JavaScript a text that only one place answers to is taken as it is, and
    any other comes back with the places found, to pick from.
    """

    widget = PlaceWidget
    default_error_messages = {
        "required": _("The place is missing. Type a part of its name, then choose from the list."),
        "unknown": _("No place has “%(text)s” in its name. Type a part of the name, such as “ในเมือง”."),
        "unsure": _("“%(text)s” may mean more than one place. Choose the right one from the list."),
        "ended": _("This place is no more. Choose one of today's."),
    }

    def __init__(
        self, *, level: PlaceLevel = PlaceLevel.SUBDISTRICT, near: Iterable[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.level: PlaceLevel = level
        self.widget.level = level
        self.put_first(near)

    def put_first(self, near: Iterable[str]) -> None:
        """Among places of the same name those in these provinces (two-digit codes) come first."""
        self.near = self.widget.near = tuple(near)

    def keep(self, place: Place | None) -> None:
        """Offer the record's present place too, whether or not it still exists."""
        self.kept = self.widget.kept = place

    kept: Place | None = None

    def clean(self, value: Any) -> Place | None:
        answer = value if isinstance(value, PlaceAnswer) else PlaceAnswer("", getattr(value, "pk", "") or "")
        place = self._picked(answer) or self._typed(answer.text)
        if place is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return place

    def _picked(self, answer: PlaceAnswer) -> Place | None:
        """The place picked, unless the text was changed afterwards and finds another."""
        if not PLACE_KEY.fullmatch(answer.picked):
            return None
        if self.kept and answer.picked == self.kept.pk and not answer.text:
            return self.kept
        rows = Place.objects.on(timezone.localdate()).filter(level=self.level)
        if answer.text:
            rows = rows.filter(pk__in=find_places(answer.text, day=timezone.localdate()).values("pk"))
        place = rows.select_related("parent__parent").filter(pk=answer.picked).first()
        if place is None and not answer.text:
            raise ValidationError(self.error_messages["ended"], code="ended")
        return place

    def _typed(self, text: str) -> Place | None:
        if not text:
            return None
        found = list(find_places(text, day=timezone.localdate(), level=self.level)[:2])
        if len(found) == 1:
            return found[0]
        code = "unsure" if found else "unknown"
        raise ValidationError(self.error_messages[code], code=code, params={"text": text[:60]})

    def has_changed(self, initial: Any, data: Any) -> bool:
        answer = data if isinstance(data, PlaceAnswer) else PlaceAnswer("", "")
        return bool(answer.text) or answer.picked != (getattr(initial, "pk", initial) or "")
