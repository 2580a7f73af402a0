"""Every operation and every route as somebody who may not come in: generated, so that a new one is tried by itself.

`test_callers.py` has those who come in and may not do it: another tenant's admin, a member without a grant.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import asyncpg
import httpx
import pytest
from graphql import GraphQLField, GraphQLSchema
from starlette.routing import BaseRoute, Route, WebSocketRoute

from api.app import CONSOLE, create_app
from api.http.console import console_routes, is_built
from api.operators.root import OPERATORS
from core.settings import Settings
from tenants.acting import close, suspend
from tests.client import Api
from tests.contracts.documents import ids_wanted, operation_of, roots_of
from tests.world import World

EVENTS = {"Accept": "text/event-stream"}
Shut = Callable[[World, str], Awaitable[str | None]]
"""Makes a world in which a caller is shut out, whose database is at the URL: the caller's token."""


@dataclass(frozen=True)
class Caller:
    """Somebody who is refused whatever they ask.

    Attributes:
        code: of the refusal.
        status: of the refusal, where it is of a route that speaks no GraphQL.
    """

    name: str
    code: str
    status: int
    shut: Shut


async def _wrong(world: World, url: str) -> str | None:
    return "slk_" + "x" * 43


async def _revoked(world: World, url: str) -> str | None:
    revoke = "mutation ($id: ID!) { revokeApiKey(id: $id) { errors { code } } }"
    for each in (await world.api.data(world.admin, "{ apiKeys { id } }"))["apiKeys"]:
        await world.api.data(world.admin, revoke, each)
    return world.manager


async def _deactivated(world: World, url: str) -> str | None:
    out = "mutation ($i: DeactivateMemberInput!) { deactivateMember(input: $i) { errors { code } } }"
    given = {"i": {"memberId": world.members["manager"]}}
    assert (await world.api.data(world.admin, out, given))["deactivateMember"]["errors"] == []
    return world.manager


async def _ended(world: World, url: str) -> str | None:
    # A key that nobody has used yet: of others the process remembers until when they are good.
    key = await _new_key(world)
    await _set(
        url, "UPDATE platform.membership SET ends_at = now() - interval '1 hour' WHERE tenant_id = $1", world
    )
    return key


async def _expired(world: World, url: str) -> str | None:
    key = await _new_key(world)
    await _set(
        url, "UPDATE platform.api_key SET expires_at = now() - interval '1 hour' WHERE tenant_id = $1", world
    )
    return key


async def _foreign(world: World, url: str) -> str | None:
    return await _new_key(world, networks=["203.0.113.0/24"])


async def _new_key(world: World, **given: object) -> str:
    document = "mutation ($i: CreateApiKeyInput!) { createApiKey(input: $i) { token errors { code } } }"
    values = {"i": {"name": "new", "memberId": world.members["manager"], **given}}
    token: str = (await world.api.data(world.admin, document, values))["createApiKey"]["token"]
    return token


async def _suspended(world: World, url: str) -> str | None:
    await suspend(world.api.engine.database, "Olga", world.slug)
    return world.admin


async def _closing(world: World, url: str) -> str | None:
    await close(world.api.engine.database, "Olga", world.slug, 30)
    return world.admin


async def _set(url: str, sql: str, world: World) -> None:
    connection = await asyncpg.connect(url)
    try:
        tenant = await connection.fetchval("SELECT id FROM platform.tenant WHERE slug = $1", world.slug)
        await connection.execute(sql, tenant)
    finally:
        await connection.close()


CALLERS = (
    Caller("wrong credentials", "UNAUTHENTICATED", 401, _wrong),
    Caller("a revoked key", "UNAUTHENTICATED", 401, _revoked),
    Caller("a deactivated member", "FORBIDDEN", 403, _deactivated),
    Caller("a membership that has ended", "UNAUTHENTICATED", 401, _ended),
    Caller("an expired key", "UNAUTHENTICATED", 401, _expired),
    Caller("a key of another network", "ADDRESS_NOT_ALLOWED", 403, _foreign),
    Caller("a suspended tenant", "TENANT_SUSPENDED", 403, _suspended),
    Caller("a closing tenant", "TENANT_CLOSED", 403, _closing),
)


def operations(schema: GraphQLSchema) -> list[tuple[str, str, GraphQLField]]:
    """Every root field, those of subscriptions included."""
    assert schema.subscription_type is not None
    return [*roots_of(schema), *(("subscription", *each) for each in schema.subscription_type.fields.items())]


