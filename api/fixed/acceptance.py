"""What a catalog must satisfy to be put in force that it alone does not show."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import JSON, cast, func, select

from api.fixed.administration import keep_an_administrator
from core.connection import Connection
from metadata.catalog import Catalog
from metadata.changes.base import raise_problems
from records.examples import example_failures
from tenants.accounts import ending_members
from tenants.namespace import namespace_tables
from tenants.quotas import Quotas, exceeded, quotas_of


async def accept_catalog(
    connection: Connection,
    namespace: str,
    catalog: Catalog,
    language: str = "en",
    quotas: Quotas | None = None,
    ending: Sequence[UUID] | None = None,
    *,
    owner: bool = True,
) -> None:
    """Refuse a catalog that nobody could administer, and one whose gates say otherwise than their examples.

    Args:
        quotas: of the tenant, as the caller knows them; None looks them up, which only the owner may.
        ending: members whose membership ends by itself; None looks them up too.

        owner: run by the owner, who alone may look up whom an identity provider need not let in.

    Raises:
        SluiceError: QUOTA_EXCEEDED; LAST_ADMINISTRATOR at `changes`; EXAMPLE_FAILED at each such example.
    """
    known = quotas if quotas is not None else await quotas_of(connection, namespace)
    await _keep_to_the_plan(connection, namespace, catalog, known.objects)
    if ending is None:
        ending = await ending_members(connection, namespace)
    await keep_an_administrator(connection, namespace, catalog, "changes", ending=ending, owner=owner)
    raise_problems(await example_failures(connection, catalog, language))


async def _keep_to_the_plan(
    connection: Connection, namespace: str, catalog: Catalog, limit: int | None
) -> None:
    """Refuse more objects than the plan has; who has more already may have as many, or fewer."""
    count = len(catalog.objects)
    if limit is None or count <= limit:
        return
    version = namespace_tables(namespace).catalog_version
    before = select(func.json_array_length(cast(version.c.catalog, JSON)["objects"]))
    before = before.where(version.c.version < catalog.version).order_by(version.c.version.desc()).limit(1)
    if count > (await connection.value(before) or 0):
        raise exceeded("objects", limit, count)
