"""The child of the press: reads facts, answers with a PDF or the reason why not, and is allowed to die.

Started by `certificates.paper.press` as `python -m certificates.paper.child WORKER MEMORY_BYTES`. On its
standard input and output each message is four bytes of length (big-endian) and the body; an answer's body
begins with one byte, "P" for a PDF or "R" for a refusal in JSON. Nothing is ever unpickled: a child that
has been taken over can say only these two things.
"""

import os
import resource
import struct
import sys
from collections.abc import Callable
from importlib import import_module
from typing import BinaryIO

from certificates.paper.facts import CertificateFacts
from certificates.paper.refusals import PaperRefused, refusal_to_json

LENGTH = struct.Struct(">I")
PDF, REFUSAL = b"P", b"R"
Worker = Callable[[CertificateFacts], bytes]


def named(worker: str) -> Worker:
    """The function that "module:function" names."""
    module, _, function = worker.partition(":")
    found: Worker = getattr(import_module(module), function)
    return found


def answer(worker: Worker, body: bytes) -> bytes:
    """One answer: the PDF, or the name and detail of the refusal; any other exception ends the child."""
    try:
        return PDF + worker(CertificateFacts.from_json(body))
    except PaperRefused as refusal:
        return REFUSAL + refusal_to_json(refusal)


def serve(worker: Worker, source: BinaryIO, target: BinaryIO) -> None:
    """Answer message by message until the input ends."""
    while head := source.read(LENGTH.size):
        (length,) = LENGTH.unpack(head)
        reply = answer(worker, source.read(length))
        target.write(LENGTH.pack(len(reply)) + reply)
        target.flush()


def main() -> None:
    """Take the answers' channel away from everything that prints, set the limits, and serve."""
    worker, memory = sys.argv[1], int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as target:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        serve(named(worker), sys.stdin.buffer, target)


if __name__ == "__main__":
    main()
