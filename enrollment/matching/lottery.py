"""The lottery that settles equal points: HMAC-SHA256 of the person's key under the round's seed.

The seed's hash is published before lists close and the seed after, so that anyone can redraw the lottery and nobody
can steer it. The smallest HMAC, read as a big-endian number, is the luckiest.
"""

import hmac
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray


def draw(seed: str, keys: Iterable[str]) -> NDArray[np.int32]:
    """Return each key's lottery number: 1 for the luckiest up to the number of keys, which must be distinct."""
    secret = seed.encode()
    tickets = b"".join([hmac.digest(secret, key.encode(), "sha256") for key in keys])
    words = np.frombuffer(tickets, dtype=">u8").reshape(-1, 4).astype(np.uint64)
    winners_first = np.lexsort(words.T[::-1])
    numbers = np.empty(len(words), dtype=np.int32)
    numbers[winners_first] = np.arange(1, len(words) + 1, dtype=np.int32)
    return numbers
