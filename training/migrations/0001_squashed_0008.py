"""The migrations up to 0008 in one: an empty database is ready in half the time; one that has begun with them goes on with them."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import training.week_pattern
from core.new_tables import CreateTogether


class Migration(migrations.Migration):

    replaces = [('training', '0001_initial'), ('training', '0002_places_and_trainers'), ('training', '0003_resources_of_runs'), ('training', '0004_rule_versions'), ('training', '0005_courses_and_versions'), ('training', '0006_drop_what_was_carried'), ('training', '0007_closed_sites'), ('training', '0008_occupations_in_english')]

    initial = True

    dependencies = [
        ('agencies', '0006_first_passwords'),
        ('core', '0006_tallies'),
    ]

    operations = [CreateTogether([
        migrations.CreateModel(
            name='EquipmentKind',
            fields=[
                ('name_th', models.CharField(max_length=200, verbose_name='Thai name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='English name')),
                ('code', models.SlugField(max_length=40, primary_key=True, serialize=False, verbose_name='code')),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Gear',
            fields=[
                ('name_th', models.CharField(max_length=200, verbose_name='Thai name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='English name')),
                ('code', models.SlugField(max_length=40, primary_key=True, serialize=False, verbose_name='code')),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='RoomKind',
            fields=[
                ('name_th', models.CharField(max_length=200, verbose_name='Thai name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='English name')),
                ('code', models.SlugField(max_length=40, primary_key=True, serialize=False, verbose_name='code')),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Skill',
            fields=[
                ('name_th', models.CharField(max_length=200, verbose_name='Thai name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='English name')),
                ('code', models.SlugField(max_length=40, primary_key=True, serialize=False, verbose_name='code')),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='TeachingWeek',
            fields=[
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('center', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='teaching_week', serialize=False, to='agencies.agency')),
                ('half_days', models.JSONField(default=training.week_pattern.whole_week, verbose_name='half days')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Course',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_th', models.CharField(max_length=200, verbose_name='Thai name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='English name')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='code')),
                ('course_type', models.CharField(choices=[('pre_employment', 'Pre-employment training'), ('upgrade', 'Skill upgrade'), ('supplementary', 'Supplementary occupation')], max_length=16, verbose_name='type')),
                ('size_minimum', models.PositiveSmallIntegerField(default=10, verbose_name='smallest class')),
                ('size_maximum', models.PositiveSmallIntegerField(default=20, verbose_name='largest class')),
                ('leads_to', models.CharField(blank=True, help_text='One occupation a line.', max_length=300, verbose_name='occupations it leads to')),
                ('is_active', models.BooleanField(default=True, verbose_name='offered')),
                ('partner_name', models.CharField(blank=True, max_length=200, verbose_name='partner firm that is not registered')),
                ('partner_runs', models.BooleanField(default=False, verbose_name='the partner runs the course')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('wage_high', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='wage to')),
                ('wage_low', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='wage from')),
                ('wage_on', models.DateField(blank=True, null=True, verbose_name='wage stated on')),
                ('wage_per', models.CharField(choices=[('day', 'a day'), ('month', 'a month'), ('piece', 'a job or piece')], default='month', max_length=5, verbose_name='wage per')),
                ('wage_source', models.CharField(blank=True, max_length=300, verbose_name='who stated the wage')),
                ('leads_to_en', models.CharField(blank=True, help_text='One occupation a line.', max_length=300, verbose_name='occupations it leads to, in English')),
                ('partner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='partner_courses', to='agencies.agency', verbose_name='partner')),
                ('gear', models.ManyToManyField(blank=True, related_name='courses', to='training.gear', verbose_name='protective gear')),
                ('skills', models.ManyToManyField(help_text='Whoever teaches the course holds all of them.', related_name='courses', to='training.skill', verbose_name="trainer's qualifications")),
            ],
            options={
                'ordering': ['code'],
                'constraints': [models.CheckConstraint(condition=models.Q(('size_maximum__gte', models.F('size_minimum')), ('size_minimum__gte', 1)), name='course_sizes_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('wage_high', None), ('wage_low', None), ('wage_on', None), ('wage_source', '')), models.Q(('wage_high__isnull', False), ('wage_low__gt', 0), ('wage_on__isnull', False), ('wage_high__gte', models.F('wage_low')), ('wage_low__isnull', False), models.Q(('wage_source', ''), _negated=True)), _connector='OR'), name='course_wage_with_its_source'), models.CheckConstraint(condition=models.Q(('partner', None), ('partner_name', ''), _connector='OR'), name='course_has_one_partner')],
            },
        ),
        migrations.CreateModel(
            name='Curriculum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('approved_on', models.DateField(verbose_name='approved on')),
                ('change', models.CharField(blank=True, max_length=300, verbose_name='what is new')),
                ('delivery', models.CharField(choices=[('same_place', 'Trainer and trainees in one place'), ('live_distance', 'Live, at a distance'), ('self_paced', "By oneself, at one's own pace")], default='same_place', max_length=13, verbose_name='how it is taught')),
                ('minimum_age', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='minimum age')),
                ('minimum_education', models.CharField(blank=True, choices=[('none', 'None completed'), ('primary', 'Primary (ป.6)'), ('lower_secondary', 'Lower secondary (ม.3)'), ('upper_secondary', 'Upper secondary (ม.6) or vocational')], max_length=16, verbose_name='minimum education')),
                ('placement_minutes', models.PositiveIntegerField(default=0, verbose_name='minutes in a firm')),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='curricula', to='training.course')),
            ],
            options={
                'ordering': ['course', '-version'],
                'constraints': [models.UniqueConstraint(fields=('course', 'version'), name='curriculum_version_once')],
            },
        ),
        migrations.CreateModel(
            name='CourseRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, unique=True, verbose_name='code')),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('announced', 'Announced'), ('open', 'Open for applications'), ('matched', 'Matched, seats offered'), ('confirmed', 'Confirmed'), ('running', 'Running'), ('finished', 'Finished, results due'), ('closed', 'Closed'), ('cancelled', 'Cancelled'), ('merged', 'Merged into another run')], default='planned', max_length=10, verbose_name='state')),
                ('first_day', models.DateField(verbose_name='first day')),
                ('last_day', models.DateField(verbose_name='last day')),
                ('pattern', models.CharField(choices=[('weekdays', 'Weekdays, all day'), ('mornings', 'Weekday mornings'), ('afternoons', 'Weekday afternoons'), ('evenings', 'Weekday evenings'), ('weekends', 'Saturdays and Sundays')], default='weekdays', max_length=10, verbose_name='meets on')),
                ('sessions_per_day', models.PositiveSmallIntegerField(default=2, verbose_name='most sessions a day')),
                ('trainers_needed', models.PositiveSmallIntegerField(default=1, verbose_name='trainers in each session')),
                ('minimum', models.PositiveSmallIntegerField(verbose_name='fewest people')),
                ('seats', models.PositiveSmallIntegerField(verbose_name='seats')),
                ('seats_taken', models.PositiveSmallIntegerField(default=0, verbose_name='seats taken')),
                ('seats_offered', models.PositiveSmallIntegerField(default=0, verbose_name='seats held by open offers')),
                ('cancel_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for ending')),
                ('address', models.CharField(blank=True, max_length=300, verbose_name='address where it is held')),
                ('announced_on', models.DateField(blank=True, null=True, verbose_name='announced on')),
                ('applications_from', models.DateField(blank=True, null=True, verbose_name='applications from')),
                ('beds', models.PositiveSmallIntegerField(default=0, verbose_name='beds')),
                ('beds_taken', models.PositiveSmallIntegerField(default=0, verbose_name='beds taken')),
                ('budget', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='budget in satang')),
                ('budget_line', models.CharField(blank=True, max_length=200, verbose_name='budget line')),
                ('meals', models.PositiveSmallIntegerField(default=0, verbose_name='people fed each day')),
                ('other_ground', models.CharField(blank=True, max_length=300, verbose_name='ground instead of a memorandum')),
                ('center', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='agencies.agency', verbose_name='centre')),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='training.course', verbose_name='course')),
                ('held_at', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency', verbose_name='held at')),
                ('held_for', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='runs_held_for_it', to='agencies.agency', verbose_name='trained for')),
                ('memorandum', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='agencies.memorandum')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='training.courserun')),
                ('curriculum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='training.curriculum')),
            ],
            options={
                'ordering': ['first_day', 'code'],
            },
        ),
        migrations.CreateModel(
            name='Equipment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_th', models.CharField(max_length=200, verbose_name='Thai name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='English name')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('quantity', models.PositiveSmallIntegerField(default=1, verbose_name='units')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                ('center', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='equipment', to='agencies.agency')),
                ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='units', to='training.equipmentkind', verbose_name='kind')),
            ],
            options={
                'ordering': ['name_th'],
            },
        ),
        migrations.CreateModel(
            name='EquipmentOutage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_day', models.DateField(verbose_name='first day')),
                ('last_day', models.DateField(verbose_name='last day')),
                ('quantity', models.PositiveSmallIntegerField(verbose_name='units out of order')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('equipment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outages', to='training.equipment')),
            ],
            options={
                'ordering': ['first_day'],
                'constraints': [models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day')), ('quantity__gte', 1)), name='outage_days_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Orientation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('start', 'Before the training'), ('middle', 'During the training'), ('end', 'At the end of the training')], max_length=6, verbose_name='part')),
                ('held_on', models.DateField(verbose_name='held on')),
                ('held_by', models.CharField(max_length=200, verbose_name='held by')),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orientations', to='training.courserun')),
            ],
            options={
                'ordering': ['run', 'held_on'],
                'constraints': [models.UniqueConstraint(fields=('run', 'part'), name='orientation_once_a_part')],
            },
        ),
        migrations.CreateModel(
            name='Reserve',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='order')),
                ('group', models.CharField(blank=True, choices=[('poverty', 'People from poor households'), ('disability', 'People with a disability'), ('caregiver', 'People who care for a family member'), ('never_entered', 'People who never entered school'), ('left_early', 'People who left school mid-way'), ('needs_lodging', 'People who need lodging')], max_length=13, verbose_name='group')),
                ('seats', models.PositiveSmallIntegerField(verbose_name='seats')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reserves', to='training.courserun')),
                ('school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency', verbose_name='school')),
            ],
            options={
                'ordering': ['run', 'number'],
                'constraints': [models.UniqueConstraint(fields=('run', 'number'), name='reserve_number_once'), models.UniqueConstraint(condition=models.Q(('group', ''), _negated=True), fields=('run', 'group'), name='reserve_of_a_group_once'), models.UniqueConstraint(condition=models.Q(('school__isnull', False)), fields=('run', 'school'), name='reserve_of_a_school_once'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('group', ''), _negated=True), ('school', None)), models.Q(('group', ''), ('school__isnull', False)), _connector='OR'), name='reserve_for_a_group_or_a_school'), models.CheckConstraint(condition=models.Q(('seats__gte', 1)), name='reserve_has_seats')],
            },
        ),
        migrations.CreateModel(
            name='Room',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_th', models.CharField(max_length=200, verbose_name='Thai name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='English name')),
                ('capacity', models.PositiveSmallIntegerField(verbose_name='places')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('center', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rooms', to='agencies.agency')),
                ('equipment', models.ManyToManyField(blank=True, related_name='rooms', to='training.equipmentkind', verbose_name='equipment fixed in the room')),
                ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='training.roomkind', verbose_name='kind')),
            ],
            options={
                'ordering': ['name_th'],
            },
        ),
        migrations.CreateModel(
            name='Closure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_day', models.DateField(verbose_name='first day')),
                ('last_day', models.DateField(verbose_name='last day')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('center', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='closures', to='agencies.agency')),
                ('room', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='closures', to='training.room', verbose_name='room')),
            ],
            options={
                'ordering': ['first_day'],
                'constraints': [models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='closure_days_in_order')],
            },
        ),
        migrations.CreateModel(
            name='RuleSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(max_length=40, unique=True, verbose_name='version')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('rules', models.JSONField(verbose_name='rules')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided')),
                ('proposed_at', models.DateTimeField(null=True, verbose_name='proposed')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('state', models.CharField(choices=[('proposed', 'Waits for the second person'), ('in_force', 'Confirmed'), ('refused', 'Not confirmed')], db_index=True, default='in_force', max_length=8, verbose_name='state')),
                ('center', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rule_sets', to='agencies.agency', verbose_name='centre')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.ruleset', verbose_name='made from')),
                ('proposed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-valid_from', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('center', None), models.Q(('state', 'in_force'), _negated=True), models.Q(('decided_by__isnull', False), models.Q(('decided_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='settings_confirmed_by_two'), models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('center',), name='one_proposed_version_a_center'), models.UniqueConstraint(condition=models.Q(('state', 'in_force')), fields=('center', 'valid_from'), name='one_version_a_center_and_day')],
            },
        ),
        migrations.AddField(
            model_name='courserun',
            name='rule_set',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='training.ruleset'),
        ),
        migrations.CreateModel(
            name='Site',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_th', models.CharField(max_length=200, verbose_name='Thai name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='English name')),
                ('address', models.CharField(blank=True, max_length=300, verbose_name='address')),
                ('is_default', models.BooleanField(default=False, verbose_name='offered first')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                ('center', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sites', to='agencies.agency')),
            ],
            options={
                'ordering': ['-is_default', 'name_th', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('center',), name='one_default_site_a_center'), models.UniqueConstraint(fields=('center', 'name_th'), name='site_name_once_a_center'), models.CheckConstraint(condition=models.Q(('is_default', False), ('is_active', True), _connector='OR'), name='default_site_in_use')],
            },
        ),
        migrations.AddField(
            model_name='room',
            name='site',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rooms', to='training.site', verbose_name='site'),
        ),
        migrations.AddField(
            model_name='equipment',
            name='site',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='equipment', to='training.site', verbose_name='site'),
        ),
        migrations.AddField(
            model_name='courserun',
            name='site',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='training.site', verbose_name='site of the centre'),
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('title_th', models.CharField(max_length=200, verbose_name='Thai title')),
                ('title_en', models.CharField(blank=True, max_length=200, verbose_name='English title')),
                ('theory_minutes', models.PositiveIntegerField(default=0, verbose_name='minutes of theory')),
                ('practice_minutes', models.PositiveIntegerField(default=0, verbose_name='minutes of practice')),
                ('score_weight', models.PositiveSmallIntegerField(default=1, verbose_name='weight in the total score')),
                ('curriculum', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='topics', to='training.curriculum')),
                ('equipment', models.ManyToManyField(blank=True, related_name='topics', to='training.equipmentkind', verbose_name='equipment for practice')),
                ('room_kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.roomkind', verbose_name='room for practice')),
            ],
            options={
                'ordering': ['curriculum', 'number'],
                'constraints': [models.UniqueConstraint(fields=('curriculum', 'number'), name='topic_number_once'), models.CheckConstraint(condition=models.Q(('theory_minutes__gt', 0), ('practice_minutes__gt', 0), _connector='OR'), name='topic_has_minutes'), models.CheckConstraint(condition=models.Q(('score_weight__gte', 1)), name='topic_has_weight')],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('part', models.CharField(choices=[('theory', 'Theory'), ('practice', 'Practice')], max_length=8, verbose_name='part')),
                ('minutes', models.PositiveSmallIntegerField(verbose_name='minutes')),
                ('day', models.DateField(db_index=True, null=True, verbose_name='day')),
                ('slot', models.CharField(blank=True, choices=[('morning', 'Morning'), ('afternoon', 'Afternoon'), ('evening', 'Evening')], max_length=9, verbose_name='slot')),
                ('room_kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.roomkind')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='training.courserun')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.topic')),
            ],
            options={
                'ordering': ['run', 'number'],
                'constraints': [models.UniqueConstraint(fields=('run', 'number'), name='session_number_once'), models.UniqueConstraint(condition=models.Q(('day__isnull', False)), fields=('run', 'day', 'slot'), name='run_meets_once_a_period'), models.CheckConstraint(condition=models.Q(models.Q(('day', None), ('slot', '')), models.Q(('day__isnull', False), models.Q(('slot', ''), _negated=True)), _connector='OR'), name='session_day_with_slot'), models.CheckConstraint(condition=models.Q(('minutes__gt', 0)), name='session_has_minutes')],
            },
        ),
        migrations.CreateModel(
            name='Trainer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_th', models.CharField(max_length=200, verbose_name='Thai name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='English name')),
                ('is_active', models.BooleanField(default=True, verbose_name='teaches now')),
                ('minutes_per_day', models.PositiveSmallIntegerField(default=360, verbose_name='most minutes a day')),
                ('minutes_per_week', models.PositiveSmallIntegerField(default=1800, verbose_name='most minutes a week')),
                ('alternative', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'Clause 59, alternative 1'), (2, 'Clause 59, alternative 2'), (3, 'Clause 59, alternative 3'), (4, 'Clause 59, alternative 4'), (5, 'Clause 59, alternative 5'), (6, 'Clause 59, alternative 6'), (7, 'Clause 59, alternative 7')], null=True, verbose_name='alternative of clause 59')),
                ('half_days', models.JSONField(default=training.week_pattern.whole_week, verbose_name='can teach on')),
                ('kind', models.CharField(choices=[('staff', 'Staff of the centre'), ('outside', 'From outside')], default='staff', max_length=8, verbose_name='staff or outside')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('center', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='trainers', to='agencies.agency')),
                ('sites', models.ManyToManyField(blank=True, help_text='Where they can teach; none chosen means at every site.', related_name='trainers', to='training.site', verbose_name='sites')),
                ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='trainer', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['name_th'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('alternative', None), ('kind', 'staff')), models.Q(('alternative__isnull', False), ('kind', 'outside')), _connector='OR'), name='outside_trainer_by_an_alternative')],
            },
        ),
        migrations.AddField(
            model_name='courserun',
            name='trainers',
            field=models.ManyToManyField(blank=True, help_text='Who teaches this run: set from the published timetable.', related_name='runs', to='training.trainer', verbose_name='trainers'),
        ),
        migrations.CreateModel(
            name='TrainerAbsence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_day', models.DateField(verbose_name='first day')),
                ('last_day', models.DateField(verbose_name='last day')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('trainer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='absences', to='training.trainer')),
            ],
            options={
                'ordering': ['first_day'],
                'constraints': [models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='absence_days_in_order')],
            },
        ),
        migrations.CreateModel(
            name='TrainerAppointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order_number', models.CharField(max_length=60, verbose_name='number of the order')),
                ('ordered_on', models.DateField(verbose_name='date of the order')),
                ('appointed_by', models.CharField(max_length=200, verbose_name='appointed by')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_until', models.DateField(verbose_name='valid until')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.sealedfile')),
                ('trainer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appointments', to='training.trainer')),
            ],
            options={
                'ordering': ['-valid_from'],
                'constraints': [models.UniqueConstraint(fields=('trainer', 'order_number'), name='appointment_order_once'), models.CheckConstraint(condition=models.Q(('valid_until__gte', models.F('valid_from'))), name='appointment_days_in_order')],
            },
        ),
        migrations.CreateModel(
            name='TrainerSkill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='valid from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('paper', models.CharField(blank=True, max_length=200, verbose_name='paper')),
                ('seen_on', models.DateField(blank=True, null=True, verbose_name='seen on')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.sealedfile')),
                ('seen_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('skill', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.skill')),
                ('trainer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='skills', to='training.trainer')),
            ],
            options={
                'ordering': ['skill', models.OrderBy(models.F('valid_from'), nulls_first=True)],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_until', None), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='skill_days_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('seen_by', None), ('seen_on', None)), models.Q(('seen_by__isnull', False), ('seen_on__isnull', False)), _connector='OR'), name='skill_paper_seen_by_someone')],
            },
        ),
        migrations.CreateModel(
            name='AlternativeText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(choices=[(1, 'Clause 59, alternative 1'), (2, 'Clause 59, alternative 2'), (3, 'Clause 59, alternative 3'), (4, 'Clause 59, alternative 4'), (5, 'Clause 59, alternative 5'), (6, 'Clause 59, alternative 6'), (7, 'Clause 59, alternative 7')], verbose_name='alternative')),
                ('text', models.CharField(max_length=500, verbose_name='text')),
                ('center', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alternative_texts', to='agencies.agency')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('center', 'number'), name='alternative_text_once')],
            },
        ),
        migrations.CreateModel(
            name='CourseCost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('kind', models.CharField(choices=[('materials', 'Materials'), ('trainers', "Trainers' fees"), ('meals', 'Meals'), ('lodging', 'Lodging'), ('gear', 'Protective gear'), ('travel', 'Travel'), ('insurance', 'Insurance'), ('other', 'Other')], max_length=10, verbose_name='for')),
                ('per', models.CharField(choices=[('head', 'each person'), ('run', 'the whole run')], max_length=4, verbose_name='per')),
                ('satang', models.PositiveBigIntegerField(verbose_name='amount in satang')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='costs', to='training.course')),
            ],
            options={
                'ordering': ['course', 'number'],
                'constraints': [models.UniqueConstraint(fields=('course', 'number'), name='course_cost_number_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='equipment',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='equipment_has_units'),
        ),
        migrations.AddConstraint(
            model_name='courserun',
            constraint=models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='run_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='courserun',
            constraint=models.CheckConstraint(condition=models.Q(('minimum__gte', 1), ('seats__gte', models.F('minimum'))), name='run_sizes_in_order'),
        ),
        migrations.AddConstraint(
            model_name='courserun',
            constraint=models.CheckConstraint(condition=models.Q(('seats__gte', django.db.models.expressions.CombinedExpression(models.F('seats_taken'), '+', models.F('seats_offered')))), name='run_seats_not_oversold'),
        ),
        migrations.AddConstraint(
            model_name='courserun',
            constraint=models.CheckConstraint(condition=models.Q(('beds__gte', models.F('beds_taken'))), name='run_beds_not_oversold'),
        ),
        migrations.AddConstraint(
            model_name='courserun',
            constraint=models.CheckConstraint(condition=models.Q(('held_for', None), ('memorandum__isnull', False), models.Q(('other_ground', ''), _negated=True), _connector='OR'), name='run_for_another_agency_on_a_ground'),
        ),
        migrations.AddConstraint(
            model_name='courserun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('state', 'merged')), models.Q(models.Q(('state', 'merged'), _negated=True), ('merged_into', None)), _connector='OR'), name='run_merged_into_another'),
        ),
    ])]
