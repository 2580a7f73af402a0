"""What a request of SCIM asks for: the query of a list, the attributes of an answer, the body of a write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from pydantic import ValidationError
from scim2_models import Context, ListResponse, Resource, SCIMException, SearchRequest
from starlette.requests import Request

from api.context import RequestContext
from api.request import BODY_BYTES, check_values, decode_json
from api.scim.errors import of_scim, refused
from api.scim.models import DEFAULT_PAGE, MOST_PAGE, POLICY, PROVIDER, Asking
from core.errors import fault
from tenants.authentication import Caller

BASE = "/scim/v2"
MOST_FILTER = 2_000
"""Characters of a filter, and of what else a query says."""
MOST_PATHS = 100_000
"""Characters of all paths of a PATCH: to read them takes a while, in which this process does nothing else."""

Read = TypeVar("Read")


@dataclass(frozen=True)
class Asked:
    """A request of SCIM, whose caller may provision.

    Attributes:
        query: its parameters.
        if_match: the header of that name.
        base: the address that all others begin with.
    """

    context: RequestContext
    caller: Caller
    request: Request
    query: Mapping[str, str]
    if_match: str | None
    base: str

    def location(self, kind: str, id_: object) -> str:
        """The address of a user or a group."""
        return f"{self.base}/{kind}s/{id_}"


@dataclass(frozen=True)
class Page:
    """Which part of a list is asked for.

    Attributes:
        offset: how many come before.
        count: at most so many.
    """

    search: SearchRequest[Any]
    offset: int
    count: int


def search_of(asking: Asking, given: Mapping[str, object]) -> Page:
    """The query of a list.

    Raises:
        SluiceError: SCIM_REFUSED.
    """
    check_values(dict(given))
    # Whatever it is called: names of attributes have no case.
    for name, value in given.items():
        if len(str(value)) > MOST_FILTER:
            kind = "invalidFilter" if name.lower() == "filter" else "invalidValue"
            raise refused(kind, f"`{name[:60]}` has more than {MOST_FILTER:,} characters")
    try:
        # `cursor` and what else is asked that is not offered is left alone, as RFC 7644 says of what one does not know.
        search = asking.model_validate(
            {each: value for each, value in given.items() if each != "cursor"},
            scim_ctx=Context.SEARCH_REQUEST,
            scim_policy=POLICY,
        )
    except (ValidationError, SCIMException, RecursionError) as error:
        if isinstance(error, RecursionError):
            raise refused("invalidFilter", "The filter is nested too deeply") from error
        raise of_scim(error) from error
    count = DEFAULT_PAGE if search.count is None else min(search.count, MOST_PAGE)
    offset = (search.start_index or 1) - 1
    if offset > 10_000_000:
        raise refused("invalidValue", "`startIndex` is beyond everything")
    return Page(search, offset, count)


def parameters_of(asking: Asking, asked: Asked) -> SearchRequest[Any]:
    """Which attributes an answer shall have.

    Raises:
        SluiceError: SCIM_REFUSED.
    """
    given = {each: asked.query[each] for each in ("attributes", "excludedAttributes") if each in asked.query}
    try:
        return asking.model_validate(given)
    except (ValidationError, SCIMException) as error:
        raise of_scim(error) from error


def listed(resources: list[dict[str, Any]], total: int, page: Page) -> dict[str, object]:
    """The answer with a part of a list."""
    return {
        "schemas": [str(ListResponse.__schema__)],
        "totalResults": total,
        "startIndex": page.offset + 1,
        "itemsPerPage": len(resources),
        "Resources": resources,
    }


def dumped(resource: Resource[Any], parameters: SearchRequest[Any]) -> dict[str, Any]:
    """The user or group as an answer has it."""
    return resource.model_dump(
        scim_ctx=Context.RESOURCE_QUERY_RESPONSE, response_parameters=parameters, scim_provider=PROVIDER
    )


async def body_of(asked: Asked) -> dict[str, Any]:
    """The object of JSON in a body.

    Raises:
        SluiceError: PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, BAD_REQUEST, BAD_USER_INPUT.
        ClientDisconnect: the client has gone before its end.
    """
    request = asked.request
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in ("application/scim+json", "application/json"):
        message = f"The body is declared as {media_type[:80] or 'no type'}"
        raise fault("UNSUPPORTED_MEDIA_TYPE", message, hint="Send `Content-Type: application/scim+json`.")
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > BODY_BYTES:
            raise fault("PAYLOAD_TOO_LARGE", f"The body has more than {BODY_BYTES:,} bytes")
        chunks.append(chunk)
    found = decode_json(b"".join(chunks))
    if not isinstance(found, dict):
        raise refused("invalidSyntax", "The body is not an object of JSON")
    check_values(found)
    return found


def check_paths(operations: Sequence[object]) -> None:
    """See that the paths of a PATCH are read in no time.

    Raises:
        SluiceError: SCIM_REFUSED.
    """
    paths = (
        value
        for each in operations
        if isinstance(each, Mapping)
        for key, value in each.items()
        if str(key).lower() == "path" and isinstance(value, str)
    )
    if sum(map(len, paths)) > MOST_PATHS:
        hint = "Send the operations in several requests."
        raise refused("tooMany", f"The paths have more than {MOST_PATHS:,} characters", hint)


def id_of(text: str, what: str) -> UUID:
    """The id in an address.

    Raises:
        SluiceError: NOT_FOUND, as for an id that belongs to nothing.
    """
    try:
        return UUID(text)
    except ValueError as error:
        raise fault("NOT_FOUND", f"There is no such {what}") from error


def check_version(asked: Asked, version: str) -> None:
    """See that it is the version that the client has seen, where it says which.

    Raises:
        SluiceError: SCIM_VERSION.
    """
    if asked.if_match is None:
        return
    known = {each.strip() for each in asked.if_match.split(",")}
    if "*" not in known and version not in known:
        raise fault("SCIM_VERSION", f"The version is {version} by now")
