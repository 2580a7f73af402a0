"""Running a replay, and what it comes to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import orjson

from core.database import Database
from expressions.clauses import variables
from expressions.nodes import listings_of
from records.crossings import Crossing, crossings
from records.drafted import DraftedBuild
from records.gates import PlacedClause
from records.past import is_remembered
from records.plans.simulations import SimulationPlan
from records.replay import GONE, replay_statement, replayed
from records.simulated import Tally, by_place, tally
from records.told_clauses import clause_text
from records.unkept import Row, Rows, answered, exactly
from tenants.authentication import Caller

Basis = Literal["history", "present", "unread"]
"""What a clause was asked of: the values of that time, some of today, or nothing, as the caller may not read them."""


@dataclass(frozen=True)
class ReplayedClause:
    """A clause of the draft, and the moves that it would have stopped.

    Attributes:
        stopped: how many moves; of them `won` and `lost` of records that stand so now.
    """

    pointer: str
    sentence: str
    basis: Basis
    stopped: int
    won: int
    lost: int


@dataclass(frozen=True)
class Replay:
    """What a draft would have done to the moves of the past.

    Attributes:
        total: of moves `stopped` and `unjudged` (along an edge that is none now, and would be none); of the records of
            those stopped `concerned`, `won`, `lost` and `open`, each counted once.
        edges: of each edge the moves: `stopped`, and `won`, `lost` and `open` by their records.
        owners: as of `Simulated`, with what `total` has.
        gone: moves along edges that the draft has not.
    """

    total: Tally
    edges: tuple[tuple[Crossing, Tally], ...]
    owners: tuple[tuple[Row | None, Tally], ...]
    clauses: tuple[ReplayedClause, ...]
    gone: int
    samples: Rows
    bases: Mapping[str, Basis]
    absent: tuple[str, ...]


async def replay(database: Database, plan: SimulationPlan, caller: Caller) -> Replay:
    """Ask what the draft would have done.

    Raises:
        StaleError: the catalog or the rights are no longer those of the plan.
        SluiceError: as `records.crossings.crossings`; TIMEOUT, UNAVAILABLE.
    """
    build = DraftedBuild(plan.catalog, plan.namespace, plan.language, plan.access, draft=plan.draft)
    by = replayed(build, plan.object, crossings(build, plan.object))
    row = await answered(database, build, replay_statement(build, plan, by), caller)
    numbers = {each["number"]: each for each in orjson.loads(row["clauses"])}
    bases = {pointer: _basis(build, plan, each) for pointer, each in by.clauses.items()}
    found = [
        _clause(build, plan, each, bases[pointer], numbers.get(at, {}))
        for at, (pointer, each) in enumerate(by.clauses.items())
    ]
    unread = [_clause(build, plan, each, "unread", {}) for each in by.unread.values()]
    edges: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for each in orjson.loads(row["edges"]):
        edges.setdefault((each["stage"], each["target"]), []).append(each)
    return Replay(
        tally(orjson.loads(row["totals"])),
        tuple((each, tally(edges.get((each.source, each.target), []))) for each in by.edges),
        tuple(by_place(orjson.loads(row["owners"]), "owner")),
        (*sorted(found, key=lambda each: -each.stopped), *unread),
        numbers.get(GONE, {}).get("stopped", 0),
        exactly(row["samples"]),
        bases,
        tuple(build.absent),
    )


def _basis(build: DraftedBuild, plan: SimulationPlan, placed: PlacedClause) -> Basis:
    expression = placed.clause.expression
    standing = [build.standing(each, plan.object) for each in variables(expression)]
    known = all(each is not None and is_remembered(build, plan.object, each) for each in standing)
    # Of the records of lists none are known as they were.
    known = known and not any(True for _ in listings_of(expression))
    return "history" if known else "present"


def _clause(
    build: DraftedBuild, plan: SimulationPlan, placed: PlacedClause, basis: Basis, counted: Mapping[str, Any]
) -> ReplayedClause:
    with build.drafting():
        sentence = clause_text(build, placed, plan.object)
    fates = (counted.get(name, 0) for name in ("stopped", "won", "lost"))
    return ReplayedClause(placed.pointer, sentence, basis, *fates)
