"""The identity provider of a tenant, as an admin configures and tries it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from api.fixed import identity_providers
from tenants.address_bounds import PROVIDER_TRIALS
from tests.api.firms import AUDIT, ME, Firm, api, firm, idp, other_idp, subject
from tests.api.test_accounts import ADD_MEMBER, SIGN_IN
from tests.client import Api, running_api
from tests.ports import free_port
from tests.signing_in import CALLBACK, SET, SETTINGS, Browser, Idp

__all__ = ["api", "idp", "other_idp"]

GET = "{ identityProvider { issuer clientId hasSecret groupRoles { group roles } defaultRoles redirectUri startUrl } }"
TEST = """mutation ($input: IdentityProviderInput) { it: testIdentityProvider(input: $input) {
  works warnings { message path } errors { code message path } } }"""
REMOVE = "mutation { removeIdentityProvider { removed errors { code } } }"


@pytest.fixture
async def acme(api: Api, idp: Idp) -> AsyncIterator[Firm]:
    yield await firm(api, idp)
    await idp.errs()


async def tried(acme: Firm, **given: Any) -> dict[str, Any]:
    wanted = {"input": {**acme.client, **given}} if given else {}
    found: dict[str, Any] = (await acme.api.data(acme.admin, TEST, wanted))["it"]
    return found


async def test_what_is_set_is_told_without_the_secret(acme: Firm) -> None:
    assert await acme.api.data(acme.admin, GET) == {"identityProvider": None}
    pairs = [{"group": "团队", "roles": ["lead"]}]
    done = (await acme.set(groupsClaim="groups", groupRoles=pairs, scopes=["groups"]))["identityProvider"]
    assert done["scopes"] == ["openid", "groups"]
    assert (done["hasSecret"], done["redirectUri"]) == (True, CALLBACK)
    assert done["startUrl"] == f"https://sluice.test/auth/oidc/start?tenant={acme.slug}"
    found = (await acme.api.data(acme.admin, GET))["identityProvider"]
    assert (found["groupRoles"], found["defaultRoles"]) == (pairs, ["sales"])
    log = (await acme.api.data(acme.admin, AUDIT))["auditLog"]
    assert log[0]["kind"] == "identityProviderSet"
    secret = acme.client["clientSecret"]
    assert secret not in repr((done, found, log))
    rows = await acme.api.engine.database.fetch(
        "SELECT * FROM platform.identity_provider", [], affinity="platform"
    )
    assert secret not in repr(rows)


async def test_a_secret_stays_with_the_client_it_was_given_for(acme: Firm, other_idp: Idp) -> None:
    """An admin who never had the secret could have it sent to a server of their own."""
    await acme.provided()
    known = {name: value for name, value in acme.client.items() if name != "clientSecret"}

    async def without_secret(**changed: str) -> list[tuple[str, list[str]]]:
        given = {"input": {**known, **changed}}
        done = (await acme.api.data(acme.admin, SET, given))["it"]
        return [(each["code"], each["path"]) for each in done["errors"]]

    assert await without_secret() == []
    lacking = [("REQUIRED", ["input", "clientSecret"])]
    assert await without_secret(issuer=other_idp.issuer) == lacking
    assert await without_secret(clientId="another") == lacking
    given = {"input": {**known, "issuer": other_idp.issuer}}
    found = (await acme.api.data(acme.admin, TEST, given))["it"]
    assert [(each["code"], each["path"]) for each in found["errors"]] == lacking
    who = subject()
    await acme.provided()
    await acme.knows(who)
    assert await Browser(acme.api).sign_in(acme.slug, who)


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"issuer": "ftp://a.example"}, "INVALID_VALUE", ["issuer"]),
        ({"issuer": "https://a.example/?x=1"}, "INVALID_VALUE", ["issuer"]),
        ({"issuer": "https://user:password@a.example"}, "INVALID_VALUE", ["issuer"]),
        ({"issuer": "https://" + "a" * 3_000}, "INVALID_VALUE", ["issuer"]),
        ({"clientId": " "}, "INVALID_VALUE", ["clientId"]),
        ({"clientId": "a\nb"}, "INVALID_VALUE", ["clientId"]),
        ({"clientSecret": ""}, "INVALID_VALUE", ["clientSecret"]),
        ({"clientSecret": "x" * 3_000}, "INVALID_VALUE", ["clientSecret"]),
        ({"scopes": ["a b"]}, "INVALID_VALUE", ["scopes", 0]),
        ({"scopes": ["a"] * 31}, "INVALID_VALUE", ["scopes"]),
        ({"domains": ["@acme.example"]}, "INVALID_VALUE", ["domains", 0]),
        ({"domains": ["localhost"]}, "INVALID_VALUE", ["domains", 0]),
        ({"domains": []}, "REQUIRED", ["domains"]),
        ({"defaultRoles": ["nobody"]}, "CATALOG_UNKNOWN", ["defaultRoles", 0]),
        ({"groupRoles": [{"group": "a", "roles": ["sales"]}]}, "REQUIRED", ["groupsClaim"]),
        (
            {"groupsClaim": "g", "groupRoles": [{"group": "a", "roles": ["sales", "x"]}]},
            "CATALOG_UNKNOWN",
            ["groupRoles", 0, "roles", 1],
        ),
        ({"breakGlass": ["0190a000-0000-7000-8000-000000000000"]}, "NOT_FOUND", ["breakGlass", 0]),
        ({"breakGlass": ["x"]}, "NOT_FOUND", ["breakGlass", 0]),
        ({"sessionHours": 0}, "INVALID_VALUE", ["sessionHours"]),
        ({"sessionHours": 721}, "INVALID_VALUE", ["sessionHours"]),
    ],
)
async def test_what_does_not_fit_is_refused(
    acme: Firm, given: dict[str, Any], code: str, path: list[Any]
) -> None:
    done = await acme.set(**given)
    assert done["identityProvider"] is None
    assert [(each["code"], each["path"]) for each in done["errors"]] == [(code, ["input", *path])]
    assert await acme.api.data(acme.admin, GET) == {"identityProvider": None}


async def test_who_may_not_administer_neither_sees_nor_sets_it(acme: Firm) -> None:
    await acme.provided()
    given = {"email": acme.address("eve"), "name": "Eve", "password": "a quite long password"}
    await acme.api.data(acme.admin, ADD_MEMBER, {"input": {**given, "roles": ["sales"]}})
    signing = {"input": {"email": given["email"], "password": given["password"]}}
    eve = (await acme.api.data(None, SIGN_IN, signing))["signIn"]["token"]
    for document in (GET, REMOVE, 'mutation { unlinkMember(memberId: "x") { unlinked } }'):
        assert await acme.api.codes(eve, document) == ["FORBIDDEN"]
        assert await acme.api.codes(None, document) == ["UNAUTHENTICATED"]
    for document in (SET, TEST):
        assert await acme.api.codes(eve, document, {"input": acme.client}) == ["FORBIDDEN"]
    stranger = await firm(acme.api, acme.idp)
    assert await acme.api.data(stranger.admin, GET) == {"identityProvider": None}
    assert (await acme.api.data(stranger.admin, REMOVE))["removeIdentityProvider"]["removed"] is False
    assert (await acme.api.data(acme.admin, GET))["identityProvider"]


async def test_a_provider_is_tried_before_it_is_set(acme: Firm) -> None:
    assert await tried(acme, joins=False) == {"works": True, "warnings": [], "errors": []}
    assert await acme.api.data(acme.admin, GET) == {"identityProvider": None}
    assert (await tried(acme))["errors"][0]["code"] == "NOT_FOUND", "without one in force"
    await acme.provided()
    assert (await tried(acme))["works"]
    wrong = await tried(acme, clientSecret="wrong")
    assert wrong["errors"][0]["path"] == ["input", "clientSecret"]
    dead = await tried(acme, issuer=f"http://127.0.0.1:{free_port()}")
    assert (dead["works"], "no connection" in dead["errors"][0]["message"]) == (False, True)
    slash = await tried(acme, issuer=acme.idp.issuer + "/")
    assert "another issuer" in slash["errors"][0]["message"]
    await acme.idp.errs(
        metadata={
            "code_challenge_methods_supported": ["plain"],
            "response_types_supported": ["token"],
            "claims_supported": ["sub"],
            "id_token_signing_alg_values_supported": ["HS256"],
        }
    )
    doubtful = await tried(acme, scopes=["groups"], groupsClaim="groups")
    assert [each["path"][1:] for each in doubtful["warnings"]] == [
        ["issuer"],
        ["issuer"],
        ["issuer"],
        ["scopes", 1],
        ["groupsClaim"],
    ]


async def test_providers_are_tried_so_often(acme: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    """It makes this installation ask others: nobody looks through the ports of somebody else with it."""
    monkeypatch.setattr(
        identity_providers, "PROVIDER_TRIALS", replace(PROVIDER_TRIALS, what=subject(), most=2)
    )
    dead = f"http://127.0.0.1:{free_port()}"
    away = {"X-Forwarded-For": "198.51.100.9"}
    given = {"input": {**acme.client, "issuer": dead}}
    found = [(await acme.api.data(acme.admin, TEST, given, **away))["it"] for _ in range(3)]
    codes = [each["errors"][0]["code"] for each in found]
    assert codes == ["PROVIDER_FAILED", "PROVIDER_FAILED", "ADDRESS_THROTTLED"]


async def test_roles_that_are_removed_are_given_by_no_group(acme: Firm) -> None:
    pairs = [{"group": "leads", "roles": ["lead", "sales"]}]
    await acme.provided(groupsClaim="groups", groupRoles=pairs, defaultRoles=["lead"])
    await acme.api.change(acme.admin, {"removeRole": {"role": "lead"}})
    who = subject()
    await acme.knows(who, groups=["leads"])
    token = await Browser(acme.api).sign_in(acme.slug, who)
    assert (await acme.api.data(token, ME))["me"]["member"]["roles"] == ["sales"]
    found = (await acme.api.data(acme.admin, GET))["identityProvider"]
    assert found["groupRoles"] == [{"group": "leads", "roles": ["sales"]}]


async def test_without_a_key_no_secret_is_kept(acme: Firm, database_url: str) -> None:
    """Where the database is a server of one's own, and nobody has set `SLUICE_SECRET_KEY`."""
    settings = {**SETTINGS, "SLUICE_SECRET_KEY": "", "SLUICE_DATABASE_URL": database_url}
    async with running_api(database_url, settings) as keyless:
        moved = Firm(**{**vars(acme), "api": keyless})
        assert (await moved.set())["errors"][0]["code"] == "SECRET_KEY_MISSING"
        assert (await moved.set(clientSecret=None))["errors"] == [], "a client that has none"


async def test_a_session_is_kept_in_the_cookie_where_the_client_asks_for_it(acme: Firm) -> None:
    await acme.provided()
    who = subject()
    await acme.knows(who)
    browser = Browser(acme.api)
    arrived = await browser.arrive(acme.slug, who)
    code = arrived.headers["location"].partition("#signInCode=")[2]
    mutation = """mutation ($input: ExchangeSignInCodeInput!) {
      it: exchangeSignInCode(input: $input) { token errors { code } } }"""
    variables = {"input": {"code": code, "verifier": browser.verifier}}
    response = await acme.api.client.post(
        "/graphql",
        json={"query": mutation, "variables": variables},
        headers={
            "X-Sluice-Session": "cookie",
            "Origin": "https://sluice.test",
            "Sec-Fetch-Site": "same-origin",
        },
    )
    acme.api.client.cookies.clear()
    assert response.json()["data"]["it"] == {"token": None, "errors": []}
    assert response.headers["set-cookie"].startswith("__Host-sluice=sls_")
