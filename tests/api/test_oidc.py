"""Signing in by a tenant's identity provider, with providers that run: who gets in, where, and as whom."""

import asyncio
from urllib.parse import parse_qs, urlsplit

from tenants.password_changes import new_reset, reset_password
from tests.api.firms import AUDIT, ME, SESSIONS, Firm, acme, api, firm, idp, other_idp, subject
from tests.api.test_accounts import SIGN_IN, SIGN_UP, person
from tests.api.test_invitations import INVITE
from tests.client import Api
from tests.signing_in import Browser, Idp, code_in

__all__ = ["acme", "api", "idp", "other_idp"]


async def test_a_stranger_of_the_domain_becomes_a_member_and_is_the_same_one_next_time(acme: Firm) -> None:
    who = subject()
    email = await acme.knows(who)
    browser = Browser(acme.api)
    begun = await browser.start(acme.slug)
    asked = parse_qs(urlsplit(begun.headers["location"]).query)
    assert asked["redirect_uri"] == ["https://sluice.test/auth/oidc/callback"]
    assert (asked["code_challenge_method"], asked["scope"]) == (["S256"], ["openid email profile"])
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    cookie = begun.headers["set-cookie"].lower()
    assert cookie.startswith("__host-sluice-oidc-")
    assert all(each in cookie for each in ("httponly", "secure", "samesite=lax", "path=/", "max-age=600"))
    arrived = await browser.arrive(acme.slug, who)
    assert arrived.headers["location"].startswith("https://sluice.test/deals?view=board#signInCode=slx_")
    assert arrived.headers["cache-control"] == "no-store"
    token = (await browser.exchange(code_in(arrived)))["token"]
    me = (await acme.api.data(token, ME))["me"]
    assert (me["member"]["email"], me["member"]["name"]) == (email, "Bob 鲍勃")
    assert (me["member"]["roles"], me["tenant"]["slug"]) == (["sales"], acme.slug)
    assert (await acme.api.data(token, SESSIONS))["sessions"][0]["method"] == "OIDC"
    # The address is another one by now: the subject counts.
    await acme.knows(who, "robert")
    again = await Browser(acme.api).sign_in(acme.slug, who)
    assert (await acme.api.data(again, ME))["me"]["member"]["id"] == me["member"]["id"]
    kinds = [each["kind"] for each in (await acme.api.data(acme.admin, AUDIT))["auditLog"]]
    assert kinds.count("signedIn") == 2
    assert {"memberAdded", "identityProviderSet"} <= set(kinds)


async def test_who_is_not_invited_is_refused_and_who_is_gets_the_roles_of_the_invitation(
    api: Api, idp: Idp
) -> None:
    acme = await (await firm(api, idp)).provided(joins=False)
    who = subject()
    email = await acme.knows(who)
    status, code, text = await Browser(api).refused(acme.slug, who)
    assert (status, code) == (403, "SIGN_IN_NOT_ALLOWED")
    assert "inviteMember" in text
    told_ = (await api.data(acme.admin, AUDIT))["auditLog"][0]
    assert (told_["kind"], told_["details"]["email"]) == ("signInFailed", email)
    assert email not in await acme.members()
    await api.data(acme.admin, INVITE, {"input": {"email": email, "roles": ["lead"]}})
    token = await Browser(api).sign_in(acme.slug, who)
    assert (await api.data(token, ME))["me"]["member"]["roles"] == ["lead"]
    state = (await api.data(acme.admin, "{ invitations { state } }"))["invitations"]
    assert state == [{"state": "accepted"}]


async def test_a_session_of_a_provider_opens_its_own_tenant_alone(
    acme: Firm, api: Api, other_idp: Idp
) -> None:
    """The crux: whoever runs the provider of a tenant can let it say anything, of people of other tenants too."""
    victim = person()
    theirs = (await api.data(None, SIGN_UP, {"input": victim}))["signUp"]
    evil = await (await firm(api, other_idp)).provided(domains=[victim["email"].partition("@")[2]])
    who = subject()
    await other_idp.knows(who, email=victim["email"], email_verified=True, name="Mallory")
    token = await Browser(api).sign_in(evil.slug, who)
    me = (await api.data(token, ME))["me"]
    assert (me["member"]["email"], me["tenant"]["slug"]) == (victim["email"], evil.slug)
    assert me["member"]["name"] == "Mallory", "what the account is called elsewhere is not told"
    for slug in (theirs["tenant"]["slug"], acme.slug):
        found = await api.ask(token, ME, **{"X-Sluice-Tenant": slug})
        assert found["errors"][0]["extensions"]["code"] == "TENANT_REQUIRED"
    # Nor what the session of a person can do to the others of theirs.
    mine = (await api.data(token, SESSIONS))["sessions"]
    assert [each["method"] for each in mine] == ["OIDC"]
    assert (await api.data(token, "mutation { revokeSessions { revoked } }"))["revokeSessions"][
        "revoked"
    ] == 0
    listed = (await api.data(theirs["token"], SESSIONS))["sessions"]
    assert [each["method"] for each in listed] == ["PASSWORD"], "and not that of the provider"
    one = "mutation ($id: ID!) { revokeSession(id: $id) { revoked errors { code } } }"
    ended = (await api.data(token, one, {"id": listed[0]["id"]}))["revokeSession"]
    assert ended == {"revoked": False, "errors": [{"code": "NOT_FOUND"}]}
    change = """mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { token } }"""
    given = {"currentPassword": victim["password"], "newPassword": "another long password 8"}
    assert await api.codes(token, change, {"input": given}) == ["FORBIDDEN"]
    # Nor does the victim's own session know of a membership that only the provider has made.
    assert (await api.data(theirs["token"], ME))["me"]["tenant"]["slug"] == theirs["tenant"]["slug"]
    found = await api.ask(theirs["token"], ME, **{"X-Sluice-Tenant": evil.slug})
    assert found["errors"][0]["extensions"]["code"] == "TENANT_REQUIRED"


