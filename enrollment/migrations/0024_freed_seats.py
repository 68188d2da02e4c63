import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enrollment", "0023_what_ifs"),
        ("training", "0007_closed_sites"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OfferSlip",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("nonce", models.CharField(max_length=32)),
                ("link_hash", models.CharField(max_length=64, unique=True)),
                ("code_hash", models.CharField(max_length=64, unique=True)),
                ("expires_on", models.DateField(verbose_name="opens until")),
                ("misses", models.PositiveSmallIntegerField(default=0, verbose_name="wrong dates of birth")),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Waiting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveIntegerField(verbose_name="place")),
                ("of", models.PositiveIntegerField(verbose_name="people waiting")),
                ("points", models.IntegerField(verbose_name="points")),
            ],
            options={
                "ordering": ["round", "run", "place"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="matchrun",
            name="only_a_what_if_has_a_base",
        ),
        migrations.AddField(
            model_name="matchround",
            name="settled",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="offer",
            name="after",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="passed_on",
                to="enrollment.offer",
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="freed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="offer",
            name="given_for",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="gave_back",
                to="enrollment.offer",
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="settlement",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="offers",
                to="enrollment.matchrun",
            ),
        ),
        migrations.AlterField(
            model_name="enrollment",
            name="leaving_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("resigned", "Resigned"),
                    ("absent", "Absent beyond the limit"),
                    ("dismissed", "Dismissed for conduct"),
                    ("cheated", "Cheated in an assessment"),
                    ("died", "Died"),
                    ("run_cancelled", "The run was cancelled"),
                    ("run_merged", "The run was merged into another"),
                    ("run_deferred", "The run was moved to days that do not suit"),
                    ("better_seat", "Given back for a better seat"),
                ],
                max_length=13,
                verbose_name="reason for leaving",
            ),
        ),
        migrations.AlterField(
            model_name="matchrun",
            name="kind",
            field=models.CharField(
                choices=[
                    ("proposal", "Proposal"),
                    ("what_if", "What if"),
                    ("settled", "Freed seats given on"),
                ],
                default="proposal",
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="offer",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "Waiting for an answer"),
                    ("accepted", "Accepted"),
                    ("declined", "Declined"),
                    ("lapsed", "Not answered in time"),
                    ("withdrawn", "Taken back: the run changed"),
                    ("replaced", "Given back for a better seat"),
                ],
                default="open",
                max_length=9,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            model_name="matchrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("base", None), ("kind", "proposal")),
                    models.Q(("base__isnull", False), ("kind__in", ["what_if", "settled"])),
                    _connector="OR",
                ),
                name="only_a_proposal_has_no_base",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "replaced"), _negated=True),
                    ("given_for__isnull", False),
                    _connector="OR",
                ),
                name="replaced_by_a_better_offer",
            ),
        ),
        migrations.AddField(
            model_name="offerslip",
            name="graduate",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="offer_slips",
                to="enrollment.graduate",
            ),
        ),
        migrations.AddField(
            model_name="offerslip",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="slips", to="enrollment.matchround"
            ),
        ),
        migrations.AddField(
            model_name="waiting",
            name="graduate",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="waiting", to="enrollment.graduate"
            ),
        ),
        migrations.AddField(
            model_name="waiting",
            name="holds",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="training.courserun",
            ),
        ),
        migrations.AddField(
            model_name="waiting",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="waiting",
                to="enrollment.matchround",
            ),
        ),
        migrations.AddField(
            model_name="waiting",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="waiting", to="training.courserun"
            ),
        ),
        migrations.AddConstraint(
            model_name="offerslip",
            constraint=models.UniqueConstraint(
                fields=("round", "graduate"), name="one_slip_a_person_and_round"
            ),
        ),
        migrations.AddConstraint(
            model_name="waiting",
            constraint=models.UniqueConstraint(
                fields=("round", "run", "graduate"), name="waits_once_for_a_run"
            ),
        ),
        migrations.AddConstraint(
            model_name="waiting",
            constraint=models.UniqueConstraint(fields=("round", "run", "place"), name="one_waits_at_a_place"),
        ),
    ]
