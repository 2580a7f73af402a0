"""What Sluice itself spends on a request: the application in this process, its database answered at once from memory.

No socket, no uvicorn, no PostgreSQL: what remains is our own Python, from the ASGI call to the ASGI answer.
"""

import gc
import json
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from time import process_time
from typing import Any

from starlette.types import Message, Scope

from api.app import create_app
from core.settings import Settings
from tests.bench.record import Recording
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
    async with app.router.lifespan_context(app):
        answers = Answers(app.state.engine.database)
        found = []
        for each in recordings:
            document, variables = each.question.document, each.variables[0]
            key = tenant.keys[each.question.role]
            ask = Asking(app, key)
            answers.remember(each.sql, each.row)
            await ask(document, variables)
            gc.collect()
            first = []
            for number in range(times):
                fresh = with_name(document, f"Fresh{number}")
                first.append(await ask.timed(fresh, variables, 1))
            rounds = [await ask.timed(document, variables, CACHED_REQUESTS) for _ in range(times)]
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


class Asking:
    """Requests to the application as a server would make them."""

    def __init__(self, app: Any, key: str) -> None:
        self._app = app
        self._headers = [
            (b"host", b"127.0.0.1"),
            (b"content-type", b"application/json"),
            (b"accept", b"application/json"),
            (b"authorization", f"Bearer {key}".encode()),
        ]

    async def __call__(self, document: str, variables: dict[str, Any]) -> None:
        """Ask once, and see to it that the answer is one."""
        sent = await self._send(self._body(document, variables))
        if b'"errors":[{' in sent[-1].get("body", b"") or sent[0]["status"] != 200:
            raise RuntimeError(str(sent)[:2000])

    async def timed(self, document: str, variables: dict[str, Any], times: int) -> float:
        """Seconds of one request, as the mean of so many."""
        body = self._body(document, variables)
        begun = process_time()
        for _ in range(times):
            await self._send(body)
        return (process_time() - begun) / times

    @staticmethod
    def _body(document: str, variables: dict[str, Any]) -> bytes:
        return json.dumps({"query": document, "variables": variables}).encode()

    async def _send(self, body: bytes) -> list[Message]:
        sent: list[Message] = []
        scope: Scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": "/graphql",
            "raw_path": b"/graphql",
            "query_string": b"",
            "root_path": "",
            "headers": [*self._headers, (b"content-length", b"%d" % len(body))],
            "client": ("127.0.0.1", 50_000),
            "server": ("127.0.0.1", 8_000),
            "state": {},
        }

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        await self._app(scope, receive, send)
        return sent
