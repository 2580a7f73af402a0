"""Asking a server what schemathesis makes of its GraphQL schema, and looking for what must never be answered."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import httpx
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.specs.graphql.schemas import GraphQLSchema

from tests.fuzz.inputs import enriched

EXPECTED = frozenset({"CATALOG_BUSY", "TIMEOUT", "MAIL_UNAVAILABLE", "SERVER_BUSY"})
"""Codes of 503 and 504 that say what it is that cannot be had now, and are no fault."""


@dataclass(frozen=True)
class Fault:
    """An answer that must not be.

    Attributes:
        who: the role that asked.
        answer: its text, or why there is none.
    """

    operation: str
    who: str
    document: str
    variables: dict[str, Any]
    answer: str


@dataclass
class Fuzzing:
    """A run against one server.

    Attributes:
        codes: how often each code was answered, and `ok`.
        cases: how many documents were sent.
        kept: a file to which each fault is added as it is found, a line of JSON each: it outlives the run, however that
            ends.
    """

    address: str
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=60))
    codes: Counter[str] = field(default_factory=Counter)
    cases: int = 0
    faults: list[Fault] = field(default_factory=list)
    kept: Path | None = None

    def ask(self, operation: str, who: str, token: str, document: str, variables: dict[str, Any]) -> None:
        """Send one case, and keep it where the answer is a fault."""
        path = "/operator/graphql" if who == "operator" else "/graphql"
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        sent = {"query": document, "variables": variables}
        self.cases += 1
        try:
            response = self.client.post(f"{self.address}{path}", json=sent, headers=headers)
        except (httpx.ReadTimeout, httpx.RemoteProtocolError, httpx.ReadError) as error:
            # The server is there, and has not answered.
            self.codes.update(["NO_ANSWER"])
            self._keep(Fault(operation, who, document, variables, repr(error)))
            return
        found = [*_codes(response)]
        self.codes.update(found or ["ok"])
        failed = response.status_code >= 500 and not EXPECTED.intersection(found)
        if failed or "INTERNAL" in found:
            self._keep(Fault(operation, who, document, variables, response.text[:2000]))

    def _keep(self, fault: Fault) -> None:
        """At once: what ends the run is not to take along what it found."""
        self.faults.append(fault)
        print(
            f"\n{fault.operation} as {fault.who}\n{fault.document}\n{fault.variables}\n{fault.answer}",
            flush=True,
        )
        if self.kept is not None:
            with self.kept.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(fault), ensure_ascii=False) + "\n")
                file.flush()
                os.fsync(file.fileno())

    def operation(
        self,
        types: GraphQLSchema,
        operation: str,
        asking: tuple[str, str, tuple[str, ...]],
        examples: int,
        number: int,
    ) -> None:
        """So many cases of one root field, as (who, token, ids that they know), always the same for a `number`."""
        who, token, ids = asking
        kind, name = operation.split(".")

        @seed(number)
        @settings(
            max_examples=examples,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(types[kind][name].as_strategy())
        def each(case: Any) -> None:
            self.ask(operation, who, token, *enriched(case.body, types.client_schema, ids))

        each()


def types_of(introspection: dict[str, Any]) -> GraphQLSchema:
    """What schemathesis makes cases of."""
    return schemathesis.graphql.from_dict({"data": introspection})


def operations_of(types: GraphQLSchema) -> list[str]:
    """`Query.deals`, `Mutation.updateDeal` and so on."""
    return [f"{kind}.{name}" for kind in types for name in types[kind]]


def _codes(response: httpx.Response) -> Iterator[str]:
    """Of the errors of an answer, those in its data included."""
    try:
        answer = response.json()
    except json.JSONDecodeError:
        yield f"NO_JSON_{response.status_code}"
        return
    waiting = [answer]
    while waiting:
        match waiting.pop():
            case {"extensions": {"code": str(code)}, "message": _}:
                yield code
            case dict() as found:
                if isinstance(found.get("code"), str) and "path" in found:
                    yield found["code"]
                waiting += found.values()
            case list() as found:
                waiting += found
