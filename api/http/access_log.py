"""Which requests are logged, and what of them."""

import logging
from dataclasses import dataclass

LOG = logging.getLogger("sluice.access")

SLOW_SECONDS = 1.0
"""A request that takes longer is logged in any case."""


@dataclass(frozen=True)
class AccessLog:
    """Logs requests.

    Attributes:
        all: each of them, and not only those that fail on the server's side or take long.
    """

    all: bool = True

    def note(
        self,
        method: str,
        path: str,
        status: int,
        seconds: float,
        tenant: str | None,
        *,
        stream: bool = False,
    ) -> None:
        """Log a request, if it is one to be logged.

        Args:
            stream: the answer takes as long as the client likes.
        """
        slow = seconds >= SLOW_SECONDS and not stream
        if self.all or status >= 500 or slow:
            ms = round(seconds * 1000, 2)
            facts = {"method": method, "path": path, "status": status, "ms": ms, "tenant": tenant}
            LOG.info("request", extra=facts)
