"""What the child of a press runs when a test wants it to misbehave."""

import os
import sys
import time

from certificates.paper.facts import CertificateFacts


def hang(_facts: CertificateFacts) -> bytes:
    time.sleep(600)
    return b""


def die(_facts: CertificateFacts) -> bytes:
    os._exit(3)


def crash(_facts: CertificateFacts) -> bytes:
    raise ValueError("a defect, not a refusal")


def swell(_facts: CertificateFacts) -> bytes:
    return b"x" * (2 << 30)


def print_noise(facts: CertificateFacts) -> bytes:
    print("noise on standard output")  # noqa: T201
    return facts.number.encode()


def tell_environment(_facts: CertificateFacts) -> bytes:
    return "\n".join(sorted(os.environ)).encode()


def tell_process(_facts: CertificateFacts) -> bytes:
    return f"{os.getpid()} {sys.flags.hash_randomization}".encode()


def hang_on_number_2(facts: CertificateFacts) -> bytes:
    if facts.number == "2":
        time.sleep(600)
    return b"printed"
