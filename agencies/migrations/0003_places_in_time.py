"""Places get a key beside their code, days and a text to be found by; agencies their Thai order; accounts a hat."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F

from agencies.search_texts import agency_sort_key, place_search_text


def fill(apps, schema_editor):
    Place = apps.get_model("agencies", "Place")
    Agency = apps.get_model("agencies", "Agency")
    Place.objects.update(code=F("id"))
    places = {place.code: place for place in Place.objects.all()}
    for place in places.values():
        place.search_text = place_search_text(place, (), places)
    Place.objects.bulk_update(places.values(), ["search_text"], batch_size=200)
    agencies = list(Agency.objects.all())
    for agency in agencies:
        agency.sort_key = agency_sort_key(agency.name_th)
    Agency.objects.bulk_update(agencies, ["sort_key"], batch_size=200)
    # PostgreSQL makes no index on a table whose foreign keys are still to be checked.
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):
    dependencies = [("agencies", "0002_memoranda")]

    operations = [
        migrations.RenameField("place", "code", "id"),
        migrations.AlterField(
            "place", "id", models.CharField(max_length=20, primary_key=True, serialize=False)
        ),
        migrations.AddField(
            "place",
            "code",
            models.CharField(default="", max_length=6, verbose_name="code"),
            preserve_default=False,
        ),
        migrations.AddField(
            "place", "postcode", models.CharField(blank=True, default="", max_length=5, verbose_name="postcode"),
            preserve_default=False,
        ),
        migrations.AddField(
            "place", "valid_from", models.DateField(blank=True, null=True, verbose_name="since")
        ),
        migrations.AddField(
            "place", "valid_until", models.DateField(blank=True, null=True, verbose_name="until")
        ),
        migrations.AddField(
            "place", "search_text", models.CharField(default="", editable=False, max_length=600),
            preserve_default=False,
        ),
        migrations.AlterField(
            "place", "name_en", models.CharField(blank=True, max_length=100, verbose_name="English name")
        ),
        migrations.AlterModelOptions("place", {"ordering": ["code", "id"]}),
        # By name: the key's own index on PostgreSQL still bears the name that one of a column "code" would get.
        migrations.AddIndex("place", models.Index(fields=["code", "id"], name="place_by_code")),
        migrations.AddField(
            "agency", "sort_key", models.CharField(default="", editable=False, max_length=500),
            preserve_default=False,
        ),
        migrations.AlterField(
            "agency",
            "parent",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
                to="agencies.agency",
                verbose_name="belongs to",
            ),
        ),
        migrations.AlterModelOptions("agency", {"ordering": ["sort_key", "id"]}),
        migrations.AddField(
            "user",
            "last_hat",
            models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="agencies.agency",
            ),
        ),
        migrations.CreateModel(
            "PlaceName",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name_th", models.CharField(max_length=100, verbose_name="Thai name")),
                ("name_en", models.CharField(blank=True, max_length=100, verbose_name="English name")),
                ("valid_until", models.DateField(verbose_name="until")),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_names",
                        to="agencies.place",
                    ),
                ),
            ],
            options={"ordering": ["-valid_until"]},
        ),
        migrations.AddConstraint(
            "placename",
            models.UniqueConstraint(fields=("place", "valid_until"), name="one_name_of_a_place_a_day"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
