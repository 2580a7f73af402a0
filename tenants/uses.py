"""When sessions and keys were last used, and from where: noted in the process, written now and then by no request."""

from sqlalchemy import (
    ARRAY,
    Interval,
    LargeBinary,
    Table,
    Text,
    Update,
    cast,
    func,
    literal,
    or_,
    select,
    update,
)

from core.database import Database
from tenants.platform import AFFINITY, API_KEY, SESSION
from tenants.tokens import KEY_PREFIX, token_hash

NOTED_EVERY = 3_600
"""Seconds in which a use is written at most once: what is told is exact to this."""


class Uses:
    """The uses that are not written yet, by token."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._noted: dict[str, str | None] = {}

    def note(self, token: str, address: str | None) -> None:
        """The token was used from this address."""
        self._noted[token] = address

    async def write(self) -> int:
        """Write what was noted: one statement for sessions and one for keys. Returns how many uses that were.

        Raises:
            SluiceError: UNAVAILABLE, TIMEOUT. What was noted is lost, and the next use is noted an hour later.
        """
        noted, self._noted = self._noted, {}
        keys = {each: address for each, address in noted.items() if each.startswith(KEY_PREFIX)}
        sessions = {each: address for each, address in noted.items() if each not in keys}
        for table, uses in ((SESSION, sessions), (API_KEY, keys)):
            if uses:
                await self._database.rows(_written(table, uses), affinity=AFFINITY)
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
