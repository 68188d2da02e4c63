"""Free ports of this machine."""

import socket

LOCALHOST = "127.0.0.1"


def is_free(port: int) -> bool:
    """True where nothing listens on the port of this machine at the moment."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a server that just ended does not count
        try:
            probe.bind((LOCALHOST, port))
        except OSError:
            return False
    return True


def free_port(preferred: int | None = None, tries: int = 20) -> int:
    """The first free port from `preferred` on; after `tries`, or without it, whichever the system gives."""
    if preferred:
        for port in range(preferred, min(preferred + tries, 65_536)):
            if is_free(port):
                return port
    with socket.socket() as probe:
        probe.bind((LOCALHOST, 0))
        return int(probe.getsockname()[1])
