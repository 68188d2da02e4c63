"""Python that Numba turns into machine code, and where that is kept, since making it takes seconds.

Numba makes a kept function anew when its own file has changed, but not when one that it calls has, in another file. So
what is kept lies in a folder named by all sources that are compiled: another text, another folder.
"""

import os
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import config, njit

HERE = Path(__file__).parent
SOURCES = ("native.py", "kernel.py", "walks.py", "evenings.py", "teams.py", "asking.py")
"""The files of all functions that are compiled, and this one."""

Function = TypeVar("Function", bound=Callable[..., Any])


def folder() -> Path:
    """Where this text of the sources is kept: below the folder asked for by NUMBA_CACHE_DIR, or beside them."""
    text = sha256(b"".join((HERE / name).read_bytes() for name in SOURCES))
    return Path(os.environ.get("NUMBA_CACHE_DIR") or HERE / "__pycache__") / f"native-{text.hexdigest()[:12]}"


def _keeps() -> bool:
    """Whether Numba finds a folder that it can write; where there is none it refuses to keep."""
    try:
        njit(cache=True)(_keeps)
    except RuntimeError:
        return False
    return True


config.CACHE_DIR = str(folder())  # type: ignore[attr-defined]
KEEPS = _keeps()


def native(function: Function, **options: object) -> Function:
    """The function in machine code. Numbers divided by zero are infinite; other threads may run meanwhile."""
    all_options: dict[str, Any] = {"cache": KEEPS, "nogil": True, "error_model": "numpy", **options}
    return cast("Function", njit(**all_options)(function))


inner = partial(native, no_cpython_wrapper=True, no_cfunc_wrapper=True)
"""Called by compiled functions alone: without a way in from Python it is compiled sooner."""
