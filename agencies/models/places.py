"""Places by their TIS 1099 codes, each with the days on which its code meant it."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agencies.enums import PlaceLevel

BANGKOK = "10"
THAI_WORDS = {PlaceLevel.PROVINCE: "จ.", PlaceLevel.DISTRICT: "อ.", PlaceLevel.SUBDISTRICT: "ต."}
BANGKOK_WORDS = {PlaceLevel.PROVINCE: "", PlaceLevel.DISTRICT: "เขต", PlaceLevel.SUBDISTRICT: "แขวง"}


class PlaceQuerySet(models.QuerySet["Place"]):
    def on(self, day: date) -> PlaceQuerySet:
        """The places that exist on `day`: what a new record may point to."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_until=None) | Q(valid_until__gte=day)
        )


class Place(models.Model):
    """A province, district or subdistrict by its TIS 1099 code (2, 4 or 6 digits, each a prefix of the next).

    A row is one *meaning* of a code: records point to the row, so an old address stays what it was when the code
    gets another meaning (after a split, say). The key is the code, or code@day for a later meaning. A new name of
    the same place is no new meaning: the former one is kept as a `PlaceName`.
    """

    id = models.CharField(max_length=20, primary_key=True)
    code = models.CharField(_("code"), max_length=6)
    level = models.CharField(_("level"), max_length=12, choices=PlaceLevel)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    name_th = models.CharField(_("Thai name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)
    postcode = models.CharField(_("postcode"), max_length=5, blank=True)  # several places may share one
    # Rough centres, about 3 km off: good for a map of the province, not for a distance under 10 km.
    latitude = models.DecimalField(_("latitude"), max_digits=7, decimal_places=4, null=True)
    longitude = models.DecimalField(_("longitude"), max_digits=7, decimal_places=4, null=True)
    valid_from = models.DateField(_("since"), null=True, blank=True)  # empty: as long as anybody knows
    valid_until = models.DateField(_("until"), null=True, blank=True)  # the last day
    # Own names, code and postcode between bars, then the outer places' names: written by the services.
    search_text = models.CharField(max_length=600, editable=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["code", "id"]
        indexes = [models.Index(fields=["code", "id"], name="place_by_code")]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_until=None), name="a_code_means_one_place_at_a_time"
            ),
            models.CheckConstraint(
                name="place_days_in_order",
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return _in_language(self.name_th, self.name_en)

    @property
    def path(self) -> str:
        """In full: ต.ในเมือง อ.เมืองลำพูน จ.ลำพูน; in Bangkok แขวง and เขต. Reads `parent__parent`."""
        return self._path([(place, str(place)) for place in self.chain()])

    def path_on(self, day: date) -> str:
        """In full, with the names that the places bore on `day`."""
        return self._path([(place, place.name_on(day)) for place in self.chain()])

    def name_on(self, day: date) -> str:
        """The name on `day`, which may be a former one."""
        former = self.former_names.filter(valid_until__gte=day).order_by("valid_until").first()
        return str(former or self)

    def chain(self) -> list[Place]:
        """The place itself, then what it lies in."""
        return [self, *(self.parent.chain() if self.parent else [])]

    def _path(self, named: list[tuple[Place, str]]) -> str:
        if not _in_thai():
            return ", ".join(name for _place, name in named)
        words = BANGKOK_WORDS if self.code.startswith(BANGKOK) else THAI_WORDS
        return " ".join(words[PlaceLevel(place.level)] + name for place, name in named)


class PlaceName(models.Model):
    """A name that a place had, to the last day on which it had it."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="former_names")
    name_th = models.CharField(_("Thai name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)
    valid_until = models.DateField(_("until"))

    class Meta:
        ordering = ["-valid_until"]
        constraints = [
            models.UniqueConstraint(fields=["place", "valid_until"], name="one_name_of_a_place_a_day")
        ]

    def __str__(self) -> str:
        return _in_language(self.name_th, self.name_en)


def _in_thai() -> bool:
    return (get_language() or "th").startswith("th")


def _in_language(thai: str, english: str) -> str:
    return thai if _in_thai() or not english else english
