"""The child: reads bodies, answers with bytes or the reason why not, and is allowed to die.

Started by `core.guarded.process` as `python -m core.guarded.child WORKER MEMORY_BYTES`. On its standard input and
output each message is four bytes of length (big-endian) and the body; an answer's body begins with one byte, "P"
for a product or "R" for a refusal in JSON. Nothing is ever unpickled: a child that has been taken over can say only
these two things.
"""

import os
import resource
import struct
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, BinaryIO

from core.guarded.refusals import TaskRefused, refusal_to_json

LENGTH = struct.Struct(">I")
PRODUCT, REFUSAL = b"P", b"R"
Worker = Callable[[bytes], bytes]


def named(worker: str) -> Any:
    """The function that "module:function" names."""
    module, _, function = worker.partition(":")
    return getattr(import_module(module), function)


def answer(worker: Worker, body: bytes) -> bytes:
    """One answer: the product, or the name and detail of the refusal; any other exception ends the child."""
    try:
        return PRODUCT + worker(body)
    except TaskRefused as refusal:
        return REFUSAL + refusal_to_json(refusal)


def serve(worker: Worker, source: BinaryIO, target: BinaryIO) -> None:
    """Answer message by message until the input ends."""
    while head := source.read(LENGTH.size):
        (length,) = LENGTH.unpack(head)
        reply = answer(worker, source.read(length))
        target.write(LENGTH.pack(len(reply)) + reply)
        target.flush()


def run(worker: Worker, memory: int) -> None:
    """Take the answers' channel away from everything that prints, set the limits, and serve."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as target:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        serve(worker, sys.stdin.buffer, target)


if __name__ == "__main__":
    run(named(sys.argv[1]), int(sys.argv[2]))
