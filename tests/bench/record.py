"""The final SQL of each question with its values: taken from Sluice while it answers in this process.

What it answered is kept too: it is what all sides are compared with.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tests.bench.questions import Question, Variables
from tests.bench.tenant import Tenant
from tests.client import Api

RECORDED_ONCE = 1
"""Of a question whose variables can be asked only once, so many are asked here."""


class UnknownQuestionError(Exception):
    """Sluice does not (yet) know a field of the question: its message says which."""


@dataclass(frozen=True)
class Recording:
    """One question as Sluice runs it.

    Attributes:
        variables: of each request.
        sql: the final SQL.
        column: of its row that holds the JSON text of the record or records.
        row: that the last request was answered with.
        values: its positional values for each request.
        answer: `data` of the first request.
    """

    question: Question
    variables: list[Variables]
    sql: str
    column: int
    row: Any
    values: list[list[object]]
    answer: dict[str, Any]


@dataclass
class Tape:
    """The statements that requests of one tenant run, by way of a database's `fetch`.

    Attributes:
        namespace: of the tenant. What the application asks beside its requests, such as which operations wait, goes
            to no tenant's connections.
    """

    namespace: str
    statements: list[tuple[str, list[object]]] = field(default_factory=list)
    rows: list[Any] = field(default_factory=list)

    def attach(self, api: Api) -> None:
        """Listen to the application's database."""
        database = api.engine.database
        fetch = database.fetch

        async def listening(sql: str, values: Sequence[object], *, affinity: str) -> Any:
            found = await fetch(sql, values, affinity=affinity)
            if affinity == self.namespace:
                self.statements.append((sql, list(values)))
                self.rows = list(found)
            return found

        database.fetch = listening  # type: ignore[method-assign]

    def column(self) -> int:
        """The last column of the last statement's row that is a text."""
        (row,) = self.rows
        return max(position for position, value in enumerate(row.values()) if isinstance(value, str | bytes))


async def record(api: Api, tenant: Tenant, question: Question, tape: Tape) -> Recording:
    """Ask Sluice the question with all its variables.

    Raises:
        UnknownQuestionError: the document does not fit its GraphQL schema.
        RuntimeError: another error, or more than one statement for a request.
    """
    variables = question.variables(tenant.filled)
    asked = variables[:RECORDED_ONCE] if question.once else variables
    await _ask(api, tenant, question, asked[0])
    if question.once:
        del variables[0]
        asked = variables[:RECORDED_ONCE]
    values: list[list[object]] = []
    texts: set[str] = set()
    first: dict[str, Any] = {}
    for position, each in enumerate(asked):
        tape.statements.clear()
        data = await _ask(api, tenant, question, each)
        first = first or data
        if len(tape.statements) != 1:
            raise RuntimeError(f"{question.name}: {len(tape.statements)} statements for request {position}")
        texts.add(tape.statements[0][0])
        values.append(tape.statements[0][1])
    if len(texts) != 1:
        raise RuntimeError(f"{question.name}: {len(texts)} different statements for one document")
    if question.once:
        asked_id = UUID(asked[0]["id"])
        pattern = values[0]
        del variables[0]
        values = [
            [UUID(each["id"]) if value == asked_id else value for value in pattern] for each in variables
        ]
    return Recording(question, variables, texts.pop(), tape.column(), tape.rows[0], values, first)


async def _ask(api: Api, tenant: Tenant, question: Question, variables: Variables) -> dict[str, Any]:
    found = await api.ask(tenant.keys[question.role], question.document, variables)
    if "errors" in found:
        code = found["errors"][0].get("extensions", {}).get("code")
        if code == "GRAPHQL_VALIDATION_FAILED":
            raise UnknownQuestionError(found["errors"][0]["message"])
        raise RuntimeError(f"{question.name}: {json.dumps(found)[:1000]}")
    data: dict[str, Any] = found["data"]
    refused = [
        payload["errors"] for payload in data.values() if isinstance(payload, dict) and payload.get("errors")
    ]
    if refused:
        raise RuntimeError(f"{question.name}: {refused}")
    return data
