"""What tenants use: counted in memory by each process, and added up on `platform` from time to time.

A request costs an addition. Some seconds later one statement writes what all tenants have used meanwhile, and answers
what they have used this month in all processes; what a killed process had not written yet is lost. How many records and
bytes there are is looked up for tenants that have a quota of them and are at work, records in PostgreSQL's own
statistics: none is counted.
"""

import asyncio
import logging
import time
from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.connection import Record
from core.database import Database
from core.errors import SluiceError
from core.sql import TABLES, quoted
from tenants.authentication import Caller
from tenants.namespace import namespace_tables, read_head
from tenants.platform import AFFINITY
from tenants.quotas import Quotas, exceeded, quotas_from
from tenants.rate_limits import Rates, rates_from
from tenants.tenant import Tenant

LOG = logging.getLogger("sluice.metering")

PERIOD_SECONDS = 5.0
LOOK_SECONDS = 1.0
MEGABYTE = 1_000_000

_ADD = """
INSERT INTO platform.usage AS used (tenant_id, month, requests, seconds)
SELECT tenant.id, date_trunc('month', now() AT TIME ZONE 'UTC')::date, given.requests, given.seconds
FROM unnest($1::text[], $2::bigint[], $3::float8[]) AS given(namespace, requests, seconds)
JOIN platform.tenant ON tenant.namespace = given.namespace AND tenant.erasing_at IS NULL
ORDER BY tenant.id
ON CONFLICT (tenant_id, month) DO UPDATE
SET requests = used.requests + excluded.requests, seconds = used.seconds + excluded.seconds
RETURNING (SELECT namespace FROM platform.tenant WHERE id = tenant_id), requests, seconds
"""
_MONTH = """
SELECT date_trunc('month', now() AT TIME ZONE 'UTC')::date AS month, tenant.plan, plan.quotas, plan.rates,
    coalesce(requests, 0) AS requests, coalesce(seconds, 0) AS seconds
FROM platform.tenant
LEFT JOIN platform.plan ON plan.name = tenant.plan
LEFT JOIN platform.usage ON tenant_id = tenant.id AND month = date_trunc('month', now() AT TIME ZONE 'UTC')::date
WHERE tenant.id = $1
"""
_LEVEL = f"""
SELECT
    (
        SELECT coalesce(sum(greatest(pg_stat_get_live_tuples(own.oid), class.reltuples)), 0)::float8
        FROM {TABLES} AS own
        JOIN pg_class class ON class.oid = own.oid
        WHERE EXISTS (
            SELECT FROM pg_attribute
            WHERE attrelid = class.oid AND attname = 'deletedAt' AND NOT attisdropped
        )
    ) AS records,
    (SELECT coalesce(sum(size), 0)::float8 FROM {{0}}.sluice_file) AS bytes,
    (SELECT count(*) FROM {{0}}.sluice_member WHERE active)::float8 AS members,
    (
        SELECT coalesce(json_array_length(catalog::json -> 'objects'), 0)::float8
        FROM {{0}}.sluice_catalog_version ORDER BY version DESC LIMIT 1
    ) AS objects
"""  # noqa: S608 - nothing of it comes from outside


@dataclass(frozen=True)
class Usage:
    """What a tenant uses.

    Attributes:
        plan: None where it is on none.
        rates: of the plan; where it has none, those of the installation hold.
        used: by the name of a quota; records are PostgreSQL's estimate.
    """

    plan: str | None
    quotas: Quotas
    rates: Rates
    month: date
    used: dict[str, float]


