"""Can a check code be guessed, and does a check betray what was taken from view? `./dev bench codes`

(`--guesses 1000000 --requests 300`)
Run it where there are certificates (the demo's DATA_DIR, or DATABASE_URL); it changes nothing that stays. Printed: how
many of so many random guesses, and of all codes one letter away from a real one, are in the register; the same with
guesses of three letters, which must hit, else the figure would show nothing; and for both kinds of "none" the median
time of a whole request, asked in turns.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from statistics import median

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()  # before anything of ours is imported

from django.conf import settings  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from certificates.models import Certificate  # noqa: E402
from certificates.services.issue import new_code  # noqa: E402

AT_ONCE = 10_000
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
SHORT = 3  # letters of the guesses that must hit


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--guesses", type=int, default=1_000_000)
    parser.add_argument("--requests", type=int, default=300)
    asked = parser.parse_args()
    codes = list(Certificate.objects.values_list("code", flat=True))
    if not codes:
        parser.error("there is no certificate here")
    print(f"{len(codes):,} certificates; codes of {len(codes[0]) * 5} random bits")
    _guess(asked.guesses, new_code, _whole)
    _guess(min(asked.guesses, 2_000_000), lambda: new_code()[:SHORT], lambda made: _beginnings(codes, made))
    near = {
        code[:at] + letter + code[at + 1 :] for code in codes[:400] for at in range(26) for letter in LETTERS
    }
    print(f"{len(near - set(codes)):,} codes one letter away: {_whole(near - set(codes))} hits")
    _times(codes[0], asked.requests)


def _guess(number: int, make: Callable[[], str], hits: Callable[[set[str]], int]) -> None:
    begun, found = time.perf_counter(), 0
    for _ in range(number // AT_ONCE):
        found += hits({make() for _ in range(AT_ONCE)})
    took = time.perf_counter() - begun
    print(f"{number:,} guesses of {len(make()) * 5} bits: {found:,} hits ({took:.1f} s)")


def _whole(guesses: set[str]) -> int:
    some = list(guesses)
    parts = (some[at : at + AT_ONCE] for at in range(0, len(some), AT_ONCE))
    return sum(Certificate.objects.filter(code__in=part).count() for part in parts)


def _beginnings(codes: list[str], guesses: set[str]) -> int:
    return sum(code[:SHORT] in guesses for code in codes)


def _times(code: str, requests: int) -> None:
    """Never existed and taken from view, in turns; the change is taken back."""
    client = Client()
    took: dict[str, list[float]] = {"never existed": [], "taken from view": []}
    never = new_code()
    with override_settings(CHECK_MISSES="999999999/d", ALLOWED_HOSTS=["testserver"]), transaction.atomic():
        Certificate.objects.filter(code=code).update(hidden_at=timezone.now())
        for _ in range(requests):
            for kind, asked in (("never existed", never), ("taken from view", code)):
                begun = time.perf_counter()
                status = client.get(f"/C/{asked}", secure=settings.SECURE).status_code
                took[kind].append((time.perf_counter() - begun) * 1000)
                if status != 404:
                    raise SystemExit(f"{kind} answered {status}")
        transaction.set_rollback(True)
    for kind, times in took.items():
        print(f"{kind}: median {median(times):.2f} ms of {requests}")
    print(
        f"difference of the medians: {abs(median(took['never existed']) - median(took['taken from view'])):.2f} ms"
    )


if __name__ == "__main__":
    main()
