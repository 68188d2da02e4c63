"""The lottery that settles equal points: HMAC-SHA256 of the person's key under the round's seed.

The seed's hash is published before lists close and the seed after, so that anyone can redraw the lottery and nobody
can steer it. The smallest HMAC, read as a big-endian number, is the luckiest.
"""

import hashlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

BLOCK = 64
"""Bytes in a block of SHA-256."""


def draw(seed: str, keys: Iterable[str]) -> NDArray[np.int32]:
    """Return each key's lottery number: 1 for the luckiest up to the number of keys, which must be distinct."""
    tickets = b"".join(tickets_of(seed, keys))
    words = np.frombuffer(tickets, dtype=">u8").reshape(-1, 4).astype(np.uint64)
    winners_first = np.lexsort(words.T[::-1])
    numbers = np.empty(len(words), dtype=np.int32)
    numbers[winners_first] = np.arange(1, len(words) + 1, dtype=np.int32)
    return numbers


def tickets_of(seed: str, keys: Iterable[str]) -> list[bytes]:
    """HMAC-SHA256 of each key by RFC 2104, the seed hashed once: a quarter of the time of `hmac.digest` a key."""
    secret = seed.encode()
    if len(secret) > BLOCK:
        secret = hashlib.sha256(secret).digest()
    secret = secret.ljust(BLOCK, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in secret))
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in secret))
    tickets = []
    for key in keys:
        inside, outside = inner.copy(), outer.copy()
        inside.update(key.encode())
        outside.update(inside.digest())
        tickets.append(outside.digest())
    return tickets
