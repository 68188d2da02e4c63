from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0003_carry_barriers_and_consents")]
    operations = [
        migrations.RemoveField(
            model_name="graduate",
            name="priority_disability",
        ),
        migrations.RemoveField(
            model_name="graduate",
            name="priority_poverty",
        ),
        migrations.RemoveField(
            model_name="guardian",
            name="consent_data_on",
        ),
        migrations.RemoveField(
            model_name="guardian",
            name="consent_training_on",
        ),
    ]
