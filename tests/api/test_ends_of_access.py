"""Keys and memberships that end by themselves, keys that are good from some addresses alone, and their rotation."""

import asyncio
import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, update

from tenants.platform import AFFINITY, API_KEY, MEMBERSHIP
from tests.api.test_accounts import ADD_MEMBER, SET_ROLES, SIGN_IN, SIGN_UP, person
from tests.api.test_invitations import accepted
from tests.client import Api, running_api

CREATE = """mutation ($input: CreateApiKeyInput!) { it: createApiKey(input: $input) {
  token apiKey { id expiresAt networks lastUsedAt lastAddress } errors { code path } } }"""
ROTATE = """mutation ($id: ID!, $hours: Int!) { it: rotateApiKey(id: $id, overlapHours: $hours) {
  token apiKey { id name expiresAt networks roles } errors { code path } } }"""
END = """mutation ($id: ID!, $at: DateTime) { it: setMembershipEnd(memberId: $id, endsAt: $at) {
  endsAt errors { code path } } }"""
INVITE = """mutation ($input: InviteMemberInput!) { it: inviteMember(input: $input) {
  link invitation { membershipEndsAt } errors { code path } } }"""
MINE = "{ me { member { id } tenant { slug } } }"


def in_hours(hours: int) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat()


async def done(api: Api, token: str, document: str, **variables: object) -> dict:
    found: dict = (await api.data(token, document, variables))["it"]
    return found


async def made(api: Api, token: str, **given: object) -> dict:
    return await done(api, token, CREATE, input={"name": "ERP", **given})


async def passed(api: Api, key_id: str) -> None:
    """Let the end of a key be past, as time does: nothing else changes."""
    of_it = update(API_KEY).where(API_KEY.c.id == key_id)
    await api.engine.database.rows(
        of_it.values(expires_at=func.now() - timedelta(seconds=1)), affinity=AFFINITY
    )


async def test_a_key_ends_by_itself(api, fresh) -> None:
    key = await made(api, fresh.admin, expiresAt=in_hours(1))
    assert await api.data(key["token"], MINE)
    (remembered,) = api.engine.authenticator._remembered[key["token"]].values()
    assert remembered.expires_at is not None, "a process that remembers it looks at the time"
    remembered.expires_at = datetime.now(UTC)
    await passed(api, key["apiKey"]["id"])
    assert await api.codes(key["token"], MINE) == ["UNAUTHENTICATED"]
    late = await made(api, fresh.admin, expiresAt=in_hours(-1))
    assert [(each["code"], each["path"]) for each in late["errors"]] == [
        ("INVALID_VALUE", ["input", "expiresAt"])
    ]


async def test_a_key_is_good_from_its_networks_alone(api, fresh) -> None:
    networks = ["203.0.113.0/24", " 2001:db8::7 "]
    key = await made(api, fresh.admin, networks=networks)
    assert key["apiKey"]["networks"] == ["203.0.113.0/24", "2001:db8::7/128"]
    there = ("203.0.113.9", "::ffff:203.0.113.9", "2001:db8::7")
    elsewhere = ("198.51.100.9", "2001:db8::8", "203.0.113.9, 198.51.100.9", "nonsense")
    for _ in range(2):
        for address in there:
            assert await api.data(key["token"], MINE, **{"X-Forwarded-For": address}), address
        for address in elsewhere:
            refused = await api.ask(key["token"], MINE, **{"X-Forwarded-For": address})
            assert [each["extensions"]["code"] for each in refused["errors"]] == ["ADDRESS_NOT_ALLOWED"]
    await api.engine.authenticator.uses.write()
    used = (await api.data(fresh.admin, "{ apiKeys { lastUsedAt lastAddress } }"))["apiKeys"][0]
    assert used["lastUsedAt"]
    assert used["lastAddress"] in ("203.0.113.9", "2001:db8::7")


@pytest.mark.parametrize("wrong", [["10.0.0.0/33"], ["here"], [""], ["10.0.0.1"] * 51])
async def test_what_is_no_network_is_refused(api, fresh, wrong) -> None:
    refused = await made(api, fresh.admin, networks=wrong)
    assert refused["token"] is None
    (error,) = refused["errors"]
    assert (error["code"], error["path"][:2]) == ("INVALID_VALUE", ["input", "networks"])


async def test_a_key_is_rotated_at_once_or_with_both_for_a_while(api, fresh, world) -> None:
    first = await made(api, fresh.admin, networks=["127.0.0.0/8"], expiresAt=in_hours(99))
    id_ = first["apiKey"]["id"]
    second = await done(api, fresh.admin, ROTATE, id=id_, hours=24)
    assert second["errors"] == []
    for name in ("expiresAt", "networks"):
        assert second["apiKey"][name] == first["apiKey"][name]
    assert await api.data(first["token"], MINE)
    assert await api.data(second["token"], MINE)
    listed = (await api.data(fresh.admin, "{ apiKeys { id expiresAt } }"))["apiKeys"]
    ends = {each["id"]: datetime.fromisoformat(each["expiresAt"]) for each in listed}
    assert ends[id_] < datetime.now(UTC) + timedelta(hours=25)
    third = await done(api, fresh.admin, ROTATE, id=second["apiKey"]["id"], hours=0)
    assert await api.codes(second["token"], MINE) == ["UNAUTHENTICATED"]
    assert await api.data(third["token"], MINE)
    for token, key_id, hours, code in (
        (fresh.admin, second["apiKey"]["id"], 0, "NOT_FOUND"),
        (world.admin, third["apiKey"]["id"], 0, "NOT_FOUND"),
        (fresh.admin, third["apiKey"]["id"], 721, "INVALID_VALUE"),
    ):
        refused = await done(api, token, ROTATE, id=key_id, hours=hours)
        assert [each["code"] for each in refused["errors"]] == [code]


