"""Every mutation of the fixed part is told in the audit log, or stands here with the reason why it is not."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pyotp import TOTP
from sqlalchemy import func, update

from api.fixed.mutation import Mutation
from tenants import acting, password_changes, second_factor
from tenants.audit import KINDS
from tenants.directory import tenant_called
from tenants.membership_ends import tell_ends
from tenants.platform import AFFINITY, MEMBERSHIP
from tenants.quotas import Quotas
from tenants.rate_limits import NO_RATES
from tests.api.test_accounts import ADD_MEMBER, SIGN_IN, SIGN_UP, person
from tests.client import Api

TOLD = {
    "acceptInvitation": ("memberAdded",),
    "acceptMembership": ("memberAccepted",),
    "addMember": ("memberAdded",),
    "addToOrgUnit": ("orgUnitMembersAdded",),
    "applyCatalog": ("catalogPublished",),
    "changeCatalog": ("catalogPublished",),
    "changePassword": ("passwordChanged",),
    "confirmSignUp": ("catalogPublished",),
    "confirmTotp": ("secondFactorAdded",),
    "createApiKey": ("apiKeyCreated",),
    "createOrgUnit": ("orgUnitCreated",),
    "deactivateMember": ("memberDeactivated",),
    "decideOverride": ("overrideApproved", "overrideRefused"),
    "eraseSubject": ("subjectErased",),
    "exchangeSignInCode": ("signedIn",),
    "exportSubject": ("subjectExported",),
    "installTemplate": ("catalogPublished",),
    "inviteMember": ("memberInvited",),
    "moveOrgUnit": ("orgUnitMoved",),
    "pseudonymizeMember": ("memberPseudonymized",),
    "publishCatalogDraft": ("catalogPublished",),
    "reactivateMember": ("memberReactivated",),
    "registerDocuments": ("documentsRegistered",),
    "removeDocuments": ("documentsRemoved",),
    "removeIdentityProvider": ("identityProviderRemoved",),
    "removeOrgUnit": ("orgUnitRemoved",),
    "removeTotp": ("secondFactorRemoved",),
    "renameOrgUnit": ("orgUnitRenamed",),
    "renewRecoveryCodes": ("recoveryCodesRenewed",),
    "requestOverride": ("overrideRequested",),
    "resendInvitation": ("invitationResent",),
    "resetPassword": ("passwordReset",),
    "revokeApiKey": ("apiKeyRevoked",),
    "revokeInvitation": ("invitationRevoked",),
    "revokeMemberSessions": ("memberSessionsRevoked",),
    "revokeSession": ("sessionsRevoked",),
    "revokeSessions": ("sessionsRevoked",),
    "rollBackCatalog": ("catalogPublished",),
    "rotateApiKey": ("apiKeyRotated",),
    "setGroupRoles": ("groupRolesSet",),
    "setIdentityProvider": ("identityProviderSet",),
    "setMemberRoles": ("memberRolesSet",),
    "setMembershipEnd": ("membershipEndSet",),
    "setSignInPolicy": ("signInPolicySet",),
    "signIn": ("signedIn", "signInFailed", "recoveryCodeUsed"),
    "signOut": ("signedOut",),
    "signUp": ("catalogPublished",),
    "takeFromOrgUnit": ("orgUnitMembersTaken",),
    "unlinkMember": ("memberUnlinked",),
    "viewAs": ("viewBegun",),
}
UNTOLD = {
    "discardCatalogDraft": "nothing was in force, and what is published is told",
    "removeView": "it changes no record and nobody's rights, and is its member's or shared, as everybody sees",
    "requestPasswordReset": "anybody may ask in anybody's name: strangers could fill the log",
    "saveCatalogDraft": "nothing is in force before it is published, which is told",
    "saveView": "it changes no record and nobody's rights; what is shown is asked for with those of who looks",
    "startTotp": "the secret is in use once it is confirmed, which is told",
    "stopCatalogOperation": "nothing was in force, and what is published is told",
    "testIdentityProvider": "it looks at the provider and changes nothing",
}
BY_OTHERS = {
    "groupChanged": "a directory",
    "groupCreated": "a directory",
    "groupDeleted": "a directory",
    "memberProvisioned": "a directory",
    "membershipEnded": "the clock",
    "planChanged": "an operator",
    "planSet": "an operator",
    "secondFactorReset": "an operator",
    "tenantClosed": "an operator",
    "auditBreakAccepted": "an operator",
    "tenantExported": "an operator",
    "tenantReopened": "an operator",
    "tenantResumed": "an operator",
    "tenantSuspended": "an operator",
}


def camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(each.title() for each in tail)


def test_every_mutation_is_told_or_has_a_reason() -> None:
    fields = {camel(each.python_name) for each in Mutation.__strawberry_definition__.fields}  # type: ignore[attr-defined]
    assert fields == TOLD.keys() | UNTOLD.keys()
    assert not TOLD.keys() & UNTOLD.keys()
    assert {kind for kinds in TOLD.values() for kind in kinds} | BY_OTHERS.keys() == set(KINDS)


class Watched:
    """Somebody with a tenant, whose log is looked at around what is done."""

    def __init__(self, api: Api) -> None:
        self.api, self.given, self.token, self.slug, self.namespace = api, person(), "", "", ""

    async def sign_up(self) -> "Watched":
        made = (await self.api.data(None, SIGN_UP, {"input": self.given}))["signUp"]
        self.token, self.slug = made["token"], made["tenant"]["slug"]
        self.namespace = (await tenant_called(self.api.engine.database, self.slug)).namespace
        return self

    async def kinds(self) -> list[tuple[str, bool]]:
        """What is told, and whether by a member, the oldest first."""
        sql = f"SELECT kind, actor IS NOT NULL FROM {self.namespace}.sluice_audit ORDER BY id"
        return [
            (row[0], row[1]) for row in await self.api.engine.database.fetch(sql, [], affinity=self.namespace)
        ]

    @asynccontextmanager
    async def tells(self, kind: str, *, by_member: bool = True) -> AsyncIterator[None]:
        before = await self.kinds()
        yield
        assert (await self.kinds())[len(before) :] == [(kind, by_member)]

    async def do(self, document: str, **variables: Any) -> Any:
        (payload,) = (await self.api.data(self.token, document, variables)).values()
        assert payload.get("errors", []) == [], payload
        return payload

    async def show(self, mutation: str, selection: str, **more: str) -> Any:
        document = f"mutation ($input: ProofInput!) {{ {mutation}(input: $input) {{ {selection} errors {{ code }} }} }}"
        known = {name: self.given[name] for name in ("email", "password")}
        return await self.do(document, input={**known, **more})

    async def sign_in(self, **more: str) -> str:
        known = {name: self.given[name] for name in ("email", "password")}
        before = len(await self.kinds())
        made = (await self.api.data(None, SIGN_IN, {"input": {**known, **more}}))["signIn"]
        assert made["errors"] == []
        await self.settled(before)
        token: str = made["token"]
        return token

    async def settled(self, many: int) -> None:
        """What is told beside the request is told."""
        async with asyncio.timeout(10):
            while len(await self.kinds()) <= many or (await self.kinds())[-1][0] != "signedIn":  # noqa: ASYNC110
                await asyncio.sleep(0.02)


@pytest.fixture
async def ada(api: Api) -> Watched:
    return await Watched(api).sign_up()


async def test_what_an_admin_does_is_told(ada: Watched) -> None:
    member = (
        await ada.do(
            ADD_MEMBER, input={"email": f"m@{secrets.token_hex(4)}.example", "name": "M", "roles": ["admin"]}
        )
    )["member"]["id"]
    code = "errors { code }"
    key = await ada.do(f'mutation {{ createApiKey(input: {{name: "k"}}) {{ apiKey {{ id }} {code} }} }}')
    async with ada.tells("apiKeyRotated"):
        await ada.do(
            f"mutation ($id: ID!) {{ rotateApiKey(id: $id, overlapHours: 1) {{ {code} }} }}",
            id=key["apiKey"]["id"],
        )
    soon = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
    async with ada.tells("membershipEndSet"):
        await ada.do(
            f"mutation ($m: ID!, $at: DateTime) {{ setMembershipEnd(memberId: $m, endsAt: $at) {{ {code} }} }}",
            m=member,
            at=soon,
        )
    database = ada.api.engine.database
    over = update(MEMBERSHIP).where(MEMBERSHIP.c.member_id == member)
    await database.rows(
        over.values(ends_at=func.now() - timedelta(seconds=1)).returning(MEMBERSHIP.c.member_id),
        affinity=AFFINITY,
    )
    async with ada.tells("membershipEnded", by_member=False):
        # Of several processes, and again, it is told once.
        await asyncio.gather(*(tell_ends(database) for _ in range(4)))
        await tell_ends(database)
    async with ada.tells("memberSessionsRevoked"):
        await ada.do(f"mutation ($m: ID!) {{ revokeMemberSessions(memberId: $m) {{ {code} }} }}", m=member)
    unit = f"orgUnit {{ id }} {code}"
    async with ada.tells("orgUnitCreated"):
        made = await ada.do(f'mutation {{ createOrgUnit(input: {{code: "cn", name: "中国"}}) {{ {unit} }} }}')
    at = made["orgUnit"]["id"]
    for mutation, kind, more in (
        ("addToOrgUnit(input: {id: $id, memberIds: [$m]})", "orgUnitMembersAdded", "$m: ID!"),
        ("takeFromOrgUnit(input: {id: $id, memberIds: [$m]})", "orgUnitMembersTaken", "$m: ID!"),
        ('renameOrgUnit(input: {id: $id, name: "China"})', "orgUnitRenamed", ""),
        ("moveOrgUnit(input: {id: $id, parentId: null})", "orgUnitMoved", ""),
        ("removeOrgUnit(id: $id)", "orgUnitRemoved", ""),
    ):
        given = {"id": at, **({"m": member} if more else {})}
        async with ada.tells(kind):
            await ada.do(f"mutation ($id: ID!, {more}) {{ {mutation} {{ {unit} }} }}", **given)
    invite = """mutation ($e: String!) { inviteMember(input: {email: $e, roles: ["admin"]}) {
      invitation { id } errors { code } } }"""
    asked = (await ada.do(invite, e=f"i@{secrets.token_hex(4)}.example"))["invitation"]["id"]
    for mutation, kind in (
        ("resendInvitation", "invitationResent"),
        ("revokeInvitation", "invitationRevoked"),
    ):
        async with ada.tells(kind):
            await ada.do(f"mutation ($id: ID!) {{ {mutation}(id: $id) {{ {code} }} }}", id=asked)
    async with ada.tells("documentsRegistered"):
        register = """mutation { registerDocuments(documents: [{name: "a", text: "{ me { roles } }"}]) {
          documents { id } errors { code } } }"""
        (document,) = (await ada.do(register))["documents"]
    async with ada.tells("documentsRemoved"):
        await ada.do(
            f"mutation ($ids: [ID!]!) {{ removeDocuments(ids: $ids) {{ {code} }} }}", ids=[document["id"]]
        )


async def test_what_somebody_does_to_their_account_is_told(
    ada: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 60_000_000
    monkeypatch.setattr(second_factor, "step_now", lambda _: now)
    secret = (await ada.show("startTotp", "secret"))["secret"]
    async with ada.tells("secondFactorAdded"):
        done = await ada.show("confirmTotp", "token recoveryCodes", code=TOTP(secret).generate_otp(now - 1))
    before = len(await ada.kinds())
    await ada.sign_in(code=done["recoveryCodes"][0])
    assert [each[0] for each in (await ada.kinds())[before:]] == ["recoveryCodeUsed", "signedIn"]
    async with ada.tells("recoveryCodesRenewed"):
        await ada.show("renewRecoveryCodes", "recoveryCodes", code=TOTP(secret).generate_otp(now))
    async with ada.tells("secondFactorRemoved"):
        await ada.show("removeTotp", "removed", code=TOTP(secret).generate_otp(now + 1))
    ada.token = await ada.sign_in()
    async with ada.tells("sessionsRevoked"):
        await ada.do("mutation { revokeSessions { revoked errors { code } } }")
    other = await ada.sign_in()
    listed = (await ada.api.data(ada.token, "{ sessions { id current } }"))["sessions"]
    (id_,) = (each["id"] for each in listed if not each["current"])
    async with ada.tells("sessionsRevoked"):
        await ada.do("mutation ($id: ID!) { revokeSession(id: $id) { errors { code } } }", id=id_)
    assert await ada.api.codes(other, "{ me { roles } }") == ["UNAUTHENTICATED"]
    change = (
        "mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { token errors { code } } }"
    )
    async with ada.tells("passwordChanged"):
        given = {"currentPassword": ada.given["password"], "newPassword": "quite another phrase"}
        ada.token = (await ada.do(change, input=given))["token"]
    link = await password_changes.new_reset(ada.api.engine.database, ada.given["email"])
    assert link is not None
    async with ada.tells("passwordReset", by_member=False):
        await ada.api.data(
            None,
            "mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { done errors { code } } }",
            {"input": {"token": link.token, "password": "a third long phrase"}},
        )
    ada.given["password"] = "a third long phrase"
    ada.token = await ada.sign_in()
    async with ada.tells("signedOut"):
        await ada.do("mutation { signOut { signedOut } }")


async def test_what_operators_do_to_a_tenant_is_told_there(
    ada: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, plan = ada.api.engine.database, f"plan {secrets.token_hex(4)}"
    await acting.set_plan(database, "Olga", plan, Quotas(), NO_RATES)
    for act, kind in (
        (acting.put_on(database, "Olga", ada.slug, plan, "why"), "planSet"),
        (acting.set_plan(database, "Olga", plan, Quotas(members=9), NO_RATES), "planChanged"),
        (acting.suspend(database, "Olga", ada.slug), "tenantSuspended"),
        (acting.resume(database, "Olga", ada.slug), "tenantResumed"),
        (acting.close(database, "Olga", ada.slug, 30), "tenantClosed"),
        (acting.reopen(database, "Olga", ada.slug), "tenantReopened"),
    ):
        async with ada.tells(kind, by_member=False):
            await act
    log = (await ada.api.data(ada.token, "{ auditLog(first: 20) { details } }"))["auditLog"]
    assert "Olga" not in str(log), "who operates is the operators' to see"
    assert "why" not in str(log)


async def test_a_second_factor_that_is_lost_is_reset_by_an_operator(
    ada: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_factor, "step_now", lambda _: 60_000_000)
    secret = (await ada.show("startTotp", "secret"))["secret"]
    ada.token = (await ada.show("confirmTotp", "token", code=TOTP(secret).generate_otp(60_000_000)))["token"]
    database, email = ada.api.engine.database, ada.given["email"]
    async with ada.tells("secondFactorReset", by_member=False):
        await acting.reset_second_factor(database, "Olga", email.upper(), "seen in person")
    assert await ada.api.codes(ada.token, "{ me { roles } }") == ["UNAUTHENTICATED"]
    assert await ada.sign_in()
    for unknown in (email, "nobody@nowhere.example"):
        with pytest.raises(Exception, match="with a second factor"):
            await acting.reset_second_factor(database, "Olga", unknown)
