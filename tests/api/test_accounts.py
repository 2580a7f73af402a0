"""Signing up, in and out; members; keys that die at once."""

import secrets

import pytest

from tenants import accounts, passwords
from tests.world import add_member, sign_up

ME = "{ me { member { name email roles active } tenant { slug name } roles actions } }"
SIGN_UP = """mutation ($input: SignUpInput!) {
  signUp(input: $input) { token tenant { id slug name } errors { code message path hint } } }"""
SIGN_IN = "mutation ($input: SignInInput!) { signIn(input: $input) { token errors { code path hint } } }"
CREATE_KEY = """mutation ($input: CreateApiKeyInput!) {
  createApiKey(input: $input) {
    token apiKey { id name prefix lastFour memberId roles revokedAt } errors { code path hint } } }"""
REVOKE_KEY = """mutation ($id: ID!) {
  revokeApiKey(id: $id) { apiKey { id revokedAt } errors { code path } } }"""
ADD_MEMBER = """mutation ($input: AddMemberInput!) {
  addMember(input: $input) { member { id name email roles active } errors { code path hint } } }"""
SET_ROLES = """mutation ($input: SetMemberRolesInput!) {
  setMemberRoles(input: $input) { member { roles } errors { code path hint } } }"""


def person(**changed):
    mark = secrets.token_hex(4)
    return {
        "email": f"ada@{mark}.example",
        "password": "correct horse battery",
        "name": "Ada 阿达",
        "tenantName": f"Acme {mark}",
        **changed,
    }


async def test_a_new_tenant_has_its_admin_and_an_empty_catalog(api):
    given = person()
    signed = (await api.data(None, SIGN_UP, {"input": given}))["signUp"]
    assert signed["errors"] == []
    assert signed["tenant"]["name"] == given["tenantName"]
    found = await api.data(
        signed["token"], ME[:-1] + " catalog { version objects { name } roles { name } } }"
    )
    assert found["me"] == {
        "member": {"name": "Ada 阿达", "email": given["email"], "roles": ["admin"], "active": True},
        "tenant": {"slug": signed["tenant"]["slug"], "name": given["tenantName"]},
        "roles": ["admin"],
        "actions": ["administer", "configure", "provision"],
    }
    assert found["catalog"] == {"version": 1, "objects": [], "roles": [{"name": "admin"}]}


async def test_nobody_without_credentials(api):
    assert await api.data(None, "{ me { roles } }") == {"me": None}
    assert await api.codes(None, "{ catalog { version } }") == ["UNAUTHENTICATED"]
    assert await api.codes(None, "{ members { id } }") == ["UNAUTHENTICATED"]
    assert await api.codes("slk_" + "x" * 43, "{ me { roles } }") == ["UNAUTHENTICATED"]


@pytest.mark.parametrize(
    ("changed", "code", "path"),
    [
        ({"email": "nobody"}, "EMAIL_INVALID", ["input", "email"]),
        ({"password": "short"}, "PASSWORD_WEAK", ["input", "password"]),
        ({"password": "x" * 1025}, "PASSWORD_WEAK", ["input", "password"]),
        ({"name": "  "}, "INVALID_VALUE", ["input", "name"]),
        ({"name": "a\tb"}, "INVALID_VALUE", ["input", "name"]),
        ({"tenantName": ""}, "INVALID_VALUE", ["input", "tenantName"]),
        ({"tenantSlug": "Not A Slug"}, "INVALID_VALUE", ["input", "tenantSlug"]),
        ({"tenantSlug": "公司"}, "INVALID_VALUE", ["input", "tenantSlug"]),
    ],
)
async def test_sign_up_refuses_what_does_not_fit(api, changed, code, path):
    signed = (await api.data(None, SIGN_UP, {"input": person(**changed)}))["signUp"]
    assert (signed["token"], signed["tenant"]) == (None, None)
    (error,) = signed["errors"]
    assert (error["code"], error["path"]) == (code, path)
    assert error["hint"]


async def test_an_address_and_a_slug_are_taken_once(api):
    first = person(tenantSlug=f"acme-{secrets.token_hex(3)}")
    await api.data(None, SIGN_UP, {"input": first})
    again = (await api.data(None, SIGN_UP, {"input": person(email=first["email"].upper())}))["signUp"]
    assert [error["code"] for error in again["errors"]] == ["EMAIL_TAKEN"]
    other = person(tenantSlug=first["tenantSlug"])
    taken = (await api.data(None, SIGN_UP, {"input": other}))["signUp"]
    assert [error["code"] for error in taken["errors"]] == ["TENANT_SLUG_TAKEN"]
    # Nothing of the refused attempt is left: the address is still free.
    free = (await api.data(None, SIGN_UP, {"input": person(email=other["email"])}))["signUp"]
    assert free["errors"] == []


