"""Sessions: told apart with where they were used, ended by their owner, and by an admin for one tenant alone."""

from datetime import timedelta

from sqlalchemy import func, update

from tenants import uses
from tenants.platform import AFFINITY, SESSION
from tenants.tokens import token_hash
from tests.api.test_accounts import ADD_MEMBER, CREATE_KEY, SIGN_IN, SIGN_UP, person
from tests.client import Api, running_api
from tests.world import sign_up

LISTED = """{ sessions { id agent address lastUsedAt expiresAt secondFactor current } }"""
OF_MEMBER = """query ($id: ID!) { memberSessions(memberId: $id) {
  agent address createdAt lastUsedAt expiresAt current } }"""
ACCEPT = "mutation ($input: AcceptMembershipInput!) { acceptMembership(input: $input) { tenant { slug } } }"
REVOKE = "mutation ($id: ID!) { revokeSession(id: $id) { revoked errors { code path } } }"
OTHERS = "mutation { revokeSessions { revoked } }"
OF_ONE = "mutation ($id: ID!) { revokeMemberSessions(memberId: $id) { revoked errors { code path } } }"
MINE = "{ me { member { id } tenant { slug } } }"


async def signed_in(api: Api, given: dict, agent: str) -> str:
    named = {"input": {name: given[name] for name in ("email", "password")}}
    token: str = (await api.data(None, SIGN_IN, named, **{"User-Agent": agent}))["signIn"]["token"]
    return token


async def test_sessions_tell_where_they_are_used_and_end_one_by_one(api, database_url) -> None:
    given = person()
    first = (await api.data(None, SIGN_UP, {"input": given}))["signUp"]["token"]
    phone = await signed_in(api, given, "Phone \x01")
    laptop = await signed_in(api, given, "Laptop" * 99)
    away = {"X-Forwarded-For": "198.51.100.9, 203.0.113.7"}
    await api.data(phone, MINE, **away)
    await api.engine.authenticator.uses.write()
    listed = (await api.data(first, LISTED))["sessions"]
    assert [each["current"] for each in listed] == [False, False, True]
    assert [len(each["agent"]) for each in listed][:1] == [300]
    used = listed[1]
    assert used["agent"].startswith("Phone")
    assert "\x01" not in used["agent"]
    assert used["address"] == "203.0.113.7", "what a client writes before its proxy is believed by nobody"
    assert used["lastUsedAt"]
    assert listed[0]["lastUsedAt"] is None
    async with running_api(database_url) as elsewhere:
        assert await elsewhere.data(phone, MINE)
        ended = (await api.data(first, REVOKE, {"id": used["id"]}))["revokeSession"]
        assert ended == {"revoked": True, "errors": []}
        assert await elsewhere.codes(phone, MINE) == ["UNAUTHENTICATED"]
        assert await elsewhere.data(laptop, MINE)
        assert await api.data(first, OTHERS) == {"revokeSessions": {"revoked": 1}}
        assert await elsewhere.codes(laptop, MINE) == ["UNAUTHENTICATED"]
        assert await elsewhere.data(first, MINE)
    again = (await api.data(first, REVOKE, {"id": used["id"]}))["revokeSession"]
    assert [each["code"] for each in again["errors"]] == ["NOT_FOUND"]


async def test_a_use_is_written_once_an_hour_and_by_no_request(api, api_statements) -> None:
    given = person()
    token = (await api.data(None, SIGN_UP, {"input": given}))["signUp"]["token"]
    for address in ("203.0.113.7", "203.0.113.8"):
        api.engine.authenticator.forget(token)
        api_statements.clear()
        await api.data(token, MINE, **{"X-Forwarded-For": address})
        assert not [text for text in api_statements if "last_used_at" in text]
        await api.engine.authenticator.uses.write()
        listed = (await api.data(token, LISTED))["sessions"]
        assert listed[0]["address"] == "203.0.113.7"
    earlier = func.now() - timedelta(seconds=uses.NOTED_EVERY + 1)
    aged = update(SESSION).where(SESSION.c.token_hash == token_hash(token)).values(last_used_at=earlier)
    await api.engine.database.rows(aged, affinity=AFFINITY)
    api.engine.authenticator.forget(token)
    await api.data(token, MINE, **{"X-Forwarded-For": "203.0.113.9"})
    await api.engine.authenticator.uses.write()
    assert (await api.data(token, LISTED))["sessions"][0]["address"] == "203.0.113.9"


