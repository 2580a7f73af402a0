"""No write is judged by a stale catalog: many writers while another publishes, back and forth, again and again.

Every second version opens the gate to `won` for bids with a high score and lets new values of `source` be `web`; the
others do it the other way round. Afterwards every accepted write is held against the version that it bears, and
every version against the writes that had been committed when it was: none under an older one may come later.
"""

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import func, select

from core.connection import Connection
from core.database import Database
from metadata.catalog import Catalog
from metadata.changes.base import Change
from metadata.changes.options import SetOption
from metadata.changes.pipelines import SetGate
from metadata.publish import publish
from metadata.store import CatalogStore
from tenants.namespace import namespace_tables
from tests.client import Api, running_api
from tests.world import sign_up

PUBLISHES = 80
SCORES = (20, 80)
CREATE = "mutation ($score: Int!) { createBid(input: { score: $score }) { bid { id } errors { code } } }"
PROMOTE = """mutation ($id: ID!, $to: String!) { promoteBid(id: $id, to: $to) {
  bid { version } errors { code } } }"""
UPDATE = """mutation ($id: ID!, $source: BidSource) { updateBid(id: $id, input: { source: $source }) {
  bid { version } errors { code } } }"""
BID = {
    "name": "bid",
    "plural": "bids",
    "fields": [
        {"name": "score", "type": "integer"},
        {"name": "source", "type": "choice", "options": [{"key": "web"}, {"key": "referral"}]},
    ],
}
PIPELINE = {
    "object": "bid",
    "name": "bidding",
    "stages": [{"name": "open"}, {"name": "won", "kind": "won"}],
    "transitions": [{"source": "open", "target": "won"}, {"source": "won", "target": "open"}],
}
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"

Event = tuple[str, int]
"""Id and version of a record after a write."""


def opens_for(version: int, score: int) -> bool:
    """Whether the gate of a version lets in bids of that score."""
    return (score >= 50) == (version % 2 == 0)


def allowed_in(version: int) -> str:
    """The one source that records can newly get under a version."""
    return "web" if version % 2 == 0 else "referral"


def changes_to(version: int) -> Sequence[Change]:
    """What makes the version of its predecessor."""
    rule = {">=" if opens_for(version, 99) else "<": [{"var": "score"}, 50]}
    return (
        SetGate("bid", stage="won", rule=rule),
        SetOption("bid", "source", allowed_in(version), active=True),
        SetOption("bid", "source", allowed_in(version + 1), active=False),
    )


@dataclass
class Load:
    """The writers and the publisher of one tenant, and what they were told.

    Attributes:
        database: the publisher's own, as in a further process.
        promoted: accepted promotions to `won`, with the score of the bid.
        other: accepted promotions that no gate judges.
        updated: accepted updates, with the source that the bid got.
        refused: codes of refusals.
        before: version to how many events older versions had when it was committed.
    """

    token: str
    namespace: str
    database: Database
    ended: bool = False
    promoted: dict[Event, int] = field(default_factory=dict)
    other: set[Event] = field(default_factory=set)
    updated: dict[Event, str | None] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    before: dict[int, int] = field(default_factory=dict)

    async def publish(self, versions: range) -> None:
        store = CatalogStore(self.database)
        try:
            for version in versions:
                done = await publish(
                    self.database, store, self.namespace, changes_to(version), None, accept=self._counted
                )
                assert done.version == version
        finally:
            self.ended = True

    async def _counted(self, connection: Connection, to_be: Catalog) -> None:
        # In the transaction of the publish, after its lock: whatever was committed before it is seen.
        outbox = namespace_tables(self.namespace).outbox
        older = select(func.count()).where(outbox.c.catalog_version < to_be.version)
        self.before[to_be.version] = int(await connection.value(older))

    async def promote(self, api: Api, bid: str, score: int) -> None:
        stage = "won"
        while not self.ended:
            told = await self._written(api, PROMOTE, id=bid, to=stage)
            if told is None:
                continue
            if stage == "won":
                self.promoted[told] = score
            else:
                self.other.add(told)
            stage = "open" if stage == "won" else "won"

    async def update(self, api: Api, bid: str) -> None:
        source = None
        for wanted in itertools.cycle(["web", None, "referral", None]):
            while source != wanted:
                if self.ended:
                    return
                told = await self._written(api, UPDATE, id=bid, source=wanted)
                if told is not None:
                    self.updated[told] = source = wanted

    async def _written(self, api: Api, document: str, **variables: Any) -> Event | None:
        """The record and its version after an accepted write; None after a refusal."""
        answer = await api.ask(self.token, document, variables)
        if "errors" in answer:
            # With publishes in quick succession a write may not get through; it is then not done.
            codes = [error["extensions"]["code"] for error in answer["errors"]]
            assert codes == ["CATALOG_BUSY"], answer["errors"]
            self.refused += codes
            return None
        (told,) = answer["data"].values()
        if told["errors"]:
            self.refused += [each["code"] for each in told["errors"]]
            return None
        return (variables["id"], told["bid"]["version"])


