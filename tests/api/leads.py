"""A tenant with leads, for the tests of publishes in the background: how it is asked, and what an operation leaves."""

import asyncio
from typing import Any

from core.database import Database
from tests.client import Api
from tests.metadata.tables_compared import table_differences
from tests.protocols.waiting import PATIENCE

CHANGE = """
mutation ($changes: [CatalogChange!]!, $background: Boolean, $expectedVersion: Int) {
  changeCatalog(changes: $changes, background: $background, expectedVersion: $expectedVersion) {
    version operation { id state } steps { sentence rows } errors { code message }
  }
}"""
OPERATION = """
query ($id: ID!) {
  catalogOperation(id: $id) {
    state stopping phase rows rowsDone progress moved version note errors { code message path hint details } endedAt
  }
}"""
STOP = "mutation ($id: ID!) { stopCatalogOperation(id: $id) { operation { state } errors { code } } }"
CREATE = """
mutation ($input: LeadCreateInput!) {
  createLead(input: $input) { lead { id } errors { code path } }
}"""
UPDATE = """
mutation ($id: ID!, $input: LeadUpdateInput!) {
  updateLead(id: $id, input: $input) { lead { id } errors { code path } }
}"""

ROWS = 2_000
TO_INTEGER = {"setFieldType": {"object": "lead", "field": "value", "type": "integer"}}
UNIQUE = {"setUnique": {"object": "lead", "field": "value", "unique": True}}
REQUIRED = {"setRequired": {"object": "lead", "field": "value", "required": True}}


class Leads:
    """A tenant with leads, and the hands the tests need."""

    def __init__(self, api: Api, admin: str, namespace: str) -> None:
        self.api, self.admin, self.namespace = api, admin, namespace

    @property
    def database(self) -> Database:
        return self.api.engine.database

    async def run(self, sql: str) -> list[Any]:
        async with self.database.transaction(affinity=self.namespace) as connection:
            return await connection.fetch(sql.format(self.namespace))

    async def ask(self, document: str, **variables: Any) -> Any:
        (found,) = (await self.api.data(self.admin, document, variables)).values()
        return found

    async def begin(self, *changes: Any, **arguments: Any) -> str:
        asked = await self.ask(CHANGE, changes=[*changes], **{"background": True, **arguments})
        assert (asked["errors"], asked["version"]) == ([], None), asked["errors"]
        return str(asked["operation"]["id"])

    async def operation(self, wanted: str) -> Any:
        return await self.ask(OPERATION, id=wanted)

    async def ended(self, wanted: str) -> Any:
        async with asyncio.timeout(PATIENCE):
            while True:
                found = await self.operation(wanted)
                if found["endedAt"] is not None:
                    return found
                await asyncio.sleep(0.05)

    async def kept(self, *but: str) -> dict[str, list[str]]:
        """All that its tables hold of records, but who wrote it and when, and these columns."""
        tables = {
            "lead": "'createdBy' - 'updatedBy' - 'updatedAt' - 'ownerId' - 'stageEnteredAt'",
            "sluice_field_history": "'id' - 'object_id' - 'field_id' - 'recorded_at' - 'actor'",
            "sluice_stage_history": "'id' - 'object_id' - 'pipeline_id' - 'occurred_at' - 'recorded_at' - 'actor'",
            "sluice_outbox": "'xid' - 'seq' - 'object_id' - 'at' - 'actor'",
            "sluice_counter": "'field_id'",
        }
        found = {}
        for name, whose in tables.items():
            left_out = " - ".join([whose, *(f"'{each}'" for each in but)])
            rows = await self.run(f"SELECT (to_jsonb(of) - {left_out})::text FROM {{0}}.{name} AS of")
            found[name] = sorted(row[0] for row in rows)
        return found

    async def kill(self) -> None:
        """End the connection of the process that does an operation."""
        await self.run(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = "
            "(hashtextextended('sluice operation {0}', 0) & 4294967295)::bigint::oid"
        )

    async def left(self) -> list[str]:
        """What an operation has made and not taken away."""
        rows = await self.run(
            "SELECT relname FROM pg_class WHERE relnamespace = '{0}'::regnamespace"
            " AND (relname LIKE 'sluice\\_new%' OR relname LIKE 'sluice\\_stale%')"
            " UNION ALL SELECT attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid"
            " WHERE relnamespace = '{0}'::regnamespace AND relkind = 'r' AND attname LIKE 'sluice\\_new%'"
            " AND NOT attisdropped"
            " UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = '{0}'::regnamespace"
            " AND proname NOT LIKE 'sluice\\_search\\_%'"
            " UNION ALL SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE relnamespace = '{0}'::regnamespace AND NOT tgisinternal AND tgname <> 'sluice_search'"
        )
        return [row[0] for row in rows]

    async def read_through(self) -> None:
        """Wait until PostgreSQL has seen that the records keep what they are held to: it follows the end."""
        unread = (
            "SELECT FROM pg_constraint WHERE connamespace = '{0}'::regnamespace AND contype = 'n'"
            " AND NOT convalidated"
        )
        async with asyncio.timeout(PATIENCE):
            while True:
                if not await self.run(unread):
                    return
                await asyncio.sleep(0.05)

    async def sound(self) -> None:
        """Nothing is left, and the tables are those of the catalog."""
        head = await self.api.engine.catalogs.head(self.namespace)
        left = await self.left()
        assert left == [], left
        assert await table_differences(self.database, head, self.namespace) == []
