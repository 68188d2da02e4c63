from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from core.worker import run_worker


class Command(BaseCommand):
    help = "Run the long work (imports, matching, timetables, certificates) until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", action="store_true", help="stop when the queue is empty")

    def handle(self, *args: Any, **options: Any) -> None:
        run_worker(batch=options["batch"])
