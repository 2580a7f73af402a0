"""What a process remembers between requests. All of it can be made again; nothing of it is ever trusted to be current:
each statement confirms the catalog version it was made for.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from graphql import DocumentNode

from api.execution.operations import CallerTypes, Operation, PlannedQuery
from api.planning.parameters import Path
from records.changes import CompiledChanges
from records.run import CompiledWrite

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """Values of at most `most` in weight together, the least recently used dropped first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._weight = 0
        self._values: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()

    def get(self, key: Hashable) -> Value | None:
        """The value, which counts as used now."""
        found = self._values.get(key)
        if found is None:
            return None
        self._values.move_to_end(key)
        return found[0]

    def put(self, key: Hashable, value: Value, weight: int = 1) -> Value:
        """Keep the value and return it."""
        if key in self._values:
            self._weight -= self._values[key][1]
        self._values[key] = value, weight
        self._values.move_to_end(key)
        self._weight += weight
        while self._weight > self._most:
            _, (_, freed) = self._values.popitem(last=False)
            self._weight -= freed
        return value


@dataclass(frozen=True)
class Caches:
    """The caches of one process.

    What callers decide the size of is weighed in characters of text, so that nobody can fill the memory with a few
    thousand large documents. A parsed document takes some 100 bytes a character.

    Attributes:
        documents: document text to parsed document.
        types: (namespace, catalog version, access, language) to GraphQL schema.
        operations: (types key, document text, operation name) of the operations that fit.
        literals: operation to the paths of variables that its plan looks at.
        queries, writes, changes: operation and shape to compiled plan.
        heads: namespace to the catalog version last seen.
    """

    documents: Recent[DocumentNode] = field(default_factory=lambda: Recent(1_000_000))
    types: Recent[CallerTypes] = field(default_factory=lambda: Recent(200))
    operations: Recent[Operation] = field(default_factory=lambda: Recent(5_000_000))
    literals: Recent[frozenset[Path]] = field(default_factory=lambda: Recent(10_000_000))
    queries: Recent[PlannedQuery] = field(default_factory=lambda: Recent(30_000_000))
    writes: Recent[CompiledWrite] = field(default_factory=lambda: Recent(30_000_000))
    changes: Recent[CompiledChanges] = field(default_factory=lambda: Recent(10_000_000))
    heads: Recent[int] = field(default_factory=lambda: Recent(20_000))
