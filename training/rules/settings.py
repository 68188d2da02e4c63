"""What the regulation leaves open: the only values in which a new version may differ from the one before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, cast

from training.rules.codec import RuleSetUnreadable
from training.rules.ruleset import RuleSet


class SettingCode(StrEnum):
    """One code per value that is no law."""

    TOPIC_MARK = "topic_mark"
    UPGRADE_THEORY = "upgrade_theory"
    SUPPLEMENTARY_THEORY = "supplementary_theory"
    REPORT_IN_WORKING_DAYS = "report_in_working_days"
    SICK_IN_WORKING_DAYS = "sick_in_working_days"
    GRAVE_SKIPS_STEPS = "grave_skips_steps"
    COMPULSORY_UNTIL = "compulsory_until"
    HOURS_A_DAY = "hours_a_day"
    HOURS_A_WEEK = "hours_a_week"
    REST = "rest"
    MINOR_HOURS_A_DAY = "minor_hours_a_day"
    MINOR_EVENINGS = "minor_evenings"
    TRAINER_REST = "trainer_rest"


SettingValue = int | bool  # percent, years or hours; yes or no
Path = tuple[str, ...]
NO_CLAUSE = "no clause"  # nothing is said anywhere: the centre decides


@dataclass(frozen=True, slots=True)
class Setting:
    """Where the value stands in a rule set, its limits (None: yes or no), and the clause that leaves it open.

    `rest` is the place of what is left of 100: the weight of practice beside that of theory.
    """

    code: SettingCode
    clause: str
    path: Path
    limits: tuple[int, int] | None = None
    rest: Path | None = None


SETTINGS = (
    Setting(
        SettingCode.TOPIC_MARK, "21", ("types", "pre_employment", "score", "topic", "percent"), (50, 100)
    ),
    Setting(
        SettingCode.UPGRADE_THEORY,
        "49",
        ("types", "upgrade", "score", "theory_weight"),
        (0, 100),
        ("types", "upgrade", "score", "practice_weight"),
    ),
    Setting(
        SettingCode.SUPPLEMENTARY_THEORY,
        "57",
        ("types", "supplementary", "score", "theory_weight"),
        (0, 100),
        ("types", "supplementary", "score", "practice_weight"),
    ),
    Setting(SettingCode.REPORT_IN_WORKING_DAYS, "34, 36", ("duties", "placement_report", "working")),
    Setting(SettingCode.SICK_IN_WORKING_DAYS, "32", ("duties", "sick_note_from", "working")),
    Setting(SettingCode.GRAVE_SKIPS_STEPS, "14", ("discipline", "grave_skips")),
    Setting(
        SettingCode.COMPULSORY_UNTIL,
        "Compulsory Education Act",
        ("childhood", "compulsory_until"),
        (15, 18),
    ),
    Setting(SettingCode.HOURS_A_DAY, NO_CLAUSE, ("learning", "hours_a_day"), (3, 9)),
    Setting(SettingCode.HOURS_A_WEEK, NO_CLAUSE, ("learning", "hours_a_week"), (3, 63)),
    Setting(SettingCode.REST, NO_CLAUSE, ("learning", "rest"), (0, 16)),
    Setting(SettingCode.MINOR_HOURS_A_DAY, NO_CLAUSE, ("learning", "minor_hours_a_day"), (3, 9)),
    Setting(SettingCode.MINOR_EVENINGS, NO_CLAUSE, ("learning", "minor_evenings")),
    Setting(SettingCode.TRAINER_REST, NO_CLAUSE, ("learning", "trainer_rest"), (0, 16)),
)


class SettingRefused(ValueError):
    """A value outside the setting's limits, or of a setting that does not exist; carries the code."""


def settings_of(rules: RuleSet) -> dict[SettingCode, SettingValue]:
    """The values of everything that is a setting."""
    data = rules.to_json()
    return {setting.code: cast(SettingValue, _at(data, setting.path)) for setting in SETTINGS}


def with_settings(
    rules: RuleSet, values: Mapping[Any, SettingValue], *, version: str, valid_from: date
) -> RuleSet:
    """The same law under another version, with these settings; what is not named stays. Raises SettingRefused."""
    data = rules.to_json() | {"version": version, "valid_from": valid_from.isoformat()}
    known = {setting.code.value: setting for setting in SETTINGS}
    for code, value in values.items():
        if code not in known:
            raise SettingRefused(code)
        _put(data, known[code], value)
    return RuleSet.from_json(data)


def is_same_law(one: RuleSet, other: RuleSet) -> bool:
    """Whether two versions differ in nothing but settings, their name and their first day."""
    renamed = with_settings(other, settings_of(one), version=one.version, valid_from=one.valid_from)
    return renamed == one


def _put(data: dict[str, Any], setting: Setting, value: SettingValue) -> None:
    wanted = bool if setting.limits is None else int
    if type(value) is not wanted:
        raise SettingRefused(setting.code)
    if setting.limits and not setting.limits[0] <= value <= setting.limits[1]:
        raise SettingRefused(setting.code)
    *way, last = setting.path
    _at(data, tuple(way))[last] = value
    if setting.rest:
        *way, last = setting.rest
        _at(data, tuple(way))[last] = 100 - value


def _at(data: Any, path: Path) -> Any:
    """What stands at a path; course types are found by their name."""
    for name in path:
        data = _of_type(data, name) if isinstance(data, list) else data[name]
        if data is None:
            raise RuleSetUnreadable(f"nothing at {'.'.join(path)}")
    return data


def _of_type(types: list[dict[str, Any]], name: str) -> Any:
    return next((one for one in types if one["course_type"] == name), None)
