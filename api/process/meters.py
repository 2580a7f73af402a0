"""What one process counts while it answers. `api.http.metrics` tells it to Prometheus."""

from core.meter import Meter

KINDS = ("query", "mutation", "subscription", "unreadable")
"""Kinds of requests; `unreadable` is one that names no operation, whatever is wrong with it, or is refused
before it is read: its credentials, its number."""
CLASSES = (2, 4, 5)
"""Classes of statuses: done (with errors or without), the caller's fault, the server's."""


class Meters:
    """Counters of one process.

    Attributes:
        requests: by kind and class of the status.
        stale: how often an operation began again because the catalog or the rights had changed under it.
    """

    def __init__(self) -> None:
        self.requests = {(kind, status): Meter() for kind in KINDS for status in CLASSES}
        self.stale = 0

    def request(self, kind: str, status: int, seconds: float) -> None:
        """Count a request. An operation's status is its own, whatever the media type makes of it."""
        self.requests[kind, status // 100].add(seconds)