class Metering:
    """The counters of one process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._requests: dict[str, int] = {}
        # What the tenants at work had used when they were last looked up.
        self._months: dict[str, Record] = {}
        self._levels: dict[str, Record] = {}
        self._watched: set[str] = set()
        # Of tenants that are refused: the access epoch, and when it was looked up.
        self._epochs: dict[str, tuple[int, float]] = {}

    def count(self, caller: Caller) -> None:
        """Count a request.

        Raises:
            SluiceError: QUOTA_EXCEEDED.
        """
        namespace, quotas = caller.namespace, caller.quotas
        self._requests[namespace] = own = self._requests.get(namespace, 0) + 1
        month = self._months.get(namespace)
        if month is None:
            return
        if quotas.requests is not None and month["requests"] + own > quotas.requests:
            raise exceeded("requests", quotas.requests, month["requests"])
        if quotas.seconds is not None and month["seconds"] >= quotas.seconds:
            raise exceeded("seconds", quotas.seconds, month["seconds"])

    async def is_stale(self, caller: Caller) -> bool:
        """Whether the caller's rights have changed since they were remembered, as of a second ago at most."""
        now = time.monotonic()
        epoch, looked = self._epochs.get(caller.namespace, (0, 0.0))
        if now - looked > LOOK_SECONDS:
            head = await read_head(self._database, caller.namespace)
            epoch = 0 if head is None else head.access_epoch
            self._epochs[caller.namespace] = (epoch, now)
        return epoch != caller.epoch

    def check(self, caller: Caller, what: Literal["records", "storage_mb"]) -> None:
        """See that the caller's tenant may have more of it, as far as this process knows.

        Raises:
            SluiceError: QUOTA_EXCEEDED.
        """
        limit = caller.quotas.records if what == "records" else caller.quotas.storage_mb
        if limit is None:
            return
        self._watched.add(caller.namespace)
        level = self._levels.get(caller.namespace)
        if level is None:
            return
        used = level["records"] if what == "records" else level["bytes"] / MEGABYTE
        if used >= limit:
            raise exceeded(what, limit, used)

    async def run_forever(self) -> None:
        """Write what was counted, again and again, until the task is cancelled, and once more then."""
        try:
            while True:
                await asyncio.sleep(PERIOD_SECONDS)
                await self._written()
        finally:
            await self._written()

    async def _written(self) -> None:
        try:
            await self.flush()
        except SluiceError as error:
            LOG.warning("what tenants use could not be written: %s", error)

    async def flush(self) -> None:
        """Write what was counted since the last time, and look up what is used.

        Raises:
            SluiceError: UNAVAILABLE, TIMEOUT; it is written the next time.
        """
        requests, self._requests = self._requests, {}
        seconds = self._database.take_held()
        names = sorted(requests.keys() | {each for each in seconds if each.startswith("t_")})
        if not names:
            return
        values = [
            names,
            [requests.get(each, 0) for each in names],
            [seconds.get(each, 0.0) for each in names],
        ]
        try:
            rows = await self._database.fetch(_ADD, values, affinity=AFFINITY)
        except SluiceError:
            for name, count in requests.items():
                self._requests[name] = self._requests.get(name, 0) + count
            raise
        self._months = {row[0]: row for row in rows}
        watched, self._watched = self._watched & self._months.keys(), set()
        self._levels = {each: await self._level(each) for each in sorted(watched)}

    async def _level(self, namespace: str) -> Record:
        return await level(self._database, namespace)

    async def usage(self, tenant: Tenant) -> Usage:
        """What a tenant uses, but for what other processes have not written yet.

        Raises:
            SluiceError: NOT_FOUND.
        """
        await self.flush()
        return await usage_of(self._database, tenant)


async def level(database: Database, namespace: str) -> Record:
    """Records, bytes of files, members and objects of a tenant."""
    namespace_tables(namespace)
    (row,) = await database.fetch(_LEVEL.format(quoted(namespace)), [namespace], affinity=namespace)
    return row


async def usage_of(database: Database, tenant: Tenant) -> Usage:
    """What a tenant uses, as far as it is written."""
    (month,) = await database.fetch(_MONTH, [tenant.id], affinity=AFFINITY)
    now = await level(database, tenant.namespace)
    used = {
        "members": now["members"],
        "objects": now["objects"] or 0.0,
        "records": now["records"],
        "storage_mb": now["bytes"] / MEGABYTE,
        "requests": float(month["requests"]),
        "seconds": month["seconds"],
    }
    return Usage(
        month["plan"], quotas_from(month["quotas"]), rates_from(month["rates"]), month["month"], used
    )
