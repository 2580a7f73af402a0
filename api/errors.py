"""Faults as GraphQL error JSON. Known ones keep their code, unexpected ones are logged and masked."""

import logging
import re
from collections.abc import Iterable, Mapping, Sequence

import orjson
from graphql import GraphQLError, GraphQLSyntaxError

from api.request import Answer
from core.errors import ERROR_CODES, PathPart, Problem, SluiceError

LOG = logging.getLogger("sluice.api")

ErrorJson = dict[str, object]

_VARIABLE = re.compile(r"^Variable '\$(\w+)' has invalid value(?: at ([\w.\[\]]+))?:")
_STEP = re.compile(r"\.?(\w+)|\[(\d+)\]")


def problem_json(
    problem: Problem,
    request_id: str,
    language: str,
    *,
    response_path: Sequence[PathPart] | None = None,
    locations: Iterable[tuple[int, int]] = (),
) -> ErrorJson:
    """One entry of `errors`.

    `path` is the place in the response where there is one, else the place in the input; with both, the
    latter stands in `extensions.inputPath`. A fault of the server carries the request id.

    Args:
        language: of who reads it.
    """
    message, hint = problem.told_in(language)
    extensions: ErrorJson = {"code": problem.code, "hint": hint}
    if ERROR_CODES[problem.code].status >= 500:
        extensions["requestId"] = request_id
    if problem.details:
        extensions["details"] = dict(problem.details)
    if response_path and problem.path:
        extensions["inputPath"] = list(problem.path)
    entry: ErrorJson = {"message": message}
    places = [{"line": line, "column": column} for line, column in locations]
    if places:
        entry["locations"] = places
    path = list(response_path or problem.path)
    if path:
        entry["path"] = path
    entry["extensions"] = extensions
    return entry


def problems_of(error: BaseException, request_id: str) -> tuple[Problem, ...]:
    """What `error` says to the caller; one that is not ours is logged with its traceback and masked."""
    match error:
        case SluiceError(problems=problems):
            return problems
        case GraphQLSyntaxError(message=message):
            return (Problem("GRAPHQL_PARSE_FAILED", message.removeprefix("Syntax Error: ")),)
        case GraphQLError(original_error=None, message=message):
            return (Problem("BAD_USER_INPUT", message, _variable_path(message), _hint(error)),)
        case GraphQLError(original_error=cause) if cause is not None:
            if isinstance(cause, GraphQLError):
                # A scalar's refusal, retold by graphql-core with the place of the value.
                return (
                    Problem("BAD_USER_INPUT", error.message, _variable_path(error.message), _hint(cause)),
                )
            return problems_of(cause, request_id)
        case _:
            LOG.error("unexpected fault in request %s", request_id, exc_info=error)
            return (Problem("INTERNAL", f"An unexpected fault; it is logged under {request_id}"),)


def _hint(error: GraphQLError) -> str:
    hint = (error.extensions or {}).get("hint")
    return hint if isinstance(hint, str) else ""


def _variable_path(message: str) -> tuple[PathPart, ...]:
    """`Variable '$input' has invalid value at .labels[0]: …` -> `("variables", "input", "labels", 0)`."""
    found = _VARIABLE.match(message)
    if found is None:
        return ()
    steps = _STEP.findall(found.group(2) or "")
    return (
        "variables",
        found.group(1),
        *(int(position) if position else name for name, position in steps),
    )


def _locations(error: GraphQLError) -> list[tuple[int, int]]:
    return [(place.line, place.column) for place in error.locations or ()]


def execution_errors(errors: Iterable[GraphQLError], request_id: str, language: str) -> list[ErrorJson]:
    """Errors of running an operation: of its variables, or of a resolver."""
    return [
        problem_json(problem, request_id, language, response_path=error.path, locations=_locations(error))
        for error in errors
        for problem in problems_of(error, request_id)
    ]


def validation_errors(errors: Iterable[GraphQLError], request_id: str, language: str) -> list[ErrorJson]:
    """Errors of a document that does not fit the caller's GraphQL schema.

    Suggestions in the messages name only what that GraphQL schema holds, thus what the caller may see.
    """
    return [
        problem_json(_validation_problem(error), request_id, language, locations=_locations(error))
        for error in errors
    ]


def _validation_problem(error: GraphQLError) -> Problem:
    # A scalar's own refusal of a literal, as it is or retold; it alone bears a hint.
    refusal = error.original_error if isinstance(error.original_error, GraphQLError) else error
    if error.message.endswith("Validation aborted.") and not error.message.startswith("Too many"):
        # graphql-core stops comparing fields of the same name where there are very many.
        return Problem(
            "QUERY_TOO_COMPLEX",
            "The document names the same fields too often to be validated",
            hint="Select each field once.",
        )
    code = (error.extensions or {}).get("code")
    if isinstance(code, str):
        return Problem(code, error.message)
    if _hint(refusal):
        return Problem("BAD_USER_INPUT", error.message, hint=_hint(refusal))
    return Problem("GRAPHQL_VALIDATION_FAILED", error.message)


def status_of(entries: Sequence[ErrorJson]) -> int:
    """The HTTP status of a response that holds errors and no data: that of the gravest fault."""
    statuses = [400]
    for entry in entries:
        extensions = entry["extensions"]
        if isinstance(extensions, Mapping):
            statuses.append(ERROR_CODES[str(extensions["code"])].status)
    return max(statuses)


def errors_answer(entries: Sequence[ErrorJson]) -> Answer:
    """A response without data."""
    return Answer(orjson.dumps({"errors": list(entries)}, default=str), status_of(entries))


def fault_entries(error: BaseException, request_id: str, language: str) -> list[ErrorJson]:
    """The entries of `errors` for a fault that stopped the whole request."""
    locations = _locations(error) if isinstance(error, GraphQLError) else []
    return [
        problem_json(problem, request_id, language, locations=locations)
        for problem in problems_of(error, request_id)
    ]


def fault_answer(error: BaseException, request_id: str, language: str) -> Answer:
    """The response for a fault that stopped the whole request."""
    return errors_answer(fault_entries(error, request_id, language))
