"""Invitations: mailed or passed on, accepted once by who shows who they are, and ended in every other way."""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from pyotp import TOTP
from sqlalchemy import func, select, update

from tenants import invitations, second_factor
from tenants.platform import AFFINITY, INVITATION
from tenants.sessions import session_of
from tenants.tokens import token_hash
from tests.api.test_accounts import ADD_MEMBER, ME, SIGN_IN
from tests.client import Api, running_api
from tests.smtp import PostOffice, post_office
from tests.world import sign_up

PASSWORD = "a quiet river bend"
INVITE = """mutation ($input: InviteMemberInput!) { inviteMember(input: $input) {
  invitation { id email roles state mailedAt expiresAt } link errors { code path } } }"""
RESEND = """mutation ($id: ID!) { resendInvitation(id: $id) {
  invitation { id state } link errors { code path } } }"""
REVOKE = (
    "mutation ($id: ID!) { revokeInvitation(id: $id) { invitation { state } link errors { code path } } }"
)
OFFER = "query ($token: String!) { invitation(token: $token) { email tenant { slug name } } }"
ACCEPT = """mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) {
  token tenant { slug } errors { code path } } }"""
LISTED = "{ invitations { id email state } }"


@pytest.fixture(scope="module")
async def posting(database_url: str) -> AsyncIterator[tuple[Api, PostOffice]]:
    with post_office() as office:
        async with running_api(database_url, office.settings()) as api:
            yield api, office


def token_in(text: str) -> str:
    found = re.search(r"/invitation#(sli_[\w-]{43})", text)
    assert found is not None, text
    return found[1]


def address() -> str:
    return f"li.{secrets.token_hex(4)}@sluice.example"


async def invited(api: Api, admin: str, email: str, **headers: str) -> dict:
    given = {"email": email, "roles": ["admin"]}
    return (await api.data(admin, INVITE, {"input": given}, **headers))["inviteMember"]


async def accepted(api: Api, token: str, session: str | None = None, **given: str) -> dict:
    return (await api.data(session, ACCEPT, {"input": {"token": token, **given}}))["acceptInvitation"]


def codes(payload: dict) -> list[str]:
    return [each["code"] for each in payload["errors"]]


async def test_who_has_no_account_is_mailed_a_link_and_makes_one(posting, fresh) -> None:
    api, office = posting
    email = address()
    made = await invited(api, fresh.admin, email.upper(), **{"Accept-Language": "zh-CN"})
    assert (made["errors"], made["link"]) == ([], None), "the link is mailed, and nobody else sees it"
    assert made["invitation"]["state"] == "open"
    assert made["invitation"]["mailedAt"]
    assert "邀请您加入" in office.last(email)
    token = token_in(office.last(email))
    assert "https://sluice.example/invitation#" in office.last(email)
    offer = (await api.data(None, OFFER, {"token": token}))["invitation"]
    assert offer == {"email": email, "tenant": {"slug": fresh.slug, "name": "fresh"}}
    weak = await accepted(api, token, name="李娜", password="short")
    assert [(each["code"], each["path"]) for each in weak["errors"]] == [
        ("PASSWORD_WEAK", ["input", "password"])
    ]
    assert codes(await accepted(api, token, password=PASSWORD)) == ["REQUIRED"]
    joined = await accepted(api, token, name="李娜", password=PASSWORD)
    assert (joined["errors"], joined["tenant"]) == ([], {"slug": fresh.slug})
    me = (await api.data(joined["token"], ME))["me"]
    assert me["member"] == {"name": "李娜", "email": email, "roles": ["admin"], "active": True}
    log = (await api.data(joined["token"], "{ auditLog(first: 2) { kind details } }"))["auditLog"]
    assert [(each["kind"], each["details"]["email"]) for each in log] == [
        ("memberAdded", email),
        ("memberInvited", email),
    ]
    assert codes(await accepted(api, token, name="Eve", password=PASSWORD)) == ["INVITATION_INVALID"]
    assert (await api.data(None, OFFER, {"token": token}))["invitation"] is None
    assert [each["state"] for each in (await api.data(fresh.admin, LISTED))["invitations"]] == ["accepted"]
    assert codes(await invited(api, fresh.admin, email)) == ["MEMBER_EXISTS"]


