"""What a change of a run does to its people; published lists; beds."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enrollment", "0018_attendance_in_minutes"),
        ("training", "0003_resources_of_runs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="enrollment",
            name="lodging",
            field=models.CharField(
                choices=[("none", "needs no bed"), ("bed", "has a bed"), ("waiting", "waits for a bed")],
                default="none",
                max_length=7,
                verbose_name="lodging",
            ),
        ),
        migrations.AlterField(
            model_name="enrollment",
            name="leaving_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("resigned", "Resigned"),
                    ("absent", "Absent beyond the limit"),
                    ("dismissed", "Dismissed for conduct"),
                    ("cheated", "Cheated in an assessment"),
                    ("died", "Died"),
                    ("run_cancelled", "The run was cancelled"),
                    ("run_merged", "The run was merged into another"),
                    ("run_deferred", "The run was moved to days that do not suit"),
                ],
                max_length=13,
                verbose_name="reason for leaving",
            ),
        ),
        migrations.AlterField(
            model_name="offer",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "Waiting for an answer"),
                    ("accepted", "Accepted"),
                    ("declined", "Declined"),
                    ("lapsed", "Not answered in time"),
                    ("withdrawn", "Taken back: the run changed"),
                ],
                default="open",
                max_length=9,
                verbose_name="state",
            ),
        ),
        migrations.CreateModel(
            name="RunChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("cancel", "Called off"),
                            ("merge", "Merged into another run"),
                            ("defer", "Moved to other days"),
                        ],
                        max_length=6,
                        verbose_name="kind",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "state_before",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("announced", "Announced"),
                            ("open", "Open for applications"),
                            ("matched", "Matched, seats offered"),
                            ("confirmed", "Confirmed"),
                            ("running", "Running"),
                            ("finished", "Finished, results due"),
                            ("closed", "Closed"),
                            ("cancelled", "Cancelled"),
                            ("merged", "Merged into another run"),
                        ],
                        max_length=10,
                    ),
                ),
                ("first_day_before", models.DateField()),
                ("last_day_before", models.DateField()),
                ("changed_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes_into_it",
                        to="training.courserun",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="training.courserun",
                    ),
                ),
            ],
            options={
                "ordering": ["-changed_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="RunEffect",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("seat_stays", "Keeps the seat"),
                            ("seat_moves", "The seat moves to the other run"),
                            ("seat_ends", "Loses the seat"),
                            ("offer_stays", "Keeps the offer"),
                            ("offer_moves", "The offer moves to the other run"),
                            ("offer_ends", "The offer is taken back"),
                            ("choice_stays", "The choice of this run stands"),
                            ("choice_opens", "The choice of this run now counts"),
                            ("choice_ends", "The choice of this run no longer counts"),
                        ],
                        max_length=12,
                        verbose_name="what happened",
                    ),
                ),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="effects",
                        to="enrollment.runchange",
                    ),
                ),
                (
                    "graduate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="run_effects",
                        to="enrollment.graduate",
                    ),
                ),
                (
                    "new_offer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enrollment.offer",
                    ),
                ),
                (
                    "new_seat",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enrollment.enrollment",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enrollment.offer",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enrollment.enrollment",
                    ),
                ),
            ],
            options={
                "ordering": ["change", "id"],
            },
        ),
        migrations.CreateModel(
            name="SelectionList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                ("published_at", models.DateTimeField(verbose_name="published")),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="selection_lists",
                        to="training.courserun",
                    ),
                ),
            ],
            options={
                "ordering": ["run", "-version"],
            },
        ),
        migrations.CreateModel(
            name="SelectionEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seat_number", models.PositiveSmallIntegerField(verbose_name="seat")),
                ("name", models.CharField(max_length=300, verbose_name="name")),
                ("school_name", models.CharField(blank=True, max_length=200, verbose_name="school")),
                (
                    "graduate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="selections",
                        to="enrollment.graduate",
                    ),
                ),
                (
                    "selection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="enrollment.selectionlist",
                    ),
                ),
            ],
            options={
                "ordering": ["selection", "seat_number"],
            },
        ),
        migrations.AddConstraint(
            model_name="runchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("into__isnull", False), ("kind", "merge")),
                    models.Q(models.Q(("kind", "merge"), _negated=True), ("into", None)),
                    _connector="OR",
                ),
                name="merged_into_another_run",
            ),
        ),
        migrations.AddConstraint(
            model_name="selectionlist",
            constraint=models.UniqueConstraint(fields=("run", "version"), name="selection_version_once"),
        ),
        migrations.AddConstraint(
            model_name="selectionentry",
            constraint=models.UniqueConstraint(
                fields=("selection", "seat_number"), name="selection_seat_once"
            ),
        ),
    ]
