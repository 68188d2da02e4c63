import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enrollment', '0010_people_found'),
    ]

    operations = [
        migrations.CreateModel(
            name='Compared',
            fields=[
                ('graduate', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='compared', serialize=False, to='enrollment.graduate')),
                ('version', models.PositiveIntegerField()),
            ],
        ),
    ]
