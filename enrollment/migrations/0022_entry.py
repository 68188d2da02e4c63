"""Entering a run: papers and health seen, rules relaxed, the decision acted on; discipline."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enrollment", "0021_sheets_and_leaves"),
        ("training", "0004_rule_versions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EntryDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("outcomes", models.JSONField()),
                ("decided_at", models.DateTimeField(verbose_name="decided")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "enrollment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entry_decision",
                        to="enrollment.enrollment",
                    ),
                ),
                (
                    "rule_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="training.ruleset",
                        verbose_name="version of the rules",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Conduct",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("warning", "Warning"),
                            ("probation", "Probation"),
                            ("dismissal", "Dismissal"),
                            ("cheating", "Cheated in an assessment"),
                        ],
                        max_length=9,
                        verbose_name="step",
                    ),
                ),
                ("happened_on", models.DateField(verbose_name="on")),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("is_grave", models.BooleanField(default=False, verbose_name="grave reason")),
                ("clause", models.CharField(max_length=10, verbose_name="clause")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded")),
                ("taken_back_at", models.DateTimeField(null=True, verbose_name="taken back")),
                (
                    "enrollment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conduct",
                        to="enrollment.enrollment",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "taken_back_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["happened_on", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("step__in", ["dismissal", "cheating"]), ("taken_back_at", None)),
                        fields=("enrollment", "step"),
                        name="dismissed_or_cheated_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EntryCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "item",
                    models.CharField(
                        choices=[
                            ("identity", "Identity paper"),
                            ("education", "Proof of education"),
                            ("health", "Health allows the training"),
                            ("drug_free", "Free of drugs"),
                            ("no_contagion", "No contagious disease"),
                        ],
                        max_length=12,
                        verbose_name="what",
                    ),
                ),
                ("holds", models.BooleanField(verbose_name="yes or no")),
                ("seen_on", models.DateField(verbose_name="seen on")),
                (
                    "enrollment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entry_checks",
                        to="enrollment.enrollment",
                    ),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="seen by",
                    ),
                ),
            ],
            options={
                "ordering": ["enrollment", "item"],
                "constraints": [
                    models.UniqueConstraint(fields=("enrollment", "item"), name="one_answer_an_entry_item")
                ],
            },
        ),
        migrations.CreateModel(
            name="Override",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=24, verbose_name="rule")),
                ("relaxes", models.CharField(max_length=10, verbose_name="clause relaxed")),
                ("clause", models.CharField(max_length=10, verbose_name="clause that allows it")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Waits for the second person"),
                            ("approved", "Relaxed"),
                            ("refused", "Not relaxed"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="proposed",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("proposed_at", models.DateTimeField(verbose_name="proposed")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "enrollment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="overrides",
                        to="enrollment.enrollment",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="proposed by",
                    ),
                ),
                (
                    "rule_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="training.ruleset",
                        verbose_name="version of the rules",
                    ),
                ),
            ],
            options={
                "ordering": ["-proposed_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["proposed", "approved"])),
                        fields=("enrollment", "rule"),
                        name="one_live_override_a_rule",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            models.Q(
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="relaxed_by_two",
                    ),
                ],
            },
        ),
    ]
