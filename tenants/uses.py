"""When sessions and keys were last used, and from where: noted in the process, written now and then by no request."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Interval,
    LargeBinary,
    Table,
    Text,
    Update,
    Uuid,
    cast,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.dialects.postgresql import insert as upsert

from core.database import Database
from tenants.platform import AFFINITY, API_KEY, SESSION, SESSION_USE, TENANT
from tenants.tokens import KEY_PREFIX, token_hash

NOTED_EVERY = 3_600
"""Seconds in which a use is written at most once: what is told is exact to this."""


class Uses:
    """The uses that are not written yet, by token."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._noted: dict[str, str | None] = {}
        self._tenants: set[tuple[str, UUID]] = set()

    def note(self, token: str, address: str | None, tenant_id: UUID) -> None:
        """The token was used from this address, in this tenant."""
        self._noted[token] = address
        if not token.startswith(KEY_PREFIX):
            self._tenants.add((token, tenant_id))

    async def write(self) -> int:
        """Write what was noted: a statement each for sessions, keys, and tenants of sessions. Returns how many uses.

        Raises:
            SluiceError: UNAVAILABLE, TIMEOUT. What was noted is lost, and the next use is noted an hour later.
        """
        noted, self._noted = self._noted, {}
        tenants, self._tenants = sorted(self._tenants), set()
        keys = {each: address for each, address in noted.items() if each.startswith(KEY_PREFIX)}
        sessions = {each: address for each, address in noted.items() if each not in keys}
        for table, uses in ((SESSION, sessions), (API_KEY, keys)):
            if uses:
                await self._database.rows(_written(table, uses), affinity=AFFINITY)
        if tenants:
            await self._database.rows(_written_of_tenants(tenants), affinity=AFFINITY)
        return len(noted)


def _written(table: Table, uses: dict[str, str | None]) -> Update:
    hashes = [token_hash(each) for each in sorted(uses)]
    addresses = [uses[each] for each in sorted(uses)]
    noted = select(
        func.unnest(cast(literal(hashes, ARRAY(LargeBinary)), ARRAY(LargeBinary))).label("token_hash"),
        func.unnest(cast(literal(addresses, ARRAY(Text)), ARRAY(Text))).label("address"),
    ).subquery("noted")
    old = table.c.last_used_at < func.now() - cast(literal(f"{NOTED_EVERY} seconds", Text), Interval)
    return (
        update(table)
        .where(table.c.token_hash == noted.c.token_hash, or_(table.c.last_used_at.is_(None), old))
        .values(last_used_at=func.now(), last_address=noted.c.address)
    )


def _written_of_tenants(uses: Sequence[tuple[str, UUID]]) -> Insert:
    hashes = [token_hash(token) for token, _ in uses]
    noted = select(
        func.unnest(cast(literal(hashes, ARRAY(LargeBinary)), ARRAY(LargeBinary))).label("token_hash"),
        func.unnest(cast(literal([each for _, each in uses], ARRAY(Uuid)), ARRAY(Uuid))).label("tenant_id"),
    ).subquery("noted")
    # Of sessions and tenants that are still there.
    there = (
        select(SESSION.c.token_hash, TENANT.c.id)
        .select_from(noted)
        .join(SESSION, SESSION.c.token_hash == noted.c.token_hash)
        .join(TENANT, TENANT.c.id == noted.c.tenant_id)
        .order_by(SESSION.c.token_hash, TENANT.c.id)
    )
    return (
        upsert(SESSION_USE)
        .from_select(["token_hash", "tenant_id"], there)
        .on_conflict_do_update(
            index_elements=[SESSION_USE.c.token_hash, SESSION_USE.c.tenant_id], set_={"last_at": func.now()}
        )
    )
