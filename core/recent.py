"""What a process remembers for a while: values bounded by the memory they take, the least recently used dropped first.

How much a value takes is an estimate of whoever puts it; `tests/api/test_caches.py` holds the estimates against
what is measured.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """Values of at most `budget` bytes together.

    Attributes:
        budget: bytes.
        held: bytes of the values there are.
        hits, misses, evictions: how often `get` found a value, or none; how many values had to make room.
    """

    def __init__(self, budget: int, dropped: Callable[[Key], None] | None = None) -> None:
        """`dropped` is told the key of each value that made room."""
        self.budget = budget
        self.held = 0
        self.hits = 0
        self.misses = 0
        self.evictions = 0
        self._dropped = dropped
        self._values: OrderedDict[Key, tuple[Value, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, key: Key) -> bool:
        """Whether there is a value; it does not count as used."""
        return key in self._values

    def __iter__(self) -> Iterator[Key]:
        """The keys, the least recently used first."""
        return iter(self._values)

    def get(self, key: Key) -> Value | None:
        """The value, which counts as used now."""
        found = self._values.get(key)
        if found is None:
            self.misses += 1
            return None
        self.hits += 1
        self._values.move_to_end(key)
        return found[0]

    def put(self, key: Key, value: Value, weight: int) -> Value:
        """Keep the value, which takes `weight` bytes, and return it. What would not fit alone is not kept."""
        there = key in self._values
        self.discard(key)
        if weight > self.budget:
            if there and self._dropped is not None:
                self._dropped(key)
            return value
        self._values[key] = value, weight
        self.held += weight
        while self.held > self.budget:
            oldest = next(iter(self._values))
            self.discard(oldest)
            self.evictions += 1
            if self._dropped is not None:
                self._dropped(oldest)
        return value

    def reweigh(self, key: Key, weight: int) -> None:
        """Say anew what a value takes that has grown; it counts as used now."""
        found = self._values.get(key)
        if found is not None and found[1] != weight:
            self.put(key, found[0], weight)

    def discard(self, key: Key) -> None:
        """Forget the value, where there is one."""
        found = self._values.pop(key, None)
        if found is not None:
            self.held -= found[1]
