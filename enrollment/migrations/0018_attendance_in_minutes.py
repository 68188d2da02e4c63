"""A mark says how late and how early, by which way it came, and keeps what stood there before.

So far a late person had minutes present only: what was lacking of the session was lacking at its beginning.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, OuterRef, Q, Subquery

MARKS = [
    ("present", "Present"),
    ("late", "Late or left early"),
    ("excused", "Excused"),
    ("absent", "Absent"),
]
SOURCES = [
    ("list", "List"),
    ("device", "List kept on a phone"),
    ("qr", "Code on the trainer's screen"),
    ("sheet", "Signed sheet"),
    ("leave", "Leave granted"),
]


def values():
    """The columns that a mark and a corrected mark share, without its author."""
    return [
        ("mark", models.CharField(choices=MARKS, max_length=8, verbose_name="mark")),
        ("minutes", models.PositiveSmallIntegerField(verbose_name="minutes present")),
        ("arrived_after", models.PositiveSmallIntegerField(default=0, verbose_name="minutes late")),
        ("left_before", models.PositiveSmallIntegerField(default=0, verbose_name="minutes left early")),
        ("source", models.CharField(
            choices=SOURCES, default="list", max_length=6, verbose_name="marked by way of"
        )),
        ("key", models.UUIDField(default=uuid.uuid4, unique=True)),
        ("marked_at", models.DateTimeField()),
    ]  # fmt: skip


def by_somebody():
    return models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
    )


def say_how_late(apps, schema_editor):
    sessions = apps.get_model("training", "Session").objects.filter(pk=OuterRef("session"))
    late = apps.get_model("enrollment", "Attendance").objects.filter(mark="late")
    late.update(arrived_after=Subquery(sessions.values("minutes")[:1]) - F("minutes"))
    late.filter(arrived_after=0).update(mark="present")


class Migration(migrations.Migration):
    dependencies = [
        ("enrollment", "0017_found_by_index"),
        ("training", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *(
            migrations.AddField(model_name="attendance", name=name, field=field)
            for name, field in values()
            if name in ("arrived_after", "left_before", "source")
        ),
        migrations.AlterField(model_name="attendance", name="mark", field=values()[0][1]),
        migrations.RunPython(say_how_late, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                name="late_or_early_says_how_long",
                condition=Q(mark="late", arrived_after__gt=0)
                | Q(mark="late", left_before__gt=0)
                | (~Q(mark="late") & Q(arrived_after=0, left_before=0)),
            ),
        ),
        migrations.CreateModel(
            name="AttendanceChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                *values(),
                ("replaced_at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "attendance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="enrollment.attendance",
                    ),
                ),
                ("marked_by", by_somebody()),
                ("replaced_by", by_somebody()),
            ],
            options={"ordering": ["-replaced_at", "-pk"]},
        ),
    ]