async def test_without_mail_the_admin_alone_is_told_the_link(api, fresh) -> None:
    made = await invited(api, fresh.admin, address())
    assert made["invitation"]["mailedAt"] is None
    token = token_in(made["link"])
    rows = await api.engine.database.rows(
        select(INVITATION).where(INVITATION.c.token_hash == token_hash(token)), affinity=AFFINITY
    )
    assert token not in repr(rows)


async def test_an_account_with_a_second_factor_joins_by_its_code(api) -> None:
    session, slug = await sign_up(api, "factored")
    admin, _ = await sign_up(api, "asking")
    identity = (await session_of(api.engine.database, session)).identity
    started = await second_factor.begin(api.engine.database, api.engine.sealer, identity)
    first = TOTP(started.secret).now()
    recovery = await second_factor.confirm(api.engine.database, api.engine.sealer, identity.id, first)
    token = token_in((await invited(api, admin, f"admin@{slug}.example"))["link"])
    owned = {"password": "correct horse battery"}
    assert codes(await accepted(api, token, **owned)) == ["SECOND_FACTOR_REQUIRED"]
    assert codes(await accepted(api, token, **owned, code=recovery[0])) == []


async def test_an_account_joins_only_by_its_owner(api, fresh, world) -> None:
    email = address()
    other = {"email": email, "name": "Li", "roles": [], "password": PASSWORD}
    await api.data(fresh.admin, ADD_MEMBER, {"input": other})
    admin, slug = await sign_up(api, "inviting")
    token = token_in((await invited(api, admin, email))["link"])
    assert codes(await accepted(api, token, name="Eve", password="a password of eve")) == ["SIGN_IN_FAILED"]
    assert codes(await accepted(api, token, admin, name="Eve")) == ["SIGN_IN_FAILED"], "another's session"
    signed = await api.data(None, SIGN_IN, {"input": {"email": email, "password": PASSWORD}})
    session = signed["signIn"]["token"]
    joined = await accepted(api, token, session)
    assert (joined["errors"], joined["token"]) == ([], session)
    me = await api.data(session, ME, **{"X-Sluice-Tenant": slug})
    assert me["me"]["member"]["name"] == "Li"


async def test_an_account_gets_its_first_password_by_mail_alone(posting, fresh) -> None:
    """Else an admin could take over somebody whom another tenant has added without a password."""
    api, office = posting
    email = address()
    await api.data(fresh.admin, ADD_MEMBER, {"input": {"email": email, "name": "Li", "roles": []}})
    admin, slug = await sign_up(api, "first")
    made = await invited(api, admin, email)
    link = INVITATION.c.email == email
    for mailed, wanted in ((None, ["SIGN_IN_FAILED"]), (func.now(), [])):
        await api.engine.database.rows(
            update(INVITATION).where(link).values(mailed_at=mailed), affinity=AFFINITY
        )
        joined = await accepted(api, token_in(office.last(email)), password=PASSWORD)
        assert codes(joined) == wanted
    assert made["errors"] == []
    assert (await api.data(joined["token"], ME, **{"X-Sluice-Tenant": slug}))["me"]["member"]["name"] == "Li"


async def test_a_link_ends_by_a_newer_one_by_being_revoked_and_by_time(posting, fresh) -> None:
    api, office = posting
    email = address()
    id_ = (await invited(api, fresh.admin, email))["invitation"]["id"]
    first = token_in(office.last(email))
    assert codes(await invited(api, fresh.admin, email)) == ["INVITATION_EXISTS"]
    again = (await api.data(fresh.admin, RESEND, {"id": id_}))["resendInvitation"]
    assert codes(again) == ["INVITATION_LIMIT"], "not twice a minute"
    of_it, database = INVITATION.c.id == id_, api.engine.database
    earlier = update(INVITATION).where(of_it).values(mailed_at=func.now() - timedelta(minutes=2))
    await database.rows(earlier, affinity=AFFINITY)
    again = (await api.data(fresh.admin, RESEND, {"id": id_}))["resendInvitation"]
    assert (again["errors"], again["link"]) == ([], None)
    second = token_in(office.last(email))
    assert second != first
    assert codes(await accepted(api, first, name="x", password=PASSWORD)) == ["INVITATION_INVALID"]
    expired = update(INVITATION).where(of_it).values(expires_at=func.now() - timedelta(seconds=1))
    await database.rows(expired, affinity=AFFINITY)
    assert codes(await accepted(api, second, name="x", password=PASSWORD)) == ["INVITATION_INVALID"]
    assert [each["state"] for each in (await api.data(fresh.admin, LISTED))["invitations"]] == ["expired"]
    id_ = (await invited(api, fresh.admin, email))["invitation"]["id"]
    third = token_in(office.last(email))
    revoked = (await api.data(fresh.admin, REVOKE, {"id": id_}))["revokeInvitation"]
    assert revoked == {"invitation": {"state": "revoked"}, "link": None, "errors": []}
    assert codes(await accepted(api, third, name="x", password=PASSWORD)) == ["INVITATION_INVALID"]
    assert codes((await api.data(fresh.admin, REVOKE, {"id": id_}))["revokeInvitation"]) == ["NOT_FOUND"]
    states = [each["state"] for each in (await api.data(fresh.admin, LISTED))["invitations"]]
    assert states == ["revoked", "expired"]


