"""`manage.py reerase`: after a backup was put back, erase again whom the list of erased keys names."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from enrollment.enums import ErasureReason
from enrollment.erased_list import read_erased
from enrollment.models import Graduate
from enrollment.services.erasure import erase_by_rule


class Command(BaseCommand):
    help = "Erase again everybody on the list of erased keys who is back in the register."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--list", type=Path, default=settings.ERASED_LIST, help="the list kept outside the database"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        keys, done = read_erased(options["list"]), 0
        for person in Graduate.objects.filter(pk__in=keys, erased_at=None).order_by("pk"):
            person.refresh_from_db()
            if person.erased_at is None:  # a record merged into another one went with it
                erase_by_rule(person, reason=ErasureReason.RESTORED, at=timezone.now())
                done += 1
        if options["verbosity"]:
            self.stdout.write(f"{len(keys)} keys on the list; {done} erased again.")
