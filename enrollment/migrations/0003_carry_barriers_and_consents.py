"""What was two columns of a person and two of a guardian becomes rows with who and when."""

from django.db import migrations

from enrollment.enums import BarrierKind, ConsentGiver, ConsentKind

AT_ONCE = 2_000


def carry(apps, schema_editor):
    graduates = apps.get_model("enrollment", "Graduate")
    barriers = apps.get_model("enrollment", "Barrier")
    for kind, column in (
        (BarrierKind.POVERTY, "priority_poverty"),
        (BarrierKind.DISABILITY, "priority_disability"),
    ):
        people = graduates.objects.filter(**{column: True}).values_list("pk", "registered_at")
        rows = (
            barriers(graduate_id=pk, kind=kind, holds=True, seen_on=at.date()) for pk, at in people.iterator()
        )
        barriers.objects.bulk_create(rows, batch_size=AT_ONCE)
    guardians = apps.get_model("enrollment", "Guardian")
    consents = apps.get_model("enrollment", "Consent")
    for kind, column in (
        (ConsentKind.TRAINING, "consent_training_on"),
        (ConsentKind.DATA, "consent_data_on"),
    ):
        first = {}
        for row in (
            guardians.objects.filter(**{f"{column}__isnull": False}).select_related("graduate").order_by("pk")
        ):
            first.setdefault(row.graduate_id, row)
        rows = (
            consents(
                graduate_id=pk,
                kind=kind,
                giver=ConsentGiver.GUARDIAN,
                guardian_id=row.pk,
                given_on=getattr(row, column),
                recorded_at=row.graduate.registered_at,
            )
            for pk, row in first.items()
        )
        consents.objects.bulk_create(rows, batch_size=AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0002_people")]
    operations = [migrations.RunPython(carry, migrations.RunPython.noop)]
