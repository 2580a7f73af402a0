"""Ports for the servers of tests that listen by number."""

import os
import socket
from itertools import count

FIRST = 20_000
"""Below what Linux and macOS give to connections that ask for no number, which could be taken from under us."""
EACH = 125
"""Ports of one process: the first is held as long as it lives and says to all others that they are its own."""
BLOCKS = 100

_NUMBERS = count()
_HELD: dict[int, tuple[socket.socket, int]] = {}
"""What holds a block, and where that begins, by the id of the process: one that was forked has its own."""


def free_port() -> int:
    """A port that nobody listens on, and that the process is not told twice before its ports are used up.

    No other process of a test on the machine is told it while this one lives, of whatever run.
    """
    first = _block()
    for _ in range(EACH - 1):
        port = first + 1 + next(_NUMBERS) % (EACH - 1)
        with socket.socket() as tried:
            # As a server does, so that a connection that has just ended is not in its way.
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"no port from {first} on is free")


def _block() -> int:
    """The beginning of the ports of this process, which the system holds for it and gives up with it."""
    own = os.getpid()
    if own not in _HELD:
        for number in range(BLOCKS):
            # Where runs begin that start at once: each elsewhere.
            first = FIRST + (own + number) % BLOCKS * EACH
            holder = socket.socket()
            try:
                holder.bind(("127.0.0.1", first))
            except OSError:
                holder.close()
                continue
            _HELD[own] = holder, first
            break
        else:
            raise OSError(f"all {BLOCKS} blocks of ports from {FIRST} on are held")
    return _HELD[own][1]
