"""The operators' own endpoint: by their own credentials, and nothing of what is in a tenant."""

from typing import Any

import httpx
import pytest

from api.operators.root import OPERATORS
from tenants.operators import create_operator, revoke_operator
from tenants.platform import AFFINITY
from tests.client import Api
from tests.world import World

TENANTS = "query ($search: String!) { tenants(search: $search) { slug state createdAt eraseAt } }"
SUSPEND = "mutation ($slug: String!) { suspendTenant(slug: $slug) { tenant { state } errors { code path } } }"


@pytest.fixture
async def olga(api: Api) -> str:
    async with api.engine.database.transaction(affinity=AFFINITY) as connection:
        return (await create_operator(connection, "Olga"))[0]


async def asked(api: Api, token: str | None, document: str, **variables: Any) -> httpx.Response:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    sent = {"query": document, "variables": variables}
    return await api.client.post("/operator/graphql", json=sent, headers=headers)


def codes(response: httpx.Response) -> list[str]:
    return [error["extensions"]["code"] for error in response.json()["errors"]]


async def test_tenants_are_found_and_suspended_and_it_is_written_down(
    api: Api, olga: str, own_world: World
) -> None:
    slug = own_world.slug
    found = (await asked(api, olga, TENANTS, search=slug.upper())).json()["data"]["tenants"]
    assert [(each["slug"], each["state"], each["eraseAt"]) for each in found] == [(slug, "active", None)]
    done = (await asked(api, olga, SUSPEND, slug=slug)).json()["data"]["suspendTenant"]
    assert done == {"tenant": {"state": "suspended"}, "errors": []}
    assert await api.codes(own_world.admin, "{ me { member { id } } }") == ["TENANT_SUSPENDED"]
    acts = await asked(
        api, olga, "query ($t: String!) { acts(tenant: $t) { operator action tenant } }", t=slug
    )
    assert acts.json()["data"]["acts"] == [{"operator": "Olga", "action": "suspend", "tenant": slug}]
    unknown = (await asked(api, olga, SUSPEND, slug="no-such-tenant")).json()["data"]["suspendTenant"]
    assert [each["code"] for each in unknown["errors"]] == ["NOT_FOUND"]
    odd = await asked(api, olga, "{ tenants(first: 0) { slug } }")
    assert (odd.status_code, codes(odd)) == (400, ["PAGE_SIZE"])


async def test_a_part_of_a_slug_is_no_pattern(api: Api, olga: str, world: World) -> None:
    assert (await asked(api, olga, TENANTS, search="%")).json()["data"]["tenants"] == []


async def test_nobody_else_learns_anything(api: Api, olga: str, world: World) -> None:
    for token in (None, world.admin, "slo_" + "x" * 43):
        for document in (TENANTS, "{ __schema { queryType { name } } }", "nonsense"):
            response = await asked(api, token, document, search="")
            assert (response.status_code, codes(response)) == (401, ["UNAUTHENTICATED"])
    async with api.engine.database.transaction(affinity=AFFINITY) as connection:
        token, made = await create_operator(connection, "Ossi")
        await revoke_operator(connection, made.id)
    assert codes(await asked(api, token, TENANTS, search="")) == ["UNAUTHENTICATED"]


async def test_an_operator_is_nobody_in_a_tenant(api: Api, olga: str, world: World) -> None:
    headers = {"X-Sluice-Tenant": world.slug}
    for document in ("{ me { member { id } } }", "{ deals { nodes { id } } }"):
        found = await api.ask(olga, document, **headers)
        assert [each["extensions"]["code"] for each in found["errors"]] == ["UNAUTHENTICATED"]


async def test_faults_have_codes_and_statuses(api: Api, olga: str) -> None:
    for document, code in (("{", "GRAPHQL_PARSE_FAILED"), ("", "BAD_REQUEST")):
        response = await asked(api, olga, document)
        assert (response.status_code, codes(response)) == (400, [code])
    assert (await api.client.get("/operator/graphql")).status_code == 405


def test_the_schema_has_every_act() -> None:
    mutations = OPERATORS.introspect()["__schema"]["types"]
    (mutation,) = [each for each in mutations if each["name"] == "Mutation"]
    assert {each["name"] for each in mutation["fields"]} == {
        "suspendTenant",
        "resumeTenant",
        "closeTenant",
        "reopenTenant",
        "eraseTenant",
        "setTenantPlan",
        "setPlan",
        "removePlan",
        "resetSecondFactor",
    }
    assert all(each["description"] for each in mutation["fields"])


