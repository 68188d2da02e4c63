"""The verbs of `./dev` and what each needs before it starts."""

import argparse
import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

from tooling import serving
from tooling.checks import check_all
from tooling.environment import set_up
from tooling.lock import lock
from tooling.shell import PYTHON, ROOT, Stop, become, say
from tooling.suites import DATABASES, prove


def main(arguments: list[str]) -> int:
    """Do what the arguments ask; the code for the shell."""
    signal.signal(signal.SIGTERM, stop_in_order)
    # Set-up leaves bytecode to the first import; without it every start would be as slow as the first.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    options, rest = parser().parse_known_args(arguments)
    if rest and options.verb not in PASSING_ON:
        parser().error(f"unknown arguments: {' '.join(rest)}")
    try:
        return int(options.act(options, rest) or 0)
    except Stop as stop:
        say(f"\n{stop}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130


def stop_in_order(_signal: int, _frame: object) -> None:
    """Turn a polite kill into an exit, so that what was started is ended and removed."""
    sys.exit(143)


def do_setup(_options: argparse.Namespace, _rest: list[str]) -> None:
    set_up(development=_options.dev)
    say("Everything is set up.")


def do_demo(options: argparse.Namespace, _rest: list[str]) -> int:
    set_up()
    return serving.demo(once=options.once, reset=options.reset, confirmed=options.yes, port=options.port)


def do_serve(options: argparse.Namespace, _rest: list[str]) -> int:
    set_up()
    port = serving.choose_port(options.port)
    migrate: list[str | Path] = [PYTHON, "manage.py", "migrate", "--verbosity", "0"]
    return serving.serve(port, serving.environment(port), first=migrate)


def do_manage(_options: argparse.Namespace, rest: list[str]) -> NoReturn:
    set_up()
    become([PYTHON, ROOT / "manage.py", *rest])


def do_worker(_options: argparse.Namespace, rest: list[str]) -> NoReturn:
    set_up()
    become([PYTHON, ROOT / "manage.py", "worker", *rest])


def do_bench(options: argparse.Namespace, rest: list[str]) -> NoReturn:
    set_up(development=True)
    os.chdir(ROOT)
    become([PYTHON, "-m", f"bench.{options.name}", *rest])


def do_check(_options: argparse.Namespace, _rest: list[str]) -> int:
    set_up(development=True)
    return 1 if check_all() else 0


def do_test(options: argparse.Namespace, rest: list[str]) -> int:
    set_up(development=True)
    databases = (options.only,) if options.only else DATABASES
    return prove(rest, databases=databases, allow_missing=options.allow_missing)


def do_messages(_options: argparse.Namespace, _rest: list[str]) -> NoReturn:
    set_up(development=True)
    os.chdir(ROOT)
    become([PYTHON, "-m", "tooling.messages", "collect"])


def do_lock(options: argparse.Namespace, _rest: list[str]) -> None:
    lock(upgrade=options.upgrade)


PASSING_ON = ("test", "manage", "worker", "bench")  # verbs that hand unknown arguments on


def parser() -> argparse.ArgumentParser:
    """The verbs with their options."""
    door = argparse.ArgumentParser(prog="./dev", description=__doc__, allow_abbrev=False)
    verbs = door.add_subparsers(dest="verb", required=True, metavar="VERB")

    def verb(name: str, act: object, words: str) -> argparse.ArgumentParser:
        own_help = name not in ("manage", "worker")  # theirs is Django's
        added = verbs.add_parser(name, help=words, description=words, allow_abbrev=False, add_help=own_help)
        added.set_defaults(act=act)
        return added

    demo = verb("demo", do_demo, "tell the demo story, then serve it")
    demo.add_argument("--once", action="store_true", help="tell the story and end, without serving")
    demo.add_argument("--reset", action="store_true", help="start from an empty database; asks first")
    demo.add_argument("--yes", action="store_true", help="answer the question of --reset with yes")
    tests = verb("test", do_test, "check, then run the tests on SQLite and PostgreSQL [pytest's arguments]")
    tests.add_argument("--only", choices=DATABASES, help="one database")
    tests.add_argument(
        "--allow-missing", action="store_true", help="forgive what cannot run here (never in CI)"
    )
    verb("check", do_check, "linters, types, order of apps, migrations, translations, container files")
    serve = verb("serve", do_serve, "serve web and worker with the data that is there")
    for serving_verb in (demo, serve):
        serving_verb.add_argument("--port", type=int, help="instead of 8000 or the next free one")
    verb("worker", do_worker, "run one more worker")
    verb("manage", do_manage, "Django's commands [its arguments]")
    bench = verb("bench", do_bench, "run a measurement of bench/ [its arguments]")
    bench.add_argument("name", metavar="NAME")
    verb("messages", do_messages, "bring the catalog of translations up to date")
    setup = verb("setup", do_setup, "install what is missing")
    setup.add_argument("--dev", action="store_true", help="also what checks and tests need")
    locking = verb("lock", do_lock, "make the lock files from pyproject.toml and package.json")
    locking.add_argument("--upgrade", action="store_true", help="take the newest versions allowed")
    return door
