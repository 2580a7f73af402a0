"""A GraphQL request as a value: what the view reads from HTTP and what `api.execution.operation` answers.

Text is judged here, once for the whole API: PostgreSQL cannot store NUL, and a lone surrogate is not text.
"""

import codecs
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple, NoReturn

from api.types.scalars import ExactFloat
from core.errors import PathPart, fault
from metadata.field_types.json import JSON_DEPTH
from metadata.text import text_fault

BODY_BYTES = 1_000_000
"""Most bytes of the body of a request, and of a message over WebSocket."""
CATALOG_BODY_BYTES = 10_000_000
"""Most bytes of the body of a request that is `applyCatalog` and nothing else."""
VARIABLES_DEPTH = JSON_DEPTH + 20
_HASH = re.compile("[0-9a-f]{64}")


class GraphQLRequest(NamedTuple):
    """What a client asks.

    Attributes:
        document: GraphQL text; empty where it is named by an id or a hash.
        variables: JSON values by name; the text in them is sound.
        operation_name: which operation of the document, None where it has one.
        read_only: the request came by GET, which runs no mutations.
        streams: the client takes a stream of results, so that it can subscribe.
        document_id: of a trusted document that stands in the document's place.
        persisted_hash: of the document, which may be left out where the server remembers it.
        resume: the cursor of the last event that the client has received, where the transport brings it.
    """

    document: str
    variables: Mapping[str, object] = MappingProxyType({})
    operation_name: str | None = None
    read_only: bool = False
    streams: bool = False
    resume: str | None = None
    document_id: str | None = None
    persisted_hash: str | None = None


PARTIAL = 294
"""HTTP status of an answer that has both data and errors, as the specification proposes it."""


class Answer(NamedTuple):
    """A finished response: JSON bytes, the HTTP status that says the same, and headers of its own."""

    body: bytes
    status: int = 200
    headers: tuple[tuple[bytes, bytes], ...] = ()


def decode_json(raw: bytes) -> object:
    """The value of JSON text.

    Raises:
        SluiceError: BAD_REQUEST where it is not UTF-8, not JSON, or names a key twice.
    """
    try:
        text = raw.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        raise fault(
            "BAD_REQUEST", f"The body is not UTF-8 at byte {error.start}", hint="Encode the body as UTF-8."
        ) from error
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise fault(
            "BAD_REQUEST",
            f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}",
        ) from error
    except RecursionError as error:
        raise fault("BAD_REQUEST", "The JSON is nested too deeply", hint="Nest it less deeply.") from error
    except ValueError as error:
        # Python refuses to read integers of more than 4,300 digits.
        raise fault("BAD_REQUEST", "A number in the JSON has too many digits") from error


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise fault(
                    "BAD_REQUEST",
                    f"The JSON names the key {key!r} twice in one object",
                    hint="Send each key once.",
                )
            seen.add(key)
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise fault("BAD_REQUEST", f"The body is not JSON: {name} is no JSON number")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=ExactFloat, parse_constant=_refuse_constant
)


_ESCAPED = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


def is_plain(raw: bytes) -> bool:
    """Whether the bytes of JSON text, which can be decoded, show that all text in it is sound and nothing too deep.

    Half of a pair and NUL stand in such text escaped only. Where False, nobody knows.
    """
    escaped = b"\\u" in raw and _ESCAPED.search(raw) is not None
    return not escaped and raw.count(b"{") + raw.count(b"[") <= VARIABLES_DEPTH


