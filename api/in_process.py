"""GraphQL operations from within the program, over the same way a request takes: there is no side door."""

import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import cast

from api.context import Engine, RequestContext
from api.execution import operation
from api.request import GraphQLRequest, decode_json
from metadata.values import JsonValue

Execute = Callable[[str | None, str, Mapping[str, JsonValue]], Awaitable[JsonValue]]
"""`(token, document, variables) -> response`, as JSON values."""


def executor(engine: Engine) -> Execute:
    """Run operations on `engine` as whoever bears the token, None being nobody."""

    async def execute(token: str | None, document: str, variables: Mapping[str, JsonValue]) -> JsonValue:
        # Through JSON text, so that numbers mean exactly what they mean over HTTP.
        decoded = cast(Mapping[str, object], decode_json(json.dumps(variables).encode()))
        context = RequestContext(engine=engine, request_id=secrets.token_hex(8), token=token)
        answer = await operation.execute(engine, GraphQLRequest(document, decoded), context)
        return cast(JsonValue, json.loads(answer.body))

    return execute
