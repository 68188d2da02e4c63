"""Days of tests and what was put off; placement in a firm with its sites, days, visits and reports."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0005_account_phone"),
        ("core", "0005_submissions"),
        ("enrollment", "0019_changes_of_runs"),
        ("training", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="assessment",
            name="entered_at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="entered"),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="Placement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_day", models.DateField(verbose_name="first day")),
                ("last_day", models.DateField(verbose_name="last day")),
                (
                    "change_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason for changing the site"),
                ),
                ("inspector_told_on", models.DateField(null=True, verbose_name="labour inspector told on")),
                ("returned_on", models.DateField(null=True, verbose_name="back at the centre on")),
                ("placed_at", models.DateTimeField(verbose_name="recorded")),
                (
                    "enrollment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="enrollment.enrollment",
                    ),
                ),
                (
                    "follows",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="next_one",
                        to="enrollment.placement",
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["enrollment", "first_day", "id"],
            },
        ),
        migrations.CreateModel(
            name="PlacementDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("minutes", models.PositiveSmallIntegerField(verbose_name="minutes")),
                ("entered_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "placement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="days",
                        to="enrollment.placement",
                    ),
                ),
            ],
            options={
                "ordering": ["day"],
            },
        ),
        migrations.CreateModel(
            name="PlacementReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("passes", models.BooleanField(verbose_name="the firm passes the trainee")),
                ("evaluated_by", models.CharField(max_length=200, verbose_name="evaluated by")),
                ("evaluated_on", models.DateField(verbose_name="evaluated on")),
                ("job_result", models.TextField(max_length=2000, verbose_name="result of the job")),
                ("received_on", models.DateField(verbose_name="report received on")),
                ("recorded_at", models.DateTimeField()),
                (
                    "evaluation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.sealedfile",
                    ),
                ),
                (
                    "placement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="report",
                        to="enrollment.placement",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "time_sheet",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.sealedfile",
                    ),
                ),
            ],
            options={
                "ordering": ["placement"],
            },
        ),
        migrations.CreateModel(
            name="PlacementSite",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="firm's name")),
                (
                    "address",
                    models.CharField(blank=True, max_length=200, verbose_name="house number, road, village"),
                ),
                ("mentor", models.CharField(max_length=200, verbose_name="who looks after the trainees")),
                ("mentor_phone", models.CharField(blank=True, max_length=20, verbose_name="telephone")),
                ("work", models.CharField(max_length=200, verbose_name="kind of work")),
                ("hazards", models.JSONField(default=list, verbose_name="hazardous work")),
                ("starts", models.TimeField(verbose_name="work begins")),
                ("ends", models.TimeField(verbose_name="work ends")),
                ("minutes_a_day", models.PositiveSmallIntegerField(verbose_name="minutes of work a day")),
                ("is_active", models.BooleanField(default=True, verbose_name="takes trainees")),
                (
                    "center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placement_sites",
                        to="agencies.agency",
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="firm in the register of agencies",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.place",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
            },
        ),
        migrations.AddField(
            model_name="placement",
            name="site",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="placements",
                to="enrollment.placementsite",
            ),
        ),
        migrations.CreateModel(
            name="PlannedTest",
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
                        choices=[("theory", "Theory"), ("practice", "Practice")],
                        max_length=8,
                        verbose_name="part",
                    ),
                ),
                ("day", models.DateField(verbose_name="day of the test")),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tests",
                        to="training.courserun",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="training.topic"
                    ),
                ),
            ],
            options={
                "ordering": ["day", "topic__number", "part"],
            },
        ),
        migrations.CreateModel(
            name="Postponement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_day", models.DateField(verbose_name="was to be on")),
                ("to_day", models.DateField(verbose_name="put off to")),
                ("told_on", models.DateField(verbose_name="told on")),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("notice", "Told in time"),
                            ("agreed", "Everyone concerned agreed"),
                            ("cause", "Something beyond anybody's control"),
                        ],
                        max_length=6,
                        verbose_name="ground",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded")),
                (
                    "enrollment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postponements",
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
                    ),
                ),
                (
                    "test",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="postponements",
                        to="enrollment.plannedtest",
                    ),
                ),
            ],
            options={
                "ordering": ["recorded_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="SiteVisit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("visited_on", models.DateField(verbose_name="visited on")),
                ("visitor", models.CharField(max_length=200, verbose_name="who went")),
                ("findings", models.TextField(blank=True, max_length=2000, verbose_name="what was seen")),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by",
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
                        related_name="site_visits",
                        to="training.courserun",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="enrollment.placementsite",
                    ),
                ),
            ],
            options={
                "ordering": ["-visited_on", "-id"],
            },
        ),
        migrations.AddConstraint(
            model_name="placementday",
            constraint=models.UniqueConstraint(fields=("placement", "day"), name="one_entry_a_day_in_a_firm"),
        ),
        migrations.AddConstraint(
            model_name="placementday",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes__range", (1, 1440))), name="a_day_has_some_minutes"
            ),
        ),
        migrations.AddConstraint(
            model_name="placementreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("received_on__gte", models.F("evaluated_on"))),
                name="evaluated_before_received",
            ),
        ),
        migrations.AddConstraint(
            model_name="placementsite",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes_a_day__range", (1, 1440))), name="site_works_some_minutes"
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("follows", None)),
                fields=("enrollment",),
                name="one_first_placement_a_seat",
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__gte", models.F("first_day"))), name="placement_days_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("follows", None), models.Q(("change_reason", ""), _negated=True), _connector="OR"
                ),
                name="site_changed_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("returned_on", None), ("returned_on__gt", models.F("last_day")), _connector="OR"
                ),
                name="back_after_the_last_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="plannedtest",
            constraint=models.UniqueConstraint(fields=("run", "topic", "part"), name="one_test_a_part"),
        ),
        migrations.AddConstraint(
            model_name="postponement",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_day__gt", models.F("from_day"))), name="put_off_to_later"
            ),
        ),
        migrations.AddConstraint(
            model_name="postponement",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="put_off_for_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="sitevisit",
            constraint=models.UniqueConstraint(
                fields=("site", "run", "visited_on"), name="one_visit_a_site_and_day"
            ),
        ),
    ]
