"""Judging two records: which facts hold, why they are different people; and the filters of the two lists."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet, TextChoices, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from core.reasons import ReasonField
from enrollment.duplicate_words import BY_HAND, LIKELY, REASON_WORDS, VERY_LIKELY
from enrollment.entries import entry_of
from enrollment.enums import PairState
from enrollment.models import DuplicatePair, Graduate, Merge
from enrollment.queries.merging import CHOICES
from enrollment.queries.names import NameSearch
from enrollment.queries.timeline import FIELD_NAMES
from enrollment.queries.wording import in_words
from enrollment.services.merging import GONE, KEPT

ALL = _("All")


class MergeForm(forms.Form):
    """For each fact in which the two records differ, which of them holds. `versions` are those that were shown."""

    versions = forms.RegexField(r"^\d{1,9}-\d{1,9}$", widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, keep: Graduate, gone: Graduate) -> None:
        super().__init__(data, initial={"versions": f"{keep.version}-{gone.version}"})
        for name, ours, theirs in differing(keep, gone):
            self.fields[name] = forms.ChoiceField(
                label=str(FIELD_NAMES[name]).capitalize(),
                choices=[(KEPT, ours), (GONE, theirs)],
                initial=GONE if ours == NOTHING else KEPT,
                widget=forms.RadioSelect(attrs={"class": "columns-2"}),
            )

    def choices(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in CHOICES if name in self.cleaned_data}

    def judged_versions(self) -> tuple[int, int]:
        kept, gone = self.cleaned_data["versions"].split("-")
        return int(kept), int(gone)


NOTHING = in_words("", "")


def differing(keep: Graduate, gone: Graduate) -> list[tuple[str, str, str]]:
    """(fact, as the kept record says, as the other one says) for each fact that has to be chosen."""
    return [row for row in compared(keep, gone) if row[1] != row[2]]


def compared(keep: Graduate, gone: Graduate) -> list[tuple[str, str, str]]:
    """Each fact that a choice may decide, in words, of both records."""
    return [(name, _fact(keep, name), _fact(gone, name)) for name in CHOICES]


def _fact(person: Graduate, name: str) -> str:
    """A fact in words; what a choice decides together is shown together."""
    entry = entry_of(person)
    if name == "phone" and person.phone_owner:
        return f"{person.phone or NOTHING} ({in_words('phone_owner', person.phone_owner)})"
    if name == "family_name":
        return in_words(name, person.family_name)
    return in_words(name, getattr(entry, name))


class DifferentForm(forms.Form):
    """Why these are two people."""

    note = ReasonField(
        label=_("Why these are different people"),
        help_text=_("For example: twins, or the school was asked."),
        max_length=300,
    )


def _named(typed: str, side: str) -> Q:
    """Whose name has every word that was typed, or sounds like it."""
    name = NameSearch.read(typed)
    return name.condition(f"{side}__search_text") if name else Q(pk=None)


class Likelihood(TextChoices):
    VERY = "very", _("Very likely")
    LIKELY = "likely", _("Likely or more")


class ReasonGroup(TextChoices):
    """What the reviewer looks for: a group of reasons, by the beginning of their codes."""

    NUMBER = "number_", _("Numbers that differ in a digit")
    G_CODE = "g_code_", _("G-code and citizen ID")
    SWAPPED = "birth_swapped", _("Day and month swapped")
    ERA = "birth_era", _("Year in another era")
    SOUND = "_sound", _("Names that sound alike")
    SLIP = "_slip", _("Slips in a name")
    FAMILY = "family_other", _("Changed family name")
    GUARDIAN = "guardian_same", _("Same guardian")
    HAND = BY_HAND, _("Proposed by a person")


class PairFilter(django_filters.FilterSet):
    """Pairs by name, judgment, likelihood, reason and school."""

    name = django_filters.CharFilter(label=_("Name"), method="by_name")
    state = django_filters.ChoiceFilter(label=_("Judgment"), choices=PairState.choices[:2], empty_label=ALL)
    likely = django_filters.ChoiceFilter(
        label=_("Likelihood"), choices=Likelihood, empty_label=ALL, method="by_score"
    )
    reason = django_filters.ChoiceFilter(
        label=_("Reason"), choices=ReasonGroup, empty_label=ALL, method="by_reason"
    )
    school = django_filters.ModelChoiceFilter(
        label=_("School"), queryset=Agency.objects.none(), empty_label=ALL, method="by_school"
    )

    class Meta:
        model = DuplicatePair
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Graduate.objects.visible_to(self.request.user)
        self.filters["school"].extra["queryset"] = Agency.objects.filter(
            pk__in=people.order_by().values("school")
        )

    def by_name(self, rows: QuerySet[DuplicatePair], name: str, value: str) -> QuerySet[DuplicatePair]:
        return rows.filter(_named(value, "low") | _named(value, "high"))

    def by_score(self, rows: QuerySet[DuplicatePair], name: str, value: str) -> QuerySet[DuplicatePair]:
        return rows.filter(score__gte=VERY_LIKELY if value == Likelihood.VERY else LIKELY)

    def by_reason(self, rows: QuerySet[DuplicatePair], name: str, value: str) -> QuerySet[DuplicatePair]:
        """Pairs with a reason of the group; the list is JSON, which SQLite does not look into."""
        codes = [str(code) for code in REASON_WORDS if _in_group(str(code), value)]
        wanted = Q(*[Q(written__contains=f'"{code}"') for code in codes], _connector=Q.OR)
        return rows.annotate(written=Cast("reasons", TextField())).filter(wanted)

    def by_school(self, rows: QuerySet[DuplicatePair], name: str, value: Agency) -> QuerySet[DuplicatePair]:
        return rows.filter(Q(low__school=value) | Q(high__school=value))


def _in_group(code: str, group: str) -> bool:
    if group == ReasonGroup.NUMBER:
        return code in ("number_one_digit", "number_third_digit", "number_swapped")
    return code.startswith(group) or code.endswith(group)


class MergeStanding(TextChoices):
    STANDING = "standing", _("Merged")
    UNDONE = "undone", _("Undone")


class MergeFilter(django_filters.FilterSet):
    """Merges by name and whether they stand."""

    name = django_filters.CharFilter(label=_("Name"), method="by_name")
    standing = django_filters.ChoiceFilter(
        label=_("State"), choices=MergeStanding, empty_label=ALL, method="by_standing"
    )

    class Meta:
        model = Merge
        fields: list[str] = []

    def by_name(self, rows: QuerySet[Merge], name: str, value: str) -> QuerySet[Merge]:
        return rows.filter(_named(value, "kept") | _named(value, "gone"))

    def by_standing(self, rows: QuerySet[Merge], name: str, value: str) -> QuerySet[Merge]:
        return rows.filter(undone_at__isnull=value == MergeStanding.STANDING)
