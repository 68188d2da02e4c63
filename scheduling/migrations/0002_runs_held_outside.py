import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A session of a run held outside the centre is booked without a room."""

    dependencies = [("scheduling", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="assignment",
            name="room",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assignments",
                to="training.room",
            ),
        )
    ]