async def test_who_has_made_an_account_for_anothers_address_does_not_get_in_by_its_password(
    acme: Firm, api: Api
) -> None:
    """Anybody can sign up with any address. That its owner comes later, by a provider, must open nothing to them."""
    who = subject()
    email = await acme.knows(who)
    squatter = person(email=email)
    theirs = (await api.data(None, SIGN_UP, {"input": squatter}))["signUp"]["token"]
    token = await Browser(api).sign_in(acme.slug, who)
    assert (await api.data(token, ME))["me"]["tenant"]["slug"] == acme.slug
    again = await api.data(None, SIGN_IN, {"input": {"email": email, "password": squatter["password"]}})
    for each in (theirs, again["signIn"]["token"]):
        found = await api.ask(each, ME, **{"X-Sluice-Tenant": acme.slug})
        assert found["errors"][0]["extensions"]["code"] == "TENANT_REQUIRED"
        assert len((await api.data(each, SESSIONS))["sessions"]) == 2
    await api.data(theirs, "mutation { revokeSessions { revoked } }")
    assert await api.data(token, ME), "nor is the session of the provider theirs to end"


async def test_an_invitation_of_another_tenant_is_not_accepted_by_what_a_provider_says(
    api: Api, other_idp: Idp
) -> None:
    target, evil = await firm(api, other_idp), await firm(api, other_idp)
    victim = person()
    await api.data(None, SIGN_UP, {"input": victim})
    await evil.provided(domains=[victim["email"].partition("@")[2]])
    who = subject()
    await other_idp.knows(who, email=victim["email"], email_verified=True)
    token = await Browser(api).sign_in(evil.slug, who)
    link = await api.data(target.admin, INVITE, {"input": {"email": victim["email"], "roles": ["lead"]}})
    accept = """mutation ($input: AcceptInvitationInput!) { it: acceptInvitation(input: $input) {
      token errors { code } } }"""
    given = {"token": link["inviteMember"]["link"].partition("#")[2]}
    done = (await api.data(token, accept, {"input": given}))["it"]
    assert (done["token"], done["errors"][0]["code"]) == (None, "SIGN_IN_FAILED")


async def test_the_same_subject_at_two_providers_is_two_people(acme: Firm, api: Api, other_idp: Idp) -> None:
    other = await (await firm(api, other_idp)).provided()
    who = subject()
    emails = await acme.knows(who), await other.knows(who)
    tokens = [await Browser(api).sign_in(each.slug, who) for each in (acme, other)]
    found = [(await api.data(each, ME))["me"]["member"]["email"] for each in tokens]
    assert tuple(found) == emails


async def test_an_address_that_is_not_verified_links_to_nobody(acme: Firm, api: Api) -> None:
    for verified in (False, None, "yes", 1.5):
        who = subject()
        await acme.idp.knows(who, email=acme.email, email_verified=verified)
        _, code, text = await Browser(api).refused(acme.slug, who)
        assert (code, "verified" in text) == ("SIGN_IN_NOT_ALLOWED", True)
    await acme.idp.knows(subject(), name="nobody")
    nobody = subject()
    await acme.idp.knows(nobody, name="without an address")
    assert "no e-mail address" in (await Browser(api).refused(acme.slug, nobody))[2]
    # Nor does a linked person lose their way in by an address that is not verified any more.
    who = subject()
    await acme.knows(who)
    await Browser(api).sign_in(acme.slug, who)
    await acme.knows(who, email_verified=False)
    assert await Browser(api).sign_in(acme.slug, who)


async def test_another_domain_is_refused_also_for_who_is_linked(acme: Firm, api: Api) -> None:
    who = subject()
    email = await acme.knows(who)
    await Browser(api).sign_in(acme.slug, who)
    for address in (
        "bob@elsewhere.example",
        f"bob@{acme.domain}.elsewhere.example",
        f"bob@sub.{acme.domain}",
    ):
        await acme.idp.knows(who, email=address, email_verified=True)
        status, code, _ = await Browser(api).refused(acme.slug, who)
        assert (status, code) == (403, "SIGN_IN_NOT_ALLOWED")
    await acme.idp.knows(who, email=email.upper(), email_verified=True)
    assert await Browser(api).sign_in(acme.slug, who)


