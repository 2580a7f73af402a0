"""A GraphQL client over the application in this process, with a real database behind it."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from starlette.applications import Starlette

from api.app import create_app
from api.context import Engine
from core.database import Database
from core.settings import Settings


@dataclass(frozen=True)
class Api:
    """The application and how to ask it.

    Attributes:
        engine: of the running application, to look at its caches and its database.
    """

    client: httpx.AsyncClient
    engine: Engine

    async def ask(
        self, token: str | None, document: str, variables: dict[str, Any] | None = None, **headers: str
    ) -> dict[str, Any]:
        """The whole response of one request."""
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        response = await self.client.post(
            "/graphql", json={"query": document, "variables": variables or {}}, headers=headers
        )
        found: dict[str, Any] = response.json()
        return found

    async def data(
        self, token: str | None, document: str, variables: dict[str, Any] | None = None, **headers: str
    ) -> dict[str, Any]:
        """`data` of a response without errors."""
        found = await self.ask(token, document, variables, **headers)
        assert "errors" not in found, found["errors"]
        data: dict[str, Any] = found["data"]
        return data

    async def codes(
        self, token: str | None, document: str, variables: dict[str, Any] | None = None
    ) -> list[str]:
        """The codes of the errors of a request that fails."""
        found = await self.ask(token, document, variables)
        return [error["extensions"]["code"] for error in found.get("errors", [])]

    async def upload(self, token: str, name: str, contents: bytes, media_type: str = "text/plain") -> str:
        """The id of a file that is uploaded."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": media_type}
        response = await self.client.post("/files", params={"name": name}, content=contents, headers=headers)
        assert response.status_code == 201, response.text
        id_: str = response.json()["id"]
        return id_

    async def change(self, token: str, *changes: dict[str, Any], **arguments: Any) -> dict[str, Any]:
        """Publish changes; fails the test where they are refused."""
        found = await self.try_change(token, *changes, **arguments)
        assert found["errors"] == [], found["errors"]
        return found

    async def try_change(self, token: str, *changes: dict[str, Any], **arguments: Any) -> dict[str, Any]:
        """The payload of `changeCatalog`."""
        document = """
        mutation ($changes: [CatalogChange!]!, $expectedVersion: Int, $dryRun: Boolean) {
          changeCatalog(changes: $changes, expectedVersion: $expectedVersion, dryRun: $dryRun) {
            version steps { sentence risk rows breaks } errors { code message path hint details }
          }
        }"""
        data = await self.data(token, document, {"changes": list(changes), **arguments})
        found: dict[str, Any] = data["changeCatalog"]
        return found


BESIDE_REQUESTS = frozenset(
    {
        "auditing",
        "noting",
        "operations",
        "erasing",
        "sweeping",
        "forgetting",
        "closing",
        "metering",
        "rates",
        "signing-in",
    }
)
"""Names of the tasks in which an application looks for work of its own, whenever it is time."""


@contextmanager
def observed(database: Database) -> Iterator[list[str]]:
    """The SQL texts run on `database` within the block, in order, but those that the application runs by the clock."""
    texts: list[str] = []

    def observe(text: str) -> None:
        task = asyncio.current_task()
        if task is None or task.get_name() not in BESIDE_REQUESTS:
            texts.append(text)

    database.observers.append(observe)
    try:
        yield texts
    finally:
        database.observers.remove(observe)


SECRET_KEY = "A" * 43 + "="


@asynccontextmanager
async def running_api(database_url: str, given: Mapping[str, str] | None = None) -> AsyncIterator[Api]:
    """The application, started and stopped as uvicorn would, with these settings beside the usual."""
    with tempfile.TemporaryDirectory() as folder:
        # The same key for all applications: several of them are processes of one installation.
        usual = {"SLUICE_DATA_DIR": folder, "SLUICE_SECRET_KEY": SECRET_KEY}
        settings = Settings.from_environment({**usual, **(given or {})})
        app = create_app(settings, database_url)
        async with _running(app) as api:
            yield api


@asynccontextmanager
async def _running(app: Starlette) -> AsyncIterator[Api]:
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app, raise_app_exceptions=False), base_url="http://sluice.test"
        ) as client,
    ):
        yield Api(client, app.state.engine)