async def test_sign_in_and_out(api):
    given = person()
    await api.data(None, SIGN_UP, {"input": given})
    signed = (await api.data(None, SIGN_IN, {"input": {k: given[k] for k in ("email", "password")}}))[
        "signIn"
    ]
    assert (await api.data(signed["token"], "{ me { roles } }"))["me"] == {"roles": ["admin"]}
    out = "mutation { signOut { signedOut } }"
    assert await api.data(signed["token"], out) == {"signOut": {"signedOut": True}}
    assert await api.codes(signed["token"], "{ me { roles } }") == ["UNAUTHENTICATED"]
    assert await api.data(None, out) == {"signOut": {"signedOut": False}}


@pytest.mark.parametrize(
    "wrong", [{"password": "wrong horse battery"}, {"email": "who@else.example"}, {"email": "x"}]
)
async def test_a_wrong_sign_in_does_not_tell_which_part_was_wrong(api, wrong):
    given = person()
    await api.data(None, SIGN_UP, {"input": given})
    attempt = {"email": given["email"], "password": given["password"], **wrong}
    signed = (await api.data(None, SIGN_IN, {"input": attempt}))["signIn"]
    assert signed["token"] is None
    (error,) = signed["errors"]
    assert (error["code"], error["path"]) == ("SIGN_IN_FAILED", ["input"])


async def test_a_key_works_until_it_is_revoked(api, fresh):
    made = (await api.data(fresh.admin, CREATE_KEY, {"input": {"name": "ERP"}}))["createApiKey"]
    assert made["errors"] == []
    key = made["apiKey"]
    assert made["token"].startswith(key["prefix"])
    assert made["token"].endswith(key["lastFour"])
    assert (key["name"], key["roles"], key["revokedAt"]) == ("ERP", None, None)
    assert (await api.data(made["token"], "{ me { tenant { slug } } }"))["me"]["tenant"]["slug"] == fresh.slug
    listed = (await api.data(fresh.admin, "{ apiKeys { id name revokedAt } }"))["apiKeys"]
    assert listed == [{"id": key["id"], "name": "ERP", "revokedAt": None}]
    revoked = (await api.data(fresh.admin, REVOKE_KEY, {"id": key["id"]}))["revokeApiKey"]
    assert revoked["errors"] == []
    assert revoked["apiKey"]["revokedAt"]
    assert await api.codes(made["token"], "{ me { roles } }") == ["UNAUTHENTICATED"]
    assert await api.codes(made["token"], "{ catalog { version } }") == ["UNAUTHENTICATED"]


async def test_a_key_with_roles_of_its_own_has_only_those(api, fresh):
    await api.change(fresh.admin, {"addRole": {"name": "clerk"}})
    given = {"name": "Clerk", "roles": ["clerk"]}
    made = (await api.data(fresh.admin, CREATE_KEY, {"input": given}))["createApiKey"]
    assert made["apiKey"]["roles"] == ["clerk"]
    me = (await api.data(made["token"], ME))["me"]
    assert (me["roles"], me["actions"], me["member"]["roles"]) == (["clerk"], [], ["admin"])
    for document in (
        "{ members { id } }",
        "{ apiKeys { id } }",
        "{ catalogVersions { version } }",
        "{ catalogVersion(version: 1) { version } }",
        "mutation { changeCatalog(changes: []) { version } }",
        'mutation { createApiKey(input: {name: "x"}) { token } }',
        'mutation { revokeApiKey(id: "x") { apiKey { id } } }',
        'mutation { addMember(input: {email: "a@b.example", name: "x", roles: []}) { member { id } } }',
        'mutation { setMemberRoles(input: {memberId: "x", roles: []}) { member { id } } }',
    ):
        assert await api.codes(made["token"], document) == ["FORBIDDEN"], document


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"roles": ["admn"]}, "CATALOG_UNKNOWN", ["input", "roles", 0]),
        ({"memberId": "nonsense"}, "NOT_FOUND", ["input", "memberId"]),
        ({"memberId": "0198c000-0000-7000-8000-000000000000"}, "NOT_FOUND", ["input", "memberId"]),
        ({"name": ""}, "INVALID_VALUE", ["input", "name"]),
    ],
)
async def test_a_key_that_does_not_fit_is_refused(api, fresh, given, code, path):
    made = (await api.data(fresh.admin, CREATE_KEY, {"input": {"name": "ERP", **given}}))["createApiKey"]
    assert made["token"] is None
    (error,) = made["errors"]
    assert (error["code"], error["path"]) == (code, path)


async def test_another_tenants_key_cannot_be_revoked(api, fresh, world):
    made = (await api.data(fresh.admin, CREATE_KEY, {"input": {"name": "Mine"}}))["createApiKey"]
    stolen = (await api.data(world.admin, REVOKE_KEY, {"id": made["apiKey"]["id"]}))["revokeApiKey"]
    assert [error["code"] for error in stolen["errors"]] == ["NOT_FOUND"]
    assert (await api.data(made["token"], "{ me { roles } }"))["me"]


