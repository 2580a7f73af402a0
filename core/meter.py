"""Durations counted as cheaply as they can be: a list of whole numbers and a sum."""

from bisect import bisect_left

BOUNDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
"""Upper bounds of the buckets, in seconds; one more bucket has what is longer."""


class Meter:
    """How long something took, by bucket.

    Attributes:
        counts: how many durations fell into each bucket of `BOUNDS`, and into the one beyond.
        seconds: their sum.
    """

    __slots__ = ("counts", "seconds")

    def __init__(self) -> None:
        self.counts = [0] * (len(BOUNDS) + 1)
        self.seconds = 0.0

    def add(self, seconds: float) -> None:
        """Count one."""
        self.counts[bisect_left(BOUNDS, seconds)] += 1
        self.seconds += seconds
