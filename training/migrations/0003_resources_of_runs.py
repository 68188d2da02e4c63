"""Runs: place, ground, beds, meals, money, reserved seats, orientations; announced and merged."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0005_account_phone"),
        ("training", "0002_places_and_trainers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Orientation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("start", "Before the training"),
                            ("middle", "During the training"),
                            ("end", "At the end of the training"),
                        ],
                        max_length=6,
                        verbose_name="part",
                    ),
                ),
                ("held_on", models.DateField(verbose_name="held on")),
                ("held_by", models.CharField(max_length=200, verbose_name="held by")),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["run", "held_on"],
            },
        ),
        migrations.CreateModel(
            name="Reserve",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="order")),
                (
                    "group",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("poverty", "People from poor households"),
                            ("disability", "People with a disability"),
                            ("caregiver", "People who care for a family member"),
                            ("never_entered", "People who never entered school"),
                            ("left_early", "People who left school mid-way"),
                            ("needs_lodging", "People who need lodging"),
                        ],
                        max_length=13,
                        verbose_name="group",
                    ),
                ),
                ("seats", models.PositiveSmallIntegerField(verbose_name="seats")),
            ],
            options={
                "ordering": ["run", "number"],
            },
        ),
        migrations.AddField(
            model_name="courserun",
            name="address",
            field=models.CharField(blank=True, max_length=300, verbose_name="address where it is held"),
        ),
        migrations.AddField(
            model_name="courserun",
            name="announced_on",
            field=models.DateField(blank=True, null=True, verbose_name="announced on"),
        ),
        migrations.AddField(
            model_name="courserun",
            name="applications_from",
            field=models.DateField(blank=True, null=True, verbose_name="applications from"),
        ),
        migrations.AddField(
            model_name="courserun",
            name="beds",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="beds"),
        ),
        migrations.AddField(
            model_name="courserun",
            name="beds_taken",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="beds taken"),
        ),
        migrations.AddField(
            model_name="courserun",
            name="budget",
            field=models.PositiveBigIntegerField(blank=True, null=True, verbose_name="budget in satang"),
        ),
        migrations.AddField(
            model_name="courserun",
            name="budget_line",
            field=models.CharField(blank=True, max_length=200, verbose_name="budget line"),
        ),
        migrations.AddField(
            model_name="courserun",
            name="held_at",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.agency",
                verbose_name="held at",
            ),
        ),
        migrations.AddField(
            model_name="courserun",
            name="held_for",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="runs_held_for_it",
                to="agencies.agency",
                verbose_name="trained for",
            ),
        ),
        migrations.AddField(
            model_name="courserun",
            name="meals",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="people fed each day"),
        ),
        migrations.AddField(
            model_name="courserun",
            name="memorandum",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="runs",
                to="agencies.memorandum",
            ),
        ),
        migrations.AddField(
            model_name="courserun",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="training.courserun",
            ),
        ),
        migrations.AddField(
            model_name="courserun",
            name="other_ground",
            field=models.CharField(blank=True, max_length=300, verbose_name="ground instead of a memorandum"),
        ),
        migrations.AddField(
            model_name="courserun",
            name="site",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="runs",
                to="training.site",
                verbose_name="site of the centre",
            ),
        ),
        migrations.AlterField(
            model_name="courserun",
            name="cancel_reason",
            field=models.CharField(blank=True, max_length=300, verbose_name="reason for ending"),
        ),
        migrations.AlterField(
            model_name="courserun",
            name="state",
            field=models.CharField(
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
                default="planned",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            model_name="courserun",
            constraint=models.CheckConstraint(
                condition=models.Q(("beds__gte", models.F("beds_taken"))), name="run_beds_not_oversold"
            ),
        ),
        migrations.AddConstraint(
            model_name="courserun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("held_for", None),
                    ("memorandum__isnull", False),
                    models.Q(("other_ground", ""), _negated=True),
                    _connector="OR",
                ),
                name="run_for_another_agency_on_a_ground",
            ),
        ),
        migrations.AddConstraint(
            model_name="courserun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("merged_into__isnull", False), ("state", "merged")),
                    models.Q(models.Q(("state", "merged"), _negated=True), ("merged_into", None)),
                    _connector="OR",
                ),
                name="run_merged_into_another",
            ),
        ),
        migrations.AddField(
            model_name="orientation",
            name="recorded_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="orientation",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="orientations",
                to="training.courserun",
            ),
        ),
        migrations.AddField(
            model_name="reserve",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="reserves", to="training.courserun"
            ),
        ),
        migrations.AddField(
            model_name="reserve",
            name="school",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.agency",
                verbose_name="school",
            ),
        ),
        migrations.AddConstraint(
            model_name="orientation",
            constraint=models.UniqueConstraint(fields=("run", "part"), name="orientation_once_a_part"),
        ),
        migrations.AddConstraint(
            model_name="reserve",
            constraint=models.UniqueConstraint(fields=("run", "number"), name="reserve_number_once"),
        ),
        migrations.AddConstraint(
            model_name="reserve",
            constraint=models.UniqueConstraint(
                condition=models.Q(("group", ""), _negated=True),
                fields=("run", "group"),
                name="reserve_of_a_group_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="reserve",
            constraint=models.UniqueConstraint(
                condition=models.Q(("school__isnull", False)),
                fields=("run", "school"),
                name="reserve_of_a_school_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="reserve",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("group", ""), _negated=True), ("school", None)),
                    models.Q(("group", ""), ("school__isnull", False)),
                    _connector="OR",
                ),
                name="reserve_for_a_group_or_a_school",
            ),
        ),
        migrations.AddConstraint(
            model_name="reserve",
            constraint=models.CheckConstraint(
                condition=models.Q(("seats__gte", 1)), name="reserve_has_seats"
            ),
        ),
    ]
