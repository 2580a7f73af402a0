"""How much of an operation is done, over all of its phases: a share that only grows.

What the records of a phase cost beside those of another was measured on a million of them (`tests.bench.background`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.connection import Connection
from metadata.operations.kept import Operation, progress

_COSTS = {"moving": 20, "judging": 1, "numbering": 4, "converting": 40, "filling": 15, "indexing": 2}
"""Of one record in a phase."""
_PUBLISHING = 0.02
"""The part of the whole that the publish is taken for."""


@dataclass(frozen=True)
class Part:
    """What is gone through in one phase.

    Attributes:
        key: which of the phase's parts it is.
        rows: that it goes through.
    """

    phase: str
    key: str
    rows: int


class Course:
    """The parts of an operation, in order, and how far it is in them."""

    def __init__(self, namespace: str, operation: Operation) -> None:
        self._namespace, self._operation = namespace, operation
        self._spans: dict[tuple[str, str], tuple[float, float]] = {}

    def lay(self, parts: Sequence[Part]) -> None:
        """Say what it consists of; what takes no part in it stands where the last part ended that was told of."""
        costs = [_COSTS[each.phase] * max(each.rows, 1) for each in parts]
        whole, before = sum(costs) / (1 - _PUBLISHING), 0.0
        for part, cost in zip(parts, costs, strict=True):
            self._spans[part.phase, part.key] = (before / whole, (before + cost) / whole)
            before += cost

    async def tell(
        self, connection: Connection, phase: str, rows: int, rows_done: int, key: str = ""
    ) -> None:
        """Say that so many rows of a part are done."""
        begins, ends = self._spans.get((phase, key), (0.0, 0.0))
        share = begins + (ends - begins) * (min(rows_done / rows, 1.0) if rows else 0.0)
        if phase == "publishing":
            share = 1 - _PUBLISHING
        await progress(connection, self._namespace, self._operation, phase, rows, rows_done, share)
