"""What 0005 carried over. On its own: PostgreSQL alters no table with rows still to be checked."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("training", "0005_courses_and_versions")]

    operations = [
        migrations.RemoveField(
            model_name="course",
            name="minimum_age",
        ),
        migrations.RemoveField(
            model_name="course",
            name="protective_gear",
        ),
        migrations.RemoveField(
            model_name="course",
            name="skill",
        ),
    ]
