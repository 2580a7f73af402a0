"""What Sluice itself spends on a request: the application in this process, its database answered at once from memory.

No socket and no PostgreSQL: what remains is Python, from the bytes of a request to the bytes of its answer.
"""

import asyncio
import gc
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from time import process_time
from typing import Any

from uvicorn.server import ServerState

from api.app import create_app
from api.http.protocol import Protocol
from api.server import uvicorn_config
from core.settings import Settings
from tests.bench.load import whole_length
from tests.bench.record import Recording
from tests.bench.sides import graphql
from tests.bench.tenant import Tenant

CACHED_REQUESTS = 200


@dataclass(frozen=True)
class OwnTime:
    """Of one question.

    Attributes:
        first_ms: a document never seen before, until its answer, in milliseconds.
        cached_us: a document whose like was answered before, in microseconds.
    """

    question: str
    first_ms: float
    cached_us: float


async def own_times(url: str, tenant: Tenant, recordings: list[Recording], times: int) -> list[OwnTime]:
    """The median of so many times of each question; writes change nothing here."""
    app = create_app(Settings.from_environment({}), url)
    async with app.router.lifespan_context(app) as state:
        answers = Answers(app.state.engine.database)
        found = []
        for each in recordings:
            document, variables = each.question.document, each.variables[0]
            key = tenant.keys[each.question.role]
            ask = Asking(app, dict(state or {}), key)
            answers.remember(each.sql, each.row)
            await ask(document, variables)
            gc.collect()
            first = []
            for number in range(times):
                fresh = with_name(document, f"Fresh{number}")
                first.append(await ask.timed(fresh, variables, 1))
            rounds = [await ask.timed(document, variables, CACHED_REQUESTS) for _ in range(times)]
            ask.close()
            found.append(OwnTime(each.question.name, median(first) * 1e3, median(rounds) * 1e6))
        return found


def with_name(document: str, name: str) -> str:
    """The same operation under another name: a document that no cache knows."""
    kind = "mutation" if document.startswith("mutation") else "query"
    return f"{kind} {name} {document.removeprefix(kind)}"


class Answers:
    """A database that has its answers ready for the statements it remembers, and asks PostgreSQL for the others."""

    def __init__(self, database: Any) -> None:
        self._fetch = database.fetch
        self._rows: dict[str, list[Any]] = {}
        database.fetch = self.fetch

    def remember(self, sql: str, row: Any) -> None:
        """The row that the statement answers from now on."""
        self._rows[sql] = [row]

    async def fetch(self, sql: str, values: Sequence[object], *, affinity: str) -> Any:
        """As `Database.fetch`."""
        known = self._rows.get(sql)
        return known if known is not None else await self._fetch(sql, values, affinity=affinity)


class Wire(asyncio.Transport):
    """The server's end of a connection that leads nowhere."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._parts: list[bytes] = []
        self._closed = False

    def is_closing(self) -> bool:
        return self._closed

    def close(self) -> None:
        self._closed = True

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self._parts.append(bytes(data))
        received = b"".join(self._parts)
        if len(received) == whole_length(received):
            self._parts.clear()
            self.sent.set_result(received)

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...


class Asking:
    """Requests to the application as bytes of one kept connection."""

    def __init__(self, app: Any, state: dict[str, Any], key: str) -> None:
        self._wire = Wire()
        config = uvicorn_config(app)
        config.load()
        server = ServerState()
        server.default_headers = [(b"date", b"Wed, 25 Nov 2026 16:47:40 GMT")]
        self._protocol = Protocol(config=config, server_state=server, app_state=state)
        self._protocol.connection_made(self._wire)
        self._credential = f"Authorization: Bearer {key}"

    async def __call__(self, document: str, variables: dict[str, Any]) -> None:
        """Ask once, and see to it that the answer is one."""
        await self.answer(document, variables)

    async def answer(self, document: str, variables: dict[str, Any]) -> bytes:
        """The body of the answer, which has no errors."""
        answer = await self._send(graphql("/graphql", document, variables, self._credential))
        if b'"errors":[{' in answer or not answer.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(answer[:2000].decode(errors="replace"))
        return answer.partition(b"\r\n\r\n")[2]

    async def timed(self, document: str, variables: dict[str, Any], times: int) -> float:
        """Seconds of one request, as the mean of so many."""
        request = graphql("/graphql", document, variables, self._credential)
        begun = process_time()
        for _ in range(times):
            await self._send(request)
        return (process_time() - begun) / times

    def close(self) -> None:
        """Hang up."""
        self._protocol.connection_lost(None)

    async def _send(self, request: bytes) -> bytes:
        if self._wire.is_closing():
            raise ConnectionError("the server has hung up: nothing was asked for too long")
        self._wire.sent = asyncio.get_running_loop().create_future()
        self._protocol.data_received(request)
        return await self._wire.sent
