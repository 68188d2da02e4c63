"""Limits: so many and not one more, whichever process asks."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import override_settings

from core.limits import Limit, caller, forget_tallies
from core.models import Tally
from tests.clock import NOW
from tests.working import PROJECT, database_url

LIMIT = Limit("tries", 3, 600)


@pytest.mark.parametrize(
    ("written", "most", "seconds"), [("30/10m", 30, 600), ("5/d", 5, 86400), ("1/2h", 1, 7200)]
)
def test_a_limit_is_read_as_it_is_written(written, most, seconds):
    assert Limit.read("x", written) == Limit("x", most, seconds)


@pytest.mark.parametrize("written", ["", "0/m", "5", "5/y", "-1/m", "5/m/ip", "๕/m"])
def test_what_is_no_limit_is_refused(written):
    with pytest.raises(ValueError, match="is no limit"):
        Limit.read("x", written)


@pytest.mark.django_db
def test_so_many_and_not_one_more():
    assert [LIMIT.take("a", at=NOW) for _ in range(5)] == [True, True, True, False, False]
    assert LIMIT.is_used_up("a", at=NOW)
    assert not LIMIT.is_used_up("b", at=NOW)
    assert LIMIT.take("b", at=NOW)
    assert not Limit("other", 3, 600).is_used_up("a", at=NOW)


@pytest.mark.django_db
def test_what_was_right_is_uncounted():
    for _ in range(3):
        LIMIT.take("a", at=NOW)
    LIMIT.give_back("a", at=NOW)
    assert [LIMIT.take("a", at=NOW) for _ in range(2)] == [True, False]
    LIMIT.give_back("nobody", at=NOW)
    assert [LIMIT.take("nobody", at=NOW) for _ in range(4)] == [True, True, True, False]


@pytest.mark.django_db
def test_the_next_period_begins_anew_and_the_old_one_is_forgotten():
    for _ in range(3):
        LIMIT.take("a", at=NOW)
    later = NOW + timedelta(seconds=LIMIT.seconds_left(NOW))
    assert LIMIT.is_used_up("a", at=later - timedelta(seconds=1))
    assert LIMIT.take("a", at=later)
    forget_tallies(at=later + timedelta(minutes=6))
    assert Tally.objects.count() == 1


@pytest.mark.django_db
def test_who_is_counted_is_not_written_down():
    LIMIT.take("203.0.113.7", at=NOW)
    (row,) = Tally.objects.values()
    assert "203.0.113.7" not in str(row)


def test_a_forged_address_is_not_believed(rf, settings):
    asked = rf.get("/", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}, REMOTE_ADDR="192.0.2.1")
    assert caller(asked) == "192.0.2.1"
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):  # our own proxy adds the last one
        assert caller(asked) == "203.0.113.9"


PROCESS = """
import sys, time
import django
django.setup()
from datetime import datetime
from core.limits import Limit
from core.models import Tally
limit, lazy, at = Limit("good", 20, 600), Limit("lazy", 20, 600), datetime.fromisoformat(sys.argv[1])

def take_lazily():
    row, _made = Tally.objects.get_or_create(key="lazy", period=0, defaults={"ends_at": at})
    time.sleep(0.02)
    if row.count >= 20:
        return False
    row.count += 1
    row.save()
    return True

for take in (lambda: limit.take("a", at=at), take_lazily):
    print("ready", flush=True)
    sys.stdin.readline()
    print(sum(take() for _ in range(30)), flush=True)
"""


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_processes_count_together(settings):
    """And a count that is read, raised and written back lets more through: without that the test would show nothing."""
    command = [sys.executable, "-c", PROCESS, NOW.isoformat()]
    own = {"DATABASE_URL": database_url(), "DATA_DIR": str(settings.DATA_DIR), "PYTHONWARNINGS": "default"}
    own |= {"DJANGO_SETTINGS_MODULE": "config.settings", "LOOKUP_KEY": settings.LOOKUP_KEY}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "env": {**os.environ, **own}}
    processes = [subprocess.Popen(command, cwd=PROJECT, **pipes) for _ in range(2)]
    good, lazy = (_together(processes) for _ in range(2))
    for process in processes:
        process.communicate(timeout=60)
    assert good == 20
    assert lazy > 20


def _together(processes):
    """How much all take that begin as soon as all are ready."""
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    return sum(int(process.stdout.readline()) for process in processes)


@pytest.mark.django_db
def test_many_visitors_do_not_undo_each_others_limits():
    """The limits of the sign-in library are kept in the cache, whose default forgets beyond 300 entries."""
    cache.set("first", "a visitor who failed to sign in")
    for number in range(400):
        cache.set(f"visitor-{number}", "x")
    assert cache.get("first")
