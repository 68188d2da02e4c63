"""The child of the press: `python -m certificates.paper.child WORKER MEMORY_BYTES` answers facts with a PDF."""

import sys

from certificates.paper.facts import CertificateFacts
from core.guarded.child import named, run


def main() -> None:
    """Serve with the named function, which takes facts instead of bytes."""
    worker = named(sys.argv[1])
    run(lambda body: bytes(worker(CertificateFacts.from_json(body))), int(sys.argv[2]))


if __name__ == "__main__":
    main()