def request_from(
    data: object,
    *,
    plain: bool = False,
    read_only: bool = False,
    streams: bool = False,
    resume: str | None = None,
) -> GraphQLRequest:
    """The request in a decoded body.

    Args:
        plain: `is_plain` said so of its bytes.

    Raises:
        SluiceError: BAD_REQUEST where the shape is wrong, BAD_USER_INPUT where a variable's text is unsound.
    """
    if isinstance(data, list):
        raise fault(
            "BAD_REQUEST", "Batches are not taken", hint="Send one operation; it may have many root fields."
        )
    if not isinstance(data, dict):
        raise fault("BAD_REQUEST", "The body is not a JSON object")
    variables = data.get("variables")
    if variables is not None and not isinstance(variables, dict):
        raise fault("BAD_REQUEST", "`variables` is not an object", hint='Send an object: {"name": value}.')
    name = data.get("operationName")
    if name is not None and not isinstance(name, str):
        raise fault("BAD_REQUEST", "`operationName` is not a string")
    extensions = data.get("extensions")
    if extensions is not None and not isinstance(extensions, dict):
        raise fault("BAD_REQUEST", "`extensions` is not an object")
    document = data.get("query") or ""
    if not isinstance(document, str):
        raise fault("BAD_REQUEST", "`query` is not a string")
    if not plain:
        check_text(document, "query")
        check_values(variables or {}, "variables")
    request = GraphQLRequest(document, variables or {}, name or None, read_only, streams, resume)
    if document and not extensions and "documentId" not in data:
        return request
    return _with_names(request, data.get("documentId"), (extensions or {}).get("persistedQuery"))


def _with_names(request: GraphQLRequest, document_id: object, persisted: object) -> GraphQLRequest:
    """The request with what names its document."""
    if document_id is not None and not isinstance(document_id, str):
        raise fault("BAD_REQUEST", "`documentId` is not a string")
    if document_id and request.document:
        raise fault(
            "BAD_REQUEST", "The request has both `query` and `documentId`", hint="Send one of the two."
        )
    if document_id:
        check_text(document_id, "documentId")
        return request._replace(document_id=document_id)
    if persisted is not None:
        return request._replace(persisted_hash=_hash_of(persisted))
    if not request.document:
        raise fault("BAD_REQUEST", "The request has no `query`")
    return request


def _hash_of(persisted: object) -> str:
    """The hash of `extensions.persistedQuery`, as Apollo's clients and urql send it."""
    version = persisted.get("version") if isinstance(persisted, dict) else None
    sent = persisted.get("sha256Hash") if isinstance(persisted, dict) else None
    if version != 1 or not isinstance(sent, str) or not _HASH.fullmatch(sent):
        raise fault(
            "BAD_REQUEST",
            "`extensions.persistedQuery` is none of version 1",
            hint='Send {"version": 1, "sha256Hash": "<64 lower case hexadecimal digits>"}.',
        )
    return sent


def check_text(text: str, *path: PathPart) -> None:
    """Refuse NUL and lone surrogates.

    Raises:
        SluiceError: BAD_USER_INPUT with `path`.
    """
    wrong = text_fault(text)
    if wrong is not None:
        raise fault("BAD_USER_INPUT", f"The text {wrong}", *path, hint="Remove that character.")


def check_values(values: object, *path: PathPart) -> None:
    """Judge every text in a JSON value, keys included.

    Raises:
        SluiceError: BAD_USER_INPUT with the path of the fault, below `path`.
    """
    pending: list[tuple[object, tuple[PathPart, ...]]] = [(values, path)]
    while pending:
        value, where = pending.pop()
        if len(where) > VARIABLES_DEPTH:
            raise fault(
                "BAD_USER_INPUT", "The value is nested too deeply", *path, hint="Nest it less deeply."
            )
        if isinstance(value, str):
            check_text(value, *where)
        elif isinstance(value, dict):
            for key in value:
                check_text(key, *where)
            pending.extend(_containers(value.items(), where))
        elif isinstance(value, list):
            pending.extend(_containers(enumerate(value), where))


def _containers(
    items: Iterable[tuple[PathPart, object]], where: tuple[PathPart, ...]
) -> Iterator[tuple[object, tuple[PathPart, ...]]]:
    return ((value, (*where, key)) for key, value in items if isinstance(value, str | dict | list))
