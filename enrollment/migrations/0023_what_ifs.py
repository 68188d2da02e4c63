"""What-ifs beside a proposal, the one whose changes a round has adopted, and fallback rounds."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enrollment", "0022_entry"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="matchround",
            name="follows",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="fallbacks",
                to="enrollment.matchround",
            ),
        ),
        migrations.AddField(
            model_name="matchround",
            name="adopted",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enrollment.matchrun",
            ),
        ),
        migrations.AddField(
            model_name="matchround",
            name="adopted_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="matchround",
            name="adopted_reason",
            field=models.CharField(blank=True, max_length=300, verbose_name="reason"),
        ),
        migrations.AddField(
            model_name="matchrun",
            name="base",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="what_ifs",
                to="enrollment.matchrun",
            ),
        ),
        migrations.AddField(
            model_name="matchrun",
            name="complainants",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="matchrun",
            name="kind",
            field=models.CharField(
                choices=[("proposal", "Proposal"), ("what_if", "What if")], default="proposal", max_length=8
            ),
        ),
        migrations.AddField(
            model_name="matchrun",
            name="question",
            field=models.JSONField(default=list),
        ),
        migrations.AddConstraint(
            model_name="matchrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("base", None), ("kind", "proposal")),
                    models.Q(("base__isnull", False), ("kind", "what_if")),
                    _connector="OR",
                ),
                name="only_a_what_if_has_a_base",
            ),
        ),
    ]
