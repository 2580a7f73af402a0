"""Signing in by a tenant's identity provider: with which roles, and what else the tenant asks of it."""

from typing import Any

import pytest

from api.http import oidc
from tenants.code_flow import Proved, prove
from tenants.password_changes import new_reset, reset_password
from tests.api.firms import AUDIT, ME, Firm, acme, api, firm, idp, other_idp, subject
from tests.api.test_accounts import ADD_MEMBER, CREATE_KEY, SET_ROLES, SIGN_IN
from tests.api.test_pending_members import accepted
from tests.client import Api, running_api
from tests.signing_in import SETTINGS, Browser, Idp, code_in, told

__all__ = ["acme", "api", "idp", "other_idp"]


async def test_groups_give_roles_and_take_them_and_leave_what_a_hand_gave(acme: Firm, api: Api) -> None:
    pairs = [{"group": "Vertrieb 销售", "roles": ["sales"]}, {"group": "leads", "roles": ["lead", "sales"]}]
    await acme.provided(groupsClaim="groups", groupRoles=pairs, defaultRoles=[])
    who = subject()

    async def roles(*groups: str, **claims: Any) -> list[str]:
        email = await acme.knows(who, groups=list(groups), **claims)
        await Browser(api).sign_in(acme.slug, who)
        return (await acme.members())[email]["roles"]

    assert await roles() == []
    assert await roles("Vertrieb 销售", "others") == ["sales"]
    assert await roles("leads") == ["sales", "lead"]
    assert await roles("Vertrieb 销售") == ["sales"]
    member = (await acme.members())[acme.address(who)]["id"]
    by_hand = {"input": {"memberId": member, "roles": ["sales", "lead"]}}
    await api.data(acme.admin, SET_ROLES, by_hand)
    assert await roles("leads") == ["sales", "lead"]
    assert await roles() == ["lead"], "sales came of a group first, lead of a hand"
    # A path, and one group that is no list.
    await acme.provided(groupsClaim="realm_access.roles", groupRoles=pairs, defaultRoles=[])
    assert await roles(realm_access={"roles": "Vertrieb 销售"}) == ["sales", "lead"]
    done = [
        each for each in (await api.data(acme.admin, AUDIT))["auditLog"] if each["kind"] == "memberRolesSet"
    ]
    assert done[0]["details"]["by"] == "oidc"


async def test_groups_that_the_provider_leaves_out_take_no_roles(acme: Firm, api: Api) -> None:
    pairs = [{"group": "a", "roles": ["lead"]}]
    await acme.provided(groupsClaim="groups", groupRoles=pairs)
    who = subject()
    email = await acme.knows(who, groups=["a"])
    await Browser(api).sign_in(acme.slug, who)
    await acme.knows(who, _claim_names={"groups": "src1"})
    _, code, text = await Browser(api).refused(acme.slug, who)
    assert (code, "too many" in text) == ("PROVIDER_FAILED", True)
    assert "lead" in (await acme.members())[email]["roles"]


async def test_groups_never_take_the_last_administrator(api: Api, idp: Idp) -> None:
    acme = await firm(api, idp)
    pairs = [{"group": "admins", "roles": ["admin"]}]
    await acme.provided(groupsClaim="groups", groupRoles=pairs)
    who = subject()
    email = await acme.knows(who, groups=["admins"])
    token = await Browser(api).sign_in(acme.slug, who)
    founder = (await acme.members())[acme.email]["id"]
    given = {"input": {"memberId": founder, "roles": ["sales"]}}
    assert (await api.data(token, SET_ROLES, given))["setMemberRoles"]["errors"] == []
    await acme.knows(who, groups=[])
    token = await Browser(api).sign_in(acme.slug, who)
    assert (await api.data(token, ME))["me"]["member"]["roles"] == ["admin", "sales"]
    back = {"input": {"memberId": founder, "roles": ["admin"]}}
    assert (await api.data(token, SET_ROLES, back))["setMemberRoles"]["errors"] == []
    await Browser(api).sign_in(acme.slug, who)
    assert (await acme.members())[email]["roles"] == ["sales"], "now there is another one"


