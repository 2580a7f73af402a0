"""`POST /operator/graphql`: the operators of the installation, by credentials of their own."""

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.context import Engine
from api.errors import errors_answer, execution_errors, fault_answer
from api.guards import read_document
from api.http.headers import RequestHeaders, bearer_token, language_of
from api.http.view import check_content, read_request
from api.operators.resolvers import OperatorContext
from api.operators.root import OPERATORS
from api.request import PARTIAL, Answer
from core.errors import fault
from tenants.operators import operator_of

OPERATOR = "/operator/graphql"


async def answer_operator(request: Request) -> Response:
    """The answer to one operation; a fault of the request has its status."""
    try:
        answer = await _answered(request)
    except Exception as error:  # noqa: BLE001 - the edge: whatever it is, the caller gets a masked answer
        answer = fault_answer(error, request.state.request_id, language_of(request.scope))
    headers = {"Cache-Control": "no-store"} | ({"WWW-Authenticate": "Bearer"} if answer.status == 401 else {})
    return Response(answer.body, answer.status, headers, "application/json")


async def _answered(request: Request) -> Answer:
    engine: Engine = request.app.state.engine
    headers, language = RequestHeaders(request.scope), language_of(request.scope)
    check_content(headers)
    # Before anything is read: who is none learns nothing, the schema included.
    operator = await operator_of(engine.database, bearer_token(headers.get(b"authorization")))
    asked = await read_request(request.scope, headers, request.receive, admit=_no_more)
    if not asked.document:
        raise fault("BAD_REQUEST", "The request has no `query`")
    read_document(asked.document)
    done = await OPERATORS.execute(
        asked.document,
        dict(asked.variables),
        OperatorContext(engine, operator, language),
        operation_name=asked.operation_name,
    )
    if not done.errors:
        return Answer(orjson.dumps({"data": done.data}))
    entries = execution_errors(done.errors, request.state.request_id, language)
    if done.data is None:
        return errors_answer(entries)
    return Answer(orjson.dumps({"data": done.data, "errors": entries}, default=str), PARTIAL)


async def _no_more() -> None:
    raise fault("PAYLOAD_TOO_LARGE", "The body has more than a megabyte")
