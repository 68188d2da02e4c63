"""The child of the press: `python -m certificates.paper.child WORKER MEMORY_BYTES`.

It answers facts and a template with a PDF.
"""

import json
import sys

from certificates.paper.facts import CertificateFacts
from certificates.paper.template import read_template
from core.guarded.child import named, run


def main() -> None:
    """Serve with the named function, which takes facts and a template instead of bytes."""
    worker = named(sys.argv[1])

    def work(body: bytes) -> bytes:
        facts, template = json.loads(body)
        return bytes(worker(CertificateFacts.from_json(facts), read_template(template)))

    run(work, int(sys.argv[2]))


if __name__ == "__main__":
    main()
