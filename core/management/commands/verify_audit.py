"""`manage.py verify_audit`: has anybody touched the audit trail? Ends with status 1 if so."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.models import AuditEntry, AuditSeal
from core.seals import faults, read_heads


class Command(BaseCommand):
    help = "Check every link of the audit trail against its rows and against the heads kept outside the database."

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for fault in faults():
            self.stderr.write(fault)
            found += 1
        if found:
            raise CommandError(f"the audit trail does not hold: {found} faults")
        if not read_heads():
            self.stderr.write("No head is kept outside the database: a cut-off tail would not be found.")
        links, waiting = AuditSeal.objects.count(), AuditEntry.objects.filter(seal=None).count()
        self.stdout.write(f"The audit trail holds: {links} links; {waiting} rows wait for the next one.")
