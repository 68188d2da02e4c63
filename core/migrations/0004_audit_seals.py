import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0003_sealed_files")]
    operations = [
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                ("number", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("sealed_at", models.DateTimeField(verbose_name="sealed")),
                ("rows", models.PositiveIntegerField(verbose_name="rows")),
                ("previous", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
            ],
            options={"ordering": ["number"]},
        ),
        migrations.AddField(model_name="auditentry", name="withheld", field=models.JSONField(default=dict)),
        migrations.AddField(
            model_name="auditentry",
            name="seal",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="core.auditseal",
            ),
        ),
    ]
