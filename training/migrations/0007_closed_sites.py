from django.db import migrations, models


class Migration(migrations.Migration):
    """A site can be closed; the one that is offered first cannot."""

    dependencies = [("training", "0006_drop_what_was_carried")]

    operations = [
        migrations.AddField(
            model_name="site",
            name="is_active",
            field=models.BooleanField(default=True, verbose_name="in use"),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_default", False), ("is_active", True), _connector="OR"),
                name="default_site_in_use",
            ),
        ),
    ]
