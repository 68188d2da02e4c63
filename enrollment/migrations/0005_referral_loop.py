"""Referrals with a draft, a deadline, the law behind a duty, a former one and the slip of who asked alone.

Those sent before memoranda and laws were recorded say so, and those still open may be answered for two weeks more.
"""

from datetime import timedelta

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

BEFORE = "sent before this was recorded"
OPEN = ["sent", "received"]


def complete_former_ones(apps, schema_editor):
    referrals = apps.get_model("enrollment", "Referral").objects
    referrals.filter(basis="duty").update(basis_note=BEFORE)
    referrals.filter(basis="mou", memorandum=None).update(basis_note=BEFORE)
    referrals.filter(state__in=OPEN, answer_by=None).update(
        answer_by=timezone.localdate() + timedelta(days=14)
    )


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0002_memoranda"),
        ("enrollment", "0004_drop_what_was_carried"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            model_name="referral",
            name="basis_note",
            field=models.CharField(blank=True, max_length=300, verbose_name="law or order"),
        ),
        migrations.AddField(
            model_name="referral",
            name="former",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="later",
                to="enrollment.referral",
            ),
        ),
        migrations.AddField(
            model_name="referral",
            name="ticket",
            field=models.CharField(editable=False, max_length=64, null=True, unique=True),
        ),
        migrations.AlterField(
            model_name="referral",
            name="basis",
            field=models.CharField(
                blank=True,
                choices=[
                    ("consent", "Consent of the person and guardian"),
                    ("mou", "Memorandum between the agencies"),
                    ("duty", "Legal duty of the agency"),
                ],
                max_length=7,
                verbose_name="basis for sharing",
            ),
        ),
        migrations.RunPython(complete_former_ones, migrations.RunPython.noop),
    ]
