"""Members whom an admin has made of accounts that were there: their owners are asked, and the admin learns nothing."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from tenants.platform import AFFINITY, SESSION
from tenants.sessions import session_of
from tests.api.test_accounts import ADD_MEMBER, CREATE_KEY, SET_ROLES, person
from tests.api.test_sessions import OF_MEMBER, signed_in
from tests.client import Api, observed, running_api
from tests.smtp import post_office
from tests.world import sign_up

ACCEPT = """mutation ($input: AcceptMembershipInput!) { acceptMembership(input: $input) {
  token tenant { slug } errors { code path } } }"""
OFFERS = "{ membershipOffers { slug } }"
ME = "{ me { tenant { slug } actions } }"
LOG = '{ auditLog(kind: "signedIn") { kind } }'
PASSWORD = "correct horse battery"
"""Of those whom `sign_up` makes."""


async def added(api: Api, admin: str, email: str, **given: object) -> dict:
    named = {"input": {"email": email, "name": "Li", "roles": ["admin"], **given}}
    return (await api.data(admin, ADD_MEMBER, named))["addMember"]


async def accepted(api: Api, token: str | None, tenant: str, **given: str) -> dict:
    return (await api.data(token, ACCEPT, {"input": {"tenant": tenant, **given}}))["acceptMembership"]


async def test_who_has_an_account_is_asked(api: Api, fresh) -> None:
    theirs, slug = await sign_up(api, "theirs")
    admin, adding = await sign_up(api, "adding")
    member = (await added(api, admin, f"admin@{slug}.example"))["member"]
    there = {"X-Sluice-Tenant": adding}
    refused = await api.ask(theirs, ME, **there)
    assert [each["extensions"]["code"] for each in refused["errors"]] == ["TENANT_REQUIRED"]
    assert (await api.data(theirs, ME))["me"]["tenant"]["slug"] == slug
    assert await api.data(theirs, OFFERS) == {"membershipOffers": [{"slug": adding}]}
    for token, tenant in ((theirs, fresh.slug), (theirs, "nobodys"), (fresh.admin, adding)):
        assert (await accepted(api, token, tenant))["errors"] == [
            {"code": "NOT_FOUND", "path": ["input", "tenant"]}
        ]
    given = {"name": "k", "memberId": member["id"]}
    key = (await api.data(admin, CREATE_KEY, {"input": given}))["createApiKey"]["token"]
    assert (await api.data(key, ME))["me"]["tenant"]["slug"] == adding, (
        "what the admin makes is the tenant's own"
    )
    assert await api.codes(key, OFFERS) == ["FORBIDDEN"]
    joined = await accepted(api, theirs, adding)
    assert joined == {"token": theirs, "tenant": {"slug": adding}, "errors": []}
    assert (await api.data(theirs, ME, **there))["me"]["actions"] == ["administer", "configure", "provision"]
    assert await api.data(theirs, OFFERS) == {"membershipOffers": []}
    assert (await accepted(api, theirs, adding))["errors"][0]["code"] == "NOT_FOUND"


async def test_an_admin_learns_nothing_of_the_account(api: Api) -> None:
    _, slug = await sign_up(api, "hidden")
    admin, _ = await sign_up(api, "curious")
    email = f"admin@{slug}.example"
    await added(api, admin, f"first@{slug}.example")
    found, asked = [], []
    for each in (email, f"nobody@{slug}.example"):
        with observed(api.engine.database) as texts:
            found.append(await added(api, admin, each))
        asked.append([text.split("(")[0] for text in texts])
    known, unknown = ({**each["member"], "id": "", "email": ""} for each in found)
    assert known == unknown
    assert asked[0] == asked[1], "a statement more or less would tell of it by the time that it takes"
    assert await signed_in(api, {"email": email, "password": PASSWORD}, "Laptop")
    await api.engine.posting.settled()
    assert [each["kind"] for each in (await api.data(admin, LOG))["auditLog"]] == []
    for each in found:
        listed = await api.data(admin, OF_MEMBER, {"id": each["member"]["id"]})
        assert listed == {"memberSessions": []}


async def test_who_has_not_accepted_is_no_admin_that_a_tenant_must_have(api: Api) -> None:
    _, slug = await sign_up(api, "elsewhere")
    admin, _ = await sign_up(api, "left")
    await added(api, admin, f"admin@{slug}.example")
    me = (await api.data(admin, "{ me { member { id } } }"))["me"]["member"]["id"]
    refused = await api.data(admin, SET_ROLES, {"input": {"memberId": me, "roles": []}})
    assert [each["code"] for each in refused["setMemberRoles"]["errors"]] == ["LAST_ADMINISTRATOR"]


async def test_what_one_signs_in_with_will_do(api: Api) -> None:
    """Whoever belongs to no other tenant has no session that opens one."""
    _, slug = await sign_up(api, "shown")
    admin, adding = await sign_up(api, "asking")
    email = f"admin@{slug}.example"
    await added(api, admin, email)
    wrong = await accepted(api, None, adding, email=email, password="not the password")
    assert (wrong["token"], wrong["errors"][0]["code"]) == (None, "SIGN_IN_FAILED")
    joined = await accepted(api, None, adding, email=email, password=PASSWORD)
    assert (await api.data(joined["token"], ME, **{"X-Sluice-Tenant": adding}))["me"]
    assert await api.codes(None, 'mutation { acceptMembership(input: {tenant: "x"}) { token } }') == [
        "UNAUTHENTICATED"
    ]


async def test_a_refusal_opens_no_session(api: Api) -> None:
    session, slug = await sign_up(api, "refused")
    identity = (await session_of(api.engine.database, session)).identity
    opened = select(func.count()).select_from(SESSION).where(SESSION.c.identity_id == identity.id)
    before = await api.engine.database.rows(opened, affinity=AFFINITY)
    given = {"email": f"admin@{slug}.example", "password": PASSWORD}
    refused = await accepted(api, None, "nobodys", **given)
    assert (refused["token"], refused["errors"][0]["code"]) == (None, "NOT_FOUND")
    assert await api.engine.database.rows(opened, affinity=AFFINITY) == before


async def test_a_session_whose_only_membership_waits_asks_for_it_and_accepts(api: Api) -> None:
    first, slug = await sign_up(api, "left")
    admin, adding = await sign_up(api, "next")
    email = f"waiting@{slug}.example"
    made = await added(api, first, email, password=PASSWORD)
    await added(api, admin, email)
    session = await signed_in(api, {"email": email, "password": PASSWORD}, "Laptop")
    end = """mutation ($id: ID!, $at: DateTime) {
      setMembershipEnd(memberId: $id, endsAt: $at) { errors { code } } }"""
    soon = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
    ended = await api.data(first, end, {"id": made["member"]["id"], "at": soon})
    assert ended["setMembershipEnd"]["errors"] == []
    await asyncio.sleep(1.1)
    assert await api.codes(session, ME) == ["FORBIDDEN"]
    both = "{ membershipOffers { slug } me { tenant { slug } } }"
    assert await api.codes(session, both) == ["FORBIDDEN"]
    assert await api.data(session, OFFERS) == {"membershipOffers": [{"slug": adding}]}
    assert (await accepted(api, session, adding))["token"] == session
    assert (await api.data(session, ME))["me"]["tenant"]["slug"] == adding


@pytest.mark.parametrize("known", [True, False])
async def test_an_admin_gives_nobody_a_password_where_mail_is_sent(
    api: Api, database_url: str, known: bool
) -> None:
    """By signing in with it they would learn whether there was an account before."""
    admin, _ = await sign_up(api, "mailing")
    _, other = await sign_up(api, "known")
    email = f"admin@{other}.example" if known else person()["email"]
    with post_office() as office:
        async with running_api(database_url, office.settings()) as posting:
            refused = await added(posting, admin, email, password=PASSWORD)
            assert refused["errors"][0]["path"] == ["input", "password"]
            assert (await added(posting, admin, email))["errors"] == []
