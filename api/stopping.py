"""How a command ends that somebody asks to end."""

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType


class StopRequested(KeyboardInterrupt):
    """Somebody asked the process to end. An event loop lets no other kind of exception out of a callback."""


@contextlib.contextmanager
def stopped_in_order() -> Iterator[None]:
    """A block that Ctrl-C, SIGTERM or a closed terminal ends like an exception, so that all is cleaned up."""
    handlers = {signal.SIGINT: _request_stop, signal.SIGTERM: _request_stop, signal.SIGHUP: hang_up}
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        with contextlib.suppress(StopRequested):
            yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _request_stop(_number: int, _frame: FrameType | None) -> None:
    # Once is enough: an impatient second Ctrl-C must not break off the cleaning up.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise StopRequested


def hang_up(_number: int, _frame: FrameType | None) -> None:
    """A closed terminal is a SIGTERM, whoever handles that at the time: we, or uvicorn while it serves."""
    signal.raise_signal(signal.SIGTERM)