async def test_a_partners_access_ends_by_itself(api, fresh, database_url) -> None:
    given = person()
    session = (await api.data(None, SIGN_UP, {"input": given}))["signUp"]["token"]
    invited = {"email": given["email"], "roles": ["admin"], "membershipEndsAt": in_hours(48)}
    made_ = await done(api, fresh.admin, INVITE, input=invited)
    assert made_["invitation"]["membershipEndsAt"]
    link = re.search(r"#(\S+)", made_["link"])
    assert link is not None
    assert (await accepted(api, link[1], session))["errors"] == []
    there = {"X-Sluice-Tenant": fresh.slug}
    member = (await api.data(session, MINE, **there))["me"]["member"]["id"]
    ends = (await api.data(fresh.admin, "{ membershipEnds { memberId endsAt } }"))["membershipEnds"]
    assert [each["memberId"] for each in ends] == [member]
    key = (await made(api, fresh.admin, memberId=member))["token"]
    (ada,) = (
        each["id"]
        for each in (await api.data(fresh.admin, "{ members { id } }"))["members"]
        if each["id"] != member
    )
    last = await done(api, fresh.admin, END, id=ada, at=in_hours(1))
    assert [each["code"] for each in last["errors"]] == ["LAST_ADMINISTRATOR"], "a partner does not count"
    async with running_api(database_url) as elsewhere:
        assert await elsewhere.data(key, MINE)
        over = update(MEMBERSHIP).where(MEMBERSHIP.c.member_id == member)
        await api.engine.database.rows(
            over.values(ends_at=func.now() - timedelta(seconds=1)), affinity=AFFINITY
        )
        for each in (api, elsewhere):
            each.engine.authenticator.forget(key)
            each.engine.authenticator.forget(session)
            refused = await each.ask(session, MINE, **there)
            assert [error["extensions"]["code"] for error in refused["errors"]] == ["TENANT_REQUIRED"]
            assert await each.codes(key, MINE) == ["UNAUTHENTICATED"]
            assert await each.data(session, MINE), "their own tenant"
        assert (await done(api, fresh.admin, END, id=member))["errors"] == []
        assert await elsewhere.data(key, MINE), "and no end any more"
    signed = {"input": {name: given[name] for name in ("email", "password")}}
    assert (await api.data(None, SIGN_IN, signed))["signIn"]["token"]


@pytest.mark.parametrize("dry_run", [True, False])
async def test_a_publish_does_not_count_on_an_admin_whose_membership_ends(api, fresh, dry_run) -> None:
    """It took the right from the only admin who stays, and a partner counted for another."""
    await api.change(
        fresh.admin,
        {"addRole": {"name": "boss", "grants": [{"action": "administer"}, {"action": "configure"}]}},
    )
    (ada,) = (await api.data(fresh.admin, "{ members { id } }"))["members"]
    partner = (
        await api.data(
            fresh.admin, ADD_MEMBER, {"input": {"email": person()["email"], "name": "P", "roles": ["admin"]}}
        )
    )["addMember"]["member"]["id"]
    given = {"memberId": ada["id"], "roles": ["boss"]}
    assert (await api.data(fresh.admin, SET_ROLES, {"input": given}))["setMemberRoles"]["errors"] == []
    assert (await done(api, fresh.admin, END, id=partner, at=in_hours(9)))["errors"] == []
    taking = {"setGrants": {"role": "boss", "grants": [{"action": "configure"}]}}
    refused = await api.try_change(fresh.admin, taking, dryRun=dry_run)
    assert [each["code"] for each in refused["errors"]] == ["LAST_ADMINISTRATOR"]
    assert (await done(api, fresh.admin, END, id=partner, at=None))["errors"] == []
    assert (await api.try_change(fresh.admin, taking, dryRun=dry_run))["errors"] == []


async def test_an_end_and_a_publish_at_once_leave_an_admin(api, fresh) -> None:
    """Each would be allowed alone."""
    await api.change(
        fresh.admin,
        {"addRole": {"name": "boss", "grants": [{"action": "administer"}, {"action": "configure"}]}},
    )
    (ada,) = (await api.data(fresh.admin, "{ members { id } }"))["members"]
    partner = (
        await api.data(
            fresh.admin, ADD_MEMBER, {"input": {"email": person()["email"], "name": "P", "roles": ["admin"]}}
        )
    )["addMember"]["member"]["id"]
    given = {"memberId": ada["id"], "roles": ["boss"]}
    assert (await api.data(fresh.admin, SET_ROLES, {"input": given}))["setMemberRoles"]["errors"] == []
    taking = {"setGrants": {"role": "boss", "grants": [{"action": "configure"}]}}
    ended, published = await asyncio.gather(
        api.ask(fresh.admin, END, {"id": partner, "at": in_hours(9)}), api.try_change(fresh.admin, taking)
    )
    refused = str(ended).count("LAST_ADMINISTRATOR") + str(ended).count("FORBIDDEN")
    assert refused + len(published["errors"]) == 1, (ended, published)
