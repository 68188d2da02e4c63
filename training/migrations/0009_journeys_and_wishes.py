import django.db.models.deletion
from django.db import migrations, models

import training.week_pattern


class Migration(migrations.Migration):
    """How long the way between two sites takes, and on which half days a trainer would rather not teach."""

    dependencies = [("training", "0001_squashed_0008")]

    operations = [
        migrations.AddField(
            model_name="trainer",
            name="unwished",
            field=models.JSONField(
                default=training.week_pattern.empty_week, verbose_name="would rather not teach on"
            ),
        ),
        migrations.CreateModel(
            name="Journey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("minutes", models.PositiveSmallIntegerField(verbose_name="minutes")),
                (
                    "high",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="training.site"
                    ),
                ),
                (
                    "low",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="training.site"
                    ),
                ),
            ],
            options={
                "ordering": ["low_id", "high_id"],
                "constraints": [
                    models.UniqueConstraint(fields=("low", "high"), name="journey_between_two_sites_once"),
                    models.CheckConstraint(
                        condition=models.Q(("low__lt", models.F("high")), ("minutes__gte", 1)),
                        name="journey_between_two_sites",
                    ),
                ],
            },
        ),
    ]
