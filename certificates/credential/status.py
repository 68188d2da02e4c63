"""Which certificates no longer hold, as a list that anyone may keep: W3C Bitstring Status List 1.0.

One list for a centre's fiscal year; two bits for each number of the register, which has no gaps and so needs no
index of its own. The list names no person; numbers that were never given are zero like valid ones.
"""

import base64
import gzip
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from certificates.credential.badge import CREDENTIALS, PURPOSE, Issuer
from certificates.credential.proof import Json, moment

SIZE = 2  # bits of an entry
ENTRIES = 131_072  # no fewer, so that a list tells nothing by its length (section 3.1)
KEPT_FOR = timedelta(days=7)  # after which a list should not be relied upon


class Status(IntEnum):
    """What two bits say."""

    VALID = 0
    REVOKED = 1
    REPLACED = 2


def status_list(
    issuer: Issuer, *, center: int, fiscal_year: int, statuses: Mapping[int, Status], at: datetime
) -> Json:
    """The list without its proof; `statuses` by number, those that are valid left out."""
    url = issuer.list_url(center, fiscal_year)
    return {
        "@context": [CREDENTIALS],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.did,
        "validFrom": moment(at),
        "validUntil": moment(at + KEPT_FOR),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": PURPOSE,
            "encodedList": encoded(statuses),
        },
    }


def encoded(statuses: Mapping[int, Status]) -> str:
    """The bits, first entry leftmost, packed by GZIP, as multibase base64url."""
    bits = bytearray(max(ENTRIES, max(statuses, default=0) + 1) * SIZE // 8 + 1)
    for number, status in statuses.items():
        byte, place = divmod(number * SIZE, 8)
        bits[byte] |= status << (8 - SIZE - place)
    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")


def status_in(credential: Mapping[str, Any], number: int) -> Status:
    """What a list says of a number; raises ValueError where the list does not reach so far."""
    packed = str(credential["credentialSubject"]["encodedList"])
    bits = gzip.decompress(base64.urlsafe_b64decode(packed[1:] + "=" * (-len(packed[1:]) % 4)))
    byte, place = divmod(number * SIZE, 8)
    if not 0 <= byte < len(bits):
        raise ValueError(f"the list has no entry {number}")
    return Status(bits[byte] >> (8 - SIZE - place) & 0b11)
