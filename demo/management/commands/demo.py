import shutil
from argparse import ArgumentParser
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from agencies.models import Agency
from core.refusals import Refused
from demo.cast import DEMO_PASSWORD
from demo.figures import Figure
from demo.scale import FULL, SMALL
from demo.story import tell, told
from demo.world import StoryBroken

FILES = Path(settings.BASE_DIR) / "demo" / "files"


class Command(BaseCommand):
    help = "Tell the demo story into an empty database; what is there already is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="fail unless every figure was reached")
        parser.add_argument("--reset", action="store_true", help="delete all data first; asks")
        parser.add_argument("--yes", action="store_true", help="answer the question of --reset with yes")
        parser.add_argument("--small", action="store_true", help="a few schools only, for tests")
        parser.add_argument("--files", type=Path, default=FILES, help="where the schools' files are put")
        parser.add_argument("--seed", type=int, default=2569, help="the source of chance (2569)")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.SECURE:
            raise CommandError("The demo opens accounts with known passwords: never with SECURE=1.")
        if options["reset"]:
            self._reset(options["files"], confirmed=options["yes"])
        call_command("migrate", verbosity=0, interactive=False)
        before = told()
        if before:
            day = timezone.localdate(before.at).isoformat()
            self.stdout.write(f"The demo province of {day} is here and is kept (--reset begins anew).")
            self._show(before.facts)
            return
        self._tell(options)

    def _reset(self, files: Path, *, confirmed: bool) -> None:
        where = connection.settings_dict["NAME"]
        if not confirmed and input(f"Delete everything in {where}? Type yes: ").strip() != "yes":
            raise CommandError("Nothing was deleted.")
        if connection.vendor == "sqlite":
            connection.close()
            for ending in ("", "-wal", "-shm"):
                Path(f"{where}{ending}").unlink(missing_ok=True)
        else:
            call_command("migrate", verbosity=0, interactive=False)
            call_command("flush", verbosity=0, interactive=False)
        shutil.rmtree(files, ignore_errors=True)

    def _tell(self, options: dict[str, Any]) -> None:
        if Agency.objects.exists():
            raise CommandError(
                "There is data here that is no finished demo story: a story that was interrupted, or real work. "
                "Use another DATA_DIR or DATABASE_URL, or --reset to delete it."
            )
        started = monotonic()
        try:
            outcome = tell(
                today=timezone.localdate(),
                seed=options["seed"],
                scale=SMALL if options["small"] else FULL,
                files=options["files"],
                say=self.stdout.write,
            )
        except (StoryBroken, Refused) as broken:
            raise CommandError(f"The story broke off: {broken}") from broken
        self.stdout.write(f"{'the whole story':<34} {monotonic() - started:5.1f} s")
        self._show(outcome.facts())
        if options["once"] and outcome.missed:
            raise CommandError("; ".join(map(_words, outcome.missed)))

    def _show(self, facts: dict[str, Any]) -> None:
        """The table, from the facts that the record of a told story keeps."""
        self.stdout.write("")
        for name, reached in facts["figures"]:
            self.stdout.write(f"  {name:<34}{reached:>8,}")
        self.stdout.write(f"\n  A certificate to check: {facts['url'] or 'none'}")
        self.stdout.write(f"  The schools' files: {facts['files']}")
        self.stdout.write(f"\n  Logins (password {DEMO_PASSWORD}):")
        for username, who in facts["logins"]:
            self.stdout.write(f"    {username:<12}{who}")


def _words(figure: Figure) -> str:
    wanted = "more than none" if figure.wanted is None else figure.wanted
    return f"{figure.name}: {figure.reached}, wanted {wanted}"
