"""What the list of people stands on: the table in which names are looked for, and the columns an account wants."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from enrollment.models.people import Graduate


class NameLine(models.Model):
    """What one person's name is found by, and where it stands in Thai order: a copy of two columns of `Graduate`.

    Apart from `Graduate` because a search reads thousands of these lines and fifty people, and because the trigram
    index wants a whole number for a key. Triggers of the database keep it (`enrollment.name_index`).
    """

    graduate = models.OneToOneField(
        Graduate, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )
    sort_key = models.CharField(max_length=500)
    text = models.CharField(max_length=500)

    class Meta:
        ordering = ["sort_key", "graduate"]
        indexes = [models.Index(fields=["sort_key", "graduate"], name="name_line_in_order")]


class ShownColumns(models.Model):
    """Which columns an account wants to see in the list of people."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    columns = models.JSONField(default=list)
