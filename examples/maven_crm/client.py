"""A small GraphQL client for loading much: batches of aliased mutations, several requests in flight, retries.

A request that got no answer may have been carried out all the same. `Outcome.repeated` says so, for the
caller to tell a refusal from a write that had already been done.
"""

import asyncio
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import httpx

Json = dict[str, object]

ATTEMPTS = 6
FIRST_PAUSE = 0.2
"""Seconds before the first repetition; each further one waits twice as long."""

PASSING = frozenset({"UNAVAILABLE", "TIMEOUT", "CATALOG_BUSY"})
PASSING_STATUS = frozenset({429, 502, 503, 504})


class ApiError(Exception):
    """A request that was refused as a whole."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{message} ({code})")
        self.code = code
        self.message = message


class UnreachableError(ApiError):
    """No answer, in spite of repetitions."""


@dataclass(frozen=True)
class Argument:
    """An argument of a mutation.

    Attributes:
        type: its GraphQL type; empty where the value, a text, is to stand in the document itself because many
            writes share it and the server plans differently for another.
    """

    name: str
    type: str
    value: object


@dataclass(frozen=True)
class Write:
    """One mutation. `key` names the row it stands for, `selection` what of its payload is wanted."""

    key: str
    field: str
    arguments: tuple[Argument, ...]
    selection: str


@dataclass(frozen=True)
class Outcome:
    """What became of a write.

    Attributes:
        payload: the payload, None where the request itself failed.
        code, message: why it was refused; empty where it was done.
        repeated: it was sent more than once, so an earlier time may have done it.
    """

    write: Write
    payload: Json | None
    code: str = ""
    message: str = ""
    repeated: bool = False


class Api:
    """GraphQL at `url`; `token` is sent once it is known."""

    def __init__(self, http: httpx.AsyncClient, url: str, *, batch: int = 10, in_flight: int = 4) -> None:
        self._http = http
        self._url = url.rstrip("/") + "/graphql"
        self._batch = batch
        self._room = asyncio.Semaphore(in_flight)
        self.token: str | None = None

    async def call(self, document: str, variables: Json) -> Json:
        """The `data` of the answer.

        Raises:
            ApiError: there are errors; UnreachableError: no answer after all attempts.
        """
        pause = FIRST_PAUSE
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._call_once(document, variables)
            except UnreachableError:
                if attempt == ATTEMPTS:
                    raise
            await asyncio.sleep(pause)
            pause *= 2
        raise AssertionError("the last attempt returns or raises")

    async def _call_once(self, document: str, variables: Json) -> Json:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        body = {"query": document, "variables": variables}
        try:
            response = await self._http.post(self._url, json=body, headers=headers)
        except httpx.TransportError as error:
            raise UnreachableError("NO_ANSWER", f"{self._url} does not answer: {error}") from error
        if response.status_code in PASSING_STATUS:
            raise UnreachableError("NO_ANSWER", f"{self._url} answers with status {response.status_code}")
        try:
            answer = response.json()
        except ValueError as error:
            message = f"{self._url} answers with status {response.status_code} and no JSON"
            raise ApiError("NO_JSON", message) from error
        errors = answer.get("errors")
        if errors:
            code = str(errors[0].get("extensions", {}).get("code", "?"))
            kind = UnreachableError if code in PASSING else ApiError
            raise kind(code, str(errors[0].get("message")))
        data: Json = answer["data"]
        return data

    async def write_all(self, writes: Iterable[Write], advance: Callable[[int], None]) -> dict[str, Outcome]:
        """Carry the writes out, in no order; the outcomes by key. `advance` hears how many more are done.

        Raises:
            UnreachableError: no answer after all attempts.
        """
        found: dict[str, Outcome] = {}

        async def carry_out(batch: Sequence[Write]) -> None:
            async with self._room:
                outcomes = await self._batch_of(batch, repeated=False)
            found.update({each.write.key: each for each in outcomes})
            advance(len(batch))

        try:
            async with asyncio.TaskGroup() as group:
                for batch in _batches(writes, self._batch):
                    group.create_task(carry_out(batch))
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from failed
        return found

    async def _batch_of(self, writes: Sequence[Write], *, repeated: bool) -> list[Outcome]:
        """One request; where it is refused as a whole, each half by itself, down to the write at fault."""
        document, variables = _request_of(writes)
        pause = FIRST_PAUSE
        for attempt in range(1, ATTEMPTS + 1):
            try:
                data = await self._call_once(document, variables)
            except UnreachableError:
                if attempt == ATTEMPTS:
                    raise
            except ApiError as error:
                if len(writes) == 1:
                    return [Outcome(writes[0], None, error.code, error.message, repeated)]
                half = len(writes) // 2
                first = await self._batch_of(writes[:half], repeated=True)
                return first + await self._batch_of(writes[half:], repeated=True)
            else:
                return [replace(each, repeated=repeated) for each in _outcomes(writes, data)]
            repeated = True
            await asyncio.sleep(pause)
            pause *= 2
        raise AssertionError("the last attempt returns or raises")


def _batches(writes: Iterable[Write], size: int) -> list[Sequence[Write]]:
    """Batches of like writes: the server plans a document once for each shape of its variables."""
    alike: dict[object, list[Write]] = {}
    for write in writes:
        arguments = ((each.name, _shape(each.value) if each.type else each.value) for each in write.arguments)
        shape = (write.field, write.selection, *arguments)
        alike.setdefault(shape, []).append(write)
    return [group[begin : begin + size] for group in alike.values() for begin in range(0, len(group), size)]


def _shape(value: object) -> object:
    match value:
        case dict():
            return tuple((key, _shape(inner)) for key, inner in sorted(value.items()))
        case None | bool():
            return value
        case _:
            return "value"


def _request_of(writes: Sequence[Write]) -> tuple[str, Json]:
    """A document with an alias for each write, and its variables."""
    declared: list[str] = []
    fields: list[str] = []
    variables: Json = {}
    for index, write in enumerate(writes):
        given: list[str] = []
        for argument in write.arguments:
            if not argument.type:
                given.append(f"{argument.name}: {json.dumps(argument.value)}")
                continue
            name = f"{argument.name}{index}"
            declared.append(f"${name}: {argument.type}")
            given.append(f"{argument.name}: ${name}")
            variables[name] = argument.value
        selection = f"{write.selection} errors {{ code message path }}"
        fields.append(f"w{index}: {write.field}({', '.join(given)}) {{ {selection} }}")
    return f"mutation ({', '.join(declared)}) {{ {' '.join(fields)} }}", variables


def _outcomes(writes: Sequence[Write], data: Json) -> list[Outcome]:
    found = []
    for index, write in enumerate(writes):
        payload = data[f"w{index}"]
        assert isinstance(payload, dict)
        errors = payload["errors"]
        code = "; ".join(error["code"] for error in errors)
        message = "; ".join(_sentence(error) for error in errors)
        found.append(Outcome(write, payload, code, message))
    return found


def _sentence(error: Json) -> str:
    path = error["path"]
    where = ".".join(str(part) for part in path) if isinstance(path, list) else ""
    return f"{where}: {error['message']}" if where else str(error["message"])