async def test_who_gets_an_address_that_another_had_does_not_become_them(acme: Firm, api: Api) -> None:
    first, second = subject(), subject()
    email = await acme.knows(first, "info")
    await Browser(api).sign_in(acme.slug, first)
    await acme.knows(second, "info")
    assert "unlinkMember" in (await Browser(api).refused(acme.slug, second))[2]
    member = (await acme.members())[email]["id"]
    token = await Browser(api).sign_in(acme.slug, first)
    unlink = "mutation ($id: ID!) { unlinkMember(memberId: $id) { unlinked errors { code } } }"
    done = (await api.data(acme.admin, unlink, {"id": member}))["unlinkMember"]
    assert done == {"unlinked": True, "errors": []}
    assert await api.codes(token, ME) == ["UNAUTHENTICATED"]
    new = await Browser(api).sign_in(acme.slug, second)
    assert (await api.data(new, ME))["me"]["member"]["id"] == member
    assert "unlinkMember" in (await Browser(api).refused(acme.slug, first))[2]


async def test_a_code_is_good_once_for_who_has_begun_and_not_for_long(acme: Firm, api: Api) -> None:
    who = subject()
    await acme.knows(who)
    browser = Browser(api)
    code = code_in(await browser.arrive(acme.slug, who))
    wrong = await browser.exchange(code, "x" * 43)
    assert (wrong["token"], wrong["errors"][0]["code"]) == (None, "SIGN_IN_EXPIRED")
    tried = await asyncio.gather(*(browser.exchange(code) for _ in range(5)))
    assert sum(each["token"] is not None for each in tried) == 1
    late = code_in(await browser.arrive(acme.slug, who))
    await api.engine.database.fetch(
        "UPDATE platform.sign_in_code SET expires_at = now()", [], affinity="platform"
    )
    assert (await browser.exchange(late))["token"] is None
    rows = await api.engine.database.fetch(
        "SELECT code_hash FROM platform.sign_in_code", [], affinity="platform"
    )
    assert late not in repr(rows)


async def test_two_first_sign_ins_at_once_make_one_member(acme: Firm, api: Api) -> None:
    who = subject()
    email = await acme.knows(who)
    browsers = [Browser(api) for _ in range(6)]
    backs = [await each.come_back(acme.slug, who) for each in browsers]
    arrived = await asyncio.gather(*(each.get(back) for each, back in zip(browsers, backs, strict=True)))
    assert {each.status_code for each in arrived} == {303}
    assert list(await acme.members()).count(email) == 1


async def test_a_provider_that_claims_an_address_tells_its_tenant_nothing_of_the_account(
    api: Api, idp: Idp
) -> None:
    """Whoever makes a tenant and runs a provider has a member of any address there is, and reads the log."""
    victim = person()
    theirs = (await api.data(None, SIGN_UP, {"input": victim}))["signUp"]["token"]
    evil = await firm(api, idp)
    await evil.provided(domains=[victim["email"].partition("@")[2]])
    who = subject()
    await idp.knows(who, email=victim["email"], email_verified=True)
    token = await Browser(api).sign_in(evil.slug, who)
    before = len((await api.data(evil.admin, AUDIT))["auditLog"])
    for password in (victim["password"], "not the password"):
        await api.data(None, SIGN_IN, {"input": {"email": victim["email"], "password": password}})
    await api.engine.posting.settled()
    await api.data(theirs, "mutation { revokeSessions { revoked } }")
    made = await new_reset(api.engine.database, victim["email"])
    assert made is not None
    await api.data(theirs, "mutation { signOut { signedOut } }")
    assert len((await api.data(evil.admin, AUDIT))["auditLog"]) == before
    again = {"email": victim["email"], "password": victim["password"]}
    theirs = (await api.data(None, SIGN_IN, {"input": again}))["signIn"]["token"]
    await api.engine.posting.settled()
    own = len((await api.data(theirs, AUDIT))["auditLog"])
    assert await api.data(token, "mutation { signOut { signedOut } }") == {"signOut": {"signedOut": True}}
    assert len((await api.data(theirs, AUDIT))["auditLog"]) == own, "nor do the victim's tenants hear of it"
    assert (await api.data(evil.admin, AUDIT))["auditLog"][0]["kind"] == "signedOut"
    # Whoever resets their password has not agreed to be in that tenant.
    await reset_password(api.engine.database, made.token, "a quite long password")
    again["password"] = "a quite long password"
    theirs = (await api.data(None, SIGN_IN, {"input": again}))["signIn"]["token"]
    await api.engine.posting.settled()
    inside = await api.ask(theirs, ME, **{"X-Sluice-Tenant": evil.slug})
    assert inside["errors"][0]["extensions"]["code"] == "TENANT_REQUIRED"
    kinds = [each["kind"] for each in (await api.data(evil.admin, AUDIT))["auditLog"]]
    assert (kinds[0], kinds.count("signedIn")) == ("signedOut", 1)
