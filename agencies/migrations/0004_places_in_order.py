"""Apart from the filling before it: PostgreSQL does not alter a table in the transaction that wrote its rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0003_places_in_time")]

    operations = [
        migrations.AddConstraint(
            "place",
            models.UniqueConstraint(
                condition=models.Q(valid_until=None),
                fields=("code",),
                name="a_code_means_one_place_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            "place",
            models.CheckConstraint(
                condition=models.Q(valid_from=None)
                | models.Q(valid_until=None)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="place_days_in_order",
            ),
        ),
        migrations.AddIndex(
            "agency", models.Index(fields=["sort_key", "id"], name="agencies_ag_sort_ke_188ede_idx")
        ),
    ]
