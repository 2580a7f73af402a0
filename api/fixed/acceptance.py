"""What a catalog must satisfy to be put in force that it alone does not show."""

from api.fixed.administration import keep_an_administrator
from core.connection import Connection
from metadata.catalog import Catalog
from metadata.changes.base import raise_problems
from records.examples import example_failures


async def accept_catalog(
    connection: Connection, namespace: str, catalog: Catalog, language: str = "en"
) -> None:
    """Refuse a catalog that nobody could administer, and one whose gates say otherwise than their examples.

    Raises:
        SluiceError: LAST_ADMINISTRATOR at `changes`; EXAMPLE_FAILED at each such example.
    """
    await keep_an_administrator(connection, namespace, catalog, "changes")
    raise_problems(await example_failures(connection, catalog, language))
