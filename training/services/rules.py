"""The regulation as versioned data."""

from datetime import date, datetime

from django.db import transaction

from agencies.models import User
from core import audit
from core.templatetags.ui import thai_date
from training.models import RuleSet
from training.refusals import NoRuleSet
from training.rules import DSD_2566


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


def rules_on(day: date) -> RuleSet:
    """The newest version in force on the day. Raises `NoRuleSet`."""
    found = RuleSet.objects.filter(valid_from__lte=day).order_by("-valid_from").first()
    if found is None:
        raise NoRuleSet(day=thai_date(day))
    return found