async def new_bid(api: Api, token: str, score: int) -> str:
    made = await api.data(token, CREATE, {"score": score})
    found: str = made["createBid"]["bid"]["id"]
    return found


@pytest.fixture
async def other(database_url: str) -> AsyncIterator[Api]:
    """A second process: another application on the same database, with caches of its own."""
    async with running_api(database_url) as running:
        yield running


async def test_no_write_is_judged_by_a_stale_catalog(api: Api, other: Api, database: Database) -> None:
    admin, _ = await sign_up(api)
    namespace = (await api.engine.authenticator.caller(admin, None)).namespace
    load = Load(admin, namespace, database)
    first = (await api.change(admin, {"addObject": BID}, {"addPipeline": PIPELINE}))["version"] + 1
    await load.publish(range(first, first + 1))
    load.ended = False
    before = await database.fetch(DEADLOCKS, [], affinity="")
    writers = []
    for process, score in itertools.product((api, other), SCORES):
        writers.append(load.promote(process, await new_bid(api, admin, score), score))
        writers.append(load.update(other, await new_bid(api, admin, score)))
    await asyncio.gather(load.publish(range(first + 1, first + PUBLISHES)), *writers)

    outbox = namespace_tables(load.namespace).outbox
    rows = await database.rows(select(outbox).where(outbox.c.kind != "created"), affinity="")
    judged = {(str(row["record_id"]), row["record_version"]): row["catalog_version"] for row in rows}
    assert len(judged) == len(rows)
    # Nothing is lost and nothing is done that was not told.
    assert judged.keys() == {*load.promoted, *load.other, *load.updated}
    # Each was judged by the version that it bears.
    wrong = [event for event, score in load.promoted.items() if not opens_for(judged[event], score)]
    wrong += [
        event for event, source in load.updated.items() if source not in (None, allowed_in(judged[event]))
    ]
    assert wrong == []
    # That version was in force: under older ones nothing has come later.
    for version, count in load.before.items():
        older = select(func.count()).where(outbox.c.catalog_version < version)
        ((late,),) = await database.rows(older, affinity="")
        assert late == count, f"committed under an older version than {version}, and after it"
    history = namespace_tables(load.namespace).stage_history
    wins = select(history.c.catalog_version, history.c.record_id).where(history.c.to_stage == "won")
    moves = await database.rows(wins, affinity="")
    assert sorted((row["catalog_version"], str(row["record_id"])) for row in moves) == sorted(
        (judged[event], event[0]) for event in load.promoted
    )
    # The play was played: gates were met closed, and writes came under most versions.
    assert {*load.refused} - {"CATALOG_BUSY"} == {"GATE_CLOSED", "INVALID_VALUE"}
    assert len({*judged.values()}) > PUBLISHES / 2
    assert await database.fetch(DEADLOCKS, [], affinity="") == before