async def test_who_may_not_come_in_otherwise_may_not_by_a_provider(acme: Firm, api: Api) -> None:
    who = subject()
    email = await acme.knows(who)
    token = await Browser(api).sign_in(acme.slug, who)
    member = (await acme.members())[email]["id"]
    off = "mutation ($id: ID!) { deactivateMember(input: {memberId: $id}) { errors { code } } }"
    on = "mutation ($id: ID!) { reactivateMember(id: $id) { errors { code } } }"
    await api.data(acme.admin, off, {"id": member})
    assert await api.codes(token, ME) == ["FORBIDDEN"]
    assert "reactivateMember" in (await Browser(api).refused(acme.slug, who))[2]
    await api.data(acme.admin, on, {"id": member})
    await Browser(api).sign_in(acme.slug, who)
    until = "mutation ($id: ID!, $at: DateTime) { setMembershipEnd(memberId: $id, endsAt: $at) { errors { code } } }"
    await api.data(acme.admin, until, {"id": member, "at": "2099-01-01T00:00:00Z"})
    await api.engine.database.fetch(
        "UPDATE platform.membership SET ends_at = now() - interval '1 s' WHERE member_id = $1",
        [member],
        affinity="platform",
    )
    assert "setMembershipEnd" in (await Browser(api).refused(acme.slug, who))[2]


async def test_a_tenant_that_is_suspended_sends_nobody_to_its_provider(acme: Firm, api: Api) -> None:
    who = subject()
    await acme.knows(who)
    browser = Browser(api)
    back = await browser.come_back(acme.slug, who)
    suspend = "UPDATE platform.tenant SET suspended_at = now() WHERE slug = $1"
    await api.engine.database.fetch(suspend, [acme.slug], affinity="platform")
    assert told(await browser.get(back))[1] == "SIGN_IN_EXPIRED"
    closed = told(await Browser(api).start(acme.slug))
    nobody = told(await Browser(api).start("no-such-tenant"))
    assert closed[:2] == nobody[:2] == (404, "NOT_FOUND")


async def test_the_second_factor_may_be_the_providers(acme: Firm, api: Api) -> None:
    await api.engine.database.fetch(
        "UPDATE platform.tenant SET totp_required = true WHERE slug = $1", [acme.slug], affinity="platform"
    )
    who = subject()
    for weak in (None, [], ["pwd"], ["pwd", "kba"], "mfa", ["otp"]):
        await acme.knows(who, amr=weak)
        assert (await Browser(api).refused(acme.slug, who))[1] == "SECOND_FACTOR_REQUIRED"
    for strong in (["mfa"], ["pwd", "otp"], ["hwk", "fpt"]):
        await acme.knows(who, amr=strong)
        assert await api.data(await Browser(api).sign_in(acme.slug, who), ME)


async def test_where_passwords_are_off_the_provider_lets_in_and_who_breaks_the_glass(
    api: Api, idp: Idp, database_url: str
) -> None:
    acme = await firm(api, idp)
    founder = (await acme.members())[acme.email]["id"]
    # The founder may administer by `boss`, Eve by `admin`.
    boss = [{"action": "administer"}, {"action": "configure"}]
    await api.change(acme.admin, {"addRole": {"name": "boss", "grants": boss}})
    await api.data(acme.admin, SET_ROLES, {"input": {"memberId": founder, "roles": ["boss"]}})
    given = {
        "email": acme.address("eve"),
        "name": "Eve",
        "password": "a quite long password",
        "roles": ["admin"],
    }
    await api.data(acme.admin, ADD_MEMBER, {"input": given})
    signed = await api.data(
        None, SIGN_IN, {"input": {"email": given["email"], "password": given["password"]}}
    )
    eve = signed["signIn"]["token"]
    key = (await api.data(eve, CREATE_KEY, {"input": {"name": "k"}}))["createApiKey"]["token"]
    # Somebody must be able to come in should the provider fail, and stay so.
    refused = await acme.set(passwords=False)
    assert [(e["code"], e["path"]) for e in refused["errors"]] == [
        ("LAST_ADMINISTRATOR", ["input", "breakGlass"])
    ]
    async with running_api(database_url, SETTINGS) as elsewhere:
        assert await elsewhere.data(eve, ME)
        await acme.provided(passwords=False, breakGlass=[founder])
        for each in (api, elsewhere):
            assert await each.codes(eve, ME) == ["PROVIDER_REQUIRED"]
            assert await each.data(acme.admin, ME)
            assert await each.data(key, ME)
    await idp.knows("eve-" + acme.slug, email=given["email"], email_verified=True)
    eve = await Browser(api).sign_in(acme.slug, "eve-" + acme.slug)
    assert (await api.data(eve, ME))["me"]["member"]["roles"] == ["admin"]
    demote = {"input": {"memberId": founder, "roles": ["sales"]}}
    done = (await api.data(eve, SET_ROLES, demote))["setMemberRoles"]
    assert done["errors"][0]["code"] == "LAST_ADMINISTRATOR", (
        "eve may administer, but not come in by password"
    )
    off = "mutation ($id: ID!) { deactivateMember(input: {memberId: $id}) { errors { code } } }"
    done = (await api.data(eve, off, {"id": founder}))["deactivateMember"]
    assert done["errors"][0]["code"] == "LAST_ADMINISTRATOR"
    taken = {"setGrants": {"role": "boss", "grants": [{"action": "configure"}]}}
    assert (await api.try_change(eve, taken))["errors"][0]["code"] == "LAST_ADMINISTRATOR"
    await acme.provided(passwords=True)
    assert await api.data(eve, ME)


