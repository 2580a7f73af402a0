"""Links the audit logs of all tenants, and forgets what need not be kept any more, from time to time.

Several processes may do it at once: in each tenant one goes on where another one was.
"""

import logging
from collections.abc import MutableMapping
from dataclasses import dataclass
from time import monotonic

from api.process.rounds import rounds_forever
from core.database import Database
from tenants.audit_chain import forget, link
from tenants.membership_ends import tell_ends
from tenants.platform import AFFINITY

LOG = logging.getLogger("sluice.audit")

PERIOD_SECONDS = 300.0
"""Until an entry is linked, nobody sees that it was changed: by the owner of the tables, for a tenant's role cannot."""

AT_LEAST_SECONDS = 6 * 3_600.0
"""So often a log is looked at in which nothing seems to be new: to forget what is old, and since PostgreSQL's counters
may be behind. Well below `tenants.audit_chain.LATE`."""

_WITH_LOGS = """
SELECT namespace.nspname AS namespace, pg_stat_get_tuples_inserted(class.oid) AS entries
FROM platform.tenant
JOIN pg_namespace namespace ON namespace.nspname = tenant.namespace
JOIN pg_class class ON class.relnamespace = namespace.oid AND class.relname = 'sluice_audit'
WHERE pg_relation_size(class.oid) > 0
ORDER BY namespace.nspname
"""


@dataclass(frozen=True)
class Looked:
    """What a log was like when a process last looked at it.

    Attributes:
        entries: that were ever added, as PostgreSQL counts.
        at: in seconds of the monotonic clock.
    """

    entries: int
    at: float


async def audit_forever(database: Database) -> None:
    """Link what is new, again and again, until the task is cancelled."""
    looked: dict[str, Looked] = {}
    await rounds_forever(
        lambda: audit(database, looked), LOG, "audit logs could not be linked", PERIOD_SECONDS
    )


async def audit(database: Database, looked: MutableMapping[str, Looked] | None = None) -> int:
    """Tell of memberships that have ended, and link what is new in every tenant. Returns how many entries were.

    Args:
        looked: what the rounds before have seen, by namespace: logs to which nothing was added since are passed over
            for `AT_LEAST_SECONDS`. Changed; None for a round that looks at every log.

    Raises:
        SluiceError: UNAVAILABLE, TIMEOUT where the tenants cannot be found out.
    """
    linked = 0
    try:
        await tell_ends(database)
    except Exception as error:  # noqa: BLE001 - the next round tells them; what is told already is linked
        LOG.warning("memberships that have ended could not be told of: %s", error)
    known = {} if looked is None else looked
    logs = await database.fetch(_WITH_LOGS, [], affinity=AFFINITY)
    for gone in known.keys() - {row["namespace"] for row in logs}:
        del known[gone]
    for row in logs:
        last, now = known.get(row["namespace"]), monotonic()
        if last is not None and last.entries == row["entries"] and now - last.at < AT_LEAST_SECONDS:
            continue
        try:
            linked += await link(database, row["namespace"])
            await forget(database, row["namespace"])
            known[row["namespace"]] = Looked(row["entries"], now)
        except Exception as error:  # noqa: BLE001 - of one tenant; the others have theirs linked
            LOG.warning("the audit log of %s could not be linked: %s", row["namespace"], error)
    return linked