async def test_a_member_gets_roles_and_loses_them_at_once(api, fresh):
    given = {
        "email": f"bob@{fresh.slug}.example",
        "name": "Bob",
        "roles": ["admin"],
        "password": "a long password",
    }
    made = (await api.data(fresh.admin, ADD_MEMBER, {"input": given}))["addMember"]
    assert made["errors"] == []
    assert made["member"]["roles"] == ["admin"]
    listed = (await api.data(fresh.admin, "{ members { name } }"))["members"]
    assert [each["name"] for each in listed] == ["Ada", "Bob"]
    again = (await api.data(fresh.admin, ADD_MEMBER, {"input": given}))["addMember"]
    assert [(error["code"], error["path"]) for error in again["errors"]] == [
        ("MEMBER_EXISTS", ["input", "email"])
    ]
    signed = await api.data(
        None, SIGN_IN, {"input": {"email": given["email"], "password": given["password"]}}
    )
    bob = signed["signIn"]["token"]
    assert await api.data(bob, "{ members { id } }")
    roles = {"memberId": made["member"]["id"], "roles": []}
    changed = (await api.data(fresh.admin, SET_ROLES, {"input": roles}))["setMemberRoles"]
    assert changed == {"member": {"roles": []}, "errors": []}
    assert await api.codes(bob, "{ members { id } }") == ["FORBIDDEN"]


async def test_the_last_administrator_stays(api, fresh):
    (ada,) = (await api.data(fresh.admin, "{ members { id } }"))["members"]
    given = {"memberId": ada["id"], "roles": []}
    changed = (await api.data(fresh.admin, SET_ROLES, {"input": given}))["setMemberRoles"]
    assert [error["code"] for error in changed["errors"]] == ["LAST_ADMINISTRATOR"]
    assert (await api.data(fresh.admin, "{ me { member { roles } } }"))["me"]["member"]["roles"] == ["admin"]


@pytest.mark.parametrize("dry_run", [True, False])
async def test_the_last_administrator_stays_whatever_is_published(api, fresh, dry_run):
    grants = [{"action": "administer"}, {"action": "configure"}]
    await api.change(fresh.admin, {"addRole": {"name": "boss", "grants": grants}})
    (ada,) = (await api.data(fresh.admin, "{ members { id } }"))["members"]
    given = {"memberId": ada["id"], "roles": ["boss"]}
    assert (await api.data(fresh.admin, SET_ROLES, {"input": given}))["setMemberRoles"]["errors"] == []
    for change in (
        {"setGrants": {"role": "boss", "grants": [{"action": "configure"}]}},
        {"removeRole": {"role": "boss"}},
    ):
        refused = await api.try_change(fresh.admin, change, dryRun=dry_run)
        assert [(each["code"], each["path"]) for each in refused["errors"]] == [
            ("LAST_ADMINISTRATOR", ["changes"])
        ]
    me = await api.data(fresh.admin, "{ me { actions } catalog { version } }")
    assert me == {"me": {"actions": ["administer", "configure"]}, "catalog": {"version": 2}}


async def test_a_person_of_two_tenants_is_in_the_first_unless_they_name_another(api, fresh, world):
    email, password = f"both@{fresh.slug}.example", "a long password"
    given = {"email": email, "name": "Both", "roles": [], "password": password}
    for admin in (fresh.admin, world.admin):
        assert (await api.data(admin, ADD_MEMBER, {"input": given}))["addMember"]["errors"] == []
    signed = await api.data(None, SIGN_IN, {"input": {"email": email, "password": password}})
    token = signed["signIn"]["token"]
    accepting = (
        "mutation ($input: AcceptMembershipInput!) { acceptMembership(input: $input) { tenant { slug } } }"
    )
    accepted = await api.data(token, accepting, {"input": {"tenant": world.slug}})
    assert accepted["acceptMembership"]["tenant"]["slug"] == world.slug
    found = await api.data(token, "{ me { tenant { slug } } }")
    assert found["me"]["tenant"]["slug"] == fresh.slug
    for slug in (fresh.slug, world.slug):
        found = await api.data(token, "{ me { tenant { slug } } }", **{"X-Sluice-Tenant": slug})
        assert found["me"]["tenant"]["slug"] == slug


async def test_hashing_holds_no_connection(api, fresh, monkeypatch):
    """Were it done within the transaction, a few sign-ups at once would keep everybody else waiting."""
    database, busy = api.engine.database, []

    async def hash_password(password):
        busy.append(len(database._busy))
        return await passwords.hash_password(password)

    monkeypatch.setattr(accounts, "hash_password", hash_password)
    await sign_up(api, "hashing")
    await add_member(api, fresh.admin, f"more.{fresh.slug}", "admin", "a password of its own")
    assert busy == [0, 0]