async def test_of_many_who_use_a_link_at_once_one_does(api, fresh) -> None:
    token = token_in((await invited(api, fresh.admin, address()))["link"])
    tried = await asyncio.gather(*(accepted(api, token, name="Li", password=PASSWORD) for _ in range(4)))
    assert sum(each["errors"] == [] for each in tried) == 1
    assert len((await api.data(fresh.admin, "{ members { id } }"))["members"]) == 2


async def test_what_cannot_be_mailed_leaves_nothing(posting, fresh) -> None:
    api, office = posting
    email = address()
    office.refusing.add(email)
    assert codes(await invited(api, fresh.admin, email)) == ["MAIL_FAILED"]
    assert (await api.data(fresh.admin, LISTED))["invitations"] == []


async def test_another_tenants_invitation_is_not_there(api, fresh, world) -> None:
    id_ = (await invited(api, fresh.admin, address()))["invitation"]["id"]
    for document in (RESEND, REVOKE):
        (payload,) = (await api.data(world.admin, document, {"id": id_})).values()
        assert codes(payload) == ["NOT_FOUND"]
    assert id_ not in str(await api.data(world.admin, LISTED))
    assert await api.codes(world.rep, LISTED) == ["FORBIDDEN"]


async def test_revoking_and_inviting_again_floods_nobodys_mailbox(posting, fresh) -> None:
    """Else the limit of one mail a minute is none: whoever has a tenant writes to anybody as often as they please."""
    api, office = posting
    email = address()
    id_ = (await invited(api, fresh.admin, email))["invitation"]["id"]
    await api.data(fresh.admin, REVOKE, {"id": id_})
    assert codes(await invited(api, fresh.admin, email)) == ["INVITATION_LIMIT"]
    assert len([to for to, _ in office.letters if to == email]) == 1
    earlier = update(INVITATION).where(INVITATION.c.email == email)
    earlier = earlier.values(mailed_at=func.now() - timedelta(minutes=2))
    await api.engine.database.rows(earlier, affinity=AFFINITY)
    assert codes(await invited(api, fresh.admin, email)) == []


async def test_revoking_makes_no_room_for_more_invitations_of_a_day(api, fresh, monkeypatch) -> None:
    monkeypatch.setattr(invitations, "MOST_OPEN", 2)
    for _ in range(2):
        id_ = (await invited(api, fresh.admin, address()))["invitation"]["id"]
        await api.data(fresh.admin, REVOKE, {"id": id_})
    assert codes(await invited(api, fresh.admin, address())) == ["INVITATION_LIMIT"]


async def test_who_is_let_go_does_not_come_back_by_their_own_invitation(api, fresh) -> None:
    colleague = token_in((await invited(api, fresh.admin, address()))["link"])
    second = (await accepted(api, colleague, name="Eve", password=PASSWORD))["token"]
    way_back = token_in((await invited(api, second, address()))["link"])
    others = token_in((await invited(api, fresh.admin, address()))["link"])
    who = (await api.data(second, "{ me { member { id } } }"))["me"]["member"]["id"]
    document = """mutation ($id: ID!) { deactivateMember(input: {memberId: $id}) { errors { code } } }"""
    assert await api.data(fresh.admin, document, {"id": who}) == {"deactivateMember": {"errors": []}}
    assert codes(await accepted(api, way_back, name="Eve", password=PASSWORD)) == ["INVITATION_INVALID"]
    assert codes(await accepted(api, others, name="Li", password=PASSWORD)) == []
