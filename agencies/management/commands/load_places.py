import argparse
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from agencies.place_table import PlaceRow, TableRefused, read_place_table
from agencies.services.places import Loaded, load_places
from core.refusals import Refused

FAULTS_SHOWN = 50


def day(text: str) -> date:
    """A day as YYYY-MM-DD in the Common Era; a Buddhist year is refused, not guessed at."""
    try:
        found = date.fromisoformat(text)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no day: write YYYY-MM-DD, such as 2026-01-31"
        ) from wrong
    if found.year > 2400:
        raise argparse.ArgumentTypeError(f"{text!r}: write the year of the Common Era ({found.year - 543})")
    return found


class Command(BaseCommand):
    help = (
        "Load a table of subdistricts, or a newer one over it: all or nothing. Columns: code, name_th, name_en, "
        "district_code, district_th, district_en, province_code, province_th, province_en, postcode, lat, lon. "
        "What points to a place keeps pointing to it: renamed places keep their former names with days, a code "
        "with another meaning becomes another place."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a CSV file in UTF-8")
        parser.add_argument(
            "--valid-from", type=day, help="the day from which the table holds; today if left out"
        )
        parser.add_argument(
            "--reused",
            action="append",
            default=[],
            metavar="CODE",
            help="this code, and every one that begins with it, means another place from that day on",
        )
        parser.add_argument(
            "--end-missing",
            action="store_true",
            help="end the codes of the table's provinces not in it; asks",
        )
        parser.add_argument(
            "--yes", action="store_true", help="answer the question of --end-missing with yes"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["reused"] and not options["valid_from"]:
            raise CommandError(
                "--reused needs --valid-from: the day on which the codes changed their meaning."
            )
        rows = self._rows(options["file"])
        trial = self._load(
            rows, options, keep=False
        )  # asked outside of the transaction: nobody waits for an answer
        keep = not options["dry_run"] and self._agreed(trial.ended, options)
        self._say(self._load(rows, options, keep=True) if keep else trial, kept=keep)

    def _load(self, rows: list[PlaceRow], options: dict[str, Any], *, keep: bool) -> Loaded:
        with transaction.atomic():
            try:
                loaded = load_places(
                    rows,
                    by=None,
                    at=timezone.now(),
                    since=options["valid_from"],
                    reused=options["reused"],
                    end_missing=options["end_missing"],
                )
            except Refused as refusal:
                raise CommandError(f"{refusal} Nothing was loaded.") from refusal
            transaction.set_rollback(not keep)
        return loaded

    def _rows(self, file: Path) -> list[PlaceRow]:
        try:
            return read_place_table(file)
        except OSError as wrong:
            raise CommandError(f"{file} cannot be read: {wrong.strerror}.") from wrong
        except TableRefused as wrong:
            for fault in wrong.faults[:FAULTS_SHOWN]:
                self.stderr.write(str(fault))
            raise CommandError(f"{len(wrong.faults)} faults: nothing was loaded.") from wrong

    def _agreed(self, ended: int, options: dict[str, Any]) -> bool:
        if not (ended and options["end_missing"]) or options["yes"]:
            return True
        return input(f"End {ended} places that are not in the table? Type yes: ").strip() == "yes"

    def _say(self, loaded: Loaded, *, kept: bool) -> None:
        self.stdout.write(
            f"{loaded.new} new, {loaded.changed} changed ({loaded.renamed} of them renamed), "
            f"{loaded.ended} ended, {loaded.unchanged} unchanged."
        )
        if loaded.missing:
            self.stdout.write(f"{loaded.missing} are not in the table and stay (--end-missing ends them).")
        if not kept:
            self.stdout.write("Nothing was written.")
