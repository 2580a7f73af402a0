"""Links the audit logs of all tenants, and forgets what need not be kept any more, from time to time.

Several processes may do it at once: in each tenant one goes on where another one was.
"""

import logging

from api.process.rounds import rounds_forever
from core.database import Database
from tenants.audit_chain import forget, link
from tenants.membership_ends import tell_ends
from tenants.platform import AFFINITY

LOG = logging.getLogger("sluice.audit")

PERIOD_SECONDS = 300.0
"""Until an entry is linked, nobody sees that it was changed: by the owner of the tables, for a tenant's role cannot."""

_WITH_LOGS = """
SELECT namespace.nspname AS namespace
FROM platform.tenant
JOIN pg_namespace namespace ON namespace.nspname = tenant.namespace
JOIN pg_class class ON class.relnamespace = namespace.oid AND class.relname = 'sluice_audit'
WHERE pg_relation_size(class.oid) > 0
ORDER BY namespace.nspname
"""


async def audit_forever(database: Database) -> None:
    """Link what is new, again and again, until the task is cancelled."""
    await rounds_forever(lambda: audit(database), LOG, "audit logs could not be linked", PERIOD_SECONDS)


async def audit(database: Database) -> int:
    """Tell of memberships that have ended, and link what is new in every tenant. Returns how many entries were.

    Raises:
        SluiceError: UNAVAILABLE, TIMEOUT where the tenants cannot be found out.
    """
    linked = 0
    try:
        await tell_ends(database)
    except Exception as error:  # noqa: BLE001 - the next round tells them; what is told already is linked
        LOG.warning("memberships that have ended could not be told of: %s", error)
    for row in await database.fetch(_WITH_LOGS, [], affinity=AFFINITY):
        try:
            linked += await link(database, row["namespace"])
            await forget(database, row["namespace"])
        except Exception as error:  # noqa: BLE001 - of one tenant; the others have theirs linked
            LOG.warning("the audit log of %s could not be linked: %s", row["namespace"], error)
    return linked
