"""What a process remembers between requests. All of it can be made again; nothing of it is ever trusted to be current:
each statement confirms the catalog version it was made for.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from graphql import DocumentNode, GraphQLError, GraphQLSchema

from api.parameters import Path
from records.run import CompiledRead, CompiledWrite

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """At most `size` values, the least recently used dropped first."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[Hashable, Value] = OrderedDict()

    def get(self, key: Hashable) -> Value | None:
        """The value, which counts as used now."""
        found = self._values.get(key)
        if found is not None:
            self._values.move_to_end(key)
        return found

    def put(self, key: Hashable, value: Value) -> Value:
        """Keep the value and return it."""
        self._values[key] = value
        self._values.move_to_end(key)
        if len(self._values) > self._size:
            self._values.popitem(last=False)
        return value


@dataclass(frozen=True)
class Caches:
    """The caches of one process.

    Attributes:
        documents: document text to parsed document.
        types: (namespace, catalog version, access, language) to GraphQL schema.
        validations: (types key, document text) to what validation found.
        literals: operation to the paths of variables that its plan looks at.
        reads, writes: operation and shape to compiled plan.
        heads: namespace to the catalog version last seen.
    """

    documents: Recent[DocumentNode] = field(default_factory=lambda: Recent(2_000))
    types: Recent[GraphQLSchema] = field(default_factory=lambda: Recent(200))
    validations: Recent[tuple[GraphQLError, ...]] = field(default_factory=lambda: Recent(4_000))
    literals: Recent[frozenset[Path]] = field(default_factory=lambda: Recent(8_000))
    reads: Recent[CompiledRead] = field(default_factory=lambda: Recent(4_000))
    writes: Recent[CompiledWrite] = field(default_factory=lambda: Recent(4_000))
    heads: Recent[int] = field(default_factory=lambda: Recent(20_000))
