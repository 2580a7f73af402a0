"""Which media type a response gets, by the header `Accept` (RFC 9110, section 12.5.1).

Of what the client takes, the type of the greatest weight; of equals the one whose range stands first in the header. A
type has the weight of the most exact range that fits it.
"""

from dataclasses import dataclass
from functools import lru_cache

RESPONSE_JSON = "application/graphql-response+json"
PLAIN_JSON = "application/json"
EVENT_STREAM = "text/event-stream"

MOST_ACCEPT = 1_000
"""Characters of the header that are read."""
_OFFERED = (PLAIN_JSON, RESPONSE_JSON, EVENT_STREAM)
"""In the order of our own preference, where the client has none: what most clients expect of `*/*` comes first."""


@dataclass(frozen=True)
class Accepted:
    """What a client takes.

    Attributes:
        media_type: of the answer to a query or mutation; None where nothing of ours fits.
        stream: whether it takes a stream of events.
    """

    media_type: str | None
    stream: bool


@dataclass(frozen=True)
class _Range:
    """One entry of the header: `*/*`, `text/*` or a type."""

    name: str
    weight: float
    position: int

    def exactness(self, media_type: str) -> int:
        """How exactly the range names the type, 0 where it does not fit."""
        if self.name == media_type:
            return 3
        if self.name == f"{media_type.partition('/')[0]}/*":
            return 2
        return 1 if self.name == "*/*" else 0


def accepted(header: str) -> Accepted:
    """What a client takes that sends this header; without one it gets `application/json`."""
    return _accepted(header[:MOST_ACCEPT])


@lru_cache(maxsize=1_000)
def _accepted(header: str) -> Accepted:
    ranges = _ranges(header) if header.strip() else [_Range("*/*", 1.0, 0)]
    best: str | None = None
    standing = (0.0, 0)
    stream = False
    for media_type in _OFFERED:
        fitting = max(ranges, key=lambda each: each.exactness(media_type))
        if not fitting.exactness(media_type) or fitting.weight <= 0:
            continue
        stream = stream or media_type == EVENT_STREAM
        if (fitting.weight, -fitting.position) > standing or best is None:
            best, standing = media_type, (fitting.weight, -fitting.position)
    return Accepted(best, stream)


def _ranges(header: str) -> list[_Range]:
    found: list[_Range] = []
    for position, part in enumerate(header.lower().split(",")):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weight = next((_weight(each[2:]) for each in parameters if each.startswith("q=")), 1.0)
        found.append(_Range(name, weight, position))
    return found


def _weight(text: str) -> float:
    return min(float(text), 1.0) if text.replace(".", "", 1).isdecimal() else 0.0
