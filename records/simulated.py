"""Running a simulation, and what it comes to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

import orjson

from core.database import Database
from records.crossings import Crossing, crossings
from records.drafted import DraftedBuild
from records.plans.simulations import SimulationPlan
from records.simulation import simulation_statement
from records.unkept import Rows, answered, exactly
from tenants.authentication import Caller


@dataclass(frozen=True)
class Amount:
    """A sum of money, or of numbers, which have no currency."""

    amount: Decimal
    currency: str | None


@dataclass(frozen=True)
class Tally:
    """Records, by what becomes of them.

    Attributes:
        records: all that are looked at.
        counts: name to how many of them; a name that is absent is of none.
        worth: name to what these are worth, an amount for each currency; a name that is absent, to nothing.
    """

    records: int
    counts: Mapping[str, int]
    worth: Mapping[str, tuple[Amount, ...]]


@dataclass(frozen=True)
class Simulated:
    """What a draft does to live records at their gates.

    Attributes:
        total: of records as wholes: `blocked`, `allowed`, `stuck`, `freed`.
        edges: each edge with its records: `blocked`, `allowed`, `open`, `closed`.
        owners: the members concerned, as JSON (null: nobody owns the record), with what `total` has of theirs.
        samples: some of the records, as JSON (`records.samples`).
        absent: paths of what the draft's gates read and no record has a value of yet.
    """

    total: Tally
    edges: tuple[tuple[Crossing, Tally], ...]
    owners: tuple[tuple[Mapping[str, Any] | None, Tally], ...]
    samples: Rows
    absent: tuple[str, ...]


async def simulate(database: Database, plan: SimulationPlan, caller: Caller) -> Simulated:
    """Ask what the draft does.

    Raises:
        StaleError: the catalog or the rights are no longer those of the plan.
        SluiceError: as `records.crossings.crossings`; TIMEOUT, UNAVAILABLE.
    """
    build = DraftedBuild(plan.catalog, plan.namespace, plan.language, plan.access, draft=plan.draft)
    found = crossings(build, plan.object)
    row = await answered(database, build, simulation_statement(build, plan, found), caller)
    return Simulated(
        tally(orjson.loads(row["totals"])),
        _edges(found, orjson.loads(row["edges"])),
        tuple(by_place(orjson.loads(row["owners"]), "owner")),
        exactly(row["samples"]),
        tuple(build.absent),
    )


def tally(rows: Rows) -> Tally:
    """The tally of the objects of one group, one for each currency."""
    names = {name for row in rows for name, value in row.items() if isinstance(value, int)}
    counts = {name: sum(row[name] for row in rows) for name in names - {"records"}}
    summed = {name.removesuffix("Worth") for row in rows for name in row if name.endswith("Worth")}
    worth = {name: _amounts(rows, f"{name}Worth") for name in summed}
    return Tally(sum(row["records"] for row in rows), counts, worth)


def _amounts(rows: Rows, name: str) -> tuple[Amount, ...]:
    found = [Amount(Decimal(row[name]), row["currency"]) for row in rows if row[name] is not None]
    return tuple(sorted(found, key=lambda each: each.currency or ""))


def _edges(found: Sequence[Crossing], rows: Rows) -> tuple[tuple[Crossing, Tally], ...]:
    by_way: dict[tuple[str, int], list[Mapping[str, Any]]] = {}
    for row in rows:
        by_way.setdefault((row["stage"], row["way"]), []).append(row)
    return tuple(
        (each, tally(by_way.get((source, way), [])))
        for source, ways in groupby(found, lambda each: each.source)
        for way, each in enumerate(ways, start=1)
    )


def by_place(rows: Rows, name: str) -> Iterable[tuple[Any, Tally]]:
    """The rows of each owner, who follow one another."""
    for _, group in groupby(rows, itemgetter("place")):
        listed = list(group)
        yield (
            listed[0][name],
            tally([{key: value for key, value in row.items() if key != "place"} for row in listed]),
        )
