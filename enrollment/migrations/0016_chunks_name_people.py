from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enrollment', '0015_grades_in_words'),
    ]

    operations = [
        migrations.AddField(
            model_name='importchunk',
            name='people',
            field=models.TextField(default=''),
        ),
    ]
