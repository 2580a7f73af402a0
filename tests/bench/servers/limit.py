"""The limit: a bare ASGI handler that runs one prepared statement and returns its bytes.

It knows no GraphQL, no rights, no catalog. The path names a statement, the body holds the number of its values, which
are there already in the driver's form. `python -m tests.bench.servers.limit PORT STATEMENTS URL`.
"""

import asyncio
import pickle
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.connection import DriverConnection, connect
from tests.bench.servers.uvicorn_settings import serve

CONNECTIONS = 8
"""As many as Sluice has."""


@dataclass(frozen=True)
class Statement:
    """What a path of the limit answers.

    Attributes:
        column: of the row that is returned.
        values: positional, for each request.
        before, after: what stands around the column's text in the answer.
    """

    sql: str
    column: str | int
    values: list[list[object]]
    before: bytes
    after: bytes


class Limit:
    """The application."""

    def __init__(self, statements: dict[str, Statement], url: str) -> None:
        self._statements = {f"/{name}": each for name, each in statements.items()}
        self._url = url
        self._idle: asyncio.LifoQueue[tuple[DriverConnection, dict[str, Any]]] = asyncio.LifoQueue()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        message = await receive()
        statement = self._statements[scope["path"]]
        values = statement.values[int(message["body"])]
        held = self._idle.get_nowait() if self._idle.qsize() else await self._idle.get()
        raw, prepared = held
        ready = prepared.get(statement.sql)
        if ready is None:
            ready = prepared[statement.sql] = await raw.prepare(statement.sql)  # type: ignore[attr-defined]
        # Not fetchrow: asked for one row, PostgreSQL never works in parallel.
        (row,) = await ready.fetch(*values)
        self._idle.put_nowait(held)
        text = row[statement.column]
        body = statement.before + (text if isinstance(text, bytes) else text.encode()) + statement.after
        length = str(len(body)).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", length)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _lifespan(self, receive: Any, send: Any) -> None:
        await receive()
        for _ in range(CONNECTIONS):
            self._idle.put_nowait((await connect(self._url, {}), {}))
        await send({"type": "lifespan.startup.complete"})
        await receive()
        while self._idle.qsize():
            raw, _ = self._idle.get_nowait()
            await raw.close(timeout=5)
        await send({"type": "lifespan.shutdown.complete"})


def main() -> None:
    """Serve the statements of a file."""
    port, statements, url = sys.argv[1:]
    serve(Limit(pickle.loads(Path(statements).read_bytes()), url), int(port))


if __name__ == "__main__":
    main()
