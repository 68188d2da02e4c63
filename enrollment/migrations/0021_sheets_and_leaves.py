import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0005_submissions"),
        ("enrollment", "0020_scores_and_placements"),
        ("training", "0003_resources_of_runs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SheetFile",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=200, verbose_name="file")),
                ("sealed", models.BinaryField(null=True)),
                ("pages", models.PositiveSmallIntegerField(null=True, verbose_name="pages")),
                ("problem", models.CharField(blank=True, max_length=300, verbose_name="problem")),
            ],
            options={
                "ordering": ["upload", "number"],
            },
        ),
        migrations.CreateModel(
            name="SheetPage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="page")),
                ("code", models.CharField(max_length=14, unique=True)),
            ],
            options={
                "ordering": ["sheet", "number"],
            },
        ),
        migrations.CreateModel(
            name="LeaveRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("sick", "Sick leave"), ("personal", "Personal leave")],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("first_day", models.DateField(verbose_name="first day")),
                ("last_day", models.DateField(verbose_name="last day")),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("whole", "Whole days"),
                            ("morning", "The morning only"),
                            ("afternoon", "The afternoon only"),
                            ("evening", "The evening only"),
                            ("later", "Comes later to one session"),
                            ("earlier", "Leaves one session earlier"),
                        ],
                        default="whole",
                        max_length=9,
                        verbose_name="how much",
                    ),
                ),
                ("minutes", models.PositiveSmallIntegerField(null=True, verbose_name="minutes away")),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("paper_due", "Medical certificate due"),
                            ("asked", "To be decided"),
                            ("approved", "Approved"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="asked",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("paper_due_on", models.DateField(null=True, verbose_name="certificate due")),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
                ("answer", models.CharField(blank=True, max_length=500, verbose_name="answer")),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "enrollment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leaves",
                        to="enrollment.enrollment",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="training.session",
                        verbose_name="session",
                    ),
                ),
            ],
            options={
                "ordering": ["-first_day", "-id"],
            },
        ),
        migrations.CreateModel(
            name="LeavePaper",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("certificate", "Medical certificate"), ("other", "Another paper")],
                        max_length=11,
                        verbose_name="paper",
                    ),
                ),
                ("added_at", models.DateTimeField(verbose_name="handed in")),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.sealedfile"
                    ),
                ),
                (
                    "leave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="papers",
                        to="enrollment.leaverequest",
                    ),
                ),
            ],
            options={
                "ordering": ["leave", "added_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="LeaveMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "before",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("present", "Present"),
                            ("late", "Late or left early"),
                            ("excused", "Excused"),
                            ("absent", "Absent"),
                        ],
                        max_length=8,
                        verbose_name="mark before",
                    ),
                ),
                (
                    "before_minutes",
                    models.PositiveSmallIntegerField(null=True, verbose_name="minutes before"),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="training.session"
                    ),
                ),
                (
                    "leave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="marks",
                        to="enrollment.leaverequest",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SheetRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField(verbose_name="row")),
                ("code", models.CharField(max_length=14, unique=True)),
                (
                    "enrollment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sheet_rows",
                        to="enrollment.enrollment",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="enrollment.sheetpage",
                    ),
                ),
            ],
            options={
                "ordering": ["page", "place"],
            },
        ),
        migrations.CreateModel(
            name="SheetScan",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="page")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("unread", "Could not be read"),
                            ("read", "To be confirmed"),
                            ("repeated", "Read twice"),
                            ("foreign", "Refused"),
                            ("confirmed", "Marks entered"),
                            ("discarded", "Set aside"),
                        ],
                        default="unread",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                (
                    "doubt",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_code", "No code could be read"),
                            ("not_whole", "The page is not whole on the picture"),
                            ("many_pages", "More than one page on this picture"),
                            ("unknown_code", "Not a sign-in sheet of ours"),
                            ("other_run", "A sheet of another run"),
                            ("moved", "The session was moved to another time after printing"),
                        ],
                        max_length=12,
                        verbose_name="why",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scans",
                        to="enrollment.sheetfile",
                    ),
                ),
                (
                    "image",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.sealedfile",
                        verbose_name="picture",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scans",
                        to="enrollment.sheetpage",
                    ),
                ),
            ],
            options={
                "ordering": ["file", "number"],
            },
        ),
        migrations.CreateModel(
            name="SheetReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("signed", models.BooleanField(default=False, verbose_name="signed")),
                (
                    "mark",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("present", "Present"),
                            ("late", "Late or left early"),
                            ("excused", "Excused"),
                            ("absent", "Absent"),
                        ],
                        max_length=8,
                        verbose_name="mark",
                    ),
                ),
                ("missed", models.PositiveSmallIntegerField(null=True, verbose_name="minutes late")),
                (
                    "doubt",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("faint", "Faint ink"),
                            ("two_ticks", "More than one box is ticked"),
                            ("unsigned", "Ticked as there, but not signed"),
                            ("signed_away", "Signed, but ticked as not there"),
                            ("minutes", "Minutes are written by hand"),
                            ("no_minutes", "Late, without minutes"),
                            ("other_code", "Another row's code stands here"),
                            ("not_seen", "The row is not on the picture"),
                        ],
                        max_length=11,
                        verbose_name="why asked",
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="enrollment.sheetrow",
                    ),
                ),
                (
                    "scan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="enrollment.sheetscan",
                    ),
                ),
            ],
            options={
                "ordering": ["scan", "row"],
            },
        ),
        migrations.CreateModel(
            name="SheetUpload",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("uploaded_at", models.DateTimeField(verbose_name="uploaded")),
                (
                    "job",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="core.job",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sheet_uploads",
                        to="training.courserun",
                    ),
                ),
            ],
            options={
                "ordering": ["-uploaded_at", "-id"],
            },
        ),
        migrations.AddField(
            model_name="sheetfile",
            name="upload",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="files", to="enrollment.sheetupload"
            ),
        ),
        migrations.CreateModel(
            name="SignInSheet",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                ("day", models.DateField(verbose_name="day")),
                (
                    "slot",
                    models.CharField(
                        choices=[("morning", "Morning"), ("afternoon", "Afternoon"), ("evening", "Evening")],
                        max_length=9,
                        verbose_name="slot",
                    ),
                ),
                ("people", models.PositiveSmallIntegerField(verbose_name="people")),
                ("printed_at", models.DateTimeField(verbose_name="printed")),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.sealedfile",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="core.job",
                    ),
                ),
                (
                    "printed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sheets",
                        to="training.session",
                    ),
                ),
            ],
            options={
                "ordering": ["session", "version"],
            },
        ),
        migrations.AddField(
            model_name="sheetpage",
            name="sheet",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="pages", to="enrollment.signinsheet"
            ),
        ),
        migrations.AddConstraint(
            model_name="leaverequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__gte", models.F("first_day"))), name="leave_days_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="leaverequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("part__in", ("later", "earlier")), _negated=True),
                    models.Q(("first_day", models.F("last_day")), ("minutes__gte", 1)),
                    _connector="OR",
                ),
                name="leave_of_a_session_says_how_long",
            ),
        ),
        migrations.AddConstraint(
            model_name="leaverequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "declined"), _negated=True),
                    models.Q(("answer", ""), _negated=True),
                    _connector="OR",
                ),
                name="leave_declined_with_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="leaverequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "paper_due"), _negated=True),
                    ("paper_due_on__isnull", False),
                    _connector="OR",
                ),
                name="leave_paper_due_by_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="leavemark",
            constraint=models.UniqueConstraint(fields=("leave", "session"), name="leave_marks_once"),
        ),
        migrations.AddConstraint(
            model_name="sheetrow",
            constraint=models.UniqueConstraint(fields=("page", "place"), name="sheet_row_once"),
        ),
        migrations.AddConstraint(
            model_name="sheetscan",
            constraint=models.UniqueConstraint(fields=("file", "number"), name="sheet_scan_once"),
        ),
        migrations.AddConstraint(
            model_name="sheetreading",
            constraint=models.UniqueConstraint(fields=("scan", "row"), name="sheet_row_read_once"),
        ),
        migrations.AddConstraint(
            model_name="sheetfile",
            constraint=models.UniqueConstraint(fields=("upload", "number"), name="sheet_file_number"),
        ),
        migrations.AddConstraint(
            model_name="signinsheet",
            constraint=models.UniqueConstraint(fields=("session", "version"), name="sheet_version_once"),
        ),
        migrations.AddConstraint(
            model_name="sheetpage",
            constraint=models.UniqueConstraint(fields=("sheet", "number"), name="sheet_page_once"),
        ),
    ]
