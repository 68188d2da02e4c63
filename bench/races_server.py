"""The server of `bench.races`: `python -m bench.races_server SOCKET PROCESSES [lazy]`.

A parent that holds no connection forks PROCESSES children and, whenever one dies, the next; it writes the number of
each new child to standard output. A child answers lines on the socket, a thread a connection, each
thread with a database connection of its own: `accept OFFER`, `decline OFFER`, `enroll PERSON RUN`. The answer is
`seat RUN PERSON NUMBER`, `declined`, `refused KIND` or `fault KIND`; after a fault of the database none at all.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import threading
from contextlib import suppress
from types import FrameType

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()  # before anything of ours is imported

from django.db import InterfaceError, OperationalError, connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench import races_lazy  # noqa: E402
from core.refusals import Refused  # noqa: E402
from enrollment.models import Enrollment, Graduate, Offer  # noqa: E402
from enrollment.services import accept_offer, decline_offer, enroll  # noqa: E402
from training.models import CourseRun  # noqa: E402


def main() -> None:
    """Keep the children alive until told to end."""
    path, processes, lazy = sys.argv[1], int(sys.argv[2]), sys.argv[3:] == ["lazy"]
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(64)
    _warm_up()
    children: set[int] = set()

    def end(_signal: int, _frame: FrameType | None) -> None:
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        os._exit(0)

    signal.signal(signal.SIGTERM, end)
    while True:
        while len(children) < processes:
            if (child := os.fork()) == 0:
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                serve(listener, lazy=lazy)
            children.add(child)
            print(child, flush=True)
        children.discard(os.wait()[0])


def _warm_up() -> None:
    """Build what the first request of every child would build anew, and keep what children share out of their way."""
    Offer.objects.select_related("run", "graduate").first()
    connections.close_all()
    gc.collect()
    gc.freeze()


def serve(listener: socket.socket, *, lazy: bool) -> None:
    """Answer connections until killed."""
    while True:
        connection, _address = listener.accept()
        threading.Thread(target=_answer, args=(connection, lazy), daemon=True).start()


def _answer(connection: socket.socket, lazy: bool) -> None:
    perform = races_lazy.perform if lazy else perform_well
    with connection, connection.makefile("rw", encoding="ascii", newline="\n") as lines:

        def say(words: str) -> None:
            lines.write(f"{words}\n")
            lines.flush()

        try:
            for line in iter(lines.readline, ""):
                perform(line.split(), say)
        except (OperationalError, InterfaceError, ConnectionError):
            pass  # the database or the asker is gone: whoever waits for the answer asks again
        finally:
            connections.close_all()


def perform_well(words: list[str], say: races_lazy.Say) -> None:
    """One request by the product's own service."""
    try:
        say(_act(*words))
    except Refused as refusal:
        say(f"refused {type(refusal).__name__}")
    except (OperationalError, InterfaceError, ConnectionError):
        raise
    except Exception as error:  # told, counted and failed on by the harness
        say(f"fault {type(error).__name__}")


def _act(act: str, *keys: str) -> str:
    at = timezone.now()
    if act == "enroll":
        person, run = Graduate.objects.get(pk=keys[0]), CourseRun.objects.get(pk=keys[1])
        return told(enroll(person, run, reason="-", by=None, at=at))
    offer = Offer.objects.select_related("run", "graduate").get(pk=keys[0])
    if act == "accept":
        return told(accept_offer(offer, by=None, at=at))
    decline_offer(offer, by=None, at=at)
    return "declined"


def told(seat: Enrollment) -> str:
    """The answer a person gets who has a seat."""
    return f"seat {seat.run_id} {seat.graduate_id} {seat.seat_number}"


if __name__ == "__main__":
    main()
