"""Ports for the servers of tests that listen by number."""

import os
import re
import socket
from itertools import count

FIRST = 20_000
"""Below what Linux and macOS give to connections that ask for no number, which could be taken from under us."""
EACH = 700
"""Ports of one process of a run on several: none tries those of another."""

_NUMBERS = count()


def free_port() -> int:
    """A port that nobody listens on, and that no process of the run is told twice before its ports are used up."""
    worker = int(re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", "")) or 0) % 16
    for _ in range(EACH):
        port = FIRST + worker * EACH + next(_NUMBERS) % EACH
        with socket.socket() as tried:
            # As a server does, so that a connection that has just ended is not in its way.
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"no port from {FIRST + worker * EACH} on is free")
