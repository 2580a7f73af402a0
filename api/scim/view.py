"""`/scim/v2`: the protocol by which directories provision members and groups (RFC 7644).

Whoever asks has an API key whose roles grant `provision`. Nothing can be done here that GraphQL would refuse, and
nothing of a member is shown or changed that is not this tenant's.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import orjson
from scim2_models import Context, Resource
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from api.context import RequestContext, identify, limit_rate
from api.http.headers import RequestHeaders
from api.http.view import request_context
from api.request import Answer
from api.scim.asking import BASE, Asked, body_of, listed, search_of
from api.scim.errors import error_answer, refused
from api.scim.groups import (
    create_group,
    delete_group,
    page_of_groups,
    patch_group,
    read_group,
    replace_group,
)
from api.scim.models import CONFIG, EVERYTHING, GROUPS, PROVIDER, USERS
from api.scim.users import create_user, delete_user, page_of_users, patch_user, read_user, replace_user
from core.errors import fault

MEDIA_TYPE = "application/scim+json"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ROUTE = f"{BASE}/{{path:path}}"

Written = Callable[[Asked], Awaitable[tuple[dict[str, Any], str]]]
Of = Callable[[Asked, str], Awaitable[tuple[dict[str, Any], str]]]
Gone = Callable[[Asked, str], Awaitable[None]]

_PAGES = {"Users": (USERS, page_of_users), "Groups": (GROUPS, page_of_groups)}
_CREATE: Mapping[str, Written] = {"Users": create_user, "Groups": create_group}
_ONE: Mapping[tuple[str, str], Of] = {
    ("Users", "GET"): read_user,
    ("Users", "PUT"): replace_user,
    ("Users", "PATCH"): patch_user,
    ("Groups", "GET"): read_group,
    ("Groups", "PUT"): replace_group,
    ("Groups", "PATCH"): patch_group,
}
_DELETE: Mapping[str, Gone] = {"Users": delete_user, "Groups": delete_group}


async def answer_scim(request: Request) -> Response:
    """The answer to a request; every refusal is a body of SCIM."""
    context: RequestContext | None = None
    try:
        context = request_context(request.scope, RequestHeaders(request.scope))
        answer = await _answered(request, context)
    except ClientDisconnect:
        return Response(status_code=400)  # to nobody
    except Exception as error:  # noqa: BLE001 - the edge: whatever it is, the caller gets a masked answer
        answer = error_answer(error, request.state.request_id)
    response = Response(answer.body, answer.status, {"Cache-Control": "no-store"}, MEDIA_TYPE)
    for name, value in (*answer.headers, *(() if context is None else context.headers)):
        response.headers[name.decode()] = value.decode()
    if answer.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


async def _answered(request: Request, context: RequestContext) -> Answer:
    await limit_rate(context)
    await identify(context)
    caller = context.require_action("provision")
    request.state.tenant = caller.tenant_slug
    if caller.kind != "key":
        hint = "Make one with `createApiKey`, whose roles grant `provision`."
        raise fault("FORBIDDEN", "This takes an API key, and no session", hint=hint)
    asked = Asked(
        context=context,
        caller=caller,
        request=request,
        query=dict(request.query_params),
        if_match=request.headers.get("if-match"),
        base=f"{context.engine.settings.public_url}{BASE}",
    )
    parts = [each for each in request.path_params["path"].split("/") if each]
    # A change that is begun is finished, whoever listens.
    return await _dispatched(asked, "GET" if request.method == "HEAD" else request.method, parts)


async def _dispatched(asked: Asked, method: str, parts: list[str]) -> Answer:
    match parts:
        case [("Users" | "Groups") as kind]:
            return await _collection(asked, method, kind)
        case [("Users" | "Groups") as kind, ".search"]:
            _only(method, "POST")
            return await _listed(asked, kind, await body_of(asked))
        case [("Users" | "Groups") as kind, id_]:
            return await _one(asked, method, kind, id_)
        case [".search"]:
            _only(method, "POST")
            return await _all(asked, await body_of(asked))
        case ["ServiceProviderConfig" | "ResourceTypes" | "Schemas", *_] if len(parts) <= 2:
            _only(method, "GET")
            return _described(asked, parts)
        case ["Me" | "Bulk", *_]:
            raise fault("SCIM_UNSUPPORTED", f"`/{parts[0]}` is not offered")
        case _:
            raise fault("NOT_FOUND", "There is nothing at this address", hint=f"Ask below {BASE}/Users.")


async def _collection(asked: Asked, method: str, kind: str) -> Answer:
    _only(method, "GET", "POST")
    if method == "GET":
        return await _listed(asked, kind, asked.query)
    return _told(*await _CREATE[kind](asked), status=201)


async def _one(asked: Asked, method: str, kind: str, id_: str) -> Answer:
    _only(method, "GET", "PUT", "PATCH", "DELETE")
    if method == "DELETE":
        await _DELETE[kind](asked, id_)
        return Answer(b"", 204)
    shown, version = await _ONE[kind, method](asked, id_)
    if method == "GET" and asked.request.headers.get("if-none-match") == version:
        return Answer(b"", 304, ((b"etag", version.encode()),))
    if (kind, method) == ("Groups", "PATCH") and "attributes" not in asked.query:
        # It may have thousands of members.
        return Answer(b"", 204, ((b"etag", version.encode()),))
    return _told(shown, version)


async def _listed(asked: Asked, kind: str, given: Mapping[str, Any]) -> Answer:
    asking, page_of = _PAGES[kind]
    page = search_of(asking, given)
    found, total = await page_of(asked, page, page.search)
    return Answer(orjson.dumps(listed(found, total, page)))


async def _all(asked: Asked, given: Mapping[str, Any]) -> Answer:
    """Users, and groups after them."""
    page = search_of(EVERYTHING, given)
    if page.search.sort_by is not None or page.search.filter is not None:
        raise refused(
            "tooMany", "Users and groups together are neither filtered nor sorted", "Ask one of both."
        )
    users, first = await page_of_users(asked, page, page.search)
    left = type(page)(page.search, max(0, page.offset - first), page.count - len(users))
    groups, second = await page_of_groups(asked, left, page.search)
    return Answer(orjson.dumps(listed([*users, *groups], first + second, page)))


def _described(asked: Asked, parts: list[str]) -> Answer:
    if "filter" in asked.query:
        # RFC 7644, 4.
        raise fault("FORBIDDEN", "What the server tells of itself cannot be filtered")
    if parts[0] == "ServiceProviderConfig":
        if len(parts) == 1:
            return Answer(orjson.dumps(_of_server(asked, CONFIG, parts[0])))
        raise _nothing()
    own = PROVIDER.schemas if parts[0] == "Schemas" else PROVIDER.resource_types
    shown = [_of_server(asked, each, f"{parts[0]}/{each.id}") for each in own]
    if len(parts) == 1:
        everything = search_of(USERS, {})
        return Answer(orjson.dumps(listed(shown, len(shown), everything)))
    for each in shown:
        if each["id"] == parts[1]:
            return Answer(orjson.dumps(each))
    raise _nothing()


def _nothing() -> Exception:
    return fault("NOT_FOUND", "There is nothing at this address")


def _of_server(asked: Asked, what: Resource[Any], path: str) -> dict[str, Any]:
    shown = what.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE)
    shown["meta"] = {"resourceType": type(what).__name__, "location": f"{asked.base}/{path}"}
    return shown


def _told(shown: dict[str, Any], version: str, status: int = 200) -> Answer:
    location = shown.get("meta", {}).get("location", "")
    headers = [(b"etag", version.encode())]
    if location:
        headers.append((b"location" if status == 201 else b"content-location", location.encode()))
    return Answer(orjson.dumps(shown), status, tuple(headers))


def _only(method: str, *allowed: str) -> None:
    """Raises METHOD_NOT_ALLOWED for any other method."""
    if method not in allowed:
        hint = f"It takes {', '.join(allowed)}."
        raise fault("METHOD_NOT_ALLOWED", f"The address does not take {method}", hint=hint)