async def test_what_an_operator_asks_wrongly_is_not_logged_as_a_fault(
    api: Api, olga: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Each was, with a traceback; a fuzzer found it."""
    response = await asked(api, olga, "{ tenants(first: 0) { slug } }")
    assert codes(response) == ["PAGE_SIZE"]
    assert [each for each in caplog.records if each.levelname == "ERROR"] == []


async def test_what_is_closed_is_not_closed_again(api: Api, olga: str, own_world: World) -> None:
    """It counted the days anew: whoever closed it a second time put the erasure off, or brought it forward."""
    close = """mutation ($s: String!, $d: Int!) {
      closeTenant(slug: $s, days: $d) { tenant { eraseAt } errors { code message hint } } }"""
    first = (await asked(api, olga, close, s=own_world.slug, d=9)).json()["data"]["closeTenant"]
    for days in (0, 90):
        again = (await asked(api, olga, close, s=own_world.slug, d=days)).json()["data"]["closeTenant"]
        (told,) = again["errors"]
        assert (again["tenant"], told["code"]) == (None, "TENANT_CLOSED")
        assert first["tenant"]["eraseAt"][:10] in told["message"]
        assert "reopen" in told["hint"]
    there = (await asked(api, olga, TENANTS, search=own_world.slug)).json()["data"]["tenants"]
    assert [each["eraseAt"] for each in there] == [first["tenant"]["eraseAt"]]
    acts = await asked(api, olga, "query ($t: String!) { acts(tenant: $t) { action } }", t=own_world.slug)
    assert acts.json()["data"]["acts"] == [{"action": "close"}]


async def test_wrong_words_of_an_operator_are_not_logged_as_a_fault(
    api: Api, olga: str, own_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever part of a request is wrong: a value, a type, a field, an unknown tenant, a note with a line break."""
    documents = (
        "{ tenants(first: 501) { slug } }",
        '{ tenants(first: "x") { slug } }',
        "{ nothing }",
        '{ usage(slug: "no-such-tenant") { plan } }',
        f'mutation {{ closeTenant(slug: "{own_world.slug}", days: -1) {{ errors {{ code }} }} }}',
        f'mutation {{ closeTenant(slug: "{own_world.slug}", days: 99999999999) {{ errors {{ code }} }} }}',
        f'mutation {{ suspendTenant(slug: "{own_world.slug}", note: "a\\nb") {{ errors {{ code }} }} }}',
        f'mutation {{ eraseTenant(slug: "{own_world.slug}", confirm: "x") {{ errors {{ code }} }} }}',
        'mutation { resetSecondFactor(email: "no address") { errors { code } } }',
        'mutation { setPlan(input: { name: "", members: -1, rateKey: "often" }) { errors { code } } }',
        f'mutation {{ setTenantPlan(slug: "{own_world.slug}", plan: "no-such") {{ errors {{ code }} }} }}',
        f'mutation {{ setTenantPlan(slug: "{own_world.slug}") {{ errors {{ code }} }} }}',
        'mutation { removePlan(name: "no-such") { errors { code } } }',
        '{ tenants(search: "a\\u0000b") { slug } }',
        '{ acts(tenant: "a\\u0000b") { at } }',
        'mutation { suspendTenant(slug: "a\\u0000b") { errors { code } } }',
    )
    for document in documents:
        response = await asked(api, olga, document)
        assert response.status_code in (200, 400, 404), (document, response.text)
        assert "INTERNAL" not in response.text, document
    assert [each.getMessage() for each in caplog.records if each.levelname == "ERROR"] == []


async def test_a_closed_tenant_is_not_resumed(api: Api, olga: str, own_world: World) -> None:
    """It said `closed` without an error, and let nobody in."""
    close = "mutation ($s: String!) { closeTenant(slug: $s, days: 9) { tenant { state } errors { code } } }"
    resume = "mutation ($s: String!) { resumeTenant(slug: $s) { tenant { state } errors { code } } }"
    closed = (await asked(api, olga, close, s=own_world.slug)).json()["data"]["closeTenant"]
    assert closed == {"tenant": {"state": "closed"}, "errors": []}
    refused = (await asked(api, olga, resume, s=own_world.slug)).json()["data"]["resumeTenant"]
    assert refused == {"tenant": None, "errors": [{"code": "TENANT_CLOSED"}]}