async def test_another_persons_session_is_not_there(api, fresh) -> None:
    given = person()
    token = (await api.data(None, SIGN_UP, {"input": given}))["signUp"]["token"]
    id_ = (await api.data(token, LISTED))["sessions"][0]["id"]
    refused = (await api.data(fresh.admin, REVOKE, {"id": id_}))["revokeSession"]
    assert [each["code"] for each in refused["errors"]] == ["NOT_FOUND"]
    key = (await api.data(token, CREATE_KEY, {"input": {"name": "k"}}))["createApiKey"]["token"]
    assert await api.codes(key, LISTED) == ["FORBIDDEN"], "a program does not look after its member"


async def test_an_admin_ends_sessions_for_their_own_tenant_alone(api, fresh, database_url) -> None:
    """Else whoever adds an address to their tenant could sign its owner out everywhere, and see where they are."""
    given = person()
    token = (await api.data(None, SIGN_UP, {"input": given}))["signUp"]["token"]
    admin, slug = await sign_up(api, "ending")
    added = {"input": {"email": given["email"], "name": "Li", "roles": ["admin"]}}
    member = (await api.data(admin, ADD_MEMBER, added))["addMember"]["member"]["id"]
    there = {"X-Sluice-Tenant": slug}
    async with running_api(database_url) as elsewhere:
        refused = await elsewhere.ask(token, MINE, **there)
        assert [each["extensions"]["code"] for each in refused["errors"]] == ["TENANT_REQUIRED"], (
            "they accept first"
        )
        assert await elsewhere.data(token, MINE)
        await elsewhere.engine.authenticator.uses.write()
        assert (await api.data(admin, OF_MEMBER, {"id": member}))["memberSessions"] == []
        unused = (await api.data(admin, OF_ONE, {"id": member}))["revokeMemberSessions"]
        assert unused["revoked"] == 0
        token = await signed_in(api, given, "Laptop")
        assert await elsewhere.data(token, ACCEPT, {"input": {"tenant": slug}})
        assert await elsewhere.data(token, MINE)
        await elsewhere.engine.authenticator.uses.write()
        # That they are signed in, and where, says nothing to a tenant in which they do nothing.
        assert (await api.data(admin, OF_MEMBER, {"id": member}))["memberSessions"] == []
        before = (await api.data(token, "{ sessions { createdAt current } }"))["sessions"]
        assert await elsewhere.data(token, MINE, **there)
        await elsewhere.engine.authenticator.uses.write()
        (listed,) = (await api.data(admin, OF_MEMBER, {"id": member}))["memberSessions"]
        assert listed["lastUsedAt"]
        assert (listed["address"], listed["current"], listed["expiresAt"]) == (None, False, None)
        (opened,) = [each["createdAt"] for each in before if each["current"]]
        assert listed["createdAt"] > opened, "of what was before they know nothing"
        ended = (await api.data(admin, OF_ONE, {"id": member}))["revokeMemberSessions"]
        assert ended == {"revoked": 1, "errors": []}
        refused = await elsewhere.ask(token, MINE, **there)
        assert [each["extensions"]["code"] for each in refused["errors"]] == ["UNAUTHENTICATED"]
        assert await elsewhere.data(token, MINE), "their own tenant"
        assert (await api.data(admin, OF_MEMBER, {"id": member}))["memberSessions"] == []
        anew = await signed_in(api, given, "x")
        assert await elsewhere.data(anew, MINE, **there)
    refused = (await api.data(fresh.admin, OF_ONE, {"id": member}))["revokeMemberSessions"]
    assert [each["code"] for each in refused["errors"]] == ["NOT_FOUND"]
    assert (await api.data(fresh.admin, OF_MEMBER, {"id": member}))["memberSessions"] is None


async def test_a_rate_limit_does_not_hide_where_a_session_is_used(database_url) -> None:
    async with running_api(database_url, {"SLUICE_RATE_KEY": "600/minute"}) as api:
        token = (await api.data(None, SIGN_UP, {"input": person()}))["signUp"]["token"]
        await api.data(token, MINE, **{"X-Forwarded-For": "203.0.113.7"})
        await api.engine.authenticator.uses.write()
        assert (await api.data(token, LISTED))["sessions"][0]["address"] == "203.0.113.7"
