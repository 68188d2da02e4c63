"""What a course needs, costs and leads to; who may enter moves from the course to its versions."""

import django.db.models.deletion
from django.db import migrations, models

UNNAMED = {"name_th": "อุปกรณ์คุ้มครองความปลอดภัย (ยังไม่ระบุชื่อ)", "name_en": "Protective gear (not yet named)"}


def carry(apps, schema_editor):
    """One qualification becomes several, gear gets a name, and every version says the age its course said."""
    courses = apps.get_model("training", "Course").objects
    curricula = apps.get_model("training", "Curriculum").objects
    gear = apps.get_model("training", "Gear").objects
    for course in courses.order_by("pk"):
        course.skills.add(course.skill_id)
        if course.protective_gear:
            course.gear.add(gear.get_or_create(code="protective_gear", defaults=UNNAMED)[0])
        curricula.filter(course=course).update(minimum_age=course.minimum_age)


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0005_account_phone"),
        ("training", "0004_rule_versions"),
    ]

    operations = [
        migrations.CreateModel(
            name="CourseCost",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("materials", "Materials"),
                            ("trainers", "Trainers' fees"),
                            ("meals", "Meals"),
                            ("lodging", "Lodging"),
                            ("gear", "Protective gear"),
                            ("travel", "Travel"),
                            ("insurance", "Insurance"),
                            ("other", "Other"),
                        ],
                        max_length=10,
                        verbose_name="for",
                    ),
                ),
                (
                    "per",
                    models.CharField(
                        choices=[("head", "each person"), ("run", "the whole run")],
                        max_length=4,
                        verbose_name="per",
                    ),
                ),
                ("satang", models.PositiveBigIntegerField(verbose_name="amount in satang")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
            ],
            options={
                "ordering": ["course", "number"],
            },
        ),
        migrations.CreateModel(
            name="Gear",
            fields=[
                ("name_th", models.CharField(max_length=200, verbose_name="Thai name")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="English name")),
                (
                    "code",
                    models.SlugField(max_length=40, primary_key=True, serialize=False, verbose_name="code"),
                ),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.AddField(
            model_name="course",
            name="is_active",
            field=models.BooleanField(default=True, verbose_name="offered"),
        ),
        migrations.AddField(
            model_name="course",
            name="partner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="partner_courses",
                to="agencies.agency",
                verbose_name="partner",
            ),
        ),
        migrations.AddField(
            model_name="course",
            name="partner_name",
            field=models.CharField(
                blank=True, max_length=200, verbose_name="partner firm that is not registered"
            ),
        ),
        migrations.AddField(
            model_name="course",
            name="partner_runs",
            field=models.BooleanField(default=False, verbose_name="the partner runs the course"),
        ),
        migrations.AddField(
            model_name="course",
            name="skills",
            field=models.ManyToManyField(
                help_text="Whoever teaches the course holds all of them.",
                related_name="courses",
                to="training.skill",
                verbose_name="trainer's qualifications",
            ),
        ),
        migrations.AddField(
            model_name="course",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name="course",
            name="wage_high",
            field=models.PositiveBigIntegerField(blank=True, null=True, verbose_name="wage to"),
        ),
        migrations.AddField(
            model_name="course",
            name="wage_low",
            field=models.PositiveBigIntegerField(blank=True, null=True, verbose_name="wage from"),
        ),
        migrations.AddField(
            model_name="course",
            name="wage_on",
            field=models.DateField(blank=True, null=True, verbose_name="wage stated on"),
        ),
        migrations.AddField(
            model_name="course",
            name="wage_per",
            field=models.CharField(
                choices=[("day", "a day"), ("month", "a month"), ("piece", "a job or piece")],
                default="month",
                max_length=5,
                verbose_name="wage per",
            ),
        ),
        migrations.AddField(
            model_name="course",
            name="wage_source",
            field=models.CharField(blank=True, max_length=300, verbose_name="who stated the wage"),
        ),
        migrations.AddField(
            model_name="curriculum",
            name="change",
            field=models.CharField(blank=True, max_length=300, verbose_name="what is new"),
        ),
        migrations.AddField(
            model_name="curriculum",
            name="delivery",
            field=models.CharField(
                choices=[
                    ("same_place", "Trainer and trainees in one place"),
                    ("live_distance", "Live, at a distance"),
                    ("self_paced", "By oneself, at one's own pace"),
                ],
                default="same_place",
                max_length=13,
                verbose_name="how it is taught",
            ),
        ),
        migrations.AddField(
            model_name="curriculum",
            name="minimum_age",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="minimum age"),
        ),
        migrations.AddField(
            model_name="curriculum",
            name="minimum_education",
            field=models.CharField(
                blank=True,
                choices=[
                    ("none", "None completed"),
                    ("primary", "Primary (ป.6)"),
                    ("lower_secondary", "Lower secondary (ม.3)"),
                    ("upper_secondary", "Upper secondary (ม.6) or vocational"),
                ],
                max_length=16,
                verbose_name="minimum education",
            ),
        ),
        migrations.AddField(
            model_name="curriculum",
            name="placement_minutes",
            field=models.PositiveIntegerField(default=0, verbose_name="minutes in a firm"),
        ),
        migrations.AddField(
            model_name="topic",
            name="equipment",
            field=models.ManyToManyField(
                blank=True,
                related_name="topics",
                to="training.equipmentkind",
                verbose_name="equipment for practice",
            ),
        ),
        migrations.AddField(
            model_name="topic",
            name="score_weight",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="weight in the total score"),
        ),
        migrations.AlterField(
            model_name="course",
            name="leads_to",
            field=models.CharField(
                blank=True,
                help_text="One occupation a line.",
                max_length=300,
                verbose_name="occupations it leads to",
            ),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.CheckConstraint(
                condition=models.Q(("score_weight__gte", 1)), name="topic_has_weight"
            ),
        ),
        migrations.AddField(
            model_name="coursecost",
            name="course",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="costs", to="training.course"
            ),
        ),
        migrations.AddField(
            model_name="course",
            name="gear",
            field=models.ManyToManyField(
                blank=True, related_name="courses", to="training.gear", verbose_name="protective gear"
            ),
        ),
        migrations.AddConstraint(
            model_name="course",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("wage_high", None), ("wage_low", None), ("wage_on", None), ("wage_source", "")),
                    models.Q(
                        ("wage_high__isnull", False),
                        ("wage_low__gt", 0),
                        ("wage_on__isnull", False),
                        ("wage_high__gte", models.F("wage_low")),
                        ("wage_low__isnull", False),
                        models.Q(("wage_source", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="course_wage_with_its_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="course",
            constraint=models.CheckConstraint(
                condition=models.Q(("partner", None), ("partner_name", ""), _connector="OR"),
                name="course_has_one_partner",
            ),
        ),
        migrations.AddConstraint(
            model_name="coursecost",
            constraint=models.UniqueConstraint(fields=("course", "number"), name="course_cost_number_once"),
        ),
        migrations.RunPython(carry, migrations.RunPython.noop),
    ]