@pytest.mark.parametrize("caller", CALLERS, ids=lambda each: each.name)
async def test_every_operation_is_refused_alike(
    own_world: World, database_url: str, admins_types: GraphQLSchema, caller: Caller
) -> None:
    deal = await own_world.create(own_world.manager, "deal", name="Secret deal")
    token = await caller.shut(own_world, database_url)
    answers: dict[str, set[str]] = {}
    asked = operations(admins_types)
    for kind, name, field in asked:
        document, variables = operation_of(kind, name, field, deal, ids_wanted)
        headers = {"Authorization": f"Bearer {token}"} | (EVENTS if kind == "subscription" else {})
        sent = {"query": document, "variables": variables}
        response = await own_world.api.client.post("/graphql", json=sent, headers=headers)
        assert "Secret deal" not in response.text
        answers.setdefault(_code(response), set()).add(name)
    assert {code: len(names) for code, names in answers.items()} == {caller.code: len(asked)}, answers
    assert len(asked) > 110
    print(f"{len(asked)} operations as {caller.name}")  # noqa: T201 - the size of the suite


def _code(response: httpx.Response) -> str:
    text = response.text
    if text.startswith("event:"):
        text = next(line.removeprefix("data:") for line in text.splitlines() if line.startswith("data:"))
    answer = json.loads(text)
    assert not answer.get("data"), answer
    (error,) = answer["errors"]
    code: str = error["extensions"]["code"]
    return code


# Routes


ROUTES: dict[str, tuple[str, ...]] = {
    "/graphql": ("POST", "GET"),
    "/operator/graphql": ("POST",),
    "/scim/v2/{path:path}": ("GET", "POST", "PUT", "PATCH", "DELETE"),
    "/files": ("POST",),
    "/files/{id}": ("GET", "HEAD"),
}
"""What asks who one is, and by which methods; those of GraphQL say it in their errors."""
OPEN = frozenset(
    {
        "/",
        "/auth/oidc/callback",
        "/auth/oidc/start",
        "/confirm-sign-up",
        "/healthz",
        "/invitation",
        "/metrics",
        "/password-reset",
        "/readyz",
    }
)
"""What tells nothing of a tenant, and asks nobody who they are (`/metrics` where no token for it is set)."""


def test_every_route_is_in_the_suite() -> None:
    app = create_app(Settings.from_environment({}), "postgresql://nowhere/none")
    paths = {_path(each) for each in app.routes}
    console = {_path(each) for each in console_routes(CONSOLE)} if is_built(CONSOLE) else set()
    assert paths == set(ROUTES) | OPEN | console


def _path(route: BaseRoute) -> str:
    assert isinstance(route, Route | WebSocketRoute), f"say who may use {route}"
    return route.path


@pytest.mark.parametrize("caller", CALLERS, ids=lambda each: each.name)
async def test_every_route_is_refused(own_world: World, database_url: str, caller: Caller) -> None:
    token = await caller.shut(own_world, database_url)
    for path, methods in ROUTES.items():
        for method in methods:
            response = await _sent(own_world.api, method, path, token)
            if path == "/operator/graphql":
                assert response.status_code == 401, path
            elif path == "/graphql":
                assert _code(response) == caller.code, path
            else:
                assert response.status_code == caller.status, (path, response.text)
    for path in OPEN:
        told = (await own_world.api.client.get(path)).text
        assert own_world.slug not in told


async def _sent(api: Api, method: str, path: str, token: str | None) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"}
    document = "{ deals { nodes { name } } }"
    if method == "POST" and path.endswith("graphql"):
        return await api.client.post(path, json={"query": document}, headers=headers)
    address = path.replace("{id}", "0197f5d2-0000-7000-8000-000000000000").replace("{path:path}", "Users")
    if method == "POST":
        return await api.client.post(address, params={"name": "a.txt"}, content=b"a", headers=headers)
    params = {"query": document} if path == "/graphql" else {}
    return await api.client.request(method, address, params=params, headers=headers)


async def test_every_operation_of_operators_is_refused_to_everybody_else(api: Api, world: World) -> None:
    schema = OPERATORS._schema
    for kind, name, field in roots_of(schema):
        document, variables = operation_of(kind, name, field, world.slug, ids_wanted)
        for token in (None, world.admin, world.rep, "slo_" + "x" * 43):
            headers = {} if token is None else {"Authorization": f"Bearer {token}"}
            sent = {"query": document, "variables": variables}
            response = await api.client.post("/operator/graphql", json=sent, headers=headers)
            assert (response.status_code, _code(response)) == (401, "UNAUTHENTICATED"), name
