"""Which secrets of `platform` are kept sealed (`core.sealing`), and sealing anew what the key in use has not."""

import logging
from collections.abc import Sequence

from sqlalchemy import Column, Text, func, not_, select, update

from core.database import Database
from core.errors import SluiceError
from core.sealing import Sealer
from tenants.platform import AFFINITY, IDENTITY_PROVIDER, SECOND_FACTOR

LOG = logging.getLogger("sluice.sealing")

SEALED: Sequence[Column[str]] = (SECOND_FACTOR.c.secret, IDENTITY_PROVIDER.c.client_secret)
"""The columns. Who keeps another secret adds its own."""
AT_ONCE = 500


async def seal_all(database: Database, sealer: Sealer) -> int:
    """Seal what the key in use has not. Returns how many texts it did; what no key here opens stays, and is logged.

    Can be broken off, and done by several processes at once.

    Raises:
        SluiceError: UNAVAILABLE, TIMEOUT.
    """
    if sealer.mark is None:
        return 0
    return sum([await _sealed(database, sealer, column, sealer.mark) for column in SEALED])


async def _sealed(database: Database, sealer: Sealer, column: Column[str], mark: str) -> int:
    done, after = 0, ""
    while True:
        others = not_(column.startswith(mark, autoescape=True))
        found = select(column).where(others, column > after).order_by(column).limit(AT_ONCE)
        rows = await database.rows(found, affinity=AFFINITY)
        if not rows:
            return done
        for row in rows:
            done += await _anew(database, sealer, column, row[0])
        after = rows[-1][0]


async def _anew(database: Database, sealer: Sealer, column: Column[str], kept: str) -> int:
    try:
        fresh = sealer.seal(sealer.open(kept))
    except SluiceError as error:
        LOG.error("a secret in %s stays as it is: %s", column, error)
        return 0
    # Where somebody has replaced it meanwhile, there is nothing left to do.
    put = update(column.table).where(column == kept).values({column.name: fresh}).returning(column)
    return len(await database.rows(put, affinity=AFFINITY))


async def told(database: Database, sealer: Sealer) -> str:
    """How the secrets stand, in one line for an operator."""
    if sealer.mark is None:
        return "not ok: no SLUICE_SECRET_KEY, so nobody can set up a second factor"
    strange = await _strange(database, sealer)
    if strange:
        return f"not ok: {strange} were sealed with a key that is not here: put it behind the one in use"
    return f"ok: sealed with the key {sealer.mark.rstrip('.')}"


async def _strange(database: Database, sealer: Sealer) -> int:
    """How many secrets no key here is for."""
    total = 0
    for column in SEALED:
        key = func.split_part(column, ".", 1, type_=Text)
        sealed = select(key.label("key"), func.count().label("count")).where(column.contains("."))
        rows = await database.rows(sealed.group_by(key), affinity=AFFINITY)
        total += sum(row["count"] for row in rows if not sealer.knows(row["key"]))
    return total
