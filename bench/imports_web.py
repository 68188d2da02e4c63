"""A browser session beside the measured import: `python -m bench.imports_web FOLDER` fetches and writes until told
to stop, and notes the seconds of each request."""

from __future__ import annotations

import json
import os
import sys
import time
from itertools import cycle
from pathlib import Path

EVERY = 0.05  # seconds between requests


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    folder = Path(sys.argv[1])
    browse(folder / "phase", folder / "browsed")


def browse(phase: Path, notes: Path) -> None:
    """In turn: the list of people, the imports, a person's page, and one registration."""
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone

    from agencies.models import Agency, User
    from enrollment.entries import PersonEntry
    from enrollment.models import Graduate
    from enrollment.services import register_graduate

    client, user = Client(), User.objects.get(username="bench")
    client.force_login(user)
    office, person = Agency.objects.get(name_th="สพม."), Graduate.objects.order_by("sort_key").first()
    pages = {
        "list of people": reverse("people"),
        "imports": reverse("imports"),
        "a person": reverse("person", args=[person.pk]),
    }
    for address in pages.values():
        client.get(address)  # templates are read once
    entry = PersonEntry("นาย", "สมชาย", "เว็บ")
    with notes.open("w") as book:
        for kind in cycle([*pages, "registering one"]):
            now = phase.read_text()
            if now == "stop":
                return
            began = time.perf_counter()
            if kind in pages:
                if (status := client.get(pages[kind]).status_code) != 200:
                    raise RuntimeError(f"{kind}: {status}")
            else:
                register_graduate(entry=entry, registered_by=office, by=user, at=timezone.now())
            book.write(json.dumps([now or "idle", kind, time.perf_counter() - began]) + "\n")
            time.sleep(EVERY)


if __name__ == "__main__":
    main()
