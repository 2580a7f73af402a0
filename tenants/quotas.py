"""How much of each thing a tenant may have, and what is said where it has as much."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import cast

from sqlalchemy import func, select

from core.connection import Connection
from core.errors import SluiceError, fault
from core.sentences import Sentence
from tenants.namespace import namespace_tables
from tenants.platform import PLAN, TENANT


@dataclass(frozen=True)
class Quotas:
    """How much a tenant may have; None for any number.

    Attributes:
        members: who are active.
        objects: of its catalog.
        records: of all objects, deleted ones too.
        storage_mb: contents of files, in megabytes of a million bytes.
        requests: in a calendar month, UTC.
        seconds: cost of a calendar month: how long its statements hold connections of the database.
    """

    members: int | None = None
    objects: int | None = None
    records: int | None = None
    storage_mb: int | None = None
    requests: int | None = None
    seconds: int | None = None

    def given(self) -> dict[str, int]:
        """Those that there are, by name."""
        return {name: value for name, value in asdict(self).items() if value is not None}


QUOTAS = tuple(each.name for each in fields(Quotas))


_UNITS = {
    "members": "名成员",
    "objects": "个对象",
    "records": "条记录",
    "storage_mb": "MB 存储",
    "requests": "次请求（每月）",
    "seconds": "秒数据库时间（每月）",
}
"""How they are counted in Chinese."""


def quotas_from(value: object) -> Quotas:
    """The quotas in the JSON of a plan; none where there is no plan."""
    if value is None:
        return Quotas()
    given = cast(Mapping[str, int], json.loads(cast("str | bytes", value)))
    return Quotas(**{name: given.get(name) for name in QUOTAS})


def exceeded(quota: str, limit: int, used: float) -> SluiceError:
    """The refusal of what would be more than the plan has."""
    return fault(
        "QUOTA_EXCEEDED",
        Sentence("The plan has {:,} {}, and {:,.0f} are used", "套餐的上限为 {:,} {}，已使用 {:,.0f}").of(
            limit, Sentence(quota, _UNITS[quota]), used
        ),
        quota=quota,
        limit=limit,
        used=round(used),
    )


async def quotas_of(connection: Connection, namespace: str) -> Quotas:
    """The quotas of a tenant."""
    joined = select(PLAN.c.quotas).join(TENANT, TENANT.c.plan == PLAN.c.name)
    return quotas_from(await connection.value(joined.where(TENANT.c.namespace == namespace)))


async def room_for_a_member(connection: Connection, namespace: str) -> None:
    """See that the tenant may have one more active member; others who make some wait until this transaction ends.

    Raises:
        SluiceError: QUOTA_EXCEEDED.
    """
    limit = (await quotas_of(connection, namespace)).members
    if limit is None:
        return
    tables = namespace_tables(namespace)
    await connection.rows(select(tables.head.c.access_epoch).with_for_update())
    active = select(func.count()).select_from(tables.member).where(tables.member.c.active)
    used = await connection.value(active)
    if used >= limit:
        raise exceeded("members", limit, used)
