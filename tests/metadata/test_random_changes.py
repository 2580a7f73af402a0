"""Whatever is published, the tables are those of the catalog."""

import pytest

from core.database import Database
from metadata.checks import check_catalog
from metadata.initial import initial_catalog
from metadata.publish import publish
from metadata.store import CatalogStore
from tests.conftest import ProvisionedTenant
from tests.metadata.random_author import Author
from tests.metadata.tables_compared import table_differences


@pytest.mark.parametrize("seed", range(12))
async def test_tables_follow_the_catalog(database: Database, tenant: ProvisionedTenant, seed: int):
    author = Author(seed)
    store = CatalogStore(database)
    async with database.transaction(affinity=tenant.namespace) as connection:
        await store.found(connection, tenant.namespace, initial_catalog(), None)
    for _ in range(3):
        changes = author.batch(await store.head(tenant.namespace))
        published = await publish(database, store, tenant.namespace, changes, None)
        assert len(published.steps) == len(changes)
        assert check_catalog(published.catalog) == ()
        assert await store.head(tenant.namespace) == published.catalog
        assert await table_differences(database, published.catalog, tenant.namespace) == []
