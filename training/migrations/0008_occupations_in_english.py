from django.db import migrations, models


class Migration(migrations.Migration):
    """What a course leads to, for readers of English."""

    dependencies = [("training", "0007_closed_sites")]

    operations = [
        migrations.AddField(
            model_name="course",
            name="leads_to_en",
            field=models.CharField(
                blank=True,
                help_text="One occupation a line.",
                max_length=300,
                verbose_name="occupations it leads to, in English",
            ),
        ),
    ]
