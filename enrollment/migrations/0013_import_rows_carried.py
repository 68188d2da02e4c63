from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enrollment', '0012_imports_in_chunks'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='graduate',
            name='merged_away',
        ),
        migrations.AddIndex(
            model_name='graduate',
            index=models.Index(fields=['merged_into'], name='merged_away'),
        ),
        migrations.RemoveField(
            model_name='importbatch',
            name='problem',
        ),
        migrations.RemoveField(
            model_name='importbatch',
            name='sealed_rows',
        ),
    ]
