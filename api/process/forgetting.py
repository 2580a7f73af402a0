"""Forgets the refusals of gates that are older than the operator keeps them, of all tenants, from time to time.

Whatever stops this, the next round goes on from there; several processes that do it at once share it.
"""

import logging

from api.process.rounds import rounds_forever
from core.database import Database
from tenants.platform import AFFINITY
from tenants.rate_windows import RateWindows
from tenants.refusals import forget_refusals
from tenants.sign_in_requests import forget_expired
from tenants.throttle import forget_failures

LOG = logging.getLogger("sluice.forgetting")

_WITH_REFUSALS = """
SELECT namespace.nspname AS namespace
FROM platform.tenant
JOIN pg_namespace namespace ON namespace.nspname = tenant.namespace
JOIN pg_class class ON class.relnamespace = namespace.oid AND class.relname = 'sluice_refusal'
WHERE pg_relation_size(class.oid) > 0
ORDER BY namespace.nspname
"""


async def forget_forever(database: Database, days: int) -> None:
    """Forget what is due, again and again, until the task is cancelled."""
    await rounds_forever(lambda: forget(database, days), LOG, "refusals could not be forgotten")


async def forget_rates_forever(database: Database) -> None:
    """Forget who has come no more for a day."""
    windows = RateWindows(database)
    await rounds_forever(lambda: windows.forget(24), LOG, "rate limits could not be forgotten")


async def forget_failures_forever(database: Database) -> None:
    """Forget the sign-ins that failed long ago."""
    await rounds_forever(lambda: forget_failures(database), LOG, "failed sign-ins could not be forgotten")


async def forget_sign_ins_forever(database: Database) -> None:
    """Forget the sign-ins at identity providers that nobody has ended."""
    await rounds_forever(lambda: forget_expired(database), LOG, "sign-ins could not be forgotten")


async def forget(database: Database, days: int) -> int:
    """Forget the refusals that were not repeated for so many days. Returns how many.

    Raises:
        SluiceError: UNAVAILABLE, TIMEOUT where the tenants cannot be found out.
    """
    forgotten = 0
    for row in await database.fetch(_WITH_REFUSALS, [], affinity=AFFINITY):
        try:
            forgotten += await forget_refusals(database, row["namespace"], days)
        except Exception as error:  # noqa: BLE001 - of one tenant; the others have theirs forgotten
            LOG.warning("refusals of %s could not be forgotten: %s", row["namespace"], error)
    return forgotten
