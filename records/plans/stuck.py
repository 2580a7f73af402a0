"""Records that no way leads out of, and the clauses that close the ways."""

from dataclasses import dataclass

from metadata.catalog import Object
from records.plans.conditions import Condition
from records.plans.search import Search
from records.plans.selections import Connection


@dataclass(frozen=True)
class StuckClauses:
    """The clauses, those first that close a way of the most records.

    `parts` are (response name, one of pointer sentence field operator redacted criterion to records opens __typename).
    """

    name: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class StuckRecords:
    """The records themselves; the condition of the list says that they are stuck."""

    name: str
    connection: Connection


@dataclass(frozen=True)
class FindStuck:
    """Records of `object` in a stage that has ways out, of which the caller could take none now.

    Attributes:
        order: all response names.
        parts: (response name, one of totalCount unpermitted __typename).
    """

    object: Object
    where: Condition | None
    search: Search | None
    order: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    clauses: tuple[StuckClauses, ...]
    records: tuple[StuckRecords, ...]
