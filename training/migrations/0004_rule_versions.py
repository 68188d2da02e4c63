"""Versions of the rules with settings of a centre, confirmed by two; what stored versions did not say yet."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FOUR_REASONS = ["resigned", "absent", "dismissed", "died"]
DISCIPLINE = {"steps": ["warning", "probation", "dismissal"], "grave_skips": True, "clause": "14"}


def say_more(apps: Any, schema_editor: Any) -> None:
    """The same law in the new shape: which reasons for leaving, what may be relaxed, the steps of discipline."""
    for row in apps.get_model("training", "RuleSet").objects.all():
        row.rules = row.rules | {"discipline": row.rules.get("discipline", DISCIPLINE)}
        row.rules["duties"].setdefault("site_change_clause", "27")
        for of_type in row.rules["types"]:
            say_more_of(of_type)
        row.save(update_fields=["rules"])


def say_more_of(of_type: dict[str, Any]) -> None:
    """One type's rules; only pre-employment training knows cheating (21) and sends people to a firm (24, 25)."""
    number = of_type["leaving"]["reasons"]
    if isinstance(number, int):
        of_type["leaving"]["reasons"] = [*FOUR_REASONS, "cheated"] if number == 5 else FOUR_REASONS
    goes_to_firm = of_type["placement"] is not None
    relaxation = {"rule": "placement_start", "relaxes": "24", "clause": "25"}
    of_type.setdefault("placement_start_clause", "24" if goes_to_firm else None)
    of_type.setdefault("relaxations", [relaxation] if goes_to_firm else [])


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0005_account_phone"),
        ("training", "0003_resources_of_runs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="ruleset",
            options={"ordering": ["-valid_from", "-pk"]},
        ),
        migrations.AddField(
            model_name="ruleset",
            name="center",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rule_sets",
                to="agencies.agency",
                verbose_name="centre",
            ),
        ),
        migrations.AddField(
            model_name="ruleset",
            name="decided_at",
            field=models.DateTimeField(null=True, verbose_name="decided"),
        ),
        migrations.AddField(
            model_name="ruleset",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="ruleset",
            name="made_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="training.ruleset",
                verbose_name="made from",
            ),
        ),
        migrations.AddField(
            model_name="ruleset",
            name="proposed_at",
            field=models.DateTimeField(null=True, verbose_name="proposed"),
        ),
        migrations.AddField(
            model_name="ruleset",
            name="proposed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="ruleset",
            name="reason",
            field=models.CharField(blank=True, max_length=300, verbose_name="reason"),
        ),
        migrations.AddField(
            model_name="ruleset",
            name="state",
            field=models.CharField(
                choices=[
                    ("proposed", "Waits for the second person"),
                    ("in_force", "Confirmed"),
                    ("refused", "Not confirmed"),
                ],
                db_index=True,
                default="in_force",
                max_length=8,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            model_name="ruleset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("center", None),
                    models.Q(("state", "in_force"), _negated=True),
                    models.Q(
                        ("decided_by__isnull", False),
                        models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="settings_confirmed_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="ruleset",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "proposed")),
                fields=("center",),
                name="one_proposed_version_a_center",
            ),
        ),
        migrations.AddConstraint(
            model_name="ruleset",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "in_force")),
                fields=("center", "valid_from"),
                name="one_version_a_center_and_day",
            ),
        ),
        migrations.RunPython(say_more, migrations.RunPython.noop),
    ]
