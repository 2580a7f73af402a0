"""What a process remembers between requests. All of it can be made again; nothing of it is ever trusted to be current:
each statement confirms the catalog version it was made for.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import DocumentNode

from api.planning.parameters import Path
from api.process.http_head import HttpHead
from api.process.operations import CallerTypes, Operation, OperationKey, PlannedQuery
from api.types.lazy_schema import LazySchema
from core.recent import Recent
from core.sql import CompiledSql
from metadata.catalog import Catalog
from records.bulk.run import CompiledBulk
from records.changes import CompiledChanges
from records.run import CompiledWrite

SHARES: Mapping[str, int] = {
    "types": 38,
    "catalogs": 15,
    "queries": 13,
    "operations": 10,
    "writes": 8,
    "bulk": 1,
    "documents": 6,
    "changes": 1,
    "accesses": 3,
    "literals": 1,
    "trusted": 1,
    "persisted": 1,
    "heads": 1,
    "http_heads": 1,
}
"""Percent of the memory for caches (`SLUICE_CACHE_MB`) that each may take."""


def budget(total: int, cache: str) -> int:
    """Bytes that a cache may take of `total`."""
    return total * SHARES[cache] // 100


@dataclass(frozen=True)
class Registered:
    """What is known of the id of a trusted document: the text, or that none is registered."""

    text: str | None


class Caches:
    """The caches of one process that the api room fills; those of catalogs and accesses are with their rooms.

    Each is bounded in bytes, so that nobody fills the memory with many tenants, large documents or large catalogs.

    Attributes:
        documents: document text to parsed document.
        types: (namespace, catalog version, access, language) to GraphQL schema.
        operations: (types key, document text, operation name) of the operations that fit. An operation holds its
            GraphQL schema, so the operations of one that makes room go with it.
        literals: operation to the paths of variables that its plan looks at.
        queries, writes, bulk, changes: operation and shape to compiled plan.
        trusted: (namespace, access epoch, id) to what is registered under the id.
        persisted: (namespace, hash) to the text of an automatically persisted document.
        heads: namespace to the catalog version last seen.
        http_heads: head of an HTTP request, but for the length of its body, to what it says.
    """

    def __init__(self, total: int) -> None:
        """`total` is the memory for all caches of the process, in bytes."""
        self.documents = Recent[str, DocumentNode](budget(total, "documents"))
        self.types = Recent[Hashable, CallerTypes](budget(total, "types"), self._types_gone)
        self.operations = Recent[OperationKey, Operation](budget(total, "operations"), self._operation_gone)
        self._operations_of: dict[Hashable, set[OperationKey]] = {}
        self.literals = Recent[Hashable, frozenset[Path]](budget(total, "literals"))
        self.queries = Recent[Hashable, PlannedQuery](budget(total, "queries"))
        self.writes = Recent[Hashable, CompiledWrite](budget(total, "writes"))
        self.bulk = Recent[Hashable, CompiledBulk](budget(total, "bulk"))
        self.changes = Recent[Hashable, CompiledChanges](budget(total, "changes"))
        self.trusted = Recent[tuple[str, int, str], Registered](budget(total, "trusted"))
        self.persisted = Recent[tuple[str, str], str](budget(total, "persisted"))
        self.heads = Recent[str, int](budget(total, "heads"))
        self.http_heads = Recent[bytes, HttpHead](budget(total, "http_heads"))

    def by_name(self) -> Mapping[str, Recent[Any, Any]]:
        """Each cache under the name it has in `SHARES`."""
        return {name: getattr(self, name) for name in SHARES if hasattr(self, name)}

    def keep_operation(self, operation: Operation, weight: int) -> None:
        """Remember an operation for as long as there is room for it and for its GraphQL schema."""
        self.operations.put(operation.key, operation, weight)
        if operation.key in self.operations:
            self._operations_of.setdefault(operation.key[0], set()).add(operation.key)

    def _operation_gone(self, key: OperationKey) -> None:
        there = self._operations_of.get(key[0])
        if there is not None:
            there.discard(key)
            if not there:
                del self._operations_of[key[0]]

    def _types_gone(self, key: Hashable) -> None:
        # By an index: among the operations of a thousand tenants, a search would hold up everybody.
        for each in self._operations_of.pop(key, ()):
            self.operations.discard(each)


# Estimates, in bytes; `tests/api/test_caches.py` measures.


def document_weight(text: str) -> int:
    """Of a parsed document, and of an operation, which may outlive it."""
    return 1_500 + 110 * len(text)


def types_weight(types: LazySchema) -> int:
    """Of a caller's GraphQL schema, as far as it has been made."""
    return 30_000 + 1_450 * types.own_types + 480 * types.own_fields


def caller_types_weight(types: LazySchema, catalog: Catalog) -> int:
    """Of the same with what it holds on to: the catalog's objects and fields, which may outlive their own cache."""
    return types_weight(types) + 600 * sum(len(each.fields) for each in catalog.objects)


def plan_weight(statements: Iterable[CompiledSql]) -> int:
    """Of a compiled plan."""
    return 4_500 + sum(4 * len(each.text) + 64 * len(each.names) for each in statements)


def literals_weight(paths: frozenset[Path]) -> int:
    """Of the paths that a plan looks at."""
    return 500 + 200 * len(paths)


def text_weight(text: str) -> int:
    """Of a text under a key of a few parts."""
    return 600 + len(text.encode())


HEAD_WEIGHT = 300


def http_head_weight(key: bytes) -> int:
    """Of what the head of an HTTP request says, under its bytes."""
    return 1_000 + 2 * len(key)
