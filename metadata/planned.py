"""Changes applied to a catalog, and what they come to: whether it is sound, how many records it concerns, the steps."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import pairwise

from core.errors import Problem, fault
from metadata.catalog import Catalog
from metadata.changes.base import Change, RowLimit, ValueLimit, applied, raise_problems
from metadata.checks import check_catalog
from metadata.holdings import Holding
from metadata.row_counts import RowCounts, Unfit
from metadata.steps import Step


@dataclass(frozen=True)
class Planned:
    """Changes applied to a base: `catalogs[i]` stands before change `i`, and the last is published."""

    changes: tuple[Change, ...]
    catalogs: tuple[Catalog, ...]

    @property
    def base(self) -> Catalog:
        return self.catalogs[0]

    @cached_property
    def result(self) -> Catalog:
        return replace(self.catalogs[-1], version=self.base.version + 1)

    @cached_property
    def limits(self) -> tuple[tuple[int, RowLimit | ValueLimit], ...]:
        """The limits of the changes upon the records of the base, each with the place of its change."""
        found: list[tuple[int, RowLimit | ValueLimit]] = []
        replaced: set[str] = set()
        for index, (change, before) in enumerate(zip(self.changes, self.catalogs, strict=False)):
            for limit in change.row_limits(before):
                # Of a field of which options go, the base has other values than the change will meet.
                if not isinstance(limit, ValueLimit) or limit.field not in replaced:
                    found.append((index, self._limit_in_base(index, limit)))
            holding = change.holding(before)
            if holding is not None and holding.part is not None:
                replaced.add(holding.part)
        return tuple(found)

    @cached_property
    def touched(self) -> tuple[Holding | None, ...]:
        """The records that each change touches, as they are in the base."""
        return tuple(self._touched(index) for index in range(len(self.changes)))

    def work_out(self) -> None:
        """Have at hand what a publish asks for while others wait."""
        _ = self.result, self.limits, self.touched

    def _touched(self, index: int) -> Holding | None:
        change, before = self.changes[index], self.catalogs[index]
        touched = change.touches(before)
        if touched is None:
            return None
        return self._in_base(index, change.holding(before) or Holding(touched))

    def _in_base(self, index: int, holding: Holding) -> Holding:
        """What `holding`, said of the records as they are before the change at `index`, is in the base."""
        for earlier in reversed(range(index)):
            if holding.part is None:
                # All records, whatever a change makes of them.
                return holding
            holding = self.changes[earlier].holding_before(self.catalogs[earlier], holding)
        return holding

    def _limit_in_base(self, index: int, limit: RowLimit | ValueLimit) -> RowLimit | ValueLimit:
        if not isinstance(limit, RowLimit) or limit.holding is None:
            return limit
        return replace(limit, holding=self._in_base(index, limit.holding))


def plan(base: Catalog, changes: Sequence[Change]) -> Planned:
    """The changes upon a base.

    Raises:
        SluiceError: what is wrong with a change, or with what they come to; CATALOG_UNCHANGED.
    """
    planned = Planned(tuple(changes), (base, *applied(base, changes)))
    if replace(planned.catalogs[-1], version=base.version) == base:
        message = (
            "The catalog would stay as it is: what the changes set stands there already, or they cancel out."
        )
        raise fault("CATALOG_UNCHANGED", message, "changes", version=base.version)
    raise_problems(check_catalog(planned.result))
    return planned


async def counted(planned: Planned, counts: RowCounts) -> tuple[int, ...]:
    """How many records each step touches, judged against the base: no change adds or removes records."""
    known: dict[Holding, int] = {}
    rows = []
    for touched in planned.touched:
        if touched is not None and touched not in known:
            known[touched] = await counts.held(touched)
        rows.append(0 if touched is None else known[touched])
    return tuple(rows)


async def conflicts(
    planned: Planned, counts: RowCounts, judged: Callable[[int, int | None], Awaitable[None]] | None = None
) -> list[Problem]:
    """The limits of changes that the records do not keep, judged against the base.

    Args:
        judged: is told the place of a limit among the `limits`, and how many records were judged by it; None for all.
    """
    problems = []
    for at, (index, limit) in enumerate(planned.limits):
        conflict = await counts.conflict(limit, None if judged is None else partial(judged, at))
        if conflict is not None:
            problems.append(conflict.within("changes", index, planned.changes[index].kind))
        if judged is not None:
            await judged(at, None)
    return problems


async def reported(planned: Planned, counts: RowCounts) -> tuple[Unfit | None, ...]:
    """For each step the records that do not satisfy its rule."""
    found: list[Unfit | None] = []
    for change, (before, after) in zip(planned.changes, pairwise(planned.catalogs), strict=True):
        report = change.report(before, after)
        found.append(None if report is None else await counts.reported(report))
    return tuple(found)


def steps(planned: Planned, rows: Sequence[int], unfit: Sequence[Unfit | None]) -> tuple[Step, ...]:
    """What each change does, for the person who publishes it."""
    return tuple(
        Step(
            change.told(before),
            change.risk(before),
            count,
            change.breaks(before),
            change.lock(before),
            found,
            change.uses(before),
        )
        for change, before, count, found in zip(
            planned.changes, planned.catalogs[:-1], rows, unfit, strict=True
        )
    )
