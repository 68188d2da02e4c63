"""`make_signing_keys`: a new pair of the product's own keys, which signs from now on. The old ones stay published."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from certificates.sealing import make_own_keys


class Command(BaseCommand):
    help = "Make a new pair of signing keys; papers signed with the old ones stay checkable."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Say the new keys and until when they sign."""
        for key in make_own_keys(timezone.now()):
            purpose = "statements" if key.makes_statements else "papers"
            self.stdout.write(f"{key.id}: {purpose}, until {key.certificate.not_valid_after_utc:%Y-%m-%d}")
