"""The regulation as versioned data: the law comes with the product, a centre's settings are confirmed by two."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from core import audit
from core.refusals import Refused
from core.states import advance
from core.templatetags.ui import thai_date
from training.enums import RuleSetState, RunState
from training.models import CourseRun, RuleSet
from training.refusals import NoRuleSet
from training.rule_rows import rules_of
from training.rules import DSD_2566, SettingRefused, SettingValue, settings_of, with_settings
from training.states import RULE_SET_STATES

BEFORE_START = (
    RunState.PLANNED,
    RunState.ANNOUNCED,
    RunState.OPEN,
    RunState.MATCHED,
    RunState.CONFIRMED,
)


class BeginsTooSoon(Refused):
    sentence = _("A version holds from a day that lies ahead; %(day)s does not.")
    remedy = _("Give a later day: what has begun keeps its rules (clause 64).")


class NothingChanged(Refused):
    sentence = _("These are the settings that hold already.")
    remedy = _("Change one of them, or leave the version as it is.")


class SettingOutOfRange(Refused):
    sentence = _("“%(setting)s” has a value that is not allowed.")


class AnotherWaits(Refused):
    sentence = _("Another version of this centre waits for its second person.")
    remedy = _("Decide on that one first.")


class AnotherThatDay(Refused):
    sentence = _("Another version of this centre begins on %(day)s.")
    remedy = _("Give another day.")


class SettingsNeedASecond(Refused):
    sentence = _("You proposed this version yourself.")
    remedy = _("A second person has to confirm it.")


@transaction.atomic
def install_rules(*, by: User | None, at: datetime) -> RuleSet:
    """Install the regulation of B.E. 2566. An old version is never rewritten: runs were judged by it."""
    rule_set, created = RuleSet.objects.get_or_create(
        version=DSD_2566.version,
        defaults={"valid_from": DSD_2566.valid_from, "rules": DSD_2566.to_json()},
    )
    if created:
        audit.record("rules.installed", rule_set, by=by, at=at, version=rule_set.version)
    return rule_set


def rules_on(day: date, center: Agency | None = None) -> RuleSet:
    """The version in force on the day: the newest, at a centre its own before the law's. Raises `NoRuleSet`."""
    found = RuleSet.objects.binding(day, center).first()
    if found is None:
        raise NoRuleSet(day=thai_date(day))
    return found


def propose_settings(
    center: Agency,
    values: Mapping[str, SettingValue],
    *,
    valid_from: date,
    reason: str,
    by: User,
    at: datetime,
) -> RuleSet:
    """The first of two: a version with other settings, the law as it is on its first day.

    Raises `BeginsTooSoon`, `SettingOutOfRange`, `NothingChanged`, `AnotherWaits`, `NoRuleSet`.
    """
    _refuse_past(valid_from, at)
    base = rules_on(valid_from, center)
    law = rules_of(base)
    now = {code.value: value for code, value in settings_of(law).items()}
    if all(now[code] == value for code, value in _known(values).items()):
        raise NothingChanged
    name = f"{base.version.split('/')[0]}/{RuleSet.objects.count()}"
    try:
        wanted = with_settings(law, values, version=name, valid_from=valid_from)
    except SettingRefused as refused:
        raise SettingOutOfRange(setting=str(refused)) from refused
    row = RuleSet(version=name, valid_from=valid_from, rules=wanted.to_json(), center=center, made_from=base)
    row.state, row.reason, row.proposed_by, row.proposed_at = RuleSetState.PROPOSED, reason, by, at
    return _stored(row, by=by, at=at)


def _known(values: Mapping[str, SettingValue]) -> Mapping[str, SettingValue]:
    unknown = set(values) - {code.value for code in settings_of(DSD_2566)}
    if unknown:
        raise SettingOutOfRange(setting=", ".join(sorted(unknown)))
    return values


def _stored(row: RuleSet, *, by: User, at: datetime) -> RuleSet:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            day = row.valid_from.isoformat()
            audit.record("rules.proposed", row, by=by, at=at, version=row.version, valid_from=day)
    except IntegrityError as waiting:
        raise AnotherWaits from waiting
    return row


@transaction.atomic
def confirm_settings(row: RuleSet, *, by: User, at: datetime) -> int:
    """The second of two. Runs of the centre that begin on its first day or later, and have not begun, come under it.

    Returns how many did. Raises `SettingsNeedASecond`, `BeginsTooSoon`, `AnotherThatDay`, `WrongState`.
    """
    if row.proposed_by_id == by.pk:
        raise SettingsNeedASecond
    _refuse_past(row.valid_from, at)
    try:
        with transaction.atomic():
            advance(row, RuleSetState.IN_FORCE, RULE_SET_STATES, decided_by=by, decided_at=at)
    except IntegrityError as taken:
        raise AnotherThatDay(day=thai_date(row.valid_from)) from taken
    moved = sum(_brought_under(run) for run in _runs_to_come(row))
    audit.record("rules.confirmed", row, by=by, at=at, version=row.version, runs=moved)
    return moved


@transaction.atomic
def refuse_settings(row: RuleSet, *, by: User, at: datetime) -> None:
    """Decide against it, or take one's own proposal back. Raises `WrongState`."""
    advance(row, RuleSetState.REFUSED, RULE_SET_STATES, decided_by=by, decided_at=at)
    audit.record("rules.refused", row, by=by, at=at, version=row.version)


def _refuse_past(day: date, at: datetime) -> None:
    if day <= timezone.localdate(at):
        raise BeginsTooSoon(day=thai_date(day))


def _runs_to_come(row: RuleSet) -> list[CourseRun]:
    runs = CourseRun.objects.select_for_update().filter(center=row.center, state__in=BEFORE_START)
    return list(runs.filter(first_day__gte=row.valid_from).order_by("pk"))


def _brought_under(run: CourseRun) -> int:
    wanted = rules_on(run.first_day, run.center)
    return (
        CourseRun.objects.filter(pk=run.pk, state__in=BEFORE_START)
        .exclude(rule_set=wanted)
        .update(rule_set=wanted)
    )