async def test_a_provider_that_is_removed_or_replaced_ends_what_it_has_opened(
    acme: Firm, api: Api, other_idp: Idp
) -> None:
    who = subject()
    email = await acme.knows(who)
    token = await Browser(api).sign_in(acme.slug, who)
    await acme.provided(sessionHours=1)
    assert await api.data(token, ME), "the same client of the same provider"
    begun = Browser(api)
    back = await begun.come_back(acme.slug, who)
    await acme.provided(**await other_idp.register())
    assert await api.codes(token, ME) == ["UNAUTHENTICATED"]
    assert told(await begun.get(back))[1] == "SIGN_IN_EXPIRED"
    # The subject of the new one is somebody else, until an address links them.
    await other_idp.knows(who, email=acme.address("someone"), email_verified=True)
    other = await Browser(api).sign_in(acme.slug, who)
    assert (await api.data(other, ME))["me"]["member"]["email"] != email
    gone = await api.data(acme.admin, "mutation { removeIdentityProvider { removed errors { code } } }")
    assert gone["removeIdentityProvider"] == {"removed": True, "errors": []}
    assert await api.codes(other, ME) == ["UNAUTHENTICATED"]
    assert told(await Browser(api).start(acme.slug))[1] == "NOT_FOUND"


async def test_a_session_ends_when_the_tenant_says(acme: Firm, api: Api) -> None:
    await acme.provided(sessionHours=2)
    who = subject()
    await acme.knows(who)
    token = await Browser(api).sign_in(acme.slug, who)
    hours = await api.engine.database.fetch(
        "SELECT round(extract(epoch FROM expires_at - created_at) / 3600)::int AS hours FROM platform.session"
        " WHERE token_hash = sha256($1::bytea)",
        [token.encode()],
        affinity="platform",
    )
    assert [each["hours"] for each in hours] == [2]


async def test_who_has_come_by_a_provider_may_come_by_password_once_they_have_reset_it(
    acme: Firm, api: Api
) -> None:
    """The way from the provider to passwords: whoever reads the mailbox is whom the provider knows by it."""

    who = subject()
    email = await acme.knows(who)
    token = await Browser(api).sign_in(acme.slug, who)
    made = await new_reset(api.engine.database, email)
    assert made is not None
    await reset_password(api.engine.database, made.token, "a quite long password")
    assert await api.codes(token, ME) == ["UNAUTHENTICATED"], "all sessions have ended"
    signed = await api.data(None, SIGN_IN, {"input": {"email": email, "password": "a quite long password"}})
    by_password = signed["signIn"]["token"]
    assert await api.codes(by_password, ME) == ["FORBIDDEN"], (
        "anybody's provider says of anybody that it is them"
    )
    shown = {"email": email, "password": "a quite long password"}
    by_password = (await accepted(api, None, acme.slug, **shown))["token"]
    assert (await api.data(by_password, ME))["me"]["tenant"]["slug"] == acme.slug
    assert await Browser(api).sign_in(acme.slug, who), "and by the provider as before"


async def test_a_code_that_waits_ends_with_the_link(acme: Firm, api: Api) -> None:
    who = subject()
    email = await acme.knows(who)
    browser = Browser(api)
    code = code_in(await browser.arrive(acme.slug, who))
    member = (await acme.members())[email]["id"]
    unlink = "mutation ($id: ID!) { unlinkMember(memberId: $id) { unlinked } }"
    assert (await api.data(acme.admin, unlink, {"id": member}))["unlinkMember"] == {"unlinked": True}
    assert (await browser.exchange(code))["errors"][0]["code"] == "SIGN_IN_EXPIRED"


async def test_a_provider_that_is_replaced_while_it_lets_somebody_in_does_not(
    acme: Firm, api: Api, other_idp: Idp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it has said before counts no more, also where it was asked a moment sooner."""
    who = subject()
    await acme.knows(who)
    back = await (browser := Browser(api)).come_back(acme.slug, who)
    client = await other_idp.register()

    async def proved_slowly(*given: Any) -> Proved:
        found = await prove(*given)
        await acme.provided(**client)
        return found

    monkeypatch.setattr(oidc, "prove", proved_slowly)
    assert told(await browser.get(back))[1] == "SIGN_IN_EXPIRED"
    left = "SELECT 1 FROM platform.sign_in_code WHERE tenant_id = (SELECT id FROM platform.tenant WHERE slug = $1)"
    assert await api.engine.database.fetch(left, [acme.slug], affinity="platform") == []
